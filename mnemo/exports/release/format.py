"""What a format is, how formats are found, and the order in which they are written."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mnemo.errors import ArgumentError
from mnemo.model import Performance, Proven, Score
from mnemo.reader import suggest
from mnemo.styles.schema import Style


@dataclass(frozen=True, eq=False)
class Material:
    """What the stages before made. Nothing in it may be changed."""

    proven: Proven
    score: Score
    performance: Performance
    style: Style

    @property
    def topic(self) -> str:
        return self.score.topic


@dataclass(frozen=True, eq=False)
class Song(Material):
    """Everything that a format may read.

    `files` says under which name each role is found in the release: `song.files["mp3"] == "lstm-gru.mp3"`; only what
    is made this time is in it. `document` is song.json.
    """

    document: Mapping[str, Any]
    files: Mapping[str, str]
    last: Path | None = None  # the release that this one replaces


@dataclass(frozen=True)
class Format:
    """What a module of this package offers as `FORMAT`; the package's docstring shows one.

    `files(material)` gives role -> file name for everything that `write(song, folder)` leaves in the folder, no more
    and no less. `needs` are roles of other formats that must be written before. An `optional` format is written only
    when it is asked for by name. Of those that could begin, the highest `priority` does: what others wait for, then
    what takes long.
    """

    files: Callable[[Material], Mapping[str, str]]
    write: Callable[[Song, Path], None]
    needs: tuple[str, ...] = ()
    optional: bool = False
    priority: int = 0


def named(**templates: str) -> Callable[[Material], Mapping[str, str]]:
    """`files` for fixed names: `named(midi="{topic}.mid")`."""
    return lambda material: {role: name.format(topic=material.topic) for role, name in templates.items()}


def formats(extras: Collection[str] = ()) -> dict[str, Format]:
    """Every format by its module's name, the optional ones only when they are in `extras`."""
    found = _found()
    optional = {name for name, form in found.items() if form.optional}
    for name in extras:
        if name not in optional:
            raise ArgumentError("no extra format {name}; {hint}", name=name, hint=suggest(name, optional))
    return {name: form for name, form in found.items() if not form.optional or name in extras}


def _found() -> dict[str, Format]:
    """The `FORMAT` of every module of `mnemo.exports`; what formats share lies in its sub-packages."""
    package = importlib.import_module("mnemo.exports")
    names = sorted(m.name for m in pkgutil.iter_modules(package.__path__) if not m.ispkg)
    return {name: importlib.import_module(f"mnemo.exports.{name}").FORMAT for name in names}
