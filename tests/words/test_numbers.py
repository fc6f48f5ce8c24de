"""Numbers as Japanese says them, and one furigana over each."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnemo.errors import ReadingError
from mnemo.words import kana
from mnemo.words.numbers import find_changes
from mnemo.words.readings import read

ONES = ("", "イチ", "ニ", "サン", "ヨン", "ゴ", "ロク", "ナナ", "ハチ", "キュー")
PLACES = ("", "ジュー", "ヒャク", "セン")
CHANGED = {"サンヒャク": "サンビャク", "ロクヒャク": "ロッピャク", "ハチヒャク": "ハッピャク"}
CHANGED |= {"サンセン": "サンゼン", "ハチセン": "ハッセン"}
GROUPS = ("", "マン", "オク", "チョー")


def spoken(number: int) -> str:
    """A whole number in katakana, by the rules of a grammar book, independent of the front end."""
    if number == 0:
        return "ゼロ"
    said = ""
    for group in range(3, -1, -1):
        part = number // 10 ** (4 * group) % 10_000
        if not part:
            continue
        text = ""
        for place in range(3, -1, -1):
            digit = part // 10**place % 10
            if digit:
                one = "" if digit == 1 and place else ONES[digit]
                text += CHANGED.get(one + PLACES[place], one + PLACES[place])
        if group and part % 10_000 // 1000 == 1 and part // 1000 == 1 and group:
            text = text.replace("セン", "イッセン", 1) if text.startswith("セン") else text
        said += text + GROUPS[group]
    return (
        said.replace("ジューチョー", "ジュッチョー")
        .replace("イチチョー", "イッチョー")
        .replace("ハチチョー", "ハッチョー")
    )


def sung(text: str) -> str:
    return "".join(m.kana for p in read(text, {}).phrases for m in p.morae)


@given(st.integers(0, 99_999_999) | st.integers(0, 9999))
@settings(max_examples=150, deadline=None)
def test_a_whole_number_is_read_as_a_grammar_book_says(number: int) -> None:
    heard = sung(f"{number}です").removesuffix("デス")
    assert heard.replace("イッセン", "セン") == spoken(number).replace("イッセン", "セン")  # センイチマン, too
    assert sung(f"{number:,}です") == heard + "デス"


@given(
    st.integers(0, 9_999_999).map(str) | st.integers(0, 9_999_999).map("{:,}".format)
    | st.decimals(0, 9999, places=3, allow_nan=False).map(str)
    | st.integers(1, 999).map("-{}".format) | st.integers(1, 99).map(".{}".format)
    | st.dates(date(1900, 1, 1), date(2100, 1, 1)).map("{:%Y.%m.%d}".format)
    | st.integers(1, 99_999).map("¥{:,}".format) | st.integers(1, 99).map("${}".format)
    | st.tuples(st.integers(2, 9), st.integers(2, 9)).map("{0[0]}^{0[1]}".format)
    | st.tuples(st.integers(2, 9), st.integers(1, 9)).map("{0[0]}e-{0[1]}".format)
    | st.tuples(st.integers(25, 99), st.integers(1, 9)).map("{0[0]}:{0[1]}".format)
    | st.tuples(st.integers(0, 9), st.integers(0, 9)).map("{0[0]}:0{0[1]}".format),
)  # fmt: skip
@settings(max_examples=150, deadline=None)
def test_furigana_cover_a_number_as_one(number: str) -> None:
    words = read(f"値は{number}である", {"値": "アタイ"}).words
    assert "".join(w.surface for w in words) == f"値は{number}である"
    (word,) = [w for w in words if any(c.isdigit() for c in w.surface)]
    assert word.surface == number
    assert kana.is_kana(word.furigana)
    assert len(kana.split_morae(word.furigana)) == word.morae


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("II型", "2型"), ("第III種", "第3種"), ("Ⅱ型", "2型"), ("3:1", "3対1"), ("16:9", "16対9"),
        ("12:30に開始", "12時30分に開始"), ("9:05", "9時5分"), ("午前10:15", "午前10時15分"),
        ("比は10:15", "比は10対15"), (".5", "0.5"), ("-5", "マイナス5"), ("答えは-5", "答えはマイナス5"),
        ("2026.04.01", "2026年4月1日"), ("2026/4/1", "2026年4月1日"), ("1,234円", "1234円"), ("¥1,200", "1200円"),
        ("$5", "5ドル"), ("€3.5", "3.5ユーロ"), ("10^5", "10の5乗"), ("10⁻⁵", "10のマイナス5乗"),
        ("1e-5", "10のマイナス5乗"), ("1.5e3", "1.5かける10の3乗"), ("x²", "xの2乗"), ("3~5", "3から5"),
        ("5km", "5キロメートル"),
        ("60km/h", "60キロメートル毎時"), ("GRUは2つ", "GRUは2つ"), ("F1", "F1"), ("Word2Vec", "Word2Vec"),
    ],
)  # fmt: skip
def test_what_is_said(text: str, said: str) -> None:
    assert written_out(text) == said


@pytest.mark.parametrize("text", ["12:30", "I型", "X型", "II", "3D", "5G", "1/2", "1.2.3", "10-20", "2026/13/45"])
def test_what_may_mean_two_things_is_asked_for(text: str) -> None:
    assert any(not change.said for change in find_changes(text, []))
    with pytest.raises(ReadingError):
        read(text, {})


def written_out(text: str) -> str:
    said, at = "", 0
    for change in find_changes(text, []):
        said += text[at : change.start] + change.said
        at = change.stop
    return said + text[at:]


@given(st.text(st.sampled_from("0123456789.,:/-^eIVX第型¥$年月日つkmの "), max_size=14))
@settings(max_examples=200, deadline=None)
def test_changes_stand_apart_within_the_text(text: str) -> None:
    found = find_changes(text, [])
    for change, after in pairwise(found):
        assert change.stop <= after.start
    assert all(0 <= c.start < c.stop <= len(text) for c in found)
