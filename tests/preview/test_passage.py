"""Which bars are played: a line with a beat before and after it, a section, the lines of a fact."""

from __future__ import annotations

import dataclasses

import pytest

from mnemo import units
from mnemo.errors import ArgumentError
from mnemo.preview.passage import Passage, Wanted, find_changed, find_passage, passage_of
from tests.builders import a_score

SCORE = a_score()
BEAT = units.TICKS_PER_BEAT


def sung(line: int) -> tuple[int, int]:
    notes = [note for note in SCORE.lead.notes if note.line == line]
    return min(n.onset_ticks for n in notes), max(n.end_ticks for n in notes)


@pytest.mark.parametrize("line", range(len(SCORE.lines)))
def test_a_line_has_a_beat_around_it_and_begins_on_one(line: int) -> None:
    passage = find_passage(SCORE, Wanted(line=line + 1))
    first, last = sung(line)
    assert passage.lines == (line,)
    assert passage.start_ticks % BEAT == passage.end_ticks % BEAT == 0
    assert passage.start_ticks == 0 or BEAT <= first - passage.start_ticks < 2 * BEAT
    assert passage.end_ticks == SCORE.end_ticks or BEAT <= passage.end_ticks - last < 2 * BEAT


def test_nothing_asked_for_is_the_first_line() -> None:
    assert find_passage(SCORE, Wanted()) == find_passage(SCORE, Wanted(line=1))


def test_a_section_by_its_name_or_how_it_begins() -> None:
    for section in SCORE.sections:
        passage = find_passage(SCORE, Wanted(section=section.name))
        assert passage.lines == section.lines
        assert passage.start_ticks <= section.start_ticks < section.end_ticks <= passage.end_ticks
    first = next(s for s in SCORE.sections if s.name.startswith("chorus"))
    assert find_passage(SCORE, Wanted(section="chorus")).lines == first.lines


def test_a_section_without_words() -> None:
    silent = dataclasses.replace(SCORE.sections[0], name="intro", lines=())
    score = dataclasses.replace(SCORE, sections=(silent, *SCORE.sections[1:]))
    assert find_passage(score, Wanted(section="intro")) == Passage((), silent.start_ticks, silent.end_ticks)


def test_a_fact_where_it_is_first_sung() -> None:
    lines = [dataclasses.replace(line, facts=("other",)) for line in SCORE.lines]
    for i in (1, 2, 4):
        lines[i] = dataclasses.replace(lines[i], facts=("other", "mine"))
    score = dataclasses.replace(SCORE, lines=tuple(lines))
    assert find_passage(score, Wanted(fact="mine")) == passage_of(score, [1, 2])


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (Wanted(line=0), f"no line 0; the song has lines 1 to {len(SCORE.lines)}"),
        (Wanted(line=len(SCORE.lines) + 1), f"the song has lines 1 to {len(SCORE.lines)}"),
        (Wanted(section="chorsu"), "no section chorsu; did you mean chorus"),
        (Wanted(section=""), "no section"),
        (Wanted(fact="no-such"), "no fact no-such in the song; "),
    ],
)
def test_what_there_is_not_is_said_in_a_line(wanted: Wanted, said: str) -> None:
    with pytest.raises(ArgumentError) as caught:
        find_passage(SCORE, wanted)
    assert said in str(caught.value)
    assert caught.value.exit_code == 2


def test_two_ways_to_say_it_are_one_too_many() -> None:
    with pytest.raises(ArgumentError, match="give one of them"):
        Wanted(line=1, fact="a")


def test_the_line_that_was_changed() -> None:
    lines = list(SCORE.lines)
    lines[2] = dataclasses.replace(lines[2], text="別の行")
    assert find_changed(SCORE, dataclasses.replace(SCORE, lines=tuple(lines))) == 2
    assert find_changed(SCORE, SCORE) is None
    assert find_changed(SCORE, dataclasses.replace(SCORE, lines=SCORE.lines[:-1])) is None  # its last line went
