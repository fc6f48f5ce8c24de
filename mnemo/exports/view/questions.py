"""What a deck asks: for each fact a sentence with a gap, and statements that are true or false.

The gap is where the exam sentence and its first false twin differ, widened to whole words, whole numbers with their
unit and whole terms of the value; where nothing of the true one is left out by that (a twin that only adds to a list),
or nothing was refuted, it is the answer that the sung line marks. A fact without false twins is not asked as true or
false: its sentence would always be true.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from mnemo.exports.release.format import Material
from mnemo.model import Fact, Line, ProvenFact, Refutation, Value
from mnemo.plain import show_written
from mnemo.words.wholes import widen_to_wholes


@dataclass(frozen=True, slots=True)
class Gap:
    """A text whose middle is asked for. `sung` says that it is the sung wording, not the exam sentence."""

    before: str
    answer: str
    after: str
    sung: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """Something to call true or false. `refutation` is what shows a false one false."""

    text: str
    refutation: Refutation | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """All that is asked about one fact. `lines` are those of its first wording in Score.lines."""

    fact: ProvenFact
    sentence: str
    gap: Gap | None
    statements: tuple[Statement, ...]
    lines: tuple[int, ...]


def list_questions(material: Material) -> list[Question]:
    """Return a question a fact, in the order of the fact file."""
    return [_make_question(fact, material) for fact in material.proven.facts]


def _make_question(fact: ProvenFact, material: Material) -> Question:
    sentence = write_statement(fact)
    false = [Statement(write_statement(fact, r.value), r) for r in fact.evidence.refuted]
    lines = tuple(_find_first_wording(fact.fact.id, material))
    readings = material.proven.topic.readings
    gap = _find_gap(sentence, false[0].text, readings, _list_terms(fact.fact)) if false else None
    gap = gap or _find_said_gap(fact.fact) or _mark_answer([material.score.lines[line] for line in lines])
    return Question(fact, sentence, gap, (Statement(sentence), *false) if false else (), lines)


def _find_said_gap(fact: Fact) -> Gap | None:
    """Return a line of one's own with a gap for its answer: what is sung is the exam sentence."""
    from mnemo.words.templates import find_gap

    parts = find_gap(fact)
    return Gap(*parts) if parts else None


def _find_first_wording(fact: str, material: Material) -> Iterator[int]:
    """Yield the lines that first sing a fact, up to the first that does not."""
    found = False
    for number, line in enumerate(material.score.lines):
        if fact in line.facts:
            found = True
            yield number
        elif found:
            return


def _find_gap(true: str, false: str, readings: Mapping[str, str], terms: Iterable[str]) -> Gap | None:
    """Return the middle of the true sentence that the false one lacks, in wholes."""
    start = _count_shared(true, false)
    end = len(true) - _count_shared(true[start:][::-1], false[start:][::-1])
    if start >= end:
        return None
    start, end = widen_to_wholes(true, (start, end), readings, terms)
    return Gap(true[:start], true[start:end], true[end:])


def _list_terms(fact: Fact) -> Iterator[str]:
    """Yield the value as a sentence may show it: whole, item by item, and with its unit."""
    items = show_written(fact.value) if isinstance(fact.value, tuple) else (show_written(fact.value),)
    unit = show_written(fact.args.get("unit", ""))
    for item in items:
        if isinstance(item, str) and not item.isdigit():
            yield item
        elif unit:
            yield f"{item}{unit}"


def _count_shared(a: str, b: str) -> int:
    """Return how many characters two texts share from their beginning."""
    return next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def _mark_answer(lines: list[Line]) -> Gap | None:
    """Return the sung lines, with a gap for the words that the first marked answer touches."""
    for number, line in enumerate(lines):
        if line.answer is not None:
            before, answer, after = split_at_answer(line)
            said, follows = (" ".join(one.text for one in some) for some in (lines[:number], lines[number + 1 :]))
            return Gap(f"{said} {before}".lstrip(), answer, f"{after} {follows}".rstrip(), sung=True)
    return None


def split_at_answer(line: Line) -> tuple[str, str, str]:
    """Return the line's text before, in and after the words that its answer touches."""
    first, stop = line.answer or (0, 0)
    parts, mora = ["", "", ""], 0
    for word in line.words:
        part = 0 if mora + word.morae <= first else 2 if mora >= stop else 1
        parts[part] += word.surface
        mora += word.morae
    return parts[0], parts[1], parts[2]


def write_statement(proven: ProvenFact, value: Value | None = None) -> str:
    """Return the exam sentence of a fact; with a twin's value the false statement that a quiz asks about."""
    from mnemo.words.templates import write_sentence

    return write_sentence(proven.fact, value)
