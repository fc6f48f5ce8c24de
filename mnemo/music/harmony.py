"""Chords: what the roman numerals of a style mean in the key of the song.

The grammar of progressions is written in `mnemo.styles.strings`, which also refuses what cannot be read.
"""

from __future__ import annotations

from dataclasses import dataclass

from mnemo.model import Chord, Key
from mnemo.styles.strings import CHORD

DEGREES = {"I": 0, "II": 2, "III": 4, "IV": 5, "V": 7, "VI": 9, "VII": 11}
ACCIDENTALS = {"": 0, "b": -1, "#": 1}

# suffix -> intervals of the chord on a major and on a minor numeral; its name after the root
QUALITIES: dict[str, dict[bool, tuple[tuple[int, ...], str]]] = {
    "": {False: ((0, 4, 7), ""), True: ((0, 3, 7), "m")},
    "7": {False: ((0, 4, 7, 10), "7"), True: ((0, 3, 7, 10), "m7")},
    "maj7": {False: ((0, 4, 7, 11), "maj7"), True: ((0, 3, 7, 11), "mM7")},
    "6": {False: ((0, 4, 7, 9), "6"), True: ((0, 3, 7, 9), "m6")},
    "add9": {False: ((0, 4, 7, 2), "add9"), True: ((0, 3, 7, 2), "madd9")},
    "sus4": {False: ((0, 5, 7), "sus4"), True: ((0, 5, 7), "sus4")},
    "7sus4": {False: ((0, 5, 7, 10), "7sus4"), True: ((0, 5, 7, 10), "7sus4")},
    "dim": {False: ((0, 3, 6), "dim"), True: ((0, 3, 6), "dim")},
    "m7b5": {False: ((0, 3, 6, 10), "m7b5"), True: ((0, 3, 6, 10), "m7b5")},
}
STABLE_TONES = 3  # root, third and fifth: the first tones of a chord, on which a section may end


@dataclass(frozen=True)
class Numeral:
    """A chord of a progression, not yet in a key: semitones above the signature's tonic."""

    root: int
    intervals: tuple[int, ...]
    suffix: str
    bass: int  # semitones above the root

    def in_key(self, key: Key, start_ticks: int, end_ticks: int) -> Chord:
        root = (key.signature + self.root) % 12
        bass = (root + self.bass) % 12
        symbol = key.name_of(root) + self.suffix + (f"/{key.name_of(bass)}" if self.bass else "")
        return Chord(symbol, root, tuple((root + i) % 12 for i in self.intervals), bass, start_ticks, end_ticks)


def parse_progression(text: str) -> tuple[tuple[Numeral, ...], ...]:
    """Return bars of chords."""
    return tuple(tuple(_parse_numeral(chord) for chord in bar.split()) for bar in text.split("|"))


def _parse_numeral(text: str) -> Numeral:
    m = CHORD.fullmatch(text)
    if not m:
        raise ValueError(text)
    numeral, under = m["numeral"], m["under"]
    intervals, suffix = QUALITIES[m["suffix"] or ""][numeral.islower()]
    root = (DEGREES[numeral.upper()] + ACCIDENTALS[m["accidental"]]) % 12
    if under in ("3", "5"):
        return Numeral(root, intervals, suffix, intervals[1 if under == "3" else 2])
    if under:
        root = (root + DEGREES[under.upper()]) % 12
    return Numeral(root, intervals, suffix, 0)
