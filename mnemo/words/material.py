"""Proven facts as the choice sees them: every wording read, held against its fact, and long lines broken.

Words that nobody can read for certain are gathered over the whole topic and said in one error, as TOML to paste.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, lru_cache

from mnemo.errors import Faults, MissingReadings, ReadingError
from mnemo.model import Fact, Place, Proven
from mnemo.styles.lyric import LyricStyle
from mnemo.words import meter, templates
from mnemo.words.breaks import Broken, broken
from mnemo.words.choice import Option
from mnemo.words.form import Need
from mnemo.words.grammar import Join
from mnemo.words.held import hold
from mnemo.words.readings import Reading, examine
from mnemo.words.spans import LETTERS
from mnemo.words.subject import Speech, turns
from mnemo.words.templates import SungText, Wording


@dataclass(frozen=True, eq=False)
class Material:
    """A fact and its wordings, read. Those by hand replace the template's."""

    fact: Fact
    options: tuple[Option, ...]
    bars: tuple[int, ...]  # of each option
    comfortable: int  # morae of a line that fills no more than the style's bars

    @cached_property
    def need(self) -> Need:
        """The fewest lines that a tune likes, so of comfortable ones where there are such, and the most."""
        lines = [len(o.texts) for o in self.options]
        easy = [len(o.texts) for o in self.options if max(o.morae) <= self.comfortable] or lines
        whole = [len(o.texts) for o in self.options if o.torn <= Join.PHRASE] or lines
        return Need(
            min(easy),
            self.fact.group,
            max(*easy, *whole),
            min(self.bars),
            not any(o.speech.names for o in self.options),
        )

    def naming(self) -> Material | None:
        """Return the fact with only those wordings that name its subject; None if there are none, or no others."""
        kept = [i for i, o in enumerate(self.options) if o.speech.names]
        if not kept or len(kept) == len(self.options):
            return None
        options, bars = tuple(self.options[i] for i in kept), tuple(self.bars[i] for i in kept)
        return Material(self.fact, options, bars, self.comfortable)


def read_material(proven: Proven, style: LyricStyle, faults: Faults) -> list[Material]:
    """Return the facts with their wordings. What cannot be read or does not hold is noted, and its fact left out."""
    topic = proven.topic
    reader = _Reader(topic.readings)
    facts = [p.fact for p in proven.facts]
    found: list[Material] = []
    with faults.noted():
        subjects = [templates.subject(fact) for fact in facts]
        known = {form for forms in subjects for form in forms}
        for fact, forms in zip(facts, subjects, strict=True):
            with faults.noted(), suppress(_Unread):
                options = tuple(_options(fact, forms, known, reader, style))
                bars = tuple(sum(meter.bars(m, style) for m in o.morae) for o in options)
                found.append(Material(fact, options, bars, style.most_morae))
    if reader.missing:
        faults.errors.append(MissingReadings(topic.path, reader.missing))
    return found


def _options(
    fact: Fact, forms: tuple[str, ...], known: set[str], reader: _Reader, style: LyricStyle
) -> Iterator[Option]:
    """Yield each wording as one option, and as a second one where its long lines part at a clause."""
    place = fact.at("say" if fact.say else "wordings")
    wordings = templates.by_hand(fact) or templates.wordings(fact)
    for rank, wording in enumerate(wordings):
        hold(fact, wording, reader.readings, place)
        text = " ".join(line.text for line in wording.lines)
        speech = Speech(text, forms, fact.group, turns(wording.lines[-1].text, forms, known))
        whole = [_broken(line, reader, place, style.most_morae, meter.longest(style)) for line in wording.lines]
        yield _option(fact, rank, wording, whole, speech, reader, place)
        parted = [_broken(line, reader, place, style.most_morae, style.most_morae) for line in wording.lines]
        if parted != whole and max(b.torn for b in parted) is Join.CLAUSE:
            option = _option(fact, rank, wording, parted, speech, reader, place)
            if min(option.morae) >= style.morae[0] - 1:  # no scrap of a line
                yield option


def _broken(text: SungText, reader: _Reader, place: Place, comfortable: int, most: int) -> Broken:
    reading = reader.read(text.text, place)
    return Broken((text,)) if reading.morae <= comfortable else broken(text, reading, comfortable, most)


def _option(
    fact: Fact, rank: int, wording: Wording, parts: Sequence[Broken], speech: Speech, reader: _Reader, place: Place
) -> Option:
    texts = tuple(text for part in parts for text in part.texts)
    read = tuple(reader.read(text.text, place) for text in texts)
    return Option(fact.kind, rank, texts, read, speech, wording.frame, max(part.torn for part in parts))


class _Unread(Exception):  # noqa: N818 - no error: the words are noted
    """A text has words that cannot be read."""


class _Reader:
    """Reads texts with a topic's readings and gathers the words that it cannot read, with the line of the first."""

    def __init__(self, readings: Mapping[str, str]) -> None:
        self.readings = readings
        self.missing: dict[str, tuple[str, Place]] = {}  # word -> a reading to begin from, and where it stands
        self._key = tuple(readings.items())

    def read(self, text: str, place: Place) -> Reading:
        """Return the reading of a text. Raises _Unread where it has noted words, ReadingError for other faults."""
        reading, doubts = _examine(text, self._key)
        for doubt in doubts:
            word = doubt.values.get("word")
            if not word:
                raise ReadingError(doubt.template, place=place, **doubt.values)
            self.missing.setdefault(word, (suggested(word, doubt.values.get("readings", "")), place))
        if doubts:
            raise _Unread(text)
        return reading


@lru_cache(maxsize=8192)
def _examine(text: str, readings: tuple[tuple[str, str], ...]) -> tuple[Reading, list[ReadingError]]:
    """Return a reading, kept: while a file is written, most of its lines stay."""
    return examine(text, dict(readings))


def suggested(word: str, choices: str = "") -> str:
    """Return a reading to begin from: the first of two ordinary ones, else the letters one by one."""
    if choices:
        return choices.split(", ")[0]
    letters = [LETTERS.get(c.upper(), "") for c in word]
    return "".join(letters) if all(letters) else "カタカナ"
