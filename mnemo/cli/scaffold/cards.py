"""What people bring: question and answer pairs in CSV, TSV, Anki's text export, and plain lists of lines.

Nothing is lost: what cannot become a line to sing is handed back, for the fact file to keep as comments.
"""

from __future__ import annotations

import csv
import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mnemo.errors import ArgumentError

MAX_BYTES = 8 << 20

# What a column is, by the names that people give it.
COLUMNS = {
    "front": "front 表 表面 おもて 質問 問題 用語 単語 term question word",
    "back": "back 裏 裏面 うら 答え 解答 意味 定義 answer definition meaning",
    "tags": "tags tag タグ group グループ 分類 章 deck",
    "why": "why 解説 説明 補足 メモ extra note notes",
    "source": "source 出典 参考",
}
_KNOWN = {name: column for column, names in COLUMNS.items() for name in names.split()}
_BETWEEN = re.compile(r"\s*(?:：|＝|=|→|\t| - | – |: )\s*")  # in a line of a plain list
_TAG = re.compile(r"<[^>]*>")
_MEDIA = re.compile(r"\[sound:[^\]]*\]|<img[^>]*>|<audio[^>]*>|<video[^>]*>", re.IGNORECASE)


@dataclass(frozen=True)
class Card:
    """One pair, or a line of its own (`front` with *…* and no back). `more`: columns that mnemo has no place for."""

    front: str
    back: str = ""
    tags: tuple[str, ...] = ()
    why: str = ""
    source: str = ""
    more: tuple[str, ...] = ()
    line: int = 0  # of the file


@dataclass
class Brought:
    """What a file held: the cards, and what could not be read as one, with the line of it."""

    cards: list[Card] = field(default_factory=list)
    unused: list[tuple[int, str]] = field(default_factory=list)


def read_cards(path: Path) -> Brought:
    """Return the cards of a file: .apkg, .csv, .tsv, Anki's .txt, or lines.

    Raises ArgumentError for what cannot be read.
    """
    if path.suffix.lower() == ".apkg":
        from mnemo.cli.scaffold.anki import read_apkg

        return read_apkg(path)
    rows = _read_text(path).splitlines()
    directives = {
        k.strip().lower(): v.strip() for k, v in (row[1:].split(":", 1) for row in rows if _is_directive(row))
    }
    first = next((n for n, row in enumerate(rows) if row.strip() and not _is_directive(row)), 0)
    separator = _find_separator(path, directives, rows[first:])
    if separator is None:
        return _read_lines(rows)
    return _read_table(rows, first, separator, directives)


def _read_text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as e:
        raise ArgumentError("cannot read {path}: {reason}", path=path, reason=e.strerror or str(e)) from None
    if len(raw) > MAX_BYTES:
        raise ArgumentError("{path} is too large; at most {limit} bytes are read", path=path, limit=MAX_BYTES)
    for encoding in ("utf-8-sig", "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "cp932"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ArgumentError("{path} is neither UTF-8 nor Shift_JIS text; save it as UTF-8", path=path)


def _is_directive(row: str) -> bool:
    """Return a line of Anki's export that tells how to read the others: #separator:tab."""
    return bool(re.match(r"#(separator|html|notetype|deck|tags|columns|guid)[a-z ]*:", row, re.IGNORECASE))


def _find_separator(path: Path, directives: dict[str, str], rows: Sequence[str]) -> str | None:
    names = {"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "space": " ", "colon": ":"}
    if stated := directives.get("separator", "").lower():
        return names.get(stated, stated[:1] or "\t")
    if path.suffix.lower() == ".csv":
        return "," if any("," in row for row in rows) else ";"
    if path.suffix.lower() == ".tsv" or (rows and all("\t" in row for row in rows if row.strip())):
        return "\t"
    return None


def _read_table(rows: Sequence[str], first: int, separator: str, directives: dict[str, str]) -> Brought:
    """Return rows of columns; the first names them if one of its cells is a name that people give a column."""
    brought = Brought()
    reader = csv.reader(rows[first:], delimiter=separator)
    table = [(first + reader.line_num, [cell.strip() for cell in row]) for row in reader]
    table = [(line, row) for line, row in table if any(row)]
    names = directives.get("columns", "").split(separator) if "columns" in directives else []
    if not names and table and {cell.lower() for cell in table[0][1]} & _KNOWN.keys():
        names = table.pop(0)[1]
    columns = [_KNOWN.get(name.strip().lower(), "") for name in names] or ["front", "back", "tags", "why", "source"]
    if (place := directives.get("tags column", "")).isdigit():
        columns += [""] * (int(place) - len(columns))
        columns = ["" if column == "tags" else column for column in columns]
        columns[int(place) - 1] = "tags"
    for line, row in table:
        found = make_card(row, columns, line)
        if isinstance(found, Card):
            brought.cards.append(found)
        else:
            brought.unused.append((line, found))
    return brought


def make_card(row: Sequence[str], columns: Sequence[str], line: int) -> Card | str:
    """Return a row as a card; as it stands where it has no front, or neither an answer nor a marked one."""
    cells: dict[str, str] = {}
    more: list[str] = []
    for n, cell in enumerate(row):
        column = columns[n] if n < len(columns) else ""
        text = strip_markup(cell)
        if column and column not in cells:
            cells[column] = text
        elif text:
            more.append(text)
        more += _MEDIA.findall(cell)
    front, back = cells.get("front", ""), cells.get("back", "")
    if not front or not (back or "*" in front or "{{c" in front):
        return " | ".join(cell for cell in row if cell)
    tags = tuple(cells.get("tags", "").replace(",", " ").split())
    return Card(front, back, tags, cells.get("why", ""), cells.get("source", ""), tuple(more), line)


def _read_lines(rows: Sequence[str]) -> Brought:
    """Return a plain list: a line of one's own with its answer between stars, or a pair with ： = → or a dash
    between.
    """
    brought = Brought()
    for number, row in enumerate(rows, 1):
        text = re.sub(r"^\s*(?:[-*・•]\s+|\d+[.)]\s+)?", "", row).strip()
        pair = _BETWEEN.split(text, maxsplit=1)
        if not text or text.startswith("#"):
            continue
        if text.count("*") == 2:
            brought.cards.append(Card(text, line=number))
        elif len(pair) == 2 and all(pair):
            brought.cards.append(Card(pair[0], pair[1], line=number))
        else:
            brought.unused.append((number, row))
    return brought


def strip_markup(cell: str) -> str:
    """Return a cell without HTML, media and line breaks."""
    text = _TAG.sub("", re.sub(r"<(br|div|p|li)[^>]*>", " ", _MEDIA.sub("", cell), flags=re.IGNORECASE))
    return " ".join(html.unescape(text).split())


def add_twins(cards: Sequence[Card], count: int = 2) -> Iterator[tuple[Card, tuple[str, ...]]]:
    """Yield each card with answers of other cards of its group (else of any) that can stand in its place as false
    ones.
    """
    for n, card in enumerate(cards):
        others = [c for c in (*cards[n + 1 :], *cards[:n]) if c.back and c.back != card.back]
        near = [c.back for c in others if c.tags[:1] == card.tags[:1]] or [c.back for c in others]
        yield card, tuple(dict.fromkeys(near))[:count] if card.back else ()
