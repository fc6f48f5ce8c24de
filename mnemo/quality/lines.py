"""A sung line as every measure of melody needs it: with the notes that one hears, and where its bars begin."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from mnemo import units
from mnemo.model import Score, SungLine, SungNote, by_note


@dataclass(frozen=True)
class MeasuredLine:
    """A line of the lead. `start_ticks` is that of its first bar; a pick-up lies before it."""

    sung: SungLine
    start_ticks: int

    @cached_property
    def sounding(self) -> list[SungNote]:
        """The notes as one hears them: each with the morae that share it, without silent morae that share none."""
        sounding = (group for group in by_note(self.sung.notes) if not group[0].mora.silent)
        return [replace(group[0], duration_ticks=group[-1].end_ticks - group[0].onset_ticks) for group in sounding]

    @property
    def onsets(self) -> list[int]:
        """The onsets of all morae, shared ones too."""
        return [n.onset_ticks for n in self.sung.notes]


def list_lines(score: Score) -> list[MeasuredLine]:
    """Return the lines of the lead, in singing order."""
    found: list[MeasuredLine] = []
    for sung in score.sung_lines():
        before = found[-1] if found and found[-1].sung.section is sung.section else None
        bars = before.sung.line.bars * units.TICKS_PER_BAR if before else 0
        found.append(MeasuredLine(sung, before.start_ticks + bars if before else sung.section.start_ticks))
    return found


def group_by_section(lines: Sequence[MeasuredLine], kind: str) -> list[list[MeasuredLine]]:
    """Return the lines of each section of a kind."""
    found: dict[int, list[MeasuredLine]] = {}
    for line in lines:
        if line.sung.section.kind == kind:
            found.setdefault(line.sung.section.start_ticks, []).append(line)
    return list(found.values())


def share(judged: Iterable[Any]) -> float | None:
    """Return the share of what is true, to four places; None of nothing."""
    truths = [bool(j) for j in judged]
    return round(sum(truths) / len(truths), 4) if truths else None
