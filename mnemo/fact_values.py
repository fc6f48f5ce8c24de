"""The values, texts and readings of a fact file, within limits and without characters that cannot be seen."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from mnemo.errors import Faults
from mnemo.key_lines import Keys
from mnemo.model import Value
from mnemo.plain import keep_written, make_plain
from mnemo.reader import Document, key_name

# A song of two minutes holds some thirty facts; the limits leave room and keep hostile files cheap.
MAX_READINGS = 500
MAX_ITEMS = 32
MAX_DEPTH = 3
MAX_NUMBER = 1e15
MAX_NAME = 64
MAX_CHARS = {
    "title": 60, "exam": 40, "of": 80, "value": 120, "twins": 120, "wordings": 200, "say": 200, "group": MAX_NAME,
    "why": 2000, "source": 400, "given": 400, "word": 40, "reading": 120,
}  # fmt: skip
MAX_ARG_CHARS = 400
MANY_LINES = ("why",)  # the keys whose text may have line breaks

_READING = re.compile(r"[ァ-ヴ][ァ-ヴー]*'?[ァ-ヴー]*\Z")
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")  # controls, direction marks, surrogates, private use, line separators


def convert_values(doc: Document, keys: Keys, items: tuple[Any, ...], limit: int, depth: int = 0) -> tuple[Value, ...]:
    if len(items) > MAX_ITEMS:
        template = "{key} has {count} items; at most {limit}"
        raise doc.fail(keys, template, key=key_name(keys), count=len(items), limit=MAX_ITEMS)
    return tuple(convert_value(doc, (*keys, i), item, limit, depth + 1) for i, item in enumerate(items))


def _convert_pairs(doc: Document, keys: Keys, table: Mapping[str, Any], limit: int, depth: int) -> tuple[Value, ...]:
    for name in table:
        check_text(doc, (*keys, name), name, MAX_NAME)
    named = convert_values(doc, keys, tuple(table.values()), limit, depth)
    return tuple(zip(table, named, strict=True))


def convert_value(doc: Document, keys: Keys, value: Any, limit: int, depth: int = 0) -> Value:
    """Return a string, a number, true or false, or a list or table of them.

    Lists become tuples, tables tuples of pairs.
    """
    if isinstance(value, str):
        check_text(doc, keys, value, limit)
        if not value.strip():
            raise doc.fail(keys, "{key} is empty", key=key_name(keys))
        return keep_written(value)
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        if not abs(value) <= MAX_NUMBER:  # true for nan
            raise doc.fail(keys, "{key} must be a number between -1e15 and 1e15", key=key_name(keys))
        return value
    if isinstance(value, list | tuple) and value and depth < MAX_DEPTH:
        return convert_values(doc, keys, tuple(value), limit, depth)
    if isinstance(value, dict) and value and depth < MAX_DEPTH:
        return _convert_pairs(doc, keys, value, limit, depth)
    raise doc.fail(
        keys, "{key} must be a string, a number, true or false, or a list or table of them", key=key_name(keys)
    )


def read_readings(doc: Document, readings: Mapping[str, str], faults: Faults) -> dict[str, str]:
    """Return the plain reading of each plain word."""
    if len(readings) > MAX_READINGS:
        template = "{count} readings are too many; at most {limit}"
        raise doc.fail(("readings",), template, count=len(readings), limit=MAX_READINGS)
    found: dict[str, str] = {}
    for stated, sound in readings.items():
        with faults.noted():
            word, reading = _read_reading(doc, stated, sound)
            if found.setdefault(word, reading) != reading:
                both = f"{found[word]}, {reading}"
                template = "{word} has two readings: {readings}; give one"
                raise doc.fail(("readings", stated), template, word=word, readings=both)
    return found


def _read_reading(doc: Document, stated: str, sound: str) -> tuple[str, str]:
    keys = ("readings", stated)
    check_text(doc, keys, stated, MAX_CHARS["word"])
    check_text(doc, keys, sound, MAX_CHARS["reading"])
    word, reading = make_plain(stated).strip(), make_plain(sound).strip()
    if not word:
        raise doc.fail(keys, 'a reading without a word; write word = "カタカナ"')
    if not _READING.match(reading):
        template = "the reading of {word} must be katakana, with ' where the pitch falls, as in シーイーシ'ー"
        raise doc.fail(keys, template, word=stated)
    return word, reading


def check_text(doc: Document, keys: Keys, text: str, limit: int, many_lines: bool = False) -> None:
    if len(text) > limit:
        template = "{key} has {count} characters; at most {limit}"
        raise doc.fail(keys, template, key=key_name(keys), count=len(text), limit=limit)
    for char in _find_unseen(text):
        if not (many_lines and char in "\n\t"):
            template = "{key} holds the invisible character {code}; remove it"
            raise doc.fail(keys, template, key=key_name(keys), code=f"U+{ord(char):04X}")


def _find_unseen(text: str) -> Iterator[str]:
    """Yield characters that cannot be seen, or that no file format may carry."""
    for char in text:
        if unicodedata.category(char) in _UNSEEN or ord(char) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(char) <= 0xFDEF:
            yield char
