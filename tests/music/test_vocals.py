from __future__ import annotations

from dataclasses import replace

import pytest

from mnemo import styles
from mnemo.model import Lyric, LyricSection, Score
from mnemo.music import compose
from tests.builders import GATE_LINE, GRU_LINE, LSTM_LINE


@pytest.fixture(scope="module")
def score() -> Score:
    answer = replace(GRU_LINE, response=True)
    sections = (LyricSection("v", "verse", (GATE_LINE, answer)), LyricSection("c", "chorus", (LSTM_LINE, GRU_LINE)))
    return compose(Lyric("t", "t", "e", sections), styles.load("technopop"), 0)


def test_who_sings_what(score: Score) -> None:
    assert [(v.name, v.timbre) for v in score.vocals] == [
        ("lead", "lead"),
        ("double", "double"),
        ("harmony", "harmony"),
        ("answer", "second"),
        ("echo", "second"),
    ]
    lines = {v.name: {n.line for n in v.notes} for v in score.vocals}
    assert lines == {"lead": {0, 1, 2, 3}, "double": {2, 3}, "harmony": {2, 3}, "answer": {1}, "echo": {3}}


def test_the_harmony_is_of_the_chord_and_below(score: Score) -> None:
    _, double, harmony, *_ = score.vocals
    chorus = next(s for s in score.sections if s.kind == "chorus")
    for lead, under in zip(double.notes, harmony.notes, strict=True):
        assert lead.onset_ticks == under.onset_ticks
        assert 3 <= lead.midi - under.midi <= 9
        assert under.midi % 12 in chorus.chord_at(under.onset_ticks).pitch_classes


def test_no_answer_without_a_response() -> None:
    lyric = Lyric("t", "t", "e", (LyricSection("v", "verse", (GATE_LINE,)),))
    assert [v.name for v in compose(lyric, styles.load("technopop"), 0).vocals] == ["lead"]
