"""Roman numerals against chords that any harmony book gives."""

from __future__ import annotations

import pytest

from mnemo.model import Key
from mnemo.music.harmony import parse_progression


def symbols(key: str, progression: str) -> list[list[str]]:
    bars = parse_progression(progression)
    return [[numeral.in_key(Key.parse(key), 0, 1).symbol for numeral in bar] for bar in bars]


def test_royal_road_in_a_minor() -> None:
    assert symbols("A minor", "IV | V | iii7 | vi") == [["F"], ["G"], ["Em7"], ["Am"]]


@pytest.mark.parametrize(
    ("key", "text", "expected"),
    [
        ("C major", "V7/vi", "E7"),
        ("D major", "V7/ii", "B7"),
        ("D major", "I/3", "D/F#"),
        ("F major", "bVII", "Eb"),
        ("D minor", "IVmaj7", "Bbmaj7"),
        ("F# minor", "iii7", "C#m7"),
        ("C major", "Vsus4", "Gsus4"),
    ],
)
def test_chord_names(key: str, text: str, expected: str) -> None:
    assert symbols(key, text) == [[expected]]


def test_tones_and_bass() -> None:
    chord = parse_progression("V7/3")[0][0].in_key(Key.parse("C major"), 0, 480)
    assert chord.pitch_classes == (7, 11, 2, 5)
    assert (chord.root, chord.bass, chord.start_ticks, chord.end_ticks) == (7, 11, 0, 480)


def test_keys_share_a_signature() -> None:
    assert Key.parse("A minor").scale == Key.parse("C major").scale == {0, 2, 4, 5, 7, 9, 11}
    assert Key.parse("Bb major").tonic == 10


@pytest.mark.parametrize("text", ["H minor", "A min or", "E# major", ""])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{text}$"):
        Key.parse(text)


def test_a_transposed_key_is_spelled_as_its_signature_is() -> None:
    assert str(Key.parse("A minor").transpose(1)) == "Bb minor"
    assert str(Key.parse("C").transpose(2)) == "D major"
    assert Key.parse("G").transpose(12) == Key.parse("G")
