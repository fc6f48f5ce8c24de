"""Clarity: the nearest mora is found among synthetic ones, whatever the pitch and length."""

from __future__ import annotations

import numpy as np
import pytest

from mnemo import units
from mnemo.quality import clarity
from mnemo.sound.voices.test import FORMANTS_HZ

FORMANTS = {v: FORMANTS_HZ[v] for v in "aiueo"}


def _vowel(vowel: str, f0_hz: float, length_s: float = 0.3) -> np.ndarray:
    """Impulses through the vowel's two resonances."""
    n = units.s_to_samples(length_s)
    hz = np.fft.rfftfreq(n, 1 / units.SAMPLE_RATE)
    gain = sum(1.0 / (1.0 + ((hz - f) / 120.0) ** 2) for f in FORMANTS[vowel]) + 1e-3
    pulses = np.zeros(n)
    pulses[(np.arange(0, length_s, 1 / f0_hz) * units.SAMPLE_RATE).astype(int)] = 1.0
    return np.fft.irfft(np.fft.rfft(pulses) * gain, n)


def _samples(f0_hz: float, length_s: float) -> list[clarity.Sample]:
    return [
        s
        for v in FORMANTS
        for s in clarity.samples(_vowel(v, f0_hz, length_s), [clarity.Span((v,), 0.05, 0.05, length_s - 0.05)])
    ]


@pytest.mark.parametrize("f0_hz", [150.0, 260.0])
def test_vowels_are_told_apart_at_another_pitch_and_length(f0_hz: float) -> None:
    found = clarity.matches(_samples(f0_hz, 0.5), _samples(200.0, 0.25))
    assert [m.nearest for m in found] == [m.phonemes for m in found]
    assert clarity.share(found) == 1.0
    assert all(m.own_db < m.other_db for m in found)


def test_a_wrong_vowel_is_a_confusion() -> None:
    (heard,) = clarity.samples(_vowel("i", 220.0), [clarity.Span(("a",), 0.05, 0.05, 0.25)])
    (match,) = clarity.matches([heard], _samples(200.0, 0.25))
    assert match.nearest == ("i",)
    assert not match.clear


def test_distance_is_zero_to_itself_and_grows() -> None:
    inventory = _samples(200.0, 0.25)
    found = clarity.matches(inventory, inventory)
    assert all(m.own_db < 1e-4 < 1.0 < m.other_db for m in found)


def _vowels_through(slope: float) -> list[clarity.Sample]:
    """The five vowels by a singer whose spectrum has another slope: each sample less `slope` times the one before."""
    heard = []
    for v in FORMANTS:
        plain = _vowel(v, 200.0)
        tilted = plain - slope * np.concatenate([[0.0], plain[:-1]])
        heard += clarity.samples(tilted, [clarity.Span((v,), 0.05, 0.05, 0.25)])
    return heard


def test_the_slope_of_a_singers_spectrum_is_no_matter() -> None:
    speaker, singer = _vowels_through(0.0), _vowels_through(0.9)
    references = clarity.centred(speaker, speaker)
    apart = clarity.matches(singer, references)
    centred = clarity.matches(clarity.centred(singer, singer), references)
    assert all(m.clear for m in centred)
    assert max(m.own_db for m in centred) < 0.5 * min(m.own_db for m in apart)


def test_a_blurred_voice_is_less_clear() -> None:
    """Each vowel mixed with the mean of all: nothing is left to tell it by."""
    references = clarity.centred(_samples(200.0, 0.25), _samples(200.0, 0.25))
    mean = np.mean([s.cepstra for s in references], axis=0)
    rng = np.random.default_rng(1)
    blurred = [
        clarity.Sample(
            s.phonemes, mean + 0.02 * (s.cepstra - mean) + rng.normal(0.0, s.cepstra.std() / 4, s.cepstra.shape)
        )
        for s in references
    ]
    assert clarity.share(clarity.matches(blurred, references)) < 0.7
