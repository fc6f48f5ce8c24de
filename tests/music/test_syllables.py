"""Accent relations, heavy syllables and the asked word of a line."""

from __future__ import annotations

import pytest

from mnemo.music.syllables import make_syllables, relate_notes
from tests.builders import morae


def relations(*phrases: str) -> list[str]:
    return [s.relation for s in make_syllables([morae(p) for p in phrases], range(0))]


def test_relations_follow_the_accent() -> None:
    assert relations("アL ルH スH' トL") == ["free", "rise", "high", "fall"]
    assert relations("アH' ルL スL", "トL エH") == ["free", "fall", "low", "free", "rise"]
    assert relations("ルL ーH ーH") == ["free", "rise", "vowel"]


def test_accent_passes_over_a_silent_mora() -> None:
    assert relations("アL ルH' ッL トL") == ["free", "rise", "fall", "fall"]
    assert relations("ミL ッH ツH") == ["free", "rise", "rise"]


def test_only_a_word_that_stands_out_is_a_key_word() -> None:
    phrase = [morae("アL ルH スH' トL エL")]
    assert [s.key_word for s in make_syllables(phrase, range(1, 3))] == [False, True, True, False, False]
    assert [s.key_word for s in make_syllables(phrase, range(3, 5))] == [False] * 5  # its morae are low
    assert {s.key_word for s in make_syllables(phrase, range(0, 4))} == {None}


@pytest.mark.parametrize(("word", "stressed"), [(range(1, 3), 2), (range(3, 5), 4)])
def test_a_word_is_carried_by_its_nucleus_or_its_last_mora(word: range, stressed: int) -> None:
    line = make_syllables([morae("アL ルH スH' トL エL")], word)
    assert [i for i, s in enumerate(line) if s.stressed] == [stressed]


def test_what_may_share_a_note() -> None:
    """ー ン ッ and the second vowel of アイ エイ; no vowel across phrases, none after a consonant."""
    line = make_syllables([morae("リL ーH ンH ッH"), morae("タH' アL"), morae("アL ルH")], range(0))
    assert [s.continues for s in line] == ["", "ー", "ン", "ッ", "", "", "", ""]


def test_within_a_note_nothing_moves_and_the_fall_is_carried_on() -> None:
    line = make_syllables([morae("アL エH' ーL トL")], range(0))
    assert relate_notes(line, [0, 1, 2, 3]) == ["free", "rise", "fall", "low"]
    assert relate_notes(line, [0, 1, 3]) == ["free", "rise", "fall"]
    rising = make_syllables([morae("エL ーH ルH")], range(0))
    assert relate_notes(rising, [0, 2]) == ["free", "rise"]
