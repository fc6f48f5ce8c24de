"""Writing to the terminal: tables that fit its width, or tab-separated lines where the output is a pipe."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterable, Sequence

WIDE = ("W", "F")  # East Asian widths that take two columns; ambiguous ones take one, as terminals do


def columns(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in WIDE else 1 for c in text)


def padded(text: str, width: int) -> str:
    return text + " " * (width - columns(text))


def show_table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table that wraps its cells to the terminal; in a pipe a line a row, a tab between cells."""
    if not sys.stdout.isatty():
        for row in rows:
            print("\t".join(" ".join(cell.split()) for cell in row))
        return
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*headings, box=SIMPLE_HEAD, pad_edge=False)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))  # Text: nothing of a fact file is markup
    Console(highlight=False).print(table)
