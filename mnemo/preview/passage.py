"""Which bars of a score a preview plays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from mnemo import units
from mnemo.errors import ArgumentError
from mnemo.model import Score
from mnemo.reader import suggest


@dataclass(frozen=True)
class Wanted:
    """What the user asks for; nothing at all is the first line. `line` counts from 1, in singing order."""

    line: int | None = None
    section: str | None = None
    fact: str | None = None

    def __post_init__(self) -> None:
        if sum(asked is not None for asked in (self.line, self.section, self.fact)) > 1:
            raise ArgumentError("--line, --section and --fact are three ways to say one thing; give one of them")


@dataclass(frozen=True)
class Passage:
    """A stretch of a score from one beat to another, and the indices of its lines in `Score.lines`."""

    lines: tuple[int, ...]
    start_ticks: int
    end_ticks: int

    def samples(self, us_per_beat: int) -> slice:
        return slice(*(units.ticks_to_samples(ticks, us_per_beat) for ticks in (self.start_ticks, self.end_ticks)))


def find_passage(score: Score, wanted: Wanted) -> Passage:
    """Find what is asked for. Raises ArgumentError where the song has no such line, section or fact."""
    if wanted.section is not None:
        return _find_section(score, wanted.section)
    if wanted.fact is not None:
        return passage_of(score, _find_fact(score, wanted.fact))
    line = 1 if wanted.line is None else wanted.line
    if not 1 <= line <= len(score.lines):
        raise ArgumentError("no line {line}; the song has lines 1 to {count}", line=line, count=len(score.lines))
    return passage_of(score, [line - 1])


def passage_of(score: Score, lines: Sequence[int]) -> Passage:
    """Return the beats in which these lines are sung, with one before them, in which to breathe, and one after."""
    notes = [note for note in score.lead.notes if note.line in lines]
    first, last = min(note.onset_ticks for note in notes), max(note.end_ticks for note in notes)
    beat = units.TICKS_PER_BEAT
    return Passage(
        tuple(lines), max(0, first // beat * beat - beat), min(score.end_ticks, -(-last // beat) * beat + beat)
    )


def find_changed(before: Score, after: Score) -> int | None:
    """Find the first line whose words are not those that it had."""
    old, new = ([line.text for line in score.lines] for score in (before, after))
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))
    return same if same < len(new) and old != new else None


def _find_section(score: Score, name: str) -> Passage:
    """Find a section by its name, or by how the names of several begin: the first of them."""
    found = [section for section in score.sections if section.name == name]
    found += [section for section in score.sections if name and section.name.startswith(name)]
    if not found:
        names = [section.name for section in score.sections]
        raise ArgumentError("no section {name}; {hint}", name=name, hint=suggest(name, names))
    section = found[0]
    if not section.lines:
        return Passage((), section.start_ticks, section.end_ticks)
    sung = passage_of(score, section.lines)
    return Passage(sung.lines, min(section.start_ticks, sung.start_ticks), max(section.end_ticks, sung.end_ticks))


def _find_fact(score: Score, fact: str) -> list[int]:
    """Find the first lines in a row that sing a fact."""
    sung = [i for i, line in enumerate(score.lines) if fact in line.facts]
    if not sung:
        known = {fact for line in score.lines for fact in line.facts}
        raise ArgumentError("no fact {name} in the song; {hint}", name=fact, hint=suggest(fact, known))
    return [line for i, line in enumerate(sung) if line - i == sung[0]]
