"""Audio is played by the system's own player; ffmpeg first cuts a passage or changes the speed at the same pitch."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mnemo.runtime import ffmpeg

# Tried in this order; what to run for one file. The file's path is the last argument, never part of a script.
PLAYERS: Mapping[str, tuple[str, ...]] = {
    "ffplay": ("ffplay", "-nodisp", "-autoexit", "-loglevel", "quiet"),
    "mpv": ("mpv", "--no-config", "--no-video", "--really-quiet"),
    "afplay": ("afplay",),
    "pw-play": ("pw-play",),
    "paplay": ("paplay",),
    "aplay": ("aplay", "-q"),
    "powershell": ("powershell", "-NoProfile", "-Command", "& {(New-Object Media.SoundPlayer $args[0]).PlaySync()}"),
}


@dataclass(frozen=True)
class Passage:
    """A span of a song, and how fast it is played."""

    start_s: float
    end_s: float
    speed: float = 1.0

    @property
    def wall_s(self) -> float:
        return (self.end_s - self.start_s) / self.speed


def find_player() -> tuple[str, ...] | None:
    """Find the command of the first player on this machine."""
    return next((command for name, command in PLAYERS.items() if shutil.which(name)), None)


@contextmanager
def cut_passage(song: Path, passage: Passage, whole: bool) -> Iterator[Path]:
    """Cut the passage into a wav file, which is removed after the block. The whole song at its own speed is not cut."""
    if whole and passage.speed == 1:
        yield song
        return
    with tempfile.TemporaryDirectory(prefix="mnemo-") as folder:
        path = Path(folder) / "passage.wav"
        span = ["-ss", f"{passage.start_s:.6f}", "-t", f"{passage.end_s - passage.start_s:.6f}"]
        tempo = ["-af", f"atempo={passage.speed:.6f}"]
        ffmpeg.run([*span, "-i", ffmpeg.path(song), *tempo], path)
        yield path


@contextmanager
def play_file(player: tuple[str, ...] | None, file: Path) -> Iterator[subprocess.Popen[bytes] | None]:
    """Play a file until the block ends."""
    if player is None:
        yield None
        return
    quiet = subprocess.DEVNULL
    process = subprocess.Popen([*player, ffmpeg.path(file)], stdin=quiet, stdout=quiet, stderr=quiet)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()
