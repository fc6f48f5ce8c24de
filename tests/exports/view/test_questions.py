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
    ("true", "false", "terms", "gap"),
    [
        ("GRUは2つ。", "GRUは3つ。", ["2"], Gap("GRUは", "2つ", "。")),
        ("課題は勾配消失。", "課題は勾配爆発。", ["勾配消失"], Gap("課題は", "勾配消失", "。")),
        ("それは入力ゲート。", "それは出力ゲート。", ["入力ゲート"], Gap("それは", "入力ゲート", "。")),
        ("勾配は小さくなる。", "勾配は大きくなる。", ["小さくなる"], Gap("勾配は", "小さくなる", "。")),
        ("勾配は小さくなる。", "勾配は大きくなる。", [], Gap("勾配は", "小さく", "なる。")),
        ("名はRecurrent Neural Networkである。", "名はRecursive Neural Networkである。",
         ["Recurrent Neural Network"], Gap("名は", "Recurrent Neural Network", "である。")),
        ("出たのは1997年である。", "出たのは1995年である。", [], Gap("出たのは", "1997年", "である。")),
        ("割合は0.75である。", "割合は0.7である。", [], Gap("割合は", "0.75", "である。")),
        ("割合は0.75である。", "割合は0.74である。", [], Gap("割合は", "0.75", "である。")),
        ("幅は28画素である。", "幅は27画素である。", [], Gap("幅は", "28画素", "である。")),
        ("GRUはCECをもたない。", "GRUはCECをもつ。", ["ない"], Gap("GRUはCECを", "もたない", "。")),
        ("比は3対4である。", "比は3対2である。", [], Gap("比は3対", "4", "である。")),
        ("値は1,234円である。", "値は1,235円である。", [], Gap("値は", "1,234円", "である。")),
        ("AとB", "AとBとC", [], None),  # the twin only adds
        ("同じ", "同じ", [], None),
    ],
)  # fmt: skip
def test_the_gap_is_where_the_twin_differs_in_wholes(true: str, false: str, terms: list[str], gap: Gap | None) -> None:
    assert questions._find_gap(true, false, {}, terms) == gap


def test_an_answer_takes_whole_words() -> None:
    assert questions.split_at_answer(LSTM_LINE) == ("LSTMは", "3つ", "")
    assert questions.split_at_answer(dataclasses.replace(LSTM_LINE, answer=(3, 9))) == ("", "LSTMは", "3つ")


def test_a_twin_that_only_adds_leaves_the_sung_answer(demo_song: Song) -> None:
    first, second = questions.list_questions(demo_song)
    assert first.gap is not None
    assert first.gap.sung
    assert first.lines == (0,)
    assert demo_song.score.lines[second.lines[0]].facts == ("gru-gates",)


def test_statements_are_the_true_one_and_every_twin(demo_song: Song) -> None:
    for question, proven in zip(questions.list_questions(demo_song), demo_song.proven.facts, strict=True):
        true, *false = question.statements
        assert true.refutation is None
        assert true.text == question.sentence
        assert [s.refutation for s in false] == list(proven.evidence.refuted)
        assert len({s.text for s in question.statements}) == len(question.statements)


def test_a_wording_of_two_lines_is_one_question() -> None:
    song = make_song()
    lines = (dataclasses.replace(GRU_LINE, answer=None), GRU_LINE)
    gap = questions._mark_answer(list(lines))
    assert gap == Gap("GRUは2つ GRUは", "2つ", "", sung=True)
    assert questions._mark_answer([dataclasses.replace(GRU_LINE, answer=None)]) is None
    assert song.score.lines
