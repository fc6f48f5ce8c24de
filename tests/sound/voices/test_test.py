"""The stand-in voice: exact pitch, exact onsets, silence for ッ, the same bytes every time."""

from __future__ import annotations

import numpy as np

from mnemo import styles, units
from mnemo.model import SungNote
from mnemo.sound import voices
from tests.builders import a_score

SCORE = a_score()
TAKES = voices.load("test").sing(SCORE, styles.load("technopop"))


def _sound(note: SungNote, margin_s: float = 0.02) -> np.ndarray:
    start_s = units.ticks_to_s(note.onset_ticks, SCORE.us_per_beat) + margin_s
    end_s = units.ticks_to_s(note.onset_ticks + note.duration_ticks, SCORE.us_per_beat) - margin_s
    return TAKES[0].audio[units.s_to_samples(start_s) : units.s_to_samples(end_s)]


def test_a_take_for_each_part_and_a_time_for_each_note() -> None:
    assert [len(t.times) for t in TAKES] == [len(p.notes) for p in SCORE.vocals]
    for note, time in zip(SCORE.lead.notes, TAKES[0].times, strict=True):
        onset_s = units.ticks_to_s(note.onset_ticks, SCORE.us_per_beat)
        assert time.vowel_s == (None if note.mora.silent else onset_s)
        assert time.start_s == onset_s < time.end_s


def test_pitch_is_the_notes() -> None:
    for note in SCORE.lead.notes:
        if note.mora.silent:
            continue
        sound = _sound(note)
        padded = np.abs(np.fft.rfft(sound * np.hanning(len(sound)), 1 << 18))
        wanted = units.midi_to_hz(note.midi)
        hz = np.fft.rfftfreq(1 << 18, 1 / units.SAMPLE_RATE)
        near = (hz > wanted * 0.7) & (hz < wanted * 1.4)  # the fundamental alone
        assert abs(12 * np.log2(hz[near][np.argmax(padded[near])] / wanted)) < 0.05


def test_silent_mora_is_silent_and_others_are_not() -> None:
    for note in SCORE.lead.notes:
        level = float(np.sqrt(np.mean(_sound(note) ** 2)))
        assert (level == 0.0) if note.mora.silent else (0.05 < level < 0.2)


def test_nothing_above_the_ceiling() -> None:
    spectrum = np.abs(np.fft.rfft(TAKES[0].audio)) ** 2
    hz = np.fft.rfftfreq(len(TAKES[0].audio), 1 / units.SAMPLE_RATE)
    assert spectrum[hz > 8_000].sum() < 1e-4 * spectrum.sum()


def test_deterministic() -> None:
    again = voices.load("test").sing(SCORE, styles.load("technopop"))
    for one, two in zip(TAKES, again, strict=True):
        assert np.array_equal(one.audio, two.audio)
