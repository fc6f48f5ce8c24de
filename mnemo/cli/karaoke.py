"""`mnemo play` plays the song and shows the line and the mora that are sung in the terminal."""

from __future__ import annotations

import itertools
import json
import re
import sys
import time
from bisect import bisect_right
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mnemo.cli.messages import Messages
from mnemo.cli.player import Passage, cut_passage, find_player, play_file
from mnemo.errors import ArgumentError
from mnemo.reader import suggest
from mnemo.topic import find_topic

if TYPE_CHECKING:
    from rich.text import Text

FRAME_S = 1 / 20
GIVES_UP_S = 0.5  # a player that ends this soon has no sound device
LEAD_IN_S = 0.4  # a line is shown, and a loop begins, this much before its first consonant

_LINES = re.compile(r"(\d+)(?:-(\d+))?\Z")


@dataclass(frozen=True)
class ShownLine:
    """A line as song.json tells it; the release may come from another version of mnemo."""

    text: str
    section: str
    start_s: float
    end_s: float
    morae: tuple[tuple[str, float], ...]  # kana, when it starts


@dataclass(frozen=True)
class Karaoke:
    """What song.json says about the words."""

    title: str
    duration_s: float
    lines: tuple[ShownLine, ...]
    audio: Path

    def line_at(self, now_s: float) -> int:
        """Find the line to show: the one that began last, or the next one just before it begins; -1 before all."""
        index = bisect_right([line.start_s for line in self.lines], now_s) - 1
        is_over = index < 0 or now_s >= self.lines[index].end_s
        following = self.lines[index + 1 : index + 2]
        return index + 1 if is_over and following and following[0].start_s - now_s <= LEAD_IN_S else index


def play_song(
    translate: Messages,
    out: Path,
    topic: str,
    loop: str | None,
    times: int | None,
    speed: float,
    karaoke: bool,
    silent: bool,
) -> None:
    """Play a song of `out` as often as asked. Raises ArgumentError where there is no song or no such passage."""
    song = read_song(out / find_topic(topic).stem, "karaoke" if karaoke else "wav")
    start_s, end_s = find_passage(song, loop) if loop else (0.0, song.duration_s)
    passage = Passage(start_s, end_s, speed)
    player = None if silent else find_player()
    if player is None and not silent:
        print(
            translate("no player on this machine (ffplay, mpv, afplay, ...): here are the words, without sound"),
            file=sys.stderr,
        )
    rounds = itertools.repeat(None) if loop and not times else itertools.repeat(None, times or 1)
    with _open_passage(player, song, passage, whole=loop is None) as file, _open_screen(song, speed) as show:
        for _ in rounds:
            player = _play_once(translate, player, file, passage, show)


def read_song(folder: Path, role: str) -> Karaoke:
    """Read the words of a release and find the audio file of that role."""
    template = "there is no song in {folder}; make it with `mnemo generate`"
    try:
        document = json.loads((folder / "song.json").read_text("utf-8"))
        sections = [section["name"] for section in document["sections"]]
        lines = tuple(_read_line(line, sections) for line in document["lines"])
        audio = folder / Path(document["files"][role]).name
        return Karaoke(document["title"], document["duration_s"], lines, audio)
    except OSError:
        raise ArgumentError(template, folder=folder) from None
    except (ValueError, KeyError, TypeError, IndexError):
        raise ArgumentError("{file} is damaged; make the song again", file=folder / "song.json") from None


def _read_line(line: dict[str, Any], sections: list[str]) -> ShownLine:
    morae = tuple((mora["kana"], mora["start_s"]) for mora in line["morae"])
    return ShownLine(line["text"], sections[line["section"]], line["start_s"], line["end_s"], morae)


def find_passage(song: Karaoke, wanted: str) -> tuple[float, float]:
    """Find the start and end, in seconds, of `5`, `5-8`, `verse 2` or `chorus` (the first section that begins so)."""
    names = [line.section for line in song.lines]
    if match := _LINES.match(wanted):
        first, last = int(match[1]), int(match[2] or match[1])
        if not 1 <= first <= last <= len(song.lines):
            raise ArgumentError(
                "no lines {lines}; the song has lines 1 to {count}", lines=wanted, count=len(song.lines)
            )
        first, last = first - 1, last - 1
    else:
        section = next((name for name in names if name.startswith(wanted)), None)
        if section is None or not wanted:
            raise ArgumentError("no section {name}; {hint}", name=wanted, hint=suggest(wanted, set(names)))
        first, last = names.index(section), len(names) - 1 - names[::-1].index(section)
    before_s = min(song.lines[first - 1].end_s, song.lines[first].start_s) if first else 0.0
    after_s = song.lines[last + 1].start_s if last + 1 < len(song.lines) else song.duration_s
    start_s = max(before_s, song.lines[first].start_s - LEAD_IN_S)
    return start_s, min(after_s, song.lines[last].end_s + LEAD_IN_S)


@contextmanager
def _open_passage(player: tuple[str, ...] | None, song: Karaoke, passage: Passage, whole: bool) -> Iterator[Path]:
    """Yield the file to play; without a player nothing is cut."""
    if player is None:
        yield song.audio
        return
    with cut_passage(song.audio, passage, whole) as file:
        yield file


def _play_once(
    translate: Messages, player: tuple[str, ...] | None, file: Path, passage: Passage, show: Callable[[float], None]
) -> tuple[str, ...] | None:
    """Play and show one round, frame by frame. Returns the player, or None where it turns out that it cannot play."""
    with play_file(player, file) as process:
        began = time.monotonic()
        while (elapsed := time.monotonic() - began) < passage.wall_s:
            if process and process.poll() is not None and elapsed < GIVES_UP_S < passage.wall_s:
                template = "{player} cannot play here: here are the words, without sound"
                print(translate(template, player=process.args[0]), file=sys.stderr)  # type: ignore[index]
                player = process = None
            show(passage.start_s + elapsed * passage.speed)
            time.sleep(FRAME_S)
    return player


@contextmanager
def _open_screen(song: Karaoke, speed: float) -> Iterator[Callable[[float], None]]:
    """Yield a function that shows one instant: a moving display on a terminal, each new line once in a pipe."""
    if not sys.stdout.isatty():
        seen = -1

        def show_line(now_s: float) -> None:
            nonlocal seen
            if (index := song.line_at(now_s)) != seen and index >= 0:
                seen = index
                print(f"{format_clock(now_s)}  {song.lines[index].text}", flush=True)

        yield show_line
        return
    from rich.live import Live

    with Live(auto_refresh=False) as live:
        yield lambda now_s: live.update(make_frame(song, now_s, speed), refresh=True)


def make_frame(song: Karaoke, now_s: float, speed: float = 1.0) -> Text:
    """Make the display at one instant: title and clock, section, the line with its sung morae marked, the next line."""
    from rich.text import Text

    index = song.line_at(now_s)
    line = song.lines[max(index, 0)]
    text = Text(overflow="fold")
    text.append(f"♪ {song.title}  {format_clock(now_s)} / {format_clock(song.duration_s)}", style="bold")
    text.append(f"  ×{speed:g}\n" if speed != 1 else "\n")
    text.append(f"[{line.section}]\n\n", style="dim")
    text.append(f"  {line.text}\n", style="bold cyan")
    text.append("  ")
    current = bisect_right([start_s for _, start_s in line.morae], now_s) - 1
    for i, (kana, _) in enumerate(line.morae):
        sung = i < current or now_s >= line.end_s
        text.append(kana, style="green" if sung else "bold black on yellow" if i == current else "dim")
    following = song.lines[index + 1].text if 0 <= index < len(song.lines) - 1 else ""
    text.append(f"\n\n  {following}\n", style="dim")
    return text


def format_clock(now_s: float) -> str:
    return f"{int(now_s) // 60}:{int(now_s) % 60:02}"
