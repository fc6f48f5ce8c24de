"""Keys and spellings against what music theory says."""

from __future__ import annotations

import dataclasses

import pytest

from mnemo.exports.notation import spelling
from mnemo.model import Key
from tests.builders import a_score


@pytest.mark.parametrize(
    ("key", "tonic", "sharps"),
    [
        ("C major", 0, 0), ("A minor", 9, 0), ("E minor", 4, 1), ("D minor", 2, -1), ("F major", 5, -1),
        ("Eb major", 3, -3), ("C minor", 0, -3), ("F# minor", 6, 3), ("B minor", 11, 2), ("Bb minor", 10, -5),
    ],
)  # fmt: skip
def test_key_signatures(key: str, tonic: int, sharps: int) -> None:
    score = dataclasses.replace(a_score(), key=Key.parse(key))
    assert spelling.count_fifths(score, dataclasses.replace(score.sections[0], tonic=tonic)) == sharps


@pytest.mark.parametrize(
    ("pitch_class", "fifths", "spelled"),
    [
        (8, 0, ("G", 1)), (10, 0, ("B", -1)), (3, 0, ("E", -1)), (6, 0, ("F", 1)), (1, -1, ("C", 1)),
        (10, -1, ("B", -1)), (10, 3, ("A", 1)), (11, -6, ("C", -1)), (5, 6, ("E", 1)),
    ],
)  # fmt: skip
def test_spelling_follows_the_key(pitch_class: int, fifths: int, spelled: tuple[str, int]) -> None:
    assert spelling.spell(pitch_class, fifths) == spelled


@pytest.mark.parametrize("fifths", range(-6, 7))
@pytest.mark.parametrize("midi", range(48, 72))
def test_spelled_pitches_sound_the_same(midi: int, fifths: int) -> None:
    step, alteration = spelling.spell(midi % 12, fifths)
    natural = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}[step]
    assert 12 * (spelling.find_octave(midi, alteration) + 1) + natural + alteration == midi
