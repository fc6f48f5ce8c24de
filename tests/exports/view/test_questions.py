"""What a deck asks about a fact."""

from __future__ import annotations

import dataclasses

import pytest

from mnemo.exports.release.format import Song
from mnemo.exports.view import questions
from mnemo.exports.view.questions import Gap
from tests.builders import GRU_LINE, LSTM_LINE
from tests.exports.conftest import make_song


@pytest.mark.parametrize(
    ("true", "false", "gap"),
    [
        ("GRUは2つ。", "GRUは3つ。", Gap("GRUは", "2", "つ。")),
        ("課題は勾配消失問題である。", "課題は勾配爆発問題である。", Gap("課題は勾配", "消失", "問題である。")),
        ("AとB", "AとBとC", None),  # the twin only adds
        ("同じ", "同じ", None),
        ("ああ", "あ", Gap("あ", "あ", "")),
    ],
)
def test_the_gap_is_where_the_twin_differs(true: str, false: str, gap: Gap | None) -> None:
    assert questions._differing(true, false) == gap


def test_an_answer_takes_whole_words() -> None:
    assert questions.split(LSTM_LINE) == ("LSTMは", "3つ", "")
    assert questions.split(dataclasses.replace(LSTM_LINE, answer=(3, 9))) == ("", "LSTMは", "3つ")


def test_a_twin_that_only_adds_leaves_the_sung_answer(demo_song: Song) -> None:
    first, second = questions.questions(demo_song)
    assert first.gap is not None
    assert first.gap.sung
    assert first.lines == (0,)
    assert demo_song.score.lines[second.lines[0]].facts == ("gru-gates",)


def test_statements_are_the_true_one_and_every_twin(demo_song: Song) -> None:
    for question, proven in zip(questions.questions(demo_song), demo_song.proven.facts, strict=True):
        true, *false = question.statements
        assert true.refutation is None
        assert true.text == question.sentence
        assert [s.refutation for s in false] == list(proven.evidence.refuted)
        assert len({s.text for s in question.statements}) == len(question.statements)


def test_a_wording_of_two_lines_is_one_question() -> None:
    song = make_song()
    lines = (dataclasses.replace(GRU_LINE, answer=None), GRU_LINE)
    gap = questions._marked(list(lines))
    assert gap == Gap("GRUは2つ GRUは", "2つ", "", sung=True)
    assert questions._marked([dataclasses.replace(GRU_LINE, answer=None)]) is None
    assert song.score.lines
