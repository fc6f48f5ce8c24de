"""`mnemo quiz` over lines of one's own: true or false where they have twins, a gap where they have none."""

from __future__ import annotations

from pathlib import Path

import pytest

from mnemo.cli.messages import load_messages
from mnemo.cli.quiz import Question, ask, draw_questions
from mnemo.proof import prove
from mnemo.topic import read_topic

LINES = """
title = "季節のうた"
source = "歳時記"
say = ["春の花は*桜|菊*", "夏の実は*西瓜* 丸くて甘い"]
"""


@pytest.fixture
def asked(tmp_path: Path) -> list[Question]:
    path = tmp_path / "seasons.toml"
    path.write_text(LINES, "utf-8")
    return draw_questions(prove(read_topic(path)), seed=1)


def test_a_line_without_twins_is_a_gap_and_asked_once(asked: list[Question]) -> None:
    assert sorted((q.statement, q.true, q.missing) for q in asked) == [
        ("夏の実は＿＿＿、丸くて甘い。", True, "西瓜"),
        ("春の花は桜。", True, ""),
        ("春の花は菊。", False, ""),
    ]


@pytest.mark.parametrize(("answer", "right"), [("西瓜", True), (" 西瓜 ", True), ("柿", False), ("", False)])
def test_a_gap_is_filled_by_writing(
    asked: list[Question], answer: str, right: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = iter([answer, "西瓜"])
    monkeypatch.setattr("builtins.input", lambda prompt: next(answers))
    ask(load_messages("en"), [q for q in asked if q.missing])
    said = capsys.readouterr().out
    assert ("○ right: 西瓜" in said.partition("(again)")[0]) == right
    assert "→ 夏の実は西瓜、丸くて甘い。" in said
    assert f"{int(right)} of 1 right" in said


def test_a_quiz_can_be_left_at_a_gap(
    asked: list[Question], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("builtins.input", lambda prompt: "q")
    ask(load_messages("en"), [q for q in asked if q.missing])
    assert "0 of 0 right" in capsys.readouterr().out
