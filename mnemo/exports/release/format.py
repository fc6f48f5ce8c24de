"""What a format is, how formats are found, and the order in which they are written."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from mnemo.errors import Translated
from mnemo.exports.view.timeline import Timeline
from mnemo.model import Performance, Proven, Rendering, Score
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

    `files` says under which name each role is written: `song.files["mp3"] == "lstm-gru.mp3"`; only what is made this
    time is in it. `timeline` says what is sung when; `document` is song.json, whose `files` are those that stay.
    """

    timeline: Timeline
    document: Mapping[str, Any]
    files: Mapping[str, str]
    last: Path | None = None  # the release that this one replaces


@dataclass(frozen=True)
class Format:
    """What a module of this package offers as `FORMAT`; the package's docstring shows one.

    `files(material)` gives role -> file name for everything that the format can make; `write(song, folder)` leaves
    those of them that are in `song.files`, no more and no less. `needs` are roles of other formats that must be written
    before. An `optional` format is written only when it is asked for by name. Of those that could begin, the highest
    `priority` does: what others wait for, then what takes long. `check()` raises MissingPartError, before any work, for
    what an optional format needs and is not installed. `measure(material)` is what song.json's `quality` says under the
    format's name; it is known before anything is written. `rendering` says of fixed roles how much of the performance
    they need (the page's audio is a need of its `needs`); other roles need all of it.
    """

    files: Callable[[Material], Mapping[str, str]]
    write: Callable[[Song, Path], None]
    needs: tuple[str, ...] = ()
    optional: bool = False
    priority: int = 0
    about: Translated | str = ""  # what `mnemo formats` shows
    check: Callable[[], None] = lambda: None
    measure: Callable[[Material], Mapping[str, Any]] | None = None
    rendering: Mapping[str, Rendering] = field(default_factory=dict)


def add_measures(material: Material, chosen: Mapping[str, Format]) -> Material:
    """Return the material with what the chosen formats measure in the performance's quality."""
    found = {name: form.measure(material) for name, form in chosen.items() if form.measure}
    performance = replace(material.performance, quality={**material.performance.quality, **found})
    return replace(material, performance=performance)


@dataclass(frozen=True)
class FixedNames:
    """`files` of a format whose roles are always the same; the names depend on the topic alone."""

    templates: Mapping[str, str]

    def __call__(self, material: Material) -> dict[str, str]:
        return {role: name.format(topic=material.topic) for role, name in self.templates.items()}


def name_files(**templates: str) -> FixedNames:
    """Return `files` for fixed names: `name_files(midi="{topic}.mid")`."""
    return FixedNames(templates)


def find_formats() -> dict[str, Format]:
    """Return the `FORMAT` of every module of `mnemo.exports` by its name; what formats share lies in its
    sub-packages.
    """
    package = importlib.import_module("mnemo.exports")
    names = sorted(m.name for m in pkgutil.iter_modules(package.__path__) if not m.ispkg)
    return {name: _find_format(name) for name in names}


def _find_format(name: str) -> Format:
    form = getattr(importlib.import_module(f"mnemo.exports.{name}"), "FORMAT", None)
    if not isinstance(form, Format):
        raise TypeError(f"mnemo/exports/{name}.py has no FORMAT; what formats share belongs in a sub-package")
    return form
