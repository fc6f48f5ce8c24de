"""A sung line as every measure of melody sees it: its notes, its section and where its bars begin."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from mnemo import units
from mnemo.model import Line, Score, Section, SungNote, by_note


@dataclass(frozen=True)
class HeardLine:
    """A sung line (`model.SungLine`) on paper, its notes as one hears them."""

    line: Line
    notes: tuple[SungNote, ...]  # one a mora, silent and shared ones too
    section: Section
    start_ticks: int  # of its first bar; a pick-up lies before it

    @cached_property
    def sounding(self) -> list[SungNote]:
        """The notes as one hears them: each with the morae that share it, without silent morae that share none."""
        sounding = (group for group in by_note(self.notes) if not group[0].mora.silent)
        return [replace(group[0], duration_ticks=group[-1].end_ticks - group[0].onset_ticks) for group in sounding]

    @property
    def onsets(self) -> list[int]:
        """Of every mora, shared ones too."""
        return [n.onset_ticks for n in self.notes]


def heard_lines(score: Score) -> list[HeardLine]:
    """Return the lines of the lead, in singing order."""
    found: list[HeardLine] = []
    for sung in score.sung_lines():
        before = found[-1] if found and found[-1].section is sung.section else None
        bars = before.line.bars * units.TICKS_PER_BAR if before else 0
        start = before.start_ticks + bars if before else sung.section.start_ticks
        found.append(HeardLine(sung.line, sung.notes, sung.section, start))
    return found


def in_sections(lines: Sequence[HeardLine], kind: str) -> list[list[HeardLine]]:
    """Return the lines of each section of a kind."""
    found: dict[int, list[HeardLine]] = {}
    for line in lines:
        if line.section.kind == kind:
            found.setdefault(line.section.start_ticks, []).append(line)
    return list(found.values())


def share(judged: Iterable[Any]) -> float | None:
    """Return the share of what is true, to four places; None of nothing."""
    truths = [bool(j) for j in judged]
    return round(sum(truths) / len(truths), 4) if truths else None
