"""Decks that Anki exported (.apkg): a zip with an SQLite database, since 2.1.50 compressed with Zstandard."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from pathlib import Path

from mnemo.cli.scaffold.cards import COLUMNS, Brought, Card, make_card
from mnemo.errors import ArgumentError

MAX_BYTES = 64 << 20  # of the database, unpacked
_NAMES = {name: column for column, names in COLUMNS.items() for name in names.split()}
_FIELD = "\x1f"  # between the fields of a note
_NO_JOURNAL = b"\x01\x01"  # bytes 18, 19 of an SQLite file: not in WAL mode, which memory lacks (file format, 1.3.3)


def read_apkg(path: Path) -> Brought:
    """Return the notes of a deck. Raises ArgumentError for what is no deck."""
    try:
        database = _read_database(path)
        with sqlite3.connect(":memory:") as connection:
            connection.deserialize(database[:18] + _NO_JOURNAL + database[20:])
            notes = connection.execute("SELECT flds, tags, mid FROM notes").fetchall()
            fields = _read_field_names(connection)
    except (OSError, zipfile.BadZipFile, KeyError, sqlite3.Error, ValueError) as e:
        raise ArgumentError("{path} is no Anki deck: {reason}", path=path, reason=str(e) or type(e).__name__) from None
    brought = Brought()
    for number, (text, tags, model) in enumerate(notes, 1):
        row = text.split(_FIELD)
        found = make_card([*row, tags.strip()], [*_name_columns(fields.get(model, ()), len(row)), "tags"], number)
        if isinstance(found, Card):
            brought.cards.append(found)
        else:
            brought.unused.append((number, found))
    return brought


def _read_database(path: Path) -> bytes:
    with zipfile.ZipFile(path) as package:
        names = package.namelist()
        name = next(n for n in ("collection.anki21b", "collection.anki21", "collection.anki2") if n in names)
        if package.getinfo(name).file_size > MAX_BYTES:
            raise ValueError(f"more than {MAX_BYTES} bytes")
        data = package.read(name)
    if name.endswith("b"):
        import zstandard

        with zstandard.ZstdDecompressor().stream_reader(data) as stream:
            data = stream.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise ValueError(f"more than {MAX_BYTES} bytes")
    return data


def _read_field_names(connection: sqlite3.Connection) -> dict[int, tuple[str, ...]]:
    """Note type -> the names of its fields, in either of Anki's two layouts."""
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    if "fields" in tables:
        found: dict[int, dict[int, str]] = {}
        for model, order, name in connection.execute("SELECT ntid, ord, name FROM fields"):
            found.setdefault(model, {})[order] = name
        return {model: tuple(names[k] for k in sorted(names)) for model, names in found.items()}
    (models,) = connection.execute("SELECT models FROM col").fetchone()
    return {int(model): tuple(f["name"] for f in data["flds"]) for model, data in json.loads(models).items()}


def _name_columns(names: tuple[str, ...], count: int) -> list[str]:
    """Return what each field is: by its name, else the first is the front and the second the back."""
    known = [_NAMES.get(name.lower(), "") for name in names][:count]
    if "front" in known and "back" in known:
        return known
    return ["front", "back", *(known[2:] or [""] * (count - 2))][:count]
