"""Proven facts for `choice`: every wording is read and compared with its fact, and long lines are broken.

Words whose reading is uncertain are collected over the whole topic and raised as one error, with TOML to paste.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, lru_cache

from mnemo.errors import Faults, MissingReadings, MnemoError, ReadingError
from mnemo.model import Fact, Place, Proven, Topic
from mnemo.styles.lyric import LyricStyle
from mnemo.styles.schema import Style
from mnemo.words import meter, templates
from mnemo.words.breaks import BrokenText, break_lines
from mnemo.words.choice import Option
from mnemo.words.form import Need
from mnemo.words.grammar import Join
from mnemo.words.held import check_answer
from mnemo.words.readings import Reading, examine
from mnemo.words.spans import LETTERS
from mnemo.words.subject import Speech, changes_subject
from mnemo.words.templates import SungText, Wording


@dataclass(frozen=True, eq=False)
class Material:
    """A fact and its wordings, read. Wordings of the fact file replace those of the template."""

    fact: Fact
    options: tuple[Option, ...]
    bars: tuple[int, ...]  # of each option
    comfortable: int  # morae of a line that fills no more than the style's bars

    @cached_property
    def need(self) -> Need:
        """The fewest lines (of comfortable length where there are such) and the most that state the fact."""
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

    @property
    def only(self) -> bool:
        """Whether there is but one wording."""
        return len({o.rank for o in self.options}) == 1

    def naming(self) -> Material | None:
        """Return the fact with only those wordings that name its subject; None if there are none, or no others."""
        kept = [i for i, o in enumerate(self.options) if o.speech.names]
        if not kept or len(kept) == len(self.options):
            return None
        options, bars = tuple(self.options[i] for i in kept), tuple(self.bars[i] for i in kept)
        return Material(self.fact, options, bars, self.comfortable)


def read_material(proven: Proven, style: LyricStyle, faults: Faults) -> list[Material]:
    """Return the facts with their wordings. One whose wordings cannot be read or are false is noted and left out."""
    topic = proven.topic
    reader = _Reader(topic.readings)
    facts = [p.fact for p in proven.facts]
    found: list[Material] = []
    with faults.noted():
        subjects = [templates.list_subjects(fact) for fact in facts]
        known = {form for forms in subjects for form in forms}
        for fact, forms in zip(facts, subjects, strict=True):
            with faults.noted(), suppress(_Unread):
                options = tuple(_make_options(fact, forms, known, reader, style))
                bars = tuple(sum(meter.bars(m, style) for m in o.morae) for o in options)
                found.append(Material(fact, options, bars, style.most_morae))
    if reader.missing:
        faults.errors.append(MissingReadings(topic.path, reader.missing))
    return found


def read_ahead(topic: Topic, style: Style) -> None:
    """Read the wordings of all facts, which decides nothing: `read_material` will find the texts read.

    A wording that cannot be written or read is passed over. It is told when the lyric is written.
    """
    reader = _Reader(topic.readings)
    for fact in topic.facts:
        with suppress(MnemoError, _Unread):
            for _ in _make_options(fact, (), set(), reader, style.lyric):
                pass


def _make_options(
    fact: Fact, forms: tuple[str, ...], known: set[str], reader: _Reader, style: LyricStyle
) -> Iterator[Option]:
    """Yield each wording as one option, and as a second one where its long lines can be broken at a clause."""
    place = fact.at("say" if fact.say else "wordings")
    wordings = templates.parse_own_wordings(fact) or templates.write_wordings(fact)
    for rank, wording in enumerate(wordings):
        check_answer(fact, wording, reader.readings, place)
        text = " ".join(line.text for line in wording.lines)
        speech = Speech(text, forms, fact.group, changes_subject(wording.lines[-1].text, forms, known))
        whole = [_break_line(line, reader, place, style.most_morae, meter.longest(style)) for line in wording.lines]
        yield _make_option(fact, rank, wording, whole, speech, reader, place)
        parted = [_break_line(line, reader, place, style.most_morae, style.most_morae) for line in wording.lines]
        if parted != whole and max(b.torn for b in parted) is Join.CLAUSE:
            option = _make_option(fact, rank, wording, parted, speech, reader, place)
            if min(option.morae) >= style.morae[0] - 1:  # no scrap of a line
                yield option


def _break_line(text: SungText, reader: _Reader, place: Place, comfortable: int, most: int) -> BrokenText:
    reading = reader.read(text.text, place)
    return BrokenText((text,)) if reading.morae <= comfortable else break_lines(text, reading, comfortable, most)


def _make_option(
    fact: Fact, rank: int, wording: Wording, parts: Sequence[BrokenText], speech: Speech, reader: _Reader, place: Place
) -> Option:
    texts = tuple(text for part in parts for text in part.texts)
    read = tuple(reader.read(text.text, place) for text in texts)
    return Option(fact.kind, rank, texts, read, speech, wording.frame, max(part.torn for part in parts))


class _Unread(Exception):  # noqa: N818 - no error: the words are noted
    """A text has words whose reading is unknown."""


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
            self.missing.setdefault(word, (suggest_reading(word, doubt.values.get("readings", "")), place))
        if doubts:
            raise _Unread(text)
        return reading


@lru_cache(maxsize=8192)
def _examine(text: str, readings: tuple[tuple[str, str], ...]) -> tuple[Reading, list[ReadingError]]:
    """Read a text once: while an author edits a file, most of its lines stay the same."""
    return examine(text, dict(readings))


def suggest_reading(word: str, choices: str = "") -> str:
    """Suggest a reading that the author can correct: the first of the usual ones, else the letters one by one."""
    if choices:
        return choices.split(", ")[0]
    letters = [LETTERS.get(c.upper(), "") for c in word]
    return "".join(letters) if all(letters) else "カタカナ"
