"""What every voice of the neural model must show on one line: its twin test calls these."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np

from mnemo import styles, units
from mnemo.model import Score, Take, VocalPart
from mnemo.sound import voices
from tests.builders import a_score
from tests.instruments import voice as quality

PITCH_MEDIAN_CENTS, PITCH_P95_CENTS = 8.0, 30.0
SPREAD_DB = 2.5


def find_score(name: str) -> Score:
    """The small score, moved so that its lowest note is the voice's."""
    score = a_score()
    found = voices.tessitura(voices.load(name))
    assert found is not None
    higher = found[0] - min(note.midi for part in score.vocals for note in part.notes)
    parts = (replace(p, notes=tuple(replace(n, midi=n.midi + higher) for n in p.notes)) for p in score.vocals)
    return replace(score, vocals=tuple(parts))


def find_line(name: str) -> Score:
    score = find_score(name)
    notes = tuple(n for n in score.lead.notes if n.line == 0)
    return replace(score, vocals=(VocalPart("lead", notes),))


@cache
def sung(name: str) -> Take:
    return voices.load(name).sing(find_line(name), styles.load("technopop"))[0]


def is_found_and_credited(name: str) -> None:
    assert name in voices.names()
    voice = voices.load(name)
    assert voice.name == name
    assert voice.licence == "Apache-2.0"
    assert "Kokoro-82M" in voice.credit


def sings_every_mora(name: str) -> None:
    take = sung(name)
    for note, time in zip(find_line(name).lead.notes, take.times, strict=True):
        start_s, end_s = (time.vowel_s, time.end_s) if time.vowel_s else (time.start_s + 0.03, time.end_s - 0.03)
        level = np.sqrt(np.mean(take.audio[units.s_to_samples(start_s) : units.s_to_samples(end_s)] ** 2))
        assert (level < 1e-3) if note.mora.silent else (level > 0.02), note.mora.kana


def sings_in_tune(name: str, octaves: int = 0) -> None:
    """By Praat: in vowels of 80 ms the project's own measure takes two periods for one."""
    take = sung(name)
    notes = tuple(replace(n, midi=n.midi + 12 * octaves) for n in find_line(name).lead.notes)
    cents = np.abs(quality.praat_pitch_errors_cents(take.audio, notes, take.times)[0])
    assert np.median(cents) <= PITCH_MEDIAN_CENTS
    assert np.percentile(cents, 95) <= PITCH_P95_CENTS
    assert cents.max() < quality.OCTAVE_CENTS


def is_even_and_clean(name: str) -> None:
    take = sung(name)
    assert max(quality.level_spread_db(take.audio, find_line(name).lead.notes, take.times).values()) <= SPREAD_DB
    assert len(quality.clicks(take.audio)) == 0
    assert np.abs(take.audio).max() < 1.0
