"""The vocoder against WORLD's own, and against what it was asked for."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import pyworld

from mnemo import units
from mnemo.sound.voices.speech_to_singing import vocoder
from mnemo.sound.voices.speech_to_singing.analysis import FFT, FRAME_S

FRAME = units.s_to_samples(FRAME_S)
FRAMES = 300
HZ = np.linspace(0, units.SAMPLE_RATE / 2, FFT // 2 + 1)


def _envelope() -> np.ndarray:
    """A formant that glides from 600 to 1200 Hz over a spectrum that falls."""
    middle = np.linspace(600.0, 1200.0, FRAMES)[:, None]
    return (2.0 * np.exp(-(((HZ - middle) / 300.0) ** 2)) - HZ / 4000.0 - 6.0).astype(np.float32)


def _both(f0_hz: np.ndarray, aperiodicity: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the sound of WORLD and ours."""
    noise = np.full((FRAMES, len(HZ)), aperiodicity)
    power = np.exp(_envelope().astype(float))
    theirs = pyworld.synthesize(f0_hz, power, noise, units.SAMPLE_RATE, FRAME_S * 1000)
    ours = vocoder.synthesise(f0_hz, _envelope(), noise.astype(np.float32), FRAME, np.random.default_rng(1))
    assert len(ours) == len(theirs)
    return theirs, ours


def _levels_db(sound: np.ndarray) -> np.ndarray:
    power = np.abs(np.fft.rfft(sound)) ** 2
    edges = len(power) * np.array([300.0, 600, 1200, 2400, 4800, 9600, 19_200]) / (units.SAMPLE_RATE / 2)
    return 10 * np.log10([power[round(a) : round(b)].sum() for a, b in pairwise(edges)])


def test_pulses_are_worlds() -> None:
    """What is left of the difference is the cross-fade of responses. WORLD leaves out its last pulse."""
    theirs, ours = (sound[: -4 * FRAME] for sound in _both(np.linspace(220.0, 440.0, FRAMES), 0.0))
    assert np.std(ours - theirs) < 10 ** (-45 / 20) * np.std(theirs)


@pytest.mark.parametrize(("f0_hz", "aperiodicity"), [(0.0, 0.5), (330.0, 0.999), (330.0, 0.3)])
def test_noise_is_as_loud_as_worlds_in_every_octave(f0_hz: float, aperiodicity: float) -> None:
    theirs, ours = _both(np.full(FRAMES, f0_hz), aperiodicity)
    assert np.abs(_levels_db(ours) - _levels_db(theirs)).max() < 1.0


def test_the_pitch_is_in_tune_between_samples() -> None:
    """A pitch whose period is no whole number of samples comes out as one line of the spectrum."""
    f0_hz = 437.0
    _, ours = _both(np.full(FRAMES, f0_hz), 0.0)
    sound = ours[4800:-4800] * np.hanning(len(ours) - 9600)
    spectrum = np.abs(np.fft.rfft(sound, 1 << 19))
    heard_hz = np.argmax(spectrum) / (1 << 19) * units.SAMPLE_RATE
    partial = round(heard_hz / f0_hz)
    assert 1200 * abs(np.log2(heard_hz / (partial * f0_hz))) < 0.5
    between = round((partial + 0.5) * f0_hz * (1 << 19) / units.SAMPLE_RATE)
    assert spectrum[between - 500 : between + 500].max() < 1e-3 * spectrum.max()


def test_nothing_voiced_has_no_pulse() -> None:
    quiet = vocoder.synthesise(
        np.zeros(FRAMES), _envelope() - 200.0, np.ones((FRAMES, len(HZ)), np.float32), FRAME, np.random.default_rng(1)
    )
    assert np.abs(quiet).max() < 1e-20
