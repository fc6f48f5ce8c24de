"""What must not be cut: the spans of a text that are one word, one number with its unit, or one name.

A question that leaves out a part of a text (a cloze card) leaves out wholes: what is left of a word tells the answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from mnemo.plain import align_plain
from mnemo.words import frontend, given, numbers

Span = tuple[int, int]

_NAME = re.compile(r"[A-Za-zÀ-ɏα-ωΑ-Ω][\wÀ-ɏ]*(?:[-'’./&+][A-Za-z0-9À-ɏ]+)*", re.ASCII)  # Long-Short, A/B, LSTM
_FRACTION = re.compile(r"\d+分の\d+")
_BETWEEN = ("対", "分")  # a number goes on after it


def widen_to_wholes(text: str, span: Span, readings: Mapping[str, str], terms: Iterable[str] = ()) -> Span:
    """Widen a span of a text to the least span that cuts no whole, nor any of the terms."""
    start, stop = span
    solid = [*find_wholes(text, readings), *(found for term in terms for found in _find_term(text, term))]
    while True:
        cut = [(a, b) for a, b in solid if a < stop and start < b and (a < start or stop < b)]
        if not cut:
            return start, stop
        start, stop = min(start, *(a for a, _ in cut)), max(stop, *(b for _, b in cut))


def find_wholes(text: str, readings: Mapping[str, str]) -> list[Span]:
    """Return the wholes of a text, in its order; they may overlap."""
    folded, starts = align_plain(text)
    uses, _ = given.find_uses(folded, readings)
    found = [*_find_words(folded), *((use.start, use.stop) for use in uses)]
    found += [match.span() for pattern in (_NAME, _FRACTION) for match in pattern.finditer(folded)]
    return sorted((starts[start], starts[stop]) for start, stop in found)


def _find_words(text: str) -> Iterator[Span]:
    """Yield the front end's words; a number takes the unit or counter that follows, and 第 before it."""
    figures = [(change.start, change.stop) for change in numbers.find_changes(text, [])]
    words = [(*m["char_span"], m) for m in frontend.analyse(text.replace(" ", "、"), ())]
    yield from figures
    yield from ((start, stop) for start, stop, _ in words if start < stop)
    for start, stop in figures:
        if start and text[start - 1] == "第":
            yield start - 1, stop
        unit_stop = _find_unit_end(text, stop, words, figures)
        if unit_stop > stop:
            yield start, unit_stop


def _find_unit_end(text: str, at: int, words: list[tuple[int, int, frontend.Morpheme]], figures: list[Span]) -> int:
    """Return where the unit after a number ends: a written-out one (km), counters (年, 個), or else one noun (画素)."""
    if spelled := next((stop for start, stop in figures if start == at and not text[start].isdigit()), 0):
        return spelled
    stop = at
    for start, end, morpheme in words:
        if start == stop < end and morpheme["pos"] == "名詞":
            counter = morpheme["pos_group2"] == "助数詞"
            if counter or stop == at:
                stop = end
            if not counter:
                break
        elif start >= stop and end > start:
            break
    return stop


def _find_term(text: str, term: str) -> Iterator[Span]:
    at = text.find(term)
    while term and at >= 0:
        yield at, at + len(term)
        at = text.find(term, at + 1)
