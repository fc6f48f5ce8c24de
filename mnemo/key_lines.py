"""On which line of a TOML file each key stands; the parser of the standard library does not tell.

Headers and keys are found line by line; the inside of strings and arrays is skipped.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

NOTED_DOTS = 6  # a.b.c.d.e.f; what is deeper is placed on the line of its table

Keys = tuple[str | int, ...]

_HEADER = re.compile(r"\s*(\[\[?)\s*([^\[\]#]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""\s*((?:"[^"]*"|'[^']*'|[^\s="'#\[\]]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[^\s="'#\[\].]+))*)\s*=""")
_ITEM = re.compile(r"""\s*["'\[{]""")  # at the beginning of a line inside a list
_PART = re.compile(r""""([^"]*)"|'([^']*)'|([^\s.]+)""")


def find_lines(text: str) -> dict[Keys, int]:
    """Return the line number of each key path. It follows table headers and skips the inside of strings and arrays."""
    found: dict[Keys, int] = {}
    counts: dict[Keys, int] = {}
    table: Keys = ()
    inside = _Inside()
    items: Keys = ()
    for number, line in enumerate(text.split("\n"), 1):
        if inside.value:
            if inside.depth == 1 and not inside.quote and _ITEM.match(line):  # an item of a list, a line each
                counts[items] = counts.get(items, -1) + 1
                found.setdefault((*items, counts[items]), number)
            inside.feed(line)
            continue
        if m := _HEADER.match(line):
            table = _resolve(_parts(m.group(2)), counts)
            if m.group(1) == "[[":
                counts[table] = counts.get(table, -1) + 1
                table = (*table, counts[table])
            _note(found, table, 0, number)
        elif m := _KEY.match(line):
            items = (*table, *_parts(m.group(1)))
            _note(found, items, len(table), number)
            inside.feed(line[m.end() :])
    return found


def _note(found: dict[Keys, int], keys: Keys, known: int, number: int) -> None:
    """Remember the line of a key and of the tables that its dots begin; `known` parts belong to the table around."""
    for stop in (*range(known + 1, min(len(keys), known + NOTED_DOTS)), len(keys)):
        found.setdefault(keys[:stop], number)


def _resolve(parts: Keys, counts: Mapping[Keys, int]) -> Keys:
    """Add the index of the last fact: `[fact.x]` after `[[fact]]` means that one."""
    keys: Keys = ()
    for i, part in enumerate(parts):
        keys = (*keys, part)
        if keys in counts and i < len(parts) - 1:
            keys = (*keys, counts[keys])
    return keys


def _parts(dotted: str) -> Keys:
    return tuple(a or b or c for a, b, c in _PART.findall(dotted))


class _Inside:
    """Whether a value goes on in the next line: an open multi-line string or an open bracket."""

    def __init__(self) -> None:
        self.quote, self.depth = "", 0

    @property
    def value(self) -> bool:
        return bool(self.quote) or self.depth > 0

    def feed(self, line: str) -> None:
        i = 0
        while i < len(line):
            rest = line[i:]
            if self.quote:
                if rest[0] == "\\" and self.quote[0] == '"':
                    i += 1
                elif rest.startswith(self.quote):
                    i += len(self.quote) - 1
                    self.quote = ""
            elif rest[0] == "#":
                break
            elif m := re.match(r'"""|\'\'\'|"|\'', rest):
                self.quote = m.group()
                i += len(self.quote) - 1
            elif rest[0] in "[{":
                self.depth += 1
            elif rest[0] in "]}":
                self.depth -= 1
            i += 1
        if len(self.quote) == 1:
            self.quote = ""
