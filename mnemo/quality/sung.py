"""A sung line as every measure of melody sees it: its notes, its section and where its bars begin."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from mnemo import units
from mnemo.model import Line, Score, Section, SungNote


@dataclass(frozen=True)
class SungLine:
    """One line with its notes and all that a measure asks of it."""

    line: Line
    notes: tuple[SungNote, ...]  # one a mora, silent and shared ones too
    section: Section
    start_ticks: int  # of its first bar; a pick-up lies before it

    @cached_property
    def sounding(self) -> list[SungNote]:
        """The notes as one hears them: each with the morae that share it, without silent morae that share none."""
        heard: list[SungNote] = []
        for note in self.notes:
            if heard and note.shared:
                end = note.onset_ticks + note.duration_ticks
                heard[-1] = replace(heard[-1], duration_ticks=end - heard[-1].onset_ticks)
            elif not note.mora.silent:
                heard.append(note)
        return heard

    @property
    def onsets(self) -> list[int]:
        """Of every mora, shared ones too."""
        return [n.onset_ticks for n in self.notes]


def sung_lines(score: Score) -> list[SungLine]:
    """The lines of the lead with their notes, in singing order."""
    notes: dict[int, list[SungNote]] = defaultdict(list)
    for note in score.lead.notes:
        notes[note.line].append(note)
    found = []
    for section in score.sections:
        start = section.start_ticks
        for index in section.lines:
            found.append(SungLine(score.lines[index], tuple(notes[index]), section, start))
            start += score.lines[index].bars * units.TICKS_PER_BAR
    return found


def in_sections(lines: Sequence[SungLine], kind: str) -> list[list[SungLine]]:
    """The lines of each section of a kind."""
    found: dict[int, list[SungLine]] = {}
    for line in lines:
        if line.section.kind == kind:
            found.setdefault(line.section.start_ticks, []).append(line)
    return list(found.values())


def share(judged: Iterable[Any]) -> float | None:
    """The share of what is true, to four places; None of nothing."""
    truths = [bool(j) for j in judged]
    return round(sum(truths) / len(truths), 4) if truths else None
