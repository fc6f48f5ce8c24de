"""A copy of the lead's sound has the pitch of its own notes, and its singer's emphasis where the style says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mnemo import units
from mnemo.model import MoraTime, Phrase, SungNote
from mnemo.sound.voices.neural import copies
from mnemo.sound.voices.neural.singer import Singer
from mnemo.sound.voices.phrases.cutting import LEAD_IN_S, Request, Sung
from mnemo.styles.schema import SingerStyle
from tests.builders import US_PER_BEAT, morae

LEAD_MIDI = 55
SECONDS = 1.0


def request(midi: int, singers_formant_db: float) -> Request:
    sung = morae("アL")
    note = SungNote(0, round(SECONDS / units.ticks_to_s(1, US_PER_BEAT)), midi, sung[0], 0)
    singer = SingerStyle(singers_formant_db=singers_formant_db, vibrato_cents=0.0)
    return Request((Phrase(tuple(sung)),), (note,), 0, singer, US_PER_BEAT, 0)


def lead() -> Sung:
    """Make a second of harmonics up to 11 kHz that fall by 6 dB an octave."""
    at_s = np.arange(units.s_to_samples(LEAD_IN_S + SECONDS)) / units.SAMPLE_RATE
    hz = units.midi_to_hz(LEAD_MIDI)
    sound = sum(0.1 / n * np.sin(2 * np.pi * n * hz * at_s) for n in range(1, int(11_000 / hz)))
    sound = sound * (at_s > LEAD_IN_S)
    return Sung(np.asarray(sound, np.float32), (MoraTime(0.0, 0.0, SECONDS),))


def copy(midi: int, singers_formant_db: float) -> np.ndarray:
    (sung,) = copies.sing(lead(), request(LEAD_MIDI, 0.0), Singer("nobody"), [request(midi, singers_formant_db)])
    held = slice(units.s_to_samples(LEAD_IN_S + 0.3), units.s_to_samples(LEAD_IN_S + 0.8))
    return np.abs(np.fft.rfft(sung.audio[held] * np.hanning(held.stop - held.start))) ** 2


@pytest.mark.parametrize("midi", [LEAD_MIDI, LEAD_MIDI + 4])
def test_a_copy_has_its_own_pitch(midi: int) -> None:
    strongest_hz = 2.0 * np.argmax(copy(midi, 0.0))  # bins of half a second
    assert strongest_hz == pytest.approx(units.midi_to_hz(midi), abs=6)


def test_the_singers_formant_is_at_three_kilohertz() -> None:
    plain, formed = copy(LEAD_MIDI, 0.0), copy(LEAD_MIDI, 6.0)
    bands_hz = np.arange(700, 6_000, 200)
    gains_db = [
        10 * np.log10(formed[b // 2 : b // 2 + 100].sum() / plain[b // 2 : b // 2 + 100].sum()) for b in bands_hz
    ]
    assert bands_hz[int(np.argmax(gains_db))] + 100 == pytest.approx(3_000, abs=250)
    assert max(gains_db) == pytest.approx(6.0, abs=1.0)


def test_a_copy_is_as_long_as_the_lead_and_its_times_are_the_leads() -> None:
    first = lead()
    own = replace(request(LEAD_MIDI, 0.0), timbre="double")
    (made,) = copies.sing(first, request(LEAD_MIDI, 0.0), Singer("nobody"), [own])
    assert made.audio.shape == first.audio.shape
    assert made.times == first.times


def test_two_copies_at_once_are_those_made_alone() -> None:
    wanted = [request(LEAD_MIDI, 6.0), request(LEAD_MIDI + 3, 0.0)]
    both = copies.sing(lead(), request(LEAD_MIDI, 0.0), Singer("nobody"), wanted)
    for one, made in zip(wanted, both, strict=True):
        (alone,) = copies.sing(lead(), request(LEAD_MIDI, 0.0), Singer("nobody"), [one])
        assert np.array_equal(made.audio, alone.audio)
