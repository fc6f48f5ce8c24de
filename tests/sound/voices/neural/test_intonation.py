"""A sound that is off its pitch is brought to it, in its own time, and what is another note is left alone."""

from __future__ import annotations

import numpy as np
import pytest

from mnemo.sound.voices.neural import intonation
from mnemo.sound.voices.neural.model import RATE

HZ = 262.0
FACTOR = 2


def a_voice(hz: np.ndarray) -> np.ndarray:
    """Ten harmonics, as of a vowel. (N,) -> (N,)"""
    cycles = np.cumsum(hz / RATE)
    return sum(0.1 / number * np.sin(2 * np.pi * number * cycles + number) for number in range(1, 11))


def heard_pitch(sound: np.ndarray, hz: float, rate: int) -> tuple[np.ndarray, np.ndarray]:
    """What is measured inside the sound: cents, alternation of the periods."""
    frames = np.arange(rate // 10, len(sound) - rate // 10, rate // 100)
    whole = np.ones(len(sound), bool)
    return intonation.measure_pitch(sound, np.full(len(sound), hz), whole, frames, rate)


def heard_cents(sound: np.ndarray, hz: float, rate: int) -> np.ndarray:
    return heard_pitch(sound, hz, rate)[0]


def level_db(sound: np.ndarray, hz: float, rate: int) -> float:
    """The level of a sine of this pitch in a second of sound, re its loudest."""
    spectrum = np.abs(np.fft.rfft(sound[:rate] * np.hanning(rate)))
    return float(20 * np.log10(spectrum[round(hz)] / spectrum.max()))


@pytest.mark.parametrize("cents", [-60.0, -8.0, 25.0])
def test_a_steady_error_is_heard_and_taken_away(cents: float) -> None:
    sound = a_voice(np.full(RATE, HZ * 2 ** (cents / 1200)))
    voiced = np.ones(RATE, bool)
    assert heard_cents(sound, HZ, RATE) == pytest.approx(cents, abs=0.5)
    corrected = intonation.correct_pitch(sound, np.full(RATE, HZ), voiced, RATE, FACTOR)
    assert len(corrected) == FACTOR * RATE
    assert np.abs(heard_cents(corrected, HZ, FACTOR * RATE)).max() < 1.0


def test_an_error_that_wanders_is_followed() -> None:
    at_s = np.arange(RATE) / RATE
    sound = a_voice(HZ * 2 ** (30 * np.sin(2 * np.pi * 4 * at_s) / 1200))
    corrected = intonation.correct_pitch(sound, np.full(RATE, HZ), np.ones(RATE, bool), RATE, FACTOR)
    assert np.abs(heard_cents(corrected, HZ, FACTOR * RATE)).max() < 6.0


def test_what_a_vowel_loses_in_time_comes_back_where_no_voice_is() -> None:
    sound = a_voice(np.full(RATE, HZ * 2 ** (20 / 1200)))  # 0.4 s of it grow by 4.6 ms
    voiced = np.arange(RATE) < 0.4 * RATE
    sound[~voiced] = 0.0
    burst = round(0.6 * RATE)
    sound[burst] = 1.0
    corrected = intonation.correct_pitch(sound, np.full(RATE, HZ), voiced, RATE, FACTOR)
    assert np.argmax(corrected[FACTOR * RATE // 2 :]) + FACTOR * RATE // 2 == pytest.approx(FACTOR * burst, abs=24)


def test_another_note_and_noise_are_left_alone() -> None:
    octave_below = a_voice(np.full(RATE, HZ * 0.6))
    noise = np.random.default_rng(0).standard_normal(RATE)
    for sound in (octave_below, noise):
        assert np.mean(np.isnan(heard_cents(sound, HZ, RATE))) > 0.9
    corrected = intonation.correct_pitch(octave_below, np.full(RATE, HZ), np.ones(RATE, bool), RATE, FACTOR)
    assert np.allclose(corrected[::FACTOR], octave_below, atol=1e-6)


def test_periods_that_alternate_are_made_alike_and_others_are_left_alone() -> None:
    voice = a_voice(np.full(RATE, HZ))
    of_half = np.arange(RATE) * HZ / 2 / RATE
    rough = voice + 0.02 * np.sin(2 * np.pi * 3 * of_half) + 0.02 * np.sin(2 * np.pi * 5 * of_half)
    hz, voiced = np.full(RATE, HZ), np.ones(RATE, bool)
    even = intonation.correct_pitch(rough, hz, voiced, RATE, FACTOR)
    for odd in (3, 5):
        assert level_db(rough, odd * HZ / 2, RATE) > -20.0
        assert level_db(even, odd * HZ / 2, FACTOR * RATE) < -50.0
    assert level_db(even, 2 * HZ, FACTOR * RATE) == pytest.approx(level_db(voice, 2 * HZ, RATE), abs=0.1)
    for sound, alternates in ((voice, False), (rough, True)):
        alternation = heard_pitch(sound, HZ, RATE)[1]
        assert np.all((alternation > intonation.ALTERNATING[0]) == alternates)


def test_reading_between_samples_adds_nothing() -> None:
    at = np.arange(0.0, 2_000.0, 0.37)
    tone = np.sin(2 * np.pi * 0.4 * np.arange(2_000))  # 0.8 of the highest frequency
    inside = (at > 40) & (at < 1_960)
    assert np.allclose(intonation.read_at(tone, at)[inside], np.sin(2 * np.pi * 0.4 * at[inside]), atol=5e-3)
