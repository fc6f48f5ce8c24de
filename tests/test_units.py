"""Conversions against known values, and there and back."""

from __future__ import annotations

import mido
import pytest

from mnemo import units


def test_tempo_is_midis() -> None:
    for bpm in (60, 120, 147, 150, 163.5, 190):
        assert units.us_per_beat(bpm) == mido.bpm2tempo(bpm)
    assert units.bpm(400_000) == 150


def test_ticks_and_seconds_are_midos() -> None:
    tempo = units.us_per_beat(147)
    for ticks in (0, 1, 240, 480, 123_456):
        expected = mido.tick2second(ticks, units.TICKS_PER_BEAT, tempo)
        assert units.ticks_to_s(ticks, tempo) == pytest.approx(expected, abs=1e-12)
        assert units.s_to_ticks(expected, tempo) == pytest.approx(ticks)


def test_samples_do_not_drift() -> None:
    """The last beat of an hour of beats is within half a sample of the exact time."""
    tempo = units.us_per_beat(147)
    beats = 147 * 60
    exact = beats * tempo * units.SAMPLE_RATE / 1_000_000
    assert abs(units.ticks_to_samples(beats * units.TICKS_PER_BEAT, tempo) - exact) <= 0.5


def test_pitch() -> None:
    assert units.midi_to_hz(69) == 440
    assert units.midi_to_hz(60) == pytest.approx(261.6256, abs=1e-4)
    assert units.midi_to_hz(61.5) == pytest.approx(440 * 2 ** (-7.5 / 12))


def test_gain() -> None:
    assert units.db_to_gain(20) == pytest.approx(10)
    assert units.gain_to_db(units.db_to_gain(-6.5)) == pytest.approx(-6.5)
