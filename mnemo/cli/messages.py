"""What mnemo says, in the user's language. English stands in the code; `locale/<language>.toml` translates it.

Whoever speaks to the user is handed a `Messages`, by custom called `translate`: `translate("{count} facts", count=3)`.
A locale file has two tables: `[messages]`, English template -> translation with the same {names}; `[reasons]`, what
the operating system and the TOML parser say in English. What kinds, styles, voices and formats say of themselves stands
beside them (`mnemo.errors.Translated`).
"""

from __future__ import annotations

import locale
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mnemo.errors import ArgumentError, Message, MnemoError, Translated
from mnemo.reader import suggest

ENGLISH = "en"
MAX_LINE = 600  # characters of an error; a hostile file cannot flood the terminal

_FOLDER = Path(__file__).resolve().parent / "locale"


@dataclass(frozen=True)
class Messages:
    """One language. Called with an English template and its values, it gives the text to show."""

    language: str = ENGLISH
    table: Mapping[str, str] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, template: str, **values: Any) -> str:
        if isinstance(template, Message):
            return self(template.template, **template.values)
        shown = {name: self._value(value) for name, value in values.items()}
        return self.table.get(template, template).format(**shown)

    def error(self, error: MnemoError) -> str:
        """Return an error as one line of visible characters, whatever the file that caused it holds."""
        where = f"{error.place}: " if error.place else ""
        line = where + self(error.template, **error.values)
        line = " ".join("".join(char if char.isprintable() else " " for char in line).split())
        return line if len(line) <= MAX_LINE else line[:MAX_LINE] + "…"

    def about(self, text: str) -> str:
        """Return what a kind, a style, a voice or a format says of itself; English where a translation is missing."""
        return text.translations.get(self.language, text) if isinstance(text, Translated) else text

    def _value(self, value: Any) -> Any:
        if isinstance(value, Message):
            return self(value)
        return self.reasons.get(value, value) if isinstance(value, str) else value


def list_languages() -> list[str]:
    return sorted({ENGLISH, *(path.stem for path in _FOLDER.glob("*.toml"))})


def load_messages(language: str | None = None) -> Messages:
    """Return the messages of a language; without one, of the user's locale, or English where there is no
    translation.
    """
    known = list_languages()
    if language is not None and language not in known:
        raise ArgumentError("no language {name}; {hint}", name=language, hint=suggest(language, known))
    chosen = language or _find_language()
    if chosen == ENGLISH or chosen not in known:
        return Messages()
    data = tomllib.loads((_FOLDER / f"{chosen}.toml").read_text("utf-8"))
    return Messages(chosen, data["messages"], data["reasons"])


def _find_language() -> str:
    """Return `ja` of LC_ALL, LC_MESSAGES or LANG = ja_JP.UTF-8; on Windows of the system's locale,
    Japanese_Japan.932.
    """
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(variable):
            return value[:2].lower()
    return {"jap": "ja"}.get(locale.setlocale(locale.LC_CTYPE)[:3].lower(), ENGLISH)
