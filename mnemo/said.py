"""A line of one's own: the exam sentence and the lyric at once.

say = "GRUのゲートは*2個|3個* リセットゲートと更新ゲート"

say    := line ("/" line)*             "/" goes on to the next sung line
line   := [">"] text                   ">": sung by the second singer
answer := "*" text ("|" twin)* "*"     once a `say`: what a quiz asks for, and false texts in its place
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from mnemo.model import Value
from mnemo.plain import show_written

_ANSWER = re.compile(r"\*([^*]+)\*")
_LINE_END = re.compile(r"\s*/\s*>?\s*")
_PARTICLE = re.compile(r"(?:[はがをにへもでとのやかて]|から|まで|より|なら|ば|ど)\Z")  # a sentence goes on after it
_SPACE = re.compile(r"(?<![A-Za-z])[ 　]+|[ 　]+(?![A-Za-z])")  # a breath, but inside Latin names
_END = "。？！?!"
WIDE_MARKS = str.maketrans("／＞＊｜", "/>*|")  # as Japanese keyboards type them
_GAP = chr(0xE000)  # private use: stands where the answer stood
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Said:
    """A `say` text in parts. `sung` is a wording as the templates write it, without the twins."""

    before: str
    answer: str
    after: str
    twins: tuple[str, ...] = ()

    @property
    def sung(self) -> str:
        return f"{self.before}*{self.answer}*{self.after}"

    @property
    def topic(self) -> str:
        """What the line is about: what stands before its first は, else before the answer, else the answer."""
        plain = _join_lines(self.before)
        head = re.split(r"とは|は|、|が", plain)[0].strip() if plain else ""
        return head or plain or self.answer


@lru_cache(maxsize=1024)
def parse(text: str) -> Said:
    """Return the parts of a `say` text. Raises ValueError where the answer is not marked once, or nothing is said."""
    text = text.translate(WIDE_MARKS)
    if text.count("*") != 2 or not (found := _ANSWER.search(text)):
        raise ValueError(text)
    answer, *twins = (part.strip() for part in found[1].split("|"))
    if not answer or not all(twins) or any(mark in found[1] for mark in "/>"):
        raise ValueError(text)
    before, after = text[: found.start()], text[found.end() :]
    if not all(line.strip(" 　>") for line in f"{before}{answer}{after}".split("/")):
        raise ValueError(text)
    return Said(before, answer, after, tuple(twins))


def write_sentence(said: Said, answer: str) -> str:
    """Return the exam sentence with this answer: one line, with a full stop."""
    text = _join_lines(f"{said.before}{answer}{said.after}")
    return text if text.endswith(tuple(_END)) else text + "。"


def split_at_answer(said: Said) -> tuple[str, str, str]:
    """Return the exam sentence in three parts: before its answer, the answer, after it."""
    before, _, after = write_sentence(said, _GAP).partition(_GAP)
    return before, said.answer, after


def exchange_value(answer: str, value: Value, other: Value) -> str:
    """Return the marked answer with another value in the place of the stated one: 2個 -> 3個, リセットと更新 ->
    入力と出力.
    """
    if isinstance(other, str) and isinstance(value, str) and value not in answer:
        return other
    stated, wanted = list_atoms(value), list_atoms(other)
    spans = _find_spans(answer, stated)
    if spans is None:
        return "・".join(wanted)
    if len(stated) == len(wanted):
        text = answer
        for (start, stop), word in reversed(list(zip(spans, wanted, strict=True))):
            text = text[:start] + word + text[stop:]
        return text
    between = answer[spans[0][1] : spans[1][0]] if len(spans) > 1 else "と"
    return answer[: spans[0][0]] + between.join(wanted) + answer[spans[-1][1] :]


def list_atoms(value: Value) -> tuple[str, ...]:
    """Return the words and numbers that a value is made of, as they are written."""
    if isinstance(value, tuple):
        return tuple(atom for item in value for atom in list_atoms(item))
    return (str(show_written(value)),)


def _find_spans(text: str, words: Sequence[str]) -> list[tuple[int, int]] | None:
    """Return where the words stand in a text, in their order; a number stands only where no other digit touches it."""
    spans: list[tuple[int, int]] = []
    for word in words:
        start = spans[-1][1] if spans else 0
        if _NUMBER.fullmatch(word):
            found = next((m for m in _NUMBER.finditer(text, start) if float(m[0]) == float(word)), None)
            span = found.span() if found else None
        else:
            at = text.find(word, start)
            span = (at, at + len(word)) if at >= 0 else None
        if span is None:
            return None
        spans.append(span)
    return spans


def _join_lines(text: str) -> str:
    """Return the text without the marks of sung lines: joined after a particle, with a comma elsewhere."""
    joined = ""
    for part in filter(None, (part.strip(" 　>") for line in _LINE_END.split(text) for part in _SPACE.split(line))):
        joined += ("" if not joined or _PARTICLE.search(joined) or joined[-1] in f"、，{_END}" else "、") + part
    return joined
