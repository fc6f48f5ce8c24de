"""What the front end gets for a text: the words that we read ourselves stand as one private character each.

A fact file's own words, capitals that can only be spelled, and numbers that Japanese writes otherwise take the place of
their span; the front end's own rules then join them with the particles that follow into accent phrases.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from string import ascii_uppercase

from mnemo.errors import ReadingError
from mnemo.model import Place
from mnemo.words import frontend, given, kana, numbers

_LETTER_NAMES = (
    "エー ビー シー ディー イー エフ ジー エイチ アイ ジェー ケー エル エム "
    "エヌ オー ピー キュー アール エス ティー ユー ブイ ダブリュー エックス ワイ ゼット"
)
LETTERS: dict[str, str] = dict(zip(ascii_uppercase, _LETTER_NAMES.split(), strict=True))
LATIN = re.compile(r"[A-Za-zÀ-ɏ][A-Za-z0-9À-ɏ]*")

_VALUE = re.compile(r"(?<![A-Za-z])([A-Z])値")  # F値 is エフ'チ, though the dictionary would say エフネ
_SAYABLE = re.compile(r"[^AEIOU][AEIOU]+[^AEIOU]")  # GAN, BERT: spelled or said? nobody can tell
_SPACE = re.compile(r"(?<![A-Za-z]) | (?![A-Za-z])")  # a space is a breath, but inside Latin names
_STAND_IN = 0xE000  # the first private character
_HIDDEN = re.compile(r"[\x00-\x1f\x7f\ue000-\uf8ff]")  # what the front end passes over, and our own stand-ins
_DOUBTFUL = "ア"  # stands for what nobody can read, so that the rest can be looked at
_EXPRESSION = re.compile(r"[^\s\u3040-\u30ff\u3400-\u9fff々〆〇、。・「」『』()!?…]+")  # A/B, Schütze, GPT-4
_MOST_NAMED = 40  # characters of a word under [readings]


@dataclass(frozen=True)
class Span:
    """A span of the plain text and what the front end gets for it."""

    start: int
    stop: int
    said: str


@dataclass(frozen=True)
class Spans:
    """A plain text for the front end: what it gets, the words of our own in it, and the doubts."""

    said: str
    entries: tuple[frontend.Entry, ...]
    owners: tuple[Span, ...]  # for each character of `said`
    doubts: Mapping[int, ReadingError]
    overruled: tuple[given.Overruled, ...]
    used: frozenset[str]  # the fact file's words that stand in it

    def origin(self, first: int, last: int) -> tuple[int, int]:
        """Return the span of the plain text that a span of `said` stands for."""
        if first < last:
            return self.owners[first].start, self.owners[last - 1].stop
        at = self.owners[first - 1].stop if first else 0
        return at, at


def check_readings(readings: Mapping[str, str], place: Place | None) -> None:
    """Raises ReadingError for a given reading that is not a reading, wherever its word stands."""
    for word, reading in readings.items():
        try:
            kana.parse(reading)
        except ValueError:
            template = "the reading {reading} of {word} is not katakana with at most one ' (例: シーイーシ'ー)"
            raise ReadingError(template, place=place, reading=reading, word=word) from None


def lay_out(text: str, readings: Mapping[str, str], place: Place | None, spare: Collection[str] = ()) -> Spans:
    """Lay out a plain text.

    Raises ReadingError for a character that the front end would drop.
    """
    if hidden := _HIDDEN.search(text):
        raise unread_error(f"U+{ord(hidden.group()):04X}", place)
    own = _OwnWords(readings)
    uses, overruled = given.find_uses(text, readings, spare)
    found = [Span(use.start, use.stop, own.of(use.word)) for use in uses]
    found += [Span(*m.span(), own.add(f"{LETTERS[m[1]]}{kana.FALL}チ")) for m in _find_free(_VALUE, text, found)]
    found += [Span(*change) for change in numbers.find_changes(text, [(s.start, s.stop) for s in found])]
    for match in _find_free(LATIN, text, found):
        sound = _spell_out(match.group())
        found.append(Span(*match.span(), own.add(sound) if sound else ""))
    doubts = {s.start: unread_error(find_expression(text, s.start, s.stop), place) for s in found if not s.said}
    owners = tuple(span for span in _fill_gaps(text, found) for _ in span.said)
    said = "".join(span.said for span in _fill_gaps(text, found))
    return Spans(said, tuple(own.entries), owners, doubts, tuple(overruled), frozenset(use.word for use in uses))


class _OwnWords:
    """The front end's entries for the words of a text that we read ourselves.

    Only words that stand in the text have one, so that a new reading changes no text without the word.
    """

    def __init__(self, readings: Mapping[str, str]) -> None:
        self.entries: list[frontend.Entry] = []
        self._readings = readings
        self._stand_ins: dict[str, str] = {}

    def add(self, reading: str) -> str:
        """Return the private character that is read so."""
        morae, nucleus = kana.parse(reading)
        stand_in = chr(_STAND_IN + len(self.entries))
        self.entries.append((stand_in, "".join(morae), nucleus, len(morae)))
        return stand_in

    def of(self, word: str) -> str:
        """Return the private character of a word of the fact file."""
        if word not in self._stand_ins:
            self._stand_ins[word] = self.add(self._readings[word])
        return self._stand_ins[word]


def _find_free(pattern: re.Pattern[str], text: str, found: list[Span]) -> list[re.Match[str]]:
    """Return the matches that no span touches."""
    return [m for m in pattern.finditer(text) if all(m.end() <= s.start or s.stop <= m.start() for s in found)]


def _spell_out(word: str) -> str:
    """Return the reading of capitals that can only be spelled; none for Latin that nobody can read for certain."""
    letters = [LETTERS.get(c, "") for c in word]
    if not all(letters) or _SAYABLE.search(word):
        return ""
    return "".join(letters[:-1]) + kana.unparse(kana.split_morae(letters[-1]), 1)


def _fill_gaps(text: str, found: list[Span]) -> Iterator[Span]:
    """Yield the spans and, character by character, what lies between them."""
    between = _SPACE.sub("、", text)
    at = 0
    for span in sorted(found, key=lambda s: s.start):
        yield from (Span(k, k + 1, between[k]) for k in range(at, span.start))
        yield span if span.said else Span(span.start, span.stop, _DOUBTFUL)
        at = span.stop
    yield from (Span(k, k + 1, between[k]) for k in range(at, len(text)))


def find_expression(text: str, start: int, stop: int) -> str:
    """Return what to ask for: the whole expression that a doubtful span belongs to (A/B, not /; Schütze, not Sch)."""
    whole = next((m for m in _EXPRESSION.finditer(text) if m.start() <= start and stop <= m.end()), None)
    expression = whole.group().strip(".,:;") if whole else ""
    return expression if text[start:stop] in expression and len(expression) <= _MOST_NAMED else text[start:stop]


def unread_error(word: str, place: Place | None) -> ReadingError:
    """Return the error for a word that nobody can read for certain; its advice is a line of TOML."""
    template = 'how is {word} read? say it under [readings]: {key} = "カタカナ", with \' where the pitch falls'
    return ReadingError(template, place=place, word=word, key=json.dumps(word, ensure_ascii=False))


def undecided_error(word: str, readings: Sequence[str], place: Place | None) -> ReadingError:
    """Return the error for a word whose reading nobody can tell among several; its advice is a line of TOML."""
    template = '{word} can be read {readings}; say which under [readings]: {key} = "{first}", or write it in kana'
    values = {"readings": ", ".join(readings), "key": json.dumps(word, ensure_ascii=False), "first": readings[0]}
    return ReadingError(template, place=place, word=word, **values)
