"""`mnemo album`: one display for all songs, and at the end what did not become one."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from mnemo.album.make import make_songs
from mnemo.cli.messages import Messages
from mnemo.cli.progress import STAGES, show_bars
from mnemo.cli.tables import lost_format_error
from mnemo.errors import MnemoError
from mnemo.exports.release.choice import Choice
from mnemo.pieces import Piece
from mnemo.sound.voices import Voice
from mnemo.styles.schema import Style


def make_album(
    translate: Messages, pieces: Sequence[Piece], style: Style, voice: Voice, seed: int, out: Path, choice: Choice
) -> None:
    """Make the songs of several fact files in one folder. Raises MnemoError when any of them failed."""
    with _display(translate, pieces) as report:
        album = make_songs(pieces, style, voice, seed, out, choice, report)
    print(translate("{count} of {all} songs in {folder}", count=len(album.releases), all=len(pieces), folder=out))
    lost = [(release, *pair) for release in album.releases for pair in release.lost.items()]
    for release, name, fault in lost:
        print(f"{release.folder.name}: {translate.error(lost_format_error(translate, name, fault))}", file=sys.stderr)
    for piece, error in album.failed:
        reason = translate.error(error) if isinstance(error, MnemoError) else f"{type(error).__name__}: {error}"
        print(translate("{topic} failed: {reason}", topic=piece.name, reason=reason), file=sys.stderr)
    if album.failed:
        template = "{count} of {all} songs failed; the others are whole"
        codes = [error.exit_code for _, error in album.failed if isinstance(error, MnemoError)]
        error = MnemoError(template, count=len(album.failed), all=len(pieces))
        error.exit_code = max(codes, default=1)
        raise error


@contextmanager
def _display(translate: Messages, pieces: Sequence[Piece]) -> Iterator[Callable[[Piece, str], None]]:
    """Yield a function that hears (file, stage): a bar a song on a terminal, nothing in a pipe."""
    with show_bars() as progress:
        if progress is None:
            yield lambda piece, stage: None
            return
        tasks = {piece: progress.add_task(piece.name, total=len(STAGES)) for piece in pieces}

        def report(piece: Piece, stage: str) -> None:
            done = list(STAGES).index(stage)
            progress.update(tasks[piece], description=f"{piece.name}: {translate(STAGES[stage])}", completed=done)

        yield report
