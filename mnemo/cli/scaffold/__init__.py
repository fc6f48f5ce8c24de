"""`mnemo new`: a commented fact file that already generates, in the user's language (`<language>.toml` beside this)."""

from __future__ import annotations

from pathlib import Path

from mnemo.errors import ArgumentError, WriteError
from mnemo.topic import HERE, safe_name

_FOLDER = Path(__file__).resolve().parent


def write_topic(name: str, language: str) -> Path:
    """Write lyrics/<name>.toml; a file that is there stays. Raises ArgumentError, WriteError."""
    if not safe_name(name):
        raise ArgumentError("the name {name} cannot name a song; use letters, digits, - and _", name=name)
    path = HERE / f"{name}.toml"
    text = (_FOLDER / f"{language}.toml").read_text("utf-8")
    try:
        path.parent.mkdir(exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise ArgumentError("{path} is there already; choose another name", path=path) from None
    except OSError as e:
        raise WriteError("cannot write {path}: {reason}", path=path, reason=e.strerror or str(e)) from None
    return path
