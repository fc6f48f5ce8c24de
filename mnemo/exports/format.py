"""What a format is, how formats are found, and the order in which they are written."""

from __future__ import annotations

import contextlib
import importlib
import pkgutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

from mnemo.errors import ArgumentError
from mnemo.model import Performance, Proven, Score
from mnemo.parallel import cores
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
    when it is asked for by name. Of those that could begin, the most `urgent` does: what others wait for, then what
    takes long.
    """

    files: Callable[[Material], Mapping[str, str]]
    write: Callable[[Song, Path], None]
    needs: tuple[str, ...] = ()
    optional: bool = False
    urgent: int = 0


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


def write_all(chosen: Mapping[str, Format], song: Song, folder: Path) -> None:
    """Write each format once what it needs is there, side by side on the machine's cores.

    The first failure (or Ctrl-C) is raised after what is running has come to its end; nothing new begins.
    """
    roles = {role: name for name, form in chosen.items() for role in form.files(song)}
    order = TopologicalSorter({name: {roles[r] for r in form.needs if r in roles} for name, form in chosen.items()})
    order.prepare()
    ready: list[str] = []
    running: dict[Future[None], str] = {}
    with _pool() as pool:
        while order.is_active():
            ready = sorted([*ready, *order.get_ready()], key=lambda name: (-chosen[name].urgent, name))
            while ready and len(running) < cores():
                name = ready.pop(0)
                running[pool.submit(chosen[name].write, song, folder)] = name
            finished, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in finished:
                future.result()
                order.done(running.pop(future))


def in_parallel(tasks: Iterable[Callable[[], None]]) -> None:
    """Run independent tasks of one format side by side (encoders run in processes of their own)."""
    with _pool() as pool:
        for future in [pool.submit(task) for task in tasks]:
            future.result()


@contextlib.contextmanager
def _pool() -> Iterator[ThreadPoolExecutor]:
    """A thread a core; when one fails, what has not begun never does."""
    pool = ThreadPoolExecutor(cores())
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def _found() -> dict[str, Format]:
    package = importlib.import_module(__package__)
    names = sorted(m.name for m in pkgutil.iter_modules(package.__path__) if not m.name.startswith("_"))
    offers = {name: getattr(importlib.import_module(f"{__package__}.{name}"), "FORMAT", None) for name in names}
    return {name: offer for name, offer in offers.items() if isinstance(offer, Format)}
