"""Progress on stderr while a stage works; quiet in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from mnemo.cli.messages import Messages
from mnemo.errors import Message

if TYPE_CHECKING:
    from rich.progress import Progress

STAGES = {
    "topic": Message("reading the facts"),
    "proof": Message("proving every fact"),
    "lyric": Message("writing the words"),
    "score": Message("composing"),
    "performance": Message("singing and playing"),
    "release": Message("writing the files"),
}


@contextmanager
def show_stages(translate: Messages) -> Iterator[Callable[[str], None]]:
    """Yield a function that hears the name of each stage as it begins."""
    with show_bars() as progress:
        if progress is None:
            yield lambda stage: None
            return
        task = progress.add_task(translate(STAGES["topic"]), total=len(STAGES))

        def report(stage: str) -> None:
            done = list(STAGES).index(stage)
            progress.update(task, description=translate(STAGES[stage]), completed=done, refresh=True)

        yield report


@contextmanager
def show_bars() -> Iterator[Progress | None]:
    """Yield a bar a task on stderr, gone at the end; None where that is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), BarColumn(24), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        yield progress
