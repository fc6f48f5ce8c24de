"""A fact file looked at as its author writes it: proof and words, everything that is wrong with it at once, and again
after each save (`--watch`)."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from mnemo.cli.messages import Messages
from mnemo.errors import CombinedError, Faults, MissingReadings, MnemoError
from mnemo.model import Lyric, Proven
from mnemo.topic import read_topic

POLL_S = 0.1  # between two looks at the file
_CLEAR = "\x1b[2J\x1b[H"


def inspect_topic(translate: Messages, path: Path, style: str | None = None) -> tuple[Proven, Lyric]:
    """Return the facts with their evidence, and the words that will be sung.

    Raises what is wrong with the file: one error, or all as CombinedError. A fault in the words is looked for in the
    facts that hold, so that a false fact and an unread word are told in one run.
    """
    from mnemo import styles
    from mnemo.cli.progress import show_stages

    faults = Faults()
    with show_stages(translate) as report:
        loaded = styles.load(style or styles.DEFAULT)
        topic = read_topic(path, faults)
        report("proof")
        from mnemo.proof import prove

        proven = prove(topic, faults)
        report("lyric")
        from mnemo.words import write_lyric

        lyric = write_lyric(proven, loaded, faults)
    faults.settle()
    return proven, lyric


def complain(translate: Messages, error: MnemoError) -> None:
    """Say an error on stderr, or all that are wrong with a file, each in one line; readings as lines to paste."""
    singles = error.errors if isinstance(error, CombinedError) else (error,)
    for single in singles:
        click.echo(translate.error(single), err=True)
        if isinstance(single, MissingReadings):
            click.echo("\n".join(single.rows), err=True)


def show_topic(translate: Messages, path: Path, show: Callable[[], None], again: bool) -> None:
    """Show a file once, or `again` after each save; keep the cache within its limit when that ends."""
    from mnemo.runtime import cache

    try:
        watch(translate, path, show) if again else show()
    finally:
        cache.trim()


def watch(translate: Messages, path: Path, show: Callable[[], None], others: Sequence[Path] = ()) -> None:
    """Show the file now and after each save of it, or of the others that decide what is shown, until Ctrl-C.

    What is wrong with it is said and does not end the watch.
    """
    seen: list[tuple[int, int]] = []
    while True:
        if (stamps := [_read_stamp(one) for one in (path, *others)]) != seen:
            seen = stamps
            if sys.stdout.isatty():
                click.echo(_CLEAR, nl=False)
            try:
                show()
            except MnemoError as error:
                complain(translate, error)
            click.echo(translate("watching {path}; Ctrl-C stops", path=path.as_posix()))
        time.sleep(POLL_S)


def _read_stamp(path: Path) -> tuple[int, int]:
    """Return what changes when a file is saved; an editor may replace the file, so it may be gone for a moment."""
    try:
        found = path.stat()
    except OSError:
        return (0, 0)
    return (found.st_mtime_ns, found.st_size)
