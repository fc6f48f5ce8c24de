"""The measures of a voice, on signals whose faults are known."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from mnemo import styles, units
from mnemo.model import Mora, MoraTime, SungNote, Take
from mnemo.sound import voices
from tests.builders import a_score
from tests.instruments import voice as quality

SCORE = a_score()
NOTES = SCORE.lead.notes
TAKE = voices.load("test").sing(SCORE, styles.load("technopop"))[0]
A = Mora("ア", ("a",), True)


def _tone(hz: np.ndarray | float, length_s: float, partials: int = 8) -> np.ndarray:
    n = units.s_to_samples(length_s)
    phase = 2 * np.pi * np.cumsum(np.broadcast_to(hz, n)) / units.SAMPLE_RATE
    return sum(np.sin(k * phase) / k for k in range(1, partials + 1)).astype(np.float32) * 0.1


@pytest.mark.parametrize("cents", [-40.0, -5.0, 0.0, 12.0, 1200.0])
def test_both_roads_to_pitch_find_a_detuned_note(cents: float) -> None:
    audio = _tone(units.midi_to_hz(64 + cents / 100), 0.4)
    notes, times = [SungNote(0, 480, 64, A, 0)], [MoraTime(0.0, 0.0, 0.4)]
    assert quality.pitch_errors_cents(audio, notes, times) == pytest.approx([cents], abs=3.0)
    vowels, frames = quality.praat_pitch_errors_cents(audio, notes, times)
    assert vowels == pytest.approx([cents], abs=3.0)
    assert frames == pytest.approx(np.full(len(frames), cents), abs=5.0)


def test_short_and_silent_morae_have_no_pitch() -> None:
    notes = [SungNote(0, 480, 64, A, 0), SungNote(0, 480, 64, Mora("ッ", ("cl",), True), 0)]
    times = [MoraTime(0.0, 0.0, 0.07), MoraTime(0.07, None, 0.4)]
    assert len(quality.pitch_errors_cents(_tone(330.0, 0.5), notes, times)) == 0


@pytest.mark.parametrize("late_s", [0.0, 0.02, -0.02])
def test_onsets_are_heard_not_believed(late_s: float) -> None:
    claimed = [
        replace(t, start_s=t.start_s - late_s, vowel_s=None if t.vowel_s is None else t.vowel_s - late_s)
        for t in TAKE.times
    ]
    after_silence = [i for i, (a, b) in enumerate(pairwise(TAKE.times), 1) if b.start_s - a.end_s > 0.1]
    heard = quality.find_vowel_onsets(TAKE.audio, NOTES, claimed)
    errors = [heard[i] - claimed[i].vowel_s for i in after_silence if i in heard and claimed[i].vowel_s is not None]
    assert errors
    assert errors == pytest.approx([late_s] * len(errors), abs=0.01)


def test_level_spread_is_of_each_line() -> None:
    loud = TAKE.audio.copy()
    first_line = [t for n, t in zip(NOTES, TAKE.times, strict=True) if n.line == 0]
    for time in first_line[::2]:
        loud[units.s_to_samples(time.start_s) : units.s_to_samples(time.end_s)] *= 2.0
    before = quality.level_spread_db(TAKE.audio, NOTES, TAKE.times)
    after = quality.level_spread_db(loud, NOTES, TAKE.times)
    assert after[0] > before[0] + 1.0
    assert after[1] == before[1]


def test_a_click_is_found_where_it_is_and_a_voice_has_none() -> None:
    assert len(quality.clicks(TAKE.audio)) == 0
    jumped = _tone(220.0, 1.0)
    jumped[20_000:] = -0.5 * jumped[20_000:] + 0.15
    assert [abs(i - 20_000) < 100 for i in quality.clicks(jumped)] == [True]


def test_the_burst_of_a_plosive_is_no_click() -> None:
    jumped = _tone(220.0, 1.0)
    jumped[20_000:] = -0.5 * jumped[20_000:] + 0.15
    at_s = 20_000 / units.SAMPLE_RATE
    times = [MoraTime(0.0, 0.0, 0.3), MoraTime(at_s - 0.04, at_s, 0.9)]
    for mora, found in ((Mora("ト", ("t", "o"), True), 0), (Mora("サ", ("s", "a"), True), 1)):
        notes = [SungNote(0, 480, 57, A, 0), SungNote(480, 480, 57, mora, 0)]
        assert len(quality.clicks(jumped, notes, times)) == found


@pytest.mark.parametrize(("every_other", "cents"), [(1.0, 0.0), (0.95, 0.0), (0.6, -1200.0)])
def test_an_octave_is_lower_where_every_other_period_differs(every_other: float, cents: float) -> None:
    period = round(units.SAMPLE_RATE / units.midi_to_hz(64))
    pulses = np.zeros(units.s_to_samples(0.4))
    pulses[::period] = np.resize([1.0, every_other], len(pulses[::period]))
    audio = np.convolve(pulses, np.hanning(period // 3))[: len(pulses)].astype(np.float32) * 0.1
    notes, times = [SungNote(0, 480, 64, A, 0)], [MoraTime(0.0, 0.0, 0.4)]
    vowels, _ = quality.praat_pitch_errors_cents(audio, notes, times)
    assert vowels == pytest.approx([cents], abs=15.0)


def test_a_steady_tone_is_frozen_and_a_moving_one_is_not() -> None:
    notes, times = [SungNote(0, 960, 57, A, 0)], [MoraTime(0.0, 0.0, 0.8)]
    at_s = np.arange(units.s_to_samples(0.8)) / units.SAMPLE_RATE
    assert quality.frozen(_tone(220.0, 0.8), notes, times) == [0]
    moving = _tone(220.0, 0.8) + (0.5 + 0.5 * np.sin(2 * np.pi * 3 * at_s)) * _tone(660.0, 0.8, 3)
    assert quality.frozen(moving.astype(np.float32), notes, times) == []
    assert quality.frozen(_tone(220.0, 0.8), notes, [MoraTime(0.0, 0.0, 0.25)]) == []


def test_the_report_is_plain_numbers_and_the_test_voice_is_exact() -> None:
    report = quality.report(SCORE, TAKE)
    assert report["pitch_error_cents"]["p95"] < 3.0
    assert (report["octave_errors"], report["clicks"]) == (0, 0)
    assert quality.report(SCORE, Take(TAKE.audio, TAKE.times)) == report
