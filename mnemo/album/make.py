"""Several songs at once, on all cores, into one album; one that fails does not stop the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from multiprocessing import active_children, get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mnemo.model import Release
from mnemo.pieces import Piece
from mnemo.runtime.processes import count_cores, limit_cores, mask_sigint, start_worker

if TYPE_CHECKING:
    from mnemo.exports.release.choice import Choice
    from mnemo.sound.voices import Voice
    from mnemo.styles.schema import Style

POLL_S = 0.1


@dataclass(frozen=True)
class Album:
    """`files` are the album's own; `failed` holds the error of each piece that did not become a song."""

    releases: tuple[Release, ...]
    files: tuple[Path, ...]
    failed: tuple[tuple[Piece, BaseException], ...]


def make_songs(
    pieces: Sequence[Piece],
    style: Style,
    voice: Voice,
    seed: int,
    out: Path,
    choice: Choice | None = None,
    report: Callable[[Piece, str], None] = lambda piece, stage: None,
) -> Album:
    """Make songs of several fact files or pieces in `out` and gather them; `report` hears each stage of each.

    Every song runs in a process and on a core of its own, which costs less than sharing; where the last songs are fewer
    than the cores, they share them out. Ctrl-C stops all; what they left half-written is removed.
    """
    from mnemo.album.files import make_album_files
    from mnemo.runtime.atomic_folder import clean_up

    context = get_context("spawn")
    workers = min(len(pieces), count_cores())
    with context.Manager() as manager:
        stages = manager.Queue()
        pool = ProcessPoolExecutor(workers, context, start_worker)
        try:
            with mask_sigint():
                jobs = {
                    pool.submit(_make_song, piece, style, voice, seed, out, choice, stages, share): piece
                    for piece, share in zip(pieces, share_cores(len(pieces), count_cores()), strict=True)
                }
            _report_progress(jobs, stages, report)
        except BaseException:
            for process in active_children():
                process.terminate()
            pool.shutdown()
            clean_up(out)
            raise
        pool.shutdown()
    releases = tuple(job.result() for job in jobs if job.exception() is None)
    files = make_album_files(out, [release.folder for release in releases]) if releases else []
    failed = tuple((piece, error) for job, piece in jobs.items() if (error := job.exception()) is not None)
    return Album(releases, tuple(files), failed)


def share_cores(songs: int, available: int) -> list[int]:
    """Share the cores among the songs: one each while all are busy, more for the last ones."""
    last = songs % available
    return [1] * (songs - last) + [available // last] * last if last else [1] * songs


def _report_progress(jobs: Iterable[Future[Release]], stages: Any, report: Callable[[Piece, str], None]) -> None:
    """Report the workers' progress until all have ended."""
    running = set(jobs)
    while running or not stages.empty():
        while not stages.empty():
            report(*stages.get())
        _, running = wait(running, POLL_S, FIRST_COMPLETED)


def _make_song(
    piece: Piece, style: Style, voice: Voice, seed: int, out: Path, choice: Choice | None, stages: Any, share: int
) -> Release:
    """Run the whole pipeline for one file, in a worker."""
    from mnemo.pipeline import generate

    limit_cores(share)
    return generate(piece, style, voice, seed, out, choice, lambda stage: stages.put((piece, stage)))
