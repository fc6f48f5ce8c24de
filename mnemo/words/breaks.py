"""A line that is too long to sing in its bars is broken between phrases, never inside the words of the answer.

A line of up to four bars stays whole where it can. Otherwise it is broken where its words belong together least; a
break between a modifier and its head, or inside a compound, is the last choice, and the file's author is told of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from mnemo.words.grammar import Join, find_joins
from mnemo.words.readings import Reading
from mnemo.words.templates import SungText

_LINE = 6.0  # the cost of each line more
_FULL = 4.0  # of a line of more than two bars
_SHORT, _FEWEST = 4.0, 6  # of each mora that a part is shorter than this
_OVER = 1000.0  # of each mora too many in a line
_PRICE = {Join.CLAUSE: 1.0, Join.PHRASE: 8.0, Join.MODIFIER: 150.0, Join.COMPOUND: 400.0}
_BREATH = "、・　 "


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a line may end: characters and morae up to there, and how closely what follows belongs to it."""

    character: int
    morae: int
    join: Join


@dataclass(frozen=True, slots=True)
class BrokenText:
    """The lines of a text, and how closely the words belong together at the worst of its breaks."""

    texts: tuple[SungText, ...]
    torn: Join = Join.CLAUSE


def break_lines(text: SungText, reading: Reading, comfortable: int, most: int) -> BrokenText:
    """Break a text where its words belong together least, into lines of at most `most`, better `comfortable` morae."""
    places = [*_find_places(text, reading), _Place(len(text.text), reading.morae, Join.CLAUSE)]
    best: list[tuple[float, tuple[_Place, ...]]] = [(0.0, ())]  # cost and cuts up to each place
    for place in places:
        ways = [
            (cost + _cost(place.morae - (cuts[-1].morae if cuts else 0), comfortable, most), cuts)
            for cost, cuts in best
        ]
        cost, cuts = min(ways, key=lambda way: (way[0], [-cut.character for cut in way[1]]))
        best.append((cost + (_PRICE[place.join] if place is not places[-1] else 0.0), (*cuts, place)))
    cuts = best[-1][1]
    texts = tuple(_cut_part(text, start, stop) for start, stop in pairwise((0, *(cut.character for cut in cuts))))
    return BrokenText(texts, max((cut.join for cut in cuts[:-1]), default=Join.CLAUSE))


def _cost(morae: int, comfortable: int, most: int) -> float:
    over = _OVER * max(morae - most, 0)
    return _LINE + over + (_FULL if morae > comfortable else 0.0) + _SHORT * max(_FEWEST - morae, 0)


def _find_places(text: SungText, reading: Reading) -> Iterator[_Place]:
    """Yield the places at which a word begins that can begin a line."""
    allowed = dict(find_joins(text.text))
    inside = range(text.answer[0] + 1, text.answer[1]) if text.answer else range(0)
    character = morae = 0
    for word, after in pairwise(reading.words):
        character, morae = character + len(word.surface), morae + word.morae
        if character in allowed and not set(after.surface) <= set(_BREATH):
            join = allowed[character]
            listed = text.text[character - 1] in _BREATH  # between the items of a list, an answer may part
            if character not in inside or listed or join is Join.CLAUSE:
                yield _Place(character, morae, join)


def _cut_part(text: SungText, start: int, stop: int) -> SungText:
    """Return one line of the text, without the marks between it and the next. Each part of the answer stays marked."""
    part = text.text[start:stop]
    lead = len(part) - len(part.lstrip(_BREATH))
    stripped = part.strip(_BREATH)
    answer = None
    if text.answer and text.answer[0] < stop and start < text.answer[1]:
        first, last = max(text.answer[0] - start - lead, 0), min(text.answer[1] - start - lead, len(stripped))
        answer = (first, last) if first < last else None
    return SungText(stripped, answer, text.response)
