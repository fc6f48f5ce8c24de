"""What a recogniser wrote, as phones: however it wrote it, what sounds alike is alike."""

from __future__ import annotations

import pytest

from mnemo.words.transcript import collapse, transcribe

READINGS = {"GRU": "ジーアールユ'ー", "ReLU": "レ'ル", "Long Short-Term Memory": "ロングショートタームメ'モリー"}


def phones(text: str) -> str:
    return " ".join(transcribe(text, READINGS).phones)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("更新ゲート", "交信、ゲート！"),
        ("GRU", "ジーアールユー"),
        ("GRU", "gru"),
        ("GRU", "Ｇ・Ｒ・Ｕ"),
        ("GRUは", "G.R.U.は"),
        ("ReLUは", "relu は"),
        ("LSTM", "エルエスティーエム"),
        ("LSTM", "l s t m"),
        ("GRUTとReLU", "ジーアールユーティーとレル"),  # a word of the topic in one that is none
        ("GRUTGRU", "ジーアールユーティージーアールユー"),
        ("Long Short-Term Memory", "long short-term memory"),
        ("3つ", "三つ"),
        ("10層", "十層"),
        ("1,000", "1000"),
        ("F値", "エフチ"),
        ("Café", "cafe"),
        ("ゲエト", "ゲート"),  # a long vowel, a held one
        ("「記憶」…♪", "きおく"),
        ("忘却ゲート", "冒客ゲート"),  # no dictionary has the compound
        ("化性化は", "カセーカワ"),
        ("後売消失", "コーバイショーシツ"),  # its first kanji as in 後輩, not as in 午後
        ("必力を出す力", "ヒツリョクオダスチカラ"),
    ],
)
def test_what_sounds_alike_is_alike(one: str, other: str) -> None:
    assert phones(one) == phones(other) != ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("好き", "s u k i"),  # ス is devoiced in speech, not in song
        ("学校", "g a cl k o"),
        ("AとB", "e t o b i"),
        ("XYZ", "e cl k u s u w a i z e cl t o"),
        ("3.5", "s a N t e N g o"),
        ("GRUのGRL", "j i a r u y u n o j i a r u e r u"),
        ("3×4", "s a N k a k e r u y o N"),
        ("øとB", "t o b i"),
    ],
)
def test_phones(text: str, expected: str) -> None:
    assert phones(text) == expected


@pytest.mark.parametrize("text", ["", "…", "♪♪", "한국", "ー", "々", "¡", "\x00\n"])
def test_what_has_no_sound_is_silent(text: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert transcribe(text, READINGS).phones == ()
    assert capfd.readouterr() == ("", "")  # the front end complains of what it cannot say on the screen


def test_spans_are_words_of_the_text() -> None:
    found = transcribe("ＧＲＵは 1997年", READINGS)
    assert found.text == "GRUは 1997年"
    words = [found.text[start:stop] for start, stop in dict.fromkeys(found.spans)]
    assert words == ["GRU", "は", "1997", "年"]
    assert len(found.spans) == len(found.phones)


def test_collapse_keeps_the_first_of_each_run() -> None:
    assert collapse("aabbba") == [0, 2, 5]
    assert collapse("") == []
