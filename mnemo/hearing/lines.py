"""What a listener should hear: the phones of each sung line, and the word that each belongs to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mnemo.model import SungLine, Topic
from mnemo.words.transcript import collapse, transcribe


@dataclass(frozen=True, slots=True)
class ExpectedLine:
    """One line as it was sung. Repeated phones are one: a long vowel is not told from a short one."""

    text: str
    section: str
    start_s: float
    end_s: float
    phones: tuple[str, ...]
    words: tuple[str, ...]  # for each phone, the word that it belongs to, as it is written

    @classmethod
    def of(
        cls, text: str, section: str, start_s: float, end_s: float, sung: Sequence[str], readings: Mapping[str, str]
    ) -> ExpectedLine:
        """Return a line with the phones as they were sung and the words as the topic's readings part them."""
        phones = tuple(sung[index] for index in collapse(sung))
        written = transcribe(text, readings)
        words = tuple(written.text[start:stop] for start, stop in written.spans)
        if written.phones != phones:  # the topic's readings were edited after the song was made: the line is one word
            words = (text,) * len(phones)
        return cls(text, section, start_s, end_s, phones, words)


def document_lines(document: Mapping[str, Any], topic: Topic) -> tuple[ExpectedLine, ...]:
    """Return the lines of a song.json."""
    sections = [section["name"] for section in document["sections"]]
    return tuple(
        ExpectedLine.of(
            line["text"],
            sections[line["section"]],
            line["start_s"],
            line["end_s"],
            [name for mora in line["morae"] for name in mora["phonemes"]],
            topic.readings,
        )
        for line in document["lines"]
    )


def performed_lines(sung: Sequence[SungLine], topic: Topic) -> tuple[ExpectedLine, ...]:
    """Return the lines of a performance."""
    return tuple(
        ExpectedLine.of(
            line.line.text,
            line.section.name,
            line.start_s,
            line.end_s,
            [name for note in line.notes for name in note.mora.phonemes],
            topic.readings,
        )
        for line in sung
    )
