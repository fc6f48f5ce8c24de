"""`mnemo guide`: how to write a topic, in the user's language (`<language>.md` beside this); a test runs it."""

from __future__ import annotations

from pathlib import Path

_FOLDER = Path(__file__).resolve().parent
_ENGLISH = "en"


def read_guide(language: str) -> str:
    """Return the guide; in English where there is none in the language."""
    path = _FOLDER / f"{language}.md"
    return (path if path.is_file() else _FOLDER / f"{_ENGLISH}.md").read_text("utf-8")
