"""The readings that come with mnemo."""

from __future__ import annotations

import pytest

from mnemo.words import kana
from mnemo.words.readings import read
from mnemo.words.vocabulary import read_vocabulary


def test_there_are_some_three_hundred_and_more() -> None:
    assert len(read_vocabulary()) >= 300


@pytest.mark.parametrize("after", ["は", "と"])
def test_each_is_sung_as_it_stands_there_and_keeps_one_accent(after: str) -> None:
    """With a particle that joins it: one accent phrase, its fall where the list says."""
    for word, reading in read_vocabulary().items():
        morae, nucleus = kana.parse(reading)
        phrases = read(f"{word}{after}", {}).phrases
        assert len(phrases) == 1, word
        found = phrases[0].morae
        assert tuple(m.kana for m in found[:-1]) == morae, word
        falls = [i + 1 for i, m in enumerate(found) if m.falls]
        assert falls == ([nucleus] if nucleus else []), word


@pytest.mark.parametrize(
    ("text", "kana_"),
    [
        ("活性化関数はReLU", "カッセーカカンスーワレル"),
        ("GPT-4とBERT", "ジーピーティーフォートバート"),
        ("最適解を探す", "サイテキカイオサガス"),
        ("学習率η", "ガクシューリツイータ"),
    ],
)
def test_everyday_terms_of_the_exam_need_no_reading_of_ones_own(text: str, kana_: str) -> None:
    assert "".join(m.kana for p in read(text, {}).phrases for m in p.morae) == kana_


def test_a_topics_own_reading_wins() -> None:
    assert "".join(m.kana for p in read("Adam", {"Adam": "エイダ'ム"}).phrases for m in p.morae) == "エイダム"


def test_what_came_with_mnemo_is_never_reported_as_overruled() -> None:
    assert read("損失が減る", {}).overruled == ()
