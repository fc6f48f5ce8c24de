"""Styles: one TOML file each, found by name, bound to the dataclasses of `mnemo.styles.schema`."""

from __future__ import annotations

from pathlib import Path

from mnemo.errors import StyleError
from mnemo.reader import bind, read, suggest
from mnemo.runtime.resources import styles_folder
from mnemo.styles.names import check_names
from mnemo.styles.schema import Style

DEFAULT = "technopop"


def names() -> list[str]:
    return sorted(p.stem for p in styles_folder().glob("*.toml"))


def load(name: str) -> Style:
    """Return the style of that name, or in the file of that path (`my.toml`)."""
    path = Path(name) if name.endswith(".toml") else styles_folder() / f"{name}.toml"
    if path.parent == styles_folder() and path.stem not in names():
        raise StyleError("no style {name}; {hint}", name=name, hint=suggest(name, names()))
    document = read(path, StyleError)
    style = bind(Style, document, {"name": path.stem, **document.data})
    check_names(style, document)
    return style
