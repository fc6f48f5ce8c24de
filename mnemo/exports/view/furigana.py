"""Furigana: which reading stands above which characters, and which mora belongs to which character.

Used by whoever shows a line: the study page sets the cells as <ruby>, the video paints them. The grammar:

    line = cell*
    cell = kanji run, with its furigana above   | kana run, one piece a mora   | anything else, one piece

取り消す(とりけす) is set as 取(と) り 消(け) す: kana that stands in the text needs no reading above it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from mnemo.model import Word
from mnemo.words.kana import to_hiragana

_KANA = "ぁ-ゖァ-ヺーゝゞヽヾ"
_MORA = re.compile(f"[{_KANA}][ぁぃぅぇぉゃゅょゎァィゥェォャュョヮ]*")
_IS_KANA = re.compile(f"[{_KANA}]")


@dataclass(frozen=True, slots=True)
class Cell:
    """A stretch of a line that is set as one piece, from mora `first` of the line, over `morae` morae.

    `base` and `ruby` are cut at the morae where the writing allows it: `ruby` where there is furigana, else `base`;
    what cannot be cut is one piece.
    """

    base: tuple[str, ...]
    ruby: tuple[str, ...]
    first: int
    morae: int

    @property
    def text(self) -> str:
        return "".join(self.base)


def split_morae(kana: str) -> tuple[str, ...]:
    """Return a reading cut into morae: small vowels and ゃゅょ stay with their kana, ー っ ん count for themselves."""
    return tuple(_MORA.findall(kana))


def cut_cells(words: Iterable[Word]) -> tuple[Cell, ...]:
    """Return the words of a line, cut into cells."""
    found: list[Cell] = []
    first = 0
    for word in words:
        found.extend(_cut_word(word, first))
        first += word.morae
    return tuple(found)


def _cut_word(word: Word, first: int) -> Iterator[Cell]:
    if not word.furigana or to_hiragana(word.surface) == to_hiragana(word.furigana):
        pieces = split_morae(word.surface)
        cut = len(pieces) == word.morae and "".join(pieces) == word.surface
        yield Cell(pieces if cut else (word.surface,), (), first, word.morae)
        return
    runs = _align(word)
    if runs is None:
        yield Cell((word.surface,), _cut_ruby(word.furigana, word.morae), first, word.morae)
        return
    for surface, reading in runs:
        pieces = split_morae(reading)
        if surface == reading:
            yield Cell(pieces, (), first, len(pieces))
        else:
            yield Cell((surface,), pieces, first, len(pieces))
        first += len(pieces)


def _cut_ruby(furigana: str, count: int) -> tuple[str, ...]:
    pieces = split_morae(furigana)
    return pieces if len(pieces) == count else (furigana,)


def _align(word: Word) -> list[tuple[str, str]] | None:
    """Return (characters, their reading) for each run of the surface, where kana in the text shows how the reading
    divides.
    """
    runs = [(kana, "".join(group)) for kana, group in groupby(word.surface, lambda c: bool(_IS_KANA.match(c)))]
    if len(runs) == 1:
        return None
    pattern = "".join(f"({re.escape(to_hiragana(text))})" if kana else "(.+?)" for kana, text in runs)
    match = re.fullmatch(pattern, to_hiragana(word.furigana))
    if match is None:
        return None
    readings = [text if kana else reading for (kana, text), reading in zip(runs, match.groups(), strict=True)]
    if sum(len(split_morae(reading)) for reading in readings) != word.morae:
        return None
    return [(text, reading) for (_, text), reading in zip(runs, readings, strict=True)]
