"""A hearing: what was heard of each line in each sound, summed over sections, words and the song."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from mnemo.hearing.lines import ExpectedLine

DECIMALS = 4


class Tally(NamedTuple):
    """Phones heard wrong, of how many that were sung. Inventions count, so that there may be more than were sung."""

    wrong: int
    of: int

    @property
    def rate(self) -> float:
        return self.wrong / self.of

    def document(self) -> dict[str, Any]:
        return {"wrong": self.wrong, "of": self.of, "rate": round(self.rate, DECIMALS)}


class Heard(NamedTuple):
    """One line in one sound."""

    text: str
    errors: tuple[int, ...]  # of each phone of the line
    phones: int  # how many were heard
    among: bool = False  # heard with its neighbours

    @property
    def of(self) -> int:
        return len(self.errors)

    @property
    def tally(self) -> Tally:
        return Tally(sum(self.errors), len(self.errors))


class HeardLine(NamedTuple):
    line: ExpectedLine
    heard: Mapping[str, Heard]  # by sound


@dataclass(frozen=True)
class Hearing:
    """What a recogniser heard of a song."""

    topic: str
    model: str
    lines: tuple[HeardLine, ...]

    @property
    def sounds(self) -> tuple[str, ...]:
        return tuple(self.lines[0].heard) if self.lines else ()

    def total(self, sound: str) -> Tally:
        return _sum(line.heard[sound].tally for line in self.lines)

    def sections(self, sound: str) -> dict[str, Tally]:
        """Sum up by section, in the order of the song."""
        tallies = defaultdict[str, list[Tally]](list)
        for line, heard in self.lines:
            tallies[line.section].append(heard[sound].tally)
        return {name: _sum(found) for name, found in tallies.items()}

    def words(self, sound: str) -> dict[str, Tally]:
        """By word, those first of which most phones were wrong; words that came across are left out."""
        wrong, of = defaultdict[str, int](int), defaultdict[str, int](int)
        for sung, heard in self.lines:
            for error, word in zip(heard[sound].errors, sung.words, strict=True):
                wrong[word] += error
                of[word] += 1
        failing = sorted((word for word in of if wrong[word]), key=lambda word: (-wrong[word], of[word], word))
        return {word: Tally(wrong[word], of[word]) for word in failing}

    def document(self) -> dict[str, Any]:
        """Return the hearing as plain data."""
        return {
            "topic": self.topic,
            "model": self.model,
            "total": {sound: self.total(sound).document() for sound in self.sounds},
            "sections": {
                sound: {name: tally.document() for name, tally in self.sections(sound).items()} for sound in self.sounds
            },
            "words": {
                sound: {word: tally.document() for word, tally in self.words(sound).items()} for sound in self.sounds
            },
            "lines": [_line(number, line) for number, line in enumerate(self.lines, 1)],
        }


def _line(number: int, line: HeardLine) -> dict[str, Any]:
    heard = {sound: {"heard": one.text, **one.tally.document()} for sound, one in line.heard.items()}
    return {"line": number, "section": line.line.section, "text": line.line.text, **heard}


def _sum(tallies: Iterable[Tally]) -> Tally:
    found = list(tallies)
    return Tally(sum(t.wrong for t in found), sum(t.of for t in found))
