"""Where the readings that a fact file gives apply in a text.

A given word stands for whole words, the longest first: it begins and ends where the front end's own words do, so that
値 does not divide 数値, nor F the name F1, nor 19 the number 1997. Words that the dictionary does not know do not
count, nor do marks: β, ×, & and ★ are read as they are given wherever they stand.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from mnemo.words import frontend

_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ][A-Za-z0-9À-ɏ]*")  # with the digits that follow: F1, Word2Vec
_KATAKANA = re.compile(r"[ァ-ヴー]+")


class Use(NamedTuple):
    """A given word at its place."""

    start: int
    stop: int
    word: str


class Overruled(NamedTuple):
    """A given word that stands inside of a longer one, and is not read there."""

    word: str
    inside: str


def find_uses(text: str, readings: Mapping[str, str], spare: Collection[str] = ()) -> tuple[list[Use], list[Overruled]]:
    """Find the uses of given words in a plain text, in its order, and where they do not apply.

    `spare` words (those that come with mnemo) give way to the others, the author's.
    """
    standing = [word for word in readings if word in text]
    if not standing:
        return [], []
    torn = _map_insides(text)
    uses: list[Use] = []
    overruled: list[Overruled] = []
    for word in sorted(standing, key=lambda w: (w in spare, -len(w), w)):
        for start in _find_word(text, word):
            stop = start + len(word)
            if any(use.start < stop and start < use.stop for use in uses):
                continue
            if inside := torn.get(start) or torn.get(stop):
                overruled.append(Overruled(word, inside))
            else:
                uses.append(Use(start, stop, word))
    return sorted(uses), overruled


def _find_word(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)


def _map_insides(text: str) -> dict[int, str]:
    """Return each position that lies inside of a word or a number, and which one that is."""
    found: dict[int, str] = {}
    runs = (match.span() for pattern in (_NUMBER, _LATIN) for match in pattern.finditer(text))
    for start, stop in (*_find_words(text), *runs):
        for at in range(start + 1, stop):
            found.setdefault(at, text[start:stop])
    return found


def _find_words(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of the words that the dictionary knows, and of unknown ones in katakana."""
    for morpheme in frontend.analyse(text.replace(" ", "、"), ()):
        start, stop = morpheme["char_span"]
        if morpheme["is_unknown"]:
            yield from ((start + m.start(), start + m.end()) for m in _KATAKANA.finditer(text[start:stop]))
        elif morpheme["phonemes"] and not _NUMBER.fullmatch(text, start, stop):
            yield start, stop
