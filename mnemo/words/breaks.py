"""Where a line that is too long to sing in its bars may be broken: between accent phrases, never inside the answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise

from mnemo.words.readings import Reading
from mnemo.words.templates import SungText

_CLOSING = frozenset("、。・！？」』）　 ")  # stay with the line before
_LINE = 20.0  # each line more
_OVER = 1000.0  # each mora too many in a line
_AFTER_STOP, _AFTER_KANA, _AFTER_OTHER = 0.0, 10.0, 60.0  # a break after 、, after a particle or an ending, elsewhere


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a line may end: characters and morae up to there, and the price."""

    character: int
    morae: int
    price: float


def broken(text: SungText, reading: Reading, most: int) -> tuple[SungText, ...]:
    """The text in lines of at most `most` morae, as few and as full as its phrases allow."""
    best: list[tuple[float, list[int], int]] = [(0.0, [0], 0)]  # cost, cuts and morae up to each place
    for place in [*_places(text, reading), _Place(len(text.text), reading.morae, 0.0)]:
        ways = [(cost + _cost(place.morae - before, most), cuts) for cost, cuts, before in best]
        cost, cuts = min(ways, key=lambda way: (way[0], [-cut for cut in way[1]]))
        best.append((cost + place.price, [*cuts, place.character], place.morae))
    return tuple(_part(text, start, stop) for start, stop in pairwise(best[-1][1]))


def _cost(morae: int, most: int) -> float:
    return _LINE + (most - morae) ** 2 if morae <= most else _LINE + _OVER * (morae - most)


def _places(text: SungText, reading: Reading) -> Iterator[_Place]:
    """Where a new accent phrase begins with a word."""
    begins = set(accumulate(len(phrase.morae) for phrase in reading.phrases[:-1]))
    inside = range(text.answer[0] + 1, text.answer[1]) if text.answer else range(0)
    character = morae = 0
    for word, after in pairwise(reading.words):
        character, morae = character + len(word.surface), morae + word.morae
        if morae in begins and character not in inside and not set(after.surface) <= _CLOSING:
            yield _Place(character, morae, _price(word.surface))


def _price(word: str) -> float:
    if set(word) <= _CLOSING:
        return _AFTER_STOP
    return _AFTER_KANA if "ぁ" <= word[-1] <= "ん" and word[-1] != "か" else _AFTER_OTHER


def _part(text: SungText, start: int, stop: int) -> SungText:
    """One line of the text, without what only parted it from the next."""
    part = text.text[start:stop]
    lead = len(part) - len(part.lstrip("、・　 "))
    answer = None
    if text.answer and start <= text.answer[0] < stop:
        answer = (text.answer[0] - start - lead, min(text.answer[1], stop) - start - lead)
    return SungText(part.strip("、・　 "), answer, text.response)
