"""Words with two readings: the table follows its rule, and what is decided is told."""

from __future__ import annotations

import pytest

from mnemo.errors import ReadingError
from mnemo.words import homographs, kana
from mnemo.words.readings import Choice, read


def test_the_table_is_well_formed() -> None:
    table = homographs.read_table()
    assert len(table) > 1500
    for word, (common, rare) in table.items():
        assert common, word
        assert len(common + rare) > 1, word
        assert len(set(common + rare)) == len(common + rare), word
        for reading in common + rare:
            kana.split_morae(homographs.to_sound(reading))


@pytest.mark.parametrize(
    "word", ["寒気", "追従", "分別", "金星", "重複", "早急", "表", "角", "今日", "1日", "一月", "何時"]
)
def test_two_readings_ask(word: str) -> None:
    with pytest.raises(ReadingError, match=f"^{word} can be read"):
        read(f"{word}のこと", {})
    (choice,) = read(f"{word}のこと", {word: "テスト"}).choices
    assert (choice.word, choice.reading, choice.given) == (word, "テスト", True)


@pytest.mark.parametrize(
    ("text", "heard"),
    [("根本的な", "コンポンテキナ"), ("四月一日", "シガツツイタチ"), ("4月1日", "シガツツイタチ"),
     ("人気がある", "ニンキガアル"),
     ("変化する", "ヘンカスル"), ("行列", "ギョーレツ"), ("丈夫な体", "ジョーブナカラダ"), ("二人で", "フタリデ")],
)  # fmt: skip
def test_what_its_neighbours_or_use_decide_does_not_ask(text: str, heard: str) -> None:
    assert "".join(m.kana for p in read(text, {}).phrases for m in p.morae) == heard


def test_what_was_decided_is_told() -> None:
    assert read("人気がある", {}).choices == (Choice("人気", "ニンキ", ("ヒトケ", "ジンキ"), False),)


@pytest.mark.parametrize(("spelled", "heard"), [("ヒョウ", "ヒョー"), ("ケイイ", "ケーイ"), ("ツヅミ", "ツズミ")])
def test_a_reading_as_it_sounds(spelled: str, heard: str) -> None:
    assert homographs.to_sound(spelled) == heard
