from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from mnemo import styles, units
from mnemo.model import Lyric, LyricSection, Score, SungNote
from mnemo.music import compose
from tests.builders import GATE_LINE, GRU_LINE, LSTM_LINE

ANSWERED = replace(GRU_LINE, answer=(len(GRU_LINE.morae) - 4, len(GRU_LINE.morae)))


@pytest.fixture(scope="module", params=styles.names())
def score(request: pytest.FixtureRequest) -> Score:
    verse, chorus = (GATE_LINE, ANSWERED, GATE_LINE, ANSWERED), (LSTM_LINE, ANSWERED)
    sections = [
        LyricSection(name, name.split()[0], lines)
        for name, lines in zip(("verse 1", "chorus 1", "verse 2", "chorus 2"), (verse, chorus) * 2, strict=True)
    ]
    return compose(Lyric("t", "t", "e", tuple(sections)), styles.load(request.param), 0)


def of_echo(score: Score) -> list[tuple[SungNote, ...]]:
    notes = next(part.notes for part in score.vocals if part.name == "echo")
    return [tuple(n for n in notes if n.line == line) for line in sorted({n.line for n in notes})]


def test_each_chorus_is_echoed_behind_its_end(score: Score) -> None:
    ends = [s.end_ticks for s in score.sections if s.kind == "chorus"]
    starts = [notes[0].onset_ticks for notes in of_echo(score)]
    for end in ends:
        assert any(end + units.TICKS_PER_BEAT <= start < end + units.TICKS_PER_BAR for start in starts)


def test_an_echo_says_the_answer_in_the_rhythm_and_contour_of_the_line(score: Score) -> None:
    for notes in of_echo(score):
        line = score.lines[notes[0].line]
        assert line.answer
        sung = [n for n in score.lead.notes if n.line == notes[0].line][slice(*line.answer)]
        later = notes[0].onset_ticks - sung[0].onset_ticks
        assert later % units.TICKS_PER_BEAT == 0
        assert [(n.mora, n.onset_ticks - later, n.duration_ticks) for n in notes] == [
            (n.mora, n.onset_ticks, n.duration_ticks) for n in sung
        ]
        directions = [[(b.midi > a.midi) - (b.midi < a.midi) for a, b in pairwise(x)] for x in (notes, sung)]
        assert directions[0] == directions[1]


def test_nobody_sings_while_an_echo_does(score: Score) -> None:
    for notes in of_echo(score):
        start, end = notes[0].onset_ticks, notes[-1].onset_ticks + notes[-1].duration_ticks
        assert not any(
            n.onset_ticks < end + units.TICKS_PER_BEAT // 2 and start < n.onset_ticks + n.duration_ticks
            for n in score.lead.notes
        )


def test_an_echo_stays_in_the_range_of_the_lead(score: Score) -> None:
    pitches = {n.midi for n in score.lead.notes}
    assert all(min(pitches) <= n.midi <= max(pitches) for notes in of_echo(score) for n in notes)


def test_a_line_without_an_answer_is_not_echoed() -> None:
    lyric = Lyric("t", "t", "e", (LyricSection("c", "chorus", (replace(LSTM_LINE, answer=None),)),))
    assert "echo" not in [part.name for part in compose(lyric, styles.load("technopop"), 0).vocals]
