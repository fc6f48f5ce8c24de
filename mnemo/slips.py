"""What people type where TOML wants something else, found where the parser stopped: full-width signs and spaces of a
Japanese keyboard, a backslash between double quotes, a key or table given twice, a key in Japanese without quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from mnemo.errors import Message

# Outside of strings. Each with what to type instead.
TYPED: Mapping[str, str] = {
    **dict.fromkeys("「」『』“”„‟〝〞＂", '"'), **dict.fromkeys("‘’＇", "'"), **dict.fromkeys("、，､", ","),
    **dict.fromkeys("＝﹦", "="), **dict.fromkeys("．。｡", "."), "＃": "#", "－": "-", "−": "-", "＿": "_", "＋": "+",
    "［": "[", "］": "]", "【": "[", "】": "]", "〔": "[", "〕": "]", "｛": "{", "｝": "}", "：": "=",
    **{chr(0xFF10 + n): str(n) for n in range(10)},
    **{chr(0xFF21 + n): chr(0x41 + n) for n in range(26)}, **{chr(0xFF41 + n): chr(0x61 + n) for n in range(26)},
}  # fmt: skip
SPACES: Mapping[str, Message] = {
    "\u3000": Message("the full-width space"),
    "\u00a0": Message("the no-break space"),
    **dict.fromkeys(map(chr, [*range(0x2000, 0x200B), 0x202F, 0x205F]), Message("the wide space")),
}
_STRING = re.compile(
    r'''"""(?:\\.|[^\\])*?(?:"""|\Z)|"(?:\\.|[^"\\\n])*"?''' + r"""|'''.*?(?:'''|\Z)|'[^'\n]*'?""", re.DOTALL
)
_COMMENT = re.compile(r"#[^\n]*")
_ESCAPE = re.compile(r'\\(?:[btnfr"\\\s]|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})')
_ASIAN_KEY = re.compile(r"\s*([\w.\-・ー]*[^\x00-\x7f][\w.\-・ー]*)\s*=")
_KEY = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([A-Za-z0-9_.-]+))\s*=""")
_TABLE = re.compile(r"\s*\[\s*([^\[\]]+?)\s*\]")


def find_slip(text: str, line: int) -> tuple[int, Message] | None:
    """Return the slip that stopped the parser in a line, and the line it stands on; None where it is none of these."""
    for number, column, char in _find_outside(text):
        if number > line:
            break
        if char in SPACES or char in TYPED:
            return number, _advise(column, char)
    row = text.split("\n")[line - 1] if line <= text.count("\n") + 1 else ""
    if unclosed := _find_unclosed(row):
        return line, _advise(unclosed, row[unclosed - 1])
    if key := _ASIAN_KEY.match(row):
        return line, Message("a key in Japanese stands between quotes: {key} = ...", key=f'"{key[1]}"')
    if escape := _find_backslash(row):
        template = "column {column}: a backslash between double quotes is typed twice, or the text put between '...'"
        return line, Message(template, column=escape)
    return _find_second(text, line)


def _advise(column: int, char: str) -> Message:
    if char in SPACES:
        template = "column {column}: {space} is typed here; type a space of half width, or none"
        return Message(template, column=column, space=SPACES[char])
    return Message("column {column}: {char} is typed here; type {wanted}", column=column, char=char, wanted=TYPED[char])


def _find_outside(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield line, column and character of what stands outside of strings and comments."""
    at, line, start = 0, 1, 0
    while at < len(text):
        skipped = _STRING.match(text, at) or _COMMENT.match(text, at)
        if skipped and skipped.end() > at:
            if "\n" in skipped.group():
                line += skipped.group().count("\n")
                start = text.rindex("\n", at, skipped.end()) + 1
            at = skipped.end()
            continue
        yield line, at - start + 1, text[at]
        if text[at] == "\n":
            line, start = line + 1, at + 1
        at += 1


def _find_unclosed(row: str) -> int | None:
    """Return the column of a quotation mark of another kind that was to close a string, where one is left open."""
    strings = list(_STRING.finditer(row))
    is_open = any(len(s[0]) == 1 or s[0][-1] != s[0][0] for s in strings)
    marks = (s.start() + k + 1 for s in strings for k, char in enumerate(s[0]) if TYPED.get(char) == s[0][0])
    return next(marks, None) if is_open else None


def _find_backslash(row: str) -> int | None:
    """Return the column of a backslash that begins no escape, in a string between double quotes."""
    for string in _STRING.finditer(row):
        if string.group().startswith('"'):
            for mark in re.finditer(r"\\.?", string.group()):
                if not _ESCAPE.match(string.group(), mark.start()):
                    return string.start() + mark.start() + 1
    return None


def _find_second(text: str, line: int) -> tuple[int, Message] | None:
    """Return a key or table that stands in the file already."""
    rows = text.split("\n")
    row = rows[line - 1] if line <= len(rows) else ""
    if table := _TABLE.match(row):
        if table[1] == "fact":
            return line, Message("a fact begins with two brackets on each side: [[fact]]")
        same = (n for n, other in enumerate(rows[: line - 1], 1) if (m := _TABLE.match(other)) and m[1] == table[1])
        first = next(same, 0)
        template = "[{table}] begins a second time, first in line {first}; write its keys there"
        return (line, Message(template, table=table[1], first=first)) if first else None
    if key := _KEY.match(row):
        name = next(filter(None, key.groups()), "")
        for number in range(line - 1, 0, -1):
            other = rows[number - 1]
            if other.lstrip().startswith("["):
                return None
            if (m := _KEY.match(other)) and name in m.groups():
                return line, Message(
                    "the key {key} is here a second time, first in line {first}", key=name, first=number
                )
    return None
