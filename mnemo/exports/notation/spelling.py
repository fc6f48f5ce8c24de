"""Keys and spellings for written music, on the line of fifths: ... F = -1, C = 0, G = 1, D = 2 ..."""

from __future__ import annotations

from mnemo.model import Score, Section

MAJOR_TONIC_FIFTHS = (0, -5, 2, -3, 4, -1, 6, 1, -4, 3, -2, 5)  # by pitch class: C Db D Eb E F F# G Ab A Bb B
RELATIVE_MAJOR = 3  # semitones from a minor tonic up to the major key of the same signature
STEPS = "FCGDAEB"  # fifths -1 .. 5 without accidentals
FLAT_SIDE = (
    3  # a key of k sharps spells its twelve notes from k - 3 (its minor third) to k + 8 (the minor's leading note)
)


def is_minor(score: Score) -> bool:
    return score.key.minor


def count_fifths(score: Score, section: Section) -> int:
    """Return the sharps of a section's key signature (flats are negative); a last chorus may have another key."""
    tonic = section.tonic + (RELATIVE_MAJOR if is_minor(score) else 0)
    return MAJOR_TONIC_FIFTHS[tonic % 12]


def spell(pitch_class: int, key_fifths: int) -> tuple[str, int]:
    """Return (step, alteration in semitones) of a pitch class as a key of that signature writes it: 8 in C -> ("G",
    1).
    """
    lowest = key_fifths - FLAT_SIDE
    return spell_fifths(lowest + (pitch_class * 7 - lowest) % 12)


def spell_fifths(position: int) -> tuple[str, int]:
    """Return (step, alteration) at a place on the line of fifths: 6 -> ("F", 1)."""
    alteration, step = divmod(position + 1, 7)
    return STEPS[step], alteration


def find_octave(midi: int, alteration: int) -> int:
    """Return the octave number that goes with a spelling (C4 = 60); B sharp and C flat belong to their step's
    octave.
    """
    return (midi - alteration) // 12 - 1
