"""The front end with words of our own."""

from __future__ import annotations

from pathlib import Path

import pytest

from mnemo.words import frontend
from mnemo.words.frontend import analyse, to_full_width


def pronunciations(text: str, *entries: tuple[str, str, int, int]) -> list[str]:
    return [m["pron"].replace("’", "") for m in analyse(text, entries)]


@pytest.mark.parametrize("word", ["勾配", "C-E,C", 'a"b', "x~y z", "0.5", "ゲート"])
def test_a_given_word_is_one_morpheme_with_its_reading(word: str) -> None:
    """Commas, quotes and spaces in the word do not break the dictionary's line."""
    assert pronunciations(f"{word}は", (word, "テスト", 1, 3)) == ["テスト", "ワ"]


def test_its_accent_joins_the_particle() -> None:
    *_, particle = analyse("CECに", [("CEC", "シーイーシー", 5, 6)])
    assert [p["pitch"] for p in particle["phonemes"]] == ["Low", "Low"]
    *_, particle = analyse("CECに", [("CEC", "シーイーシー", 0, 6)])
    assert [p["pitch"] for p in particle["phonemes"]] == ["High", "High"]


def test_entries_of_one_call_do_not_reach_the_next() -> None:
    assert pronunciations("値", ("値", "ネ", 0, 1)) == ["ネ"]
    assert pronunciations("値") == ["アタイ"]


def test_building_a_dictionary_is_silent(capfd: pytest.CaptureFixture[str]) -> None:
    analyse("静かな語", [("静かな語", "シズカ", 1, 3)])
    assert capfd.readouterr() == ("", "")


def test_a_dictionarys_line_is_full_width() -> None:
    assert to_full_width("Aa1 ゲ") == "Ａａ１\u3000ゲ"
    assert not set(to_full_width(",\"'-~")) & set(",\"'-~")


def test_what_was_read_before_comes_from_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Under the text and the words that are given with it."""
    monkeypatch.setenv("MNEMO_CACHE", str(tmp_path))
    given = ("CEC", "シーイーシー", 5, 7)
    plain, own = analyse("CECが記憶を保つ", ()), analyse("CECが記憶を保つ", (given,))
    assert plain != own

    def refuse(entries: object) -> None:
        raise AssertionError("read again")

    monkeypatch.setattr(frontend, "_load_engine", refuse)
    assert analyse("CECが記憶を保つ", ()) == plain
    assert analyse("CECが記憶を保つ", (given,)) == own
    with pytest.raises(AssertionError):
        analyse("CECが記憶を失う", ())
