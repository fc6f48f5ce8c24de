"""Writing to the terminal: tables and texts folded to its width, or tab-separated lines where the output is a pipe."""

from __future__ import annotations

import re
import shutil
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

GAP = 2  # columns between two cells
LEAST = 24  # columns in which a sentence can be read
WIDE = ("W", "F")  # East Asian widths that take two columns; ambiguous ones take one, as terminals do

_NO_START = "、。，．）」』】！？ーっゃゅょ"  # what begins no line
_PIECE = re.compile(rf"\s+|[!-~]+[{_NO_START}]*\s*|[^\s!-~][{_NO_START}]*")  # words of ASCII stay whole


def count_columns(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in WIDE else 1 for c in text)


def pad(text: str, width: int) -> str:
    return text + " " * (width - count_columns(text))


def show_table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table with cells folded to the terminal; in a pipe a line a row, a tab between cells."""
    lines = [[" ".join(cell.split()) for cell in row] for row in rows]
    if not sys.stdout.isatty():
        for row in lines:
            print("\t".join(row))
        return
    for line in lay_out_table(headings, lines, shutil.get_terminal_size().columns):
        print(line)


def say(text: str, indent: int = 0, hanging: int = 0) -> None:
    """Print a line of text; on a terminal folded to its width, what goes over it set in by `hanging` more."""
    if sys.stdout.isatty():
        text = "\n".join(fold_text(text, shutil.get_terminal_size().columns - indent, hanging))
    for line in text.split("\n"):
        print(" " * indent + line)


def lay_out_table(headings: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> Iterator[str]:
    """Yield the lines of a table `width` columns wide.

    Where its columns would be too narrow to read, a row is a block.
    """
    room = _share_width([max(map(count_columns, column)) for column in zip(headings, *rows, strict=True)], width)
    if room is None:
        yield from _make_blocks(headings, rows, width)
        return
    yield from _fold_row(headings, room)
    yield "─" * min(width, sum(room) + GAP * (len(room) - 1))
    for row in rows:
        yield from _fold_row(row, room)


def fold_text(text: str, width: int, hanging: int = 0) -> list[str]:
    """Return a text in lines of at most `width` columns: broken at spaces, else between characters."""
    lines, room, line = [], max(width, 4), ""
    for piece in _PIECE.findall(text):
        if count_columns(line + piece.rstrip()) > room and line.strip():
            lines.append(line.rstrip())
            line, room = "", max(width - hanging, 4)
            piece = piece.lstrip()
        line += piece
        while count_columns(line.rstrip()) > room:  # a word longer than the line
            cut = next(n for n in range(len(line), 0, -1) if count_columns(line[:n]) <= room or n == 1)
            lines.append(line[:cut])
            line, room = line[cut:], max(width - hanging, 4)
    lines.append(line.rstrip())
    return [lines[0], *(" " * hanging + line for line in lines[1:])]


def _share_width(wanted: Sequence[int], width: int) -> list[int] | None:
    """Return the width of each column: what it wants, or an equal share of the rest; None where that is too little."""
    left, open_ = width - GAP * (len(wanted) - 1), sorted(range(len(wanted)), key=lambda n: wanted[n])
    room = [0] * len(wanted)
    while open_:
        share = left // len(open_)
        if wanted[open_[0]] > share:
            if share < LEAST:
                return None
            for n in open_:
                room[n] = share
            break
        n = open_.pop(0)
        room[n] = wanted[n]
        left -= room[n]
    return room


def _fold_row(cells: Sequence[str], room: Sequence[int]) -> Iterator[str]:
    parts = [fold_text(cell, width) for cell, width in zip(cells, room, strict=True)]
    for n in range(max(map(len, parts))):
        line = [pad(part[n] if n < len(part) else "", width) for part, width in zip(parts, room, strict=True)]
        yield (" " * GAP).join(line).rstrip()


def _make_blocks(headings: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> Iterator[str]:
    """Yield each row as a block: its first cell, then a line for each other cell that says something."""
    for first, *cells in rows:
        yield from fold_text(first, width)
        for heading, cell in zip(headings[1:], cells, strict=True):
            if cell:
                yield from ("  " + line for line in fold_text(f"{heading}: {cell}", width - 2, 2))
