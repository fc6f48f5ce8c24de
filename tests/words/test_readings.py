"""Readings: what the exam's words sound like, what a fact file can change, and what nobody may guess."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from mnemo.errors import ReadingError
from mnemo.model import Place
from mnemo.words import frontend
from mnemo.words.readings import Reading, read

GIVEN = {
    "CEC": "シーイーシ'ー",
    "LSTM": "エルエスティーエ'ム",
    "tanh": "タンエ'イチ",
    "F値": "エフ'チ",
    "値": "アタイ",
    "Long Short-Term Memory": "ロングショートタームメ'モリー",
}


def spelled(reading: Reading) -> str:
    """Accent phrases with ' at falls: the notation of [readings]."""
    return " ".join("".join(m.kana + "'" * m.falls for m in p.morae) for p in reading.phrases)


def furigana(text: str, readings: Mapping[str, str] = GIVEN) -> str:
    words = read(text, readings).words
    return "".join(f"{w.surface}({w.furigana})" if w.furigana else w.surface for w in words)


@pytest.mark.parametrize(
    ("text", "sung"),
    [
        ("CECに入れる", "シーイーシ'ーニ イレル"),
        ("LSTMのゲートは3つ", "エルエスティーエ'ムノ ゲ'ートワ ミッツ"),
        ("GRUのゲートは2つ", "ジーアールユ'ーノ ゲ'ートワ フタツ"),
        ("CECへ情報を", "シーイーシ'ーエ ジョーホーオ"),
        ("勾配を1に保つ", "コーバイオ イチ'ニ タモ'ツ"),
        ("tanhは使わない", "タンエ'イチワ ツカワナイ"),
        ("F値は調和平均", "エフ'チワ チョーワヘ'ーキン"),
        ("数値の値", "ス'ーチノ アタイ"),
        ("何を保つ？", "ナ'ニオ タモ'ツ"),
        ("つづく", "ツズク"),
        ("持っていって使う", "モ'ッテイッテ ツカウ"),
        ("LSTM ゲート", "エルエスティーエ'ム ゲ'ート"),
        ("100%", "ヒャクパーセ'ント"),
    ],
)
def test_what_is_sung(text: str, sung: str) -> None:
    assert spelled(read(text, GIVEN)) == sung


def test_what_was_read_before_comes_from_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Under the text and the given words that stand in it; a word that stands nowhere is still checked."""
    monkeypatch.setenv("MNEMO_CACHE", str(tmp_path))
    text, given = "数値の値は今日", {"値": "アタイ", "今日": "キョ'ー"}
    first = read(text, given)
    assert (first.choices, first.overruled) != ((), ())

    def refuse(*_: object) -> None:
        raise AssertionError("read again")

    monkeypatch.setattr(frontend, "_load_engine", refuse)
    monkeypatch.setattr(frontend, "analyse", refuse)
    assert read(text, {"勾配": "コーバイ", **given}) == first
    with pytest.raises(AssertionError):
        read(text, {**given, "値": "チ"})
    with pytest.raises(ReadingError, match="ァァ"):
        read(text, {"勾配": "ァァ", **given})


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("入力ゲートに入れる", "入力(にゅうりょく)ゲートに入(い)れる"),
        ("3つ", "3(みっ)つ"),
        ("1997年", "1997(せんきゅうひゃくきゅうじゅうなな)年(ねん)"),
        ("10個の鼻血へ", "10(じゅっ)個(こ)の鼻血(はなぢ)へ"),
        ("Long Short-Term Memory", "Long Short-Term Memory(ろんぐしょーとたーむめもりー)"),
        ("ゲートは", "ゲートは"),
    ],
)
def test_furigana(text: str, shown: str) -> None:
    assert furigana(text) == shown


@pytest.mark.parametrize(
    "text", ["LSTMは、入力・出力・忘却の3つ！", "「勾配消失」を 防ぐ", "0.5倍なら1997年", "活性化関数σ"]
)
def test_words_cover_text_and_morae(text: str) -> None:
    reading = read(text, GIVEN)
    words, phrases = reading.words, reading.phrases
    assert "".join(w.surface for w in words) == text
    assert sum(w.morae for w in words) == sum(len(p.morae) for p in phrases)


def test_vowels_are_never_devoiced() -> None:
    phonemes = [p for phrase in read("使う出力は2つ", {}).phrases for m in phrase.morae for p in m.phonemes]
    assert not set(phonemes) & set("AIUEO")
    assert phonemes[:4] == ["ts", "u", "k", "a"]


def test_at_most_one_fall_a_phrase_and_no_rise_after_it() -> None:
    for phrase in read("勾配消失問題を解決するのはゲート機構、LSTMとGRU", GIVEN).phrases:
        pitch = "".join("H" if m.high else "L" for m in phrase.morae)
        assert sum(m.falls for m in phrase.morae) <= 1
        assert "LH" not in pitch[1:]
        for mora, after in zip(phrase.morae, phrase.morae[1:], strict=False):
            assert mora.falls == (mora.high and not after.high)


@pytest.mark.parametrize("word", ["Zorp", "NeWord", "TAL", "Q3x", "dropout", "〓", "→"])
def test_what_nobody_can_read_for_certain_is_an_error(word: str) -> None:
    with pytest.raises(ReadingError) as caught:
        read(f"{word}を使う", GIVEN, Place("lyrics/x.toml", 7))
    assert str(caught.value).startswith("lyrics/x.toml:7: ")
    assert word in str(caught.value)
    assert "[readings]" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "word"),
    [("学習を行って", "行っ"), ("空の列", "空"), ("行と列", "行"), ("十分な量", "十分"), ("ゲートが開く", "開く")],
)
def test_two_ordinary_readings_are_no_reading(text: str, word: str) -> None:
    with pytest.raises(ReadingError, match=f"^{word} can be read"):
        read(text, {})


def test_a_given_reading_decides_between_two() -> None:
    assert spelled(read("学習を行って", {"行って": "オコナッテ"})) == "ガクシューオ オコナッテ"
    assert spelled(read("空の列", {"空": "カラ'"})).startswith("カラ'ノ")


@pytest.mark.parametrize("text", ["", "、", "　"])
def test_nothing_to_sing_is_an_error(text: str) -> None:
    with pytest.raises(ReadingError, match="nothing to sing"):
        read(text, {})


@pytest.mark.parametrize("text", ["ァ6の4", "本ン億ャ", "〆ー", "ゲ\x1bート", "入\n力", "１\x00"])
def test_what_cannot_be_spoken_is_refused_or_read_whole(text: str) -> None:
    """Never another exception, never a character left out."""
    try:
        words = read(text, {"億ャ": "オクヤ"}).words
    except ReadingError:
        return
    assert "".join(w.surface for w in words) == text


def test_a_reading_that_is_none_is_an_error() -> None:
    with pytest.raises(ReadingError, match="CEC"):
        read("CECは", {"CEC": "定誤差"})


def test_capitals_that_can_only_be_spelled_need_no_reading() -> None:
    assert spelled(read("SGDとRNN", {})).startswith("エスジーディ'ート")
    assert spelled(read("LSTM", {})) == spelled(read("LSTM", GIVEN))
    assert spelled(read("F値とQ学習", {})) == "エフ'チト キューガ'クシュー"


def test_a_word_inside_another_is_not_torn_out() -> None:
    assert read("数値", {"値": "アタイ"}).words == read("数値", {}).words


def test_the_screen_stays_clean(tmp_path: Path) -> None:
    """Nothing on standard output or error, ONNX Runtime installed or not, dictionary compiler included."""
    code = (
        "import sys; sys.modules['onnxruntime'] = None\n"
        "from mnemo.words.readings import read; read('CECは何を保つ', {'CEC': \"シーイーシ'ー\"})"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert (run.stdout, run.stderr) == ("", "")
