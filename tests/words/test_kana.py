"""The table of kana, morae and phonemes, against itself and against the front end."""

from __future__ import annotations

import pytest

from mnemo.words import frontend, kana
from tests.instruments.phonemes import to_phonemes


@pytest.mark.parametrize(
    ("text", "morae"),
    [
        ("にゅうりょく", ("ニュ", "ウ", "リョ", "ク")),
        ("ミッツ", ("ミ", "ッ", "ツ")),
        ("エルエスティーエム", ("エ", "ル", "エ", "ス", "ティ", "ー", "エ", "ム")),
        ("ヲツヅキ", ("オ", "ツ", "ズ", "キ")),
        ("", ()),
    ],
)
def test_split(text: str, morae: tuple[str, ...]) -> None:
    assert kana.split_morae(text) == morae


@pytest.mark.parametrize("text", ["ー", "ッー", "ァ", "ゲ-ト", "入", "A"])
def test_what_is_no_mora_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        kana.split_morae(text)


def test_long_vowels_repeat_what_they_prolong() -> None:
    assert to_phonemes(("ゲ", "ー", "ト")) == (("g", "e"), ("e",), ("t", "o"))
    assert to_phonemes(("ン", "ー")) == (("N",), ("N",))


@pytest.mark.parametrize("syllable", kana.SYLLABLES)
def test_every_syllable_of_the_table_is_one_mora(syllable: str) -> None:
    assert kana.split_morae(syllable) == (syllable,)
    assert kana.split_morae(kana.to_hiragana(syllable)) == (syllable,)


def test_no_two_syllables_sound_alike() -> None:
    assert len(set(kana.SYLLABLES.values())) == len(kana.SYLLABLES)


def test_table_is_the_front_ends() -> None:
    """Every syllable of the table, given as a word's reading, comes back as the phonemes that the table says."""
    for syllable in kana.SYLLABLES:
        morae = (syllable, syllable)
        (morpheme,) = frontend.analyse("甲乙", [("甲乙", "".join(morae), 0, len(morae))])
        heard = [p["phoneme"] for p in morpheme["phonemes"]]
        said = [p for group in to_phonemes(morae) for p in group]
        assert [p.lower() if p in "AIUEO" else p for p in heard] == said


@pytest.mark.parametrize("reading", ["シーイーシ'ー", "ゲート", "ミ'ッツ", "カンスー'"])
def test_readings_round_trip(reading: str) -> None:
    assert kana.unparse(*kana.parse(reading)) == reading


@pytest.mark.parametrize(
    ("reading", "nucleus"), [("ゲ'ート", 1), ("ゲート", 0), ("エルエスティーエ'ム", 7), ("イチ'", 2)]
)
def test_the_mark_stands_after_the_nucleus(reading: str, nucleus: int) -> None:
    assert kana.parse(reading)[1] == nucleus


@pytest.mark.parametrize("reading", ["", "'", "'ア", "ア'イ'", "アa", "定誤差", "ー'ア"])
def test_what_is_no_reading_is_refused(reading: str) -> None:
    with pytest.raises(ValueError):
        kana.parse(reading)


def test_hiragana_and_katakana_are_each_others_image() -> None:
    assert kana.to_katakana("ゔぁ、にゅうりょくゲート") == "ヴァ、ニュウリョクゲート"
    assert kana.to_hiragana(kana.to_katakana("にゅうりょく")) == "にゅうりょく"
    assert kana.is_kana("ゲートの")
    assert not kana.is_kana("3つ")
