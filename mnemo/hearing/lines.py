"""What a listener should hear: the phones of each sung line, and the word that each belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mnemo.model import Topic
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


def expected_lines(document: Mapping[str, Any], topic: Topic) -> tuple[ExpectedLine, ...]:
    """The lines of a song.json: the phones as they were sung, the words as the topic's readings part them."""
    sections = [section["name"] for section in document["sections"]]
    return tuple(_expected_line(line, sections[line["section"]], topic) for line in document["lines"])


def _expected_line(line: Mapping[str, Any], section: str, topic: Topic) -> ExpectedLine:
    sung = [name for mora in line["morae"] for name in mora["phonemes"]]
    phones = tuple(sung[index] for index in collapse(sung))
    written = transcribe(line["text"], topic.readings)
    words = tuple(written.text[start:stop] for start, stop in written.spans)
    if written.phones != phones:  # the topic's readings were edited after the song was made: the line is one word
        words = (line["text"],) * len(phones)
    return ExpectedLine(line["text"], section, line["start_s"], line["end_s"], phones, words)
