"""Given readings: whole words, the longest first; a mark wherever it stands; advice that works."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from mnemo.errors import ReadingError
from mnemo.words import given
from mnemo.words.readings import examine, read


def sung(text: str, readings: dict[str, str]) -> str:
    return "".join(m.kana for p in read(text, readings).phrases for m in p.morae)


@pytest.mark.parametrize(
    ("text", "readings", "heard"),
    [
        ("数値の値", {"値": "アタイ"}, "スーチノアタイ"),
        ("β", {"β": "ビータ"}, "ビータ"),
        ("○か×", {"○": "マル", "×": "バツ"}, "マルカバツ"),
        ("M&A", {"&": "エンド"}, "エムエンドエー"),
        ("A=B", {"=": "イコール"}, "エーイコールビー"),
        ("XYZ-4", {"-": "ノ"}, "エックスワイゼットノヨン"),
        ("★だ", {"★": "ホシ"}, "ホシダ"),
        ("F1とF層", {"F1": "エフワン", "F": "フ"}, "エフワントフソー"),
        ("1997年", {"19": "ジューキュー"}, "センキューヒャクキュージューナナネン"),
        ("1997年", {"1997": "イチキューキューナナ"}, "イチキューキューナナネン"),
        ("勾配消失問題", {"勾配": "コーバイ", "勾配消失": "コーバイショーシツ"}, "コーバイショーシツモンダイ"),
        ("リセットボタン", {"ボタン": "ボッタン"}, "リセットボッタン"),
        ("学習を行って", {"行って": "オコナッテ"}, "ガクシューオオコナッテ"),
    ],
)
def test_a_given_word_is_sung_where_it_stands_whole(text: str, readings: dict[str, str], heard: str) -> None:
    assert sung(text, readings) == heard


def test_the_authors_reading_comes_before_those_of_mnemo() -> None:
    assert sung("GPT-4", {}) == "ジーピーティーフォー"
    assert sung("GPT-4", {"-": "ノ"}) == "ジーピーティーノヨン"
    assert sung("リセットゲート", {"ゲート": "ゲイト"}) == "リセットゲイト"


def test_what_is_overruled_is_told() -> None:
    assert given.find_uses("数値の値", {"値": "アタイ"}) == ([given.Use(3, 4, "値")], [given.Overruled("値", "数値")])
    assert read("数値の値", {"値": "アタイ"}).overruled == (given.Overruled("値", "数値"),)
    assert read("数値の値", {"値": "アタイ", "勾配": "コーバイ"}).used == {"値"}


@drawn(
    st.lists(st.sampled_from(["勾配", "消失", "問題", "値", "数値", "LSTM", "GRU", "の", "と", "19", "97"]), max_size=7)
)
@settings(max_examples=40, deadline=None)
def test_uses_stand_apart_and_are_the_longest(words: list[str]) -> None:
    text = "".join(words)
    readings = {"勾配": "ア", "勾配消失": "イ", "消失問題": "ウ", "値": "エ", "LSTM": "オ", "19": "カ"}
    uses, _ = given.find_uses(text, readings)
    for use, after in pairwise(uses):
        assert use.stop <= after.start
    for use in uses:
        assert text[use.start : use.stop] == use.word
        assert not re.search(r"\d", text[use.stop : use.stop + 1]) or not use.word[-1].isdigit()


def advice(error: ReadingError) -> dict[str, str]:
    """What the message says to write, read as TOML."""
    found = re.search(r"\[readings\]: (\"(?:[^\"\\]|\\.)*\") = \"([^\"]+)\"", str(error))
    assert found, str(error)
    reading = "テスト" if found[2] == "カタカナ" else found[2]
    return dict(tomllib.loads(f'[readings]\n{found[1]} = "{reading}"')["readings"])


def follow(text: str) -> None:
    """Do what each message says, until there is none; each must be gone after it."""
    readings: dict[str, str] = {}
    for _ in range(10):
        doubts = examine(text, readings)[1]
        if not doubts:
            return
        more = advice(doubts[0])
        assert not more.keys() & readings.keys(), f"{more} did not help with {text!r}"
        readings |= more
    raise AssertionError(f"no end of advice for {text!r}")


BLOCKS = {
    "Latin-1": range(0xA1, 0x100),
    "Greek": range(0x391, 0x3CA),
    "Cyrillic": range(0x410, 0x450),
    "punctuation": range(0x2010, 0x2060),
    "currency": range(0x20A0, 0x20BF),
    "letterlike": range(0x2100, 0x2150),
    "numbers": range(0x2150, 0x2190),
    "arrows": range(0x2190, 0x2200),
    "operators": range(0x2200, 0x2300),
    "enclosed": range(0x2460, 0x2500),
    "shapes": range(0x25A0, 0x2600),
    "symbols": range(0x2600, 0x2670),
    "CJK marks": range(0x3003, 0x3040),
    "units": range(0x3300, 0x3400),
    "ASCII": range(0x21, 0x7F),
}


@pytest.mark.parametrize("block", BLOCKS)
def test_advice_followed_error_gone(block: str) -> None:
    """For every character of a block: sung as it is, a mark that is passed over, or asked for until it is given."""
    for code in BLOCKS[block]:
        if unicodedata.category(chr(code)) in ("Cn", "Cf", "Zl", "Zp", "Zs"):
            continue
        follow(f"印は{chr(code)}である")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Schütze法", "Schütze"),
        ("A/B試験", "A/B"),
        ("XYZ-4は", "XYZ-4"),
        ("12:30から15", "12:30から15"),
        ('x"y"z', 'x"y"z'),
        ("a\\b", "a\\b"),
        ("C#とF#", "C#"),
        ("3Dの画像", "3D"),
    ],
)
def test_the_whole_expression_is_named(text: str, word: str) -> None:
    doubts = examine(text, {})[1]
    if word == "12:30から15":
        assert not doubts  # から makes it a time
        return
    assert doubts[0].values["word"] == word
    follow(text)
