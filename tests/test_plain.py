"""Text as it is judged: what a reader sees as one has one spelling, and what was written can be found again."""

from __future__ import annotations

import pickle
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnemo.plain import align_plain, format_number, keep_written, make_plain, make_sameness_key, show_written

KANA = "".join(map(chr, range(0x3041, 0x3097))) + "".join(map(chr, range(0x30A1, 0x30FB))) + "ー"
LETTERS = "".join(map(chr, range(0x21, 0x7F)))
TEXT = st.text(st.sampled_from(KANA + LETTERS + " 、。・値検定年ゲート福祉神"), min_size=1, max_size=12)


def wide(text: str) -> str:
    """ASCII in full width, as a Japanese keyboard types it."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


@pytest.mark.parametrize(
    ("typed", "judged"),
    [
        ("Ｆ値", "F値"),
        ("ｔ検定", "t検定"),
        ("ｹﾞｰﾄ", "ゲート"),
        ("ケ\u3099ート", "ゲート"),
        ("ケ゛ート", "ゲート"),
        ("⾏列", "行列"),
        ("⺠法", "民法"),
        ("\ufa19社", "神社"),
        ("葛\U000e0100城", "葛城"),
        ("𝑥²", "x²"),
        ("−5", "-5"),
        ("ﬁt", "fit"),
        ("Schu\u0308tze", "Schütze"),
        ("１，２３４", "1,234"),
        ("a\u00a0b", "a b"),
        ("①Ⅱ㎏½", "①Ⅱ㎏½"),
    ],
)
def test_one_spelling(typed: str, judged: str) -> None:
    assert make_plain(typed) == judged


@settings(deadline=None)
@given(st.text(max_size=20))
def test_plain_text_stays_and_every_character_has_its_place(text: str) -> None:
    folded, starts = align_plain(text)
    assert make_plain(folded) == folded
    assert len(starts) == len(folded) + 1
    assert starts[-1] == len(text)
    assert list(starts) == sorted(starts)


@settings(deadline=None)
@given(TEXT)
def test_width_and_composition_change_nothing(text: str) -> None:
    assert make_plain(wide(text)) == make_plain(text)
    assert make_plain(unicodedata.normalize("NFD", text)) == make_plain(text)
    assert (
        make_sameness_key(wide(text))
        == make_sameness_key(f" {text} ")
        == make_sameness_key(unicodedata.normalize("NFD", text))
    )


@settings(deadline=None)
@given(st.integers(-(10**14), 10**14))
def test_a_number_and_its_text_are_the_same(whole: int) -> None:
    assert (
        make_sameness_key(whole)
        == make_sameness_key(str(whole))
        == make_sameness_key(wide(str(whole)))
        == make_sameness_key(float(whole))
    )
    assert make_sameness_key(f"{whole:,}") == make_sameness_key(whole)
    assert make_sameness_key(whole) != make_sameness_key(whole + 1)


@settings(deadline=None)
@given(st.floats(1e-9, 1e15))
def test_a_number_is_shown_in_digits(value: float) -> None:
    assert "e" not in format_number(value)
    assert float(format_number(value)) == value


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("ReLU", "RELU", True),
        ("mW", "MW", False),
        ("10²", "102", False),
        ("07", 7, False),
        (True, "True", True),
        ((1, "F値"), ("1", "Ｆ値"), True),
        (1997, 1997.0, True),
        ("りんご", "リンゴ", False),
    ],
)
def test_what_a_reader_sees(one: object, other: object, same: bool) -> None:
    assert (make_sameness_key(one) == make_sameness_key(other)) is same


def test_words_that_are_read_apart_are_two() -> None:
    assert make_sameness_key("Gan", {"Gan", "GAN"}) != make_sameness_key("GAN", {"Gan", "GAN"})


def test_what_was_written_is_kept() -> None:
    value = keep_written("Ｆ値")
    assert value == "F値"
    assert show_written(value) == show_written(pickle.loads(pickle.dumps(value))) == "Ｆ値"
    assert show_written((value, 1e-5)) == ("Ｆ値", "0.00001")
    assert type(keep_written("F値")) is str
