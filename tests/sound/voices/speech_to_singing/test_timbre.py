"""One voice, several singers: formants move by the right ratio, emphasis is where it should be."""

from __future__ import annotations

import numpy as np
import pytest

from mnemo import units
from mnemo.sound.voices.speech_to_singing import timbre
from mnemo.styles.schema import SingerStyle

BINS = 1025
HZ = np.linspace(0, units.SAMPLE_RATE / 2, BINS)
FLAT = SingerStyle(singers_formant_db=0.0)


def _envelope(formant_hz: float) -> np.ndarray:
    return np.tile(3.0 * np.exp(-(((HZ - formant_hz) / 300.0) ** 2)), (3, 1)).astype(np.float32)


def _shaped(envelope: np.ndarray, singer: SingerStyle, drift: float = 0.0) -> np.ndarray:
    return timbre.shape_envelopes(envelope, np.ones(3, bool), singer, np.full(3, drift))


def test_a_formant_stands_out_more_and_stays_where_it_is() -> None:
    envelope = _envelope(1500)
    shaped = _shaped(envelope, FLAT)
    assert HZ[np.argmax(shaped[0])] == pytest.approx(1500, abs=25)
    assert 1.1 < np.ptp(shaped[0]) / np.ptp(envelope[0]) < 1.0 + 1.5 * timbre.CONTRAST
    assert np.mean(shaped) == pytest.approx(float(np.mean(envelope)), abs=0.01)


@pytest.mark.parametrize("semitones", [-4.0, 3.0])
def test_formants_move_by_semitones(semitones: float) -> None:
    moved = _shaped(_envelope(1500), SingerStyle(singers_formant_db=0.0, formant_shift_semitones=semitones))
    assert HZ[np.argmax(moved[0])] == pytest.approx(1500 * 2 ** (semitones / 12), abs=25)
    drifted = _shaped(_envelope(1500), FLAT, drift=semitones)
    assert np.allclose(moved, drifted)


def test_the_singers_formant_is_at_three_kilohertz_in_voiced_frames() -> None:
    voiced = np.array([True, False, True])
    gain = timbre.shape_envelopes(
        np.zeros((3, BINS), np.float32), voiced, SingerStyle(singers_formant_db=6.0), np.zeros(3)
    )
    decibels = gain * 10 / np.log(10)
    assert HZ[np.argmax(decibels[0])] == pytest.approx(3000, abs=25)
    assert decibels[0].max() == pytest.approx(6.0, abs=0.01)
    assert not decibels[1].any()
    assert not decibels[0][(HZ < 2100) | (HZ > 3900)].any()


@pytest.mark.parametrize("rate", [24_000, 48_000])
def test_a_frequency_is_the_same_at_every_rate(rate: int) -> None:
    hz = np.linspace(0, rate / 2, BINS)
    peak = np.exp(-(((hz - 1500.0) / 300.0) ** 2)).astype(np.float32)
    singer = SingerStyle(singers_formant_db=6.0, brightness_db=2.0)
    shaped = timbre.shape_envelopes(np.stack([peak, 0 * peak]), np.array([True, True]), singer, np.zeros(2), rate)
    expected = timbre.shape_envelopes(
        np.stack([np.exp(-(((HZ - 1500.0) / 300.0) ** 2)), np.zeros(BINS)]).astype(np.float32),
        np.array([True, True]),
        singer,
        np.zeros(2),
    )
    at_hz = np.arange(300, 9_000, 50)
    for here, there in zip(shaped, expected, strict=True):
        assert np.interp(at_hz, hz, here) == pytest.approx(np.interp(at_hz, HZ, there), abs=0.01)


def test_drift_is_slow_and_small() -> None:
    at_s = np.arange(0, 5, 0.005)
    drift = timbre.drift_semitones(at_s)
    assert 0.2 < np.abs(drift).max() <= timbre.DRIFT_SEMITONES
    assert np.abs(np.diff(drift)).max() < 0.05
