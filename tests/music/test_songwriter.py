"""What an edit may change: its own line. And what repeats: the chorus."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mnemo import styles, units
from mnemo.model import Line, Lyric, LyricSection, Phrase, Score, SectionKind, SungNote, name_sections
from mnemo.music import compose
from mnemo.styles.schema import Style
from tests.builders import GATE_LINE, GRU_LINE, LSTM_LINE, RESET_LINE, morae

VERSE = (GATE_LINE, RESET_LINE, GRU_LINE, GATE_LINE)
CHORUS = (LSTM_LINE, GRU_LINE)


@pytest.fixture(scope="module")
def style() -> Style:
    return styles.load("technopop")


def song(style: Style, verse: tuple[Line, ...] = VERSE, chorus: tuple[Line, ...] = CHORUS, seed: int = 0) -> Score:
    parts = (("verse", verse), ("chorus", chorus), ("verse", VERSE), ("chorus", CHORUS), ("chorus", CHORUS))
    names = name_sections([SectionKind(kind) for kind, _ in parts])
    sections = (LyricSection(n, SectionKind(k), lines) for n, (k, lines) in zip(names, parts, strict=True))
    return compose(Lyric("t", "t", "e", tuple(sections)), style, seed)


def line_notes(score: Score) -> list[list[tuple[int, int, int]]]:
    """(onset, length, pitch) a note, a list a line."""
    lines: list[list[tuple[int, int, int]]] = [[] for _ in score.lines]
    for note in score.lead.notes:
        lines[note.line].append((note.onset_ticks, note.duration_ticks, note.midi))
    return lines


def other_accents(line: Line) -> Line:
    """As many morae, all low but the first."""
    return replace(
        line, phrases=tuple(Phrase(tuple(replace(m, high=False, falls=False) for m in p.morae)) for p in line.phrases)
    )


@pytest.mark.parametrize("seed", range(3))
def test_an_edit_changes_its_own_line_only(style: Style, seed: int) -> None:
    for place in range(len(VERSE)):
        edited = tuple(other_accents(line) if i == place else line for i, line in enumerate(VERSE))
        before, after = (line_notes(song(style, verse, seed=seed)) for verse in (VERSE, edited))
        assert [i for i, (a, b) in enumerate(zip(before, after, strict=True)) if a != b] in ([], [place])


def test_an_edit_does_not_touch_the_band(style: Style) -> None:
    edited = (other_accents(VERSE[0]), *VERSE[1:])
    before, after = song(style), song(style, edited)
    for a, b in zip(before.parts, after.parts, strict=True):
        if a.name != "synth":  # which replies where the voice rests
            assert a == b


@pytest.mark.parametrize("count", [-2, 1])
def test_another_count_changes_its_own_line_only(style: Style, count: int) -> None:
    words = VERSE[1].phrases
    more = (*words[-1].morae, *morae("ノH"))
    changed = (*words[:-1], Phrase(more[: len(words[-1].morae) + count]))
    edited = (VERSE[0], replace(VERSE[1], phrases=changed), *VERSE[2:])
    before, after = line_notes(song(style)), line_notes(song(style, edited))
    assert [i for i, (a, b) in enumerate(zip(before, after, strict=True)) if a != b] == [1]


def test_a_longer_line_moves_what_follows(style: Style) -> None:
    edited = (VERSE[0], replace(VERSE[1], bars=4), *VERSE[2:])
    before, after = line_notes(song(style)), line_notes(song(style, edited))
    assert before[0] == after[0]
    moved = np.array([2 * units.TICKS_PER_BAR, 0, 0])
    for a, b in zip(before[2:], after[2:], strict=True):
        assert (np.array(b) - np.array(a) == moved).all()


def test_the_chorus_repeats_and_the_last_one_modulates(style: Style) -> None:
    score = song(style)
    first, second, last = (
        [n for n in score.lead.notes if n.line in s.lines] for s in score.sections if s.kind == "chorus"
    )
    shift = style.music.form.modulation_semitones
    start = [s.start_ticks for s in score.sections if s.kind == "chorus"]

    def tune(notes: list[SungNote], start: int, shift: int = 0) -> list[tuple[int, int]]:
        return [(n.onset_ticks - start, n.midi - shift) for n in notes]

    assert tune(first, start[0]) == tune(second, start[1]) == tune(last, start[2], shift)
    tonics = [s.tonic for s in score.sections if s.kind == "chorus"]
    assert np.diff(tonics).tolist() == [0, shift]
