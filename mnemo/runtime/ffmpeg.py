"""ffmpeg: which program it is, and the one place that runs it. Only pydub, which writes the mp3s, starts it itself."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path

from mnemo.errors import MissingPartError, WriteError

_IMPORTING = threading.Lock()  # a module that fails to load is half there for other threads while it fails


@cache
def program() -> str:
    """Return the ffmpeg of the Python package, which is the same on every machine and so are its bytes; else the
    system's.

    Raises MissingPartError where there is neither.
    """
    try:
        with _IMPORTING:
            import imageio_ffmpeg

        return imageio_ffmpeg.get_ffmpeg_exe()
    except (ImportError, RuntimeError):
        if found := shutil.which("ffmpeg"):
            return found
        template = "no ffmpeg, which makes the mp3 files; install ffmpeg, or: pip install imageio-ffmpeg"
        raise MissingPartError(template) from None


def run(arguments: Sequence[str], out: Path, pieces: Iterable[memoryview] = ()) -> None:
    """Run ffmpeg into the file `out`, with `pieces` on its standard input. Raises WriteError with its last words."""
    command = [program(), "-v", "error", "-y", *arguments, path(out)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stderr is not None
        with suppress(BrokenPipeError):  # ffmpeg gave up; it says why below
            for piece in pieces:
                process.stdin.write(piece)
        with suppress(BrokenPipeError):
            process.stdin.close()
        lines = process.stderr.read().decode(errors="replace").strip().splitlines()
    if process.returncode:
        raise failure(out.name, lines)


def path(file: Path) -> str:
    """Return a file as an argument: absolute, because -dash is taken for an option and a:b for a protocol."""
    return str(file.absolute())


def failure(name: str, lines: Sequence[str]) -> WriteError:
    """Return the error of a run that could not write the file of that name, from the lines that ffmpeg left."""
    reason = lines[-1].strip("' ") if lines else "no reason given"
    return WriteError("ffmpeg could not write {file}: {reason}", file=name, reason=reason)
