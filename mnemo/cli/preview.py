"""`mnemo preview`: a line as it will sound, again after each save while its author writes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from mnemo.cli.inspect import watch
from mnemo.cli.messages import Messages
from mnemo.cli.player import find_player, play_file
from mnemo.cli.progress import show_stages
from mnemo.errors import ArgumentError, WriteError
from mnemo.runtime import atomic_folder, cache, resources
from mnemo.runtime.threads import start

if TYPE_CHECKING:
    from mnemo.model import Score
    from mnemo.preview.making import Singer
    from mnemo.preview.passage import Passage, Wanted

NAME = "preview.mp3"


@dataclass
class Author:
    """Who listens: what they want to hear, and what they heard last.

    `singer` is asked each time, since a style may have been saved since. `play` is off where only the file is wanted.
    """

    path: Path
    wanted: Wanted
    singer: Callable[[], Singer]
    songs: Path
    out: Path | None
    play: bool
    last: tuple[Score, Passage] | None = None
    playing: ExitStack = field(default_factory=ExitStack)
    process: subprocess.Popen[bytes] | None = None  # the player


def preview_song(translate: Messages, author: Author, again: bool, style: str | None) -> None:
    """Make a stretch of a song and play it, once or after each save until Ctrl-C.

    Raises ArgumentError where the song has no such stretch, WriteError where the file cannot be written, and what the
    stages raise.
    """
    if author.out is not None and (author.out.suffix.lower() != ".mp3" or author.out.is_dir()):
        raise ArgumentError("--out takes the name of an mp3 file, not {file}", file=author.out)
    start(cache.trim)  # of what earlier runs left: nobody waits for it
    with author.playing:
        if not again:
            make_preview(translate, author)
            if author.process is not None:
                author.process.wait()
            return
        others = [*resources.folder("templates").glob("*.j2"), *([Path(style)] if style else [])]
        watch(translate, author.path, lambda: make_preview(translate, author), others)


def make_preview(translate: Messages, author: Author) -> None:
    """Make what is wanted and begin to play it; what played before stops."""
    from mnemo.preview import making

    author.playing.close()
    with show_stages(translate) as report:
        singer = author.singer()
        score = making.write_score(author.path, singer, report)
        passage = choose_passage(author, score)
        report("performance")
        levels = making.read_levels(author.songs / score.topic, score, singer.voice)
        content = making.make_mp3(score, passage, singer, levels)
    file = author.out or author.songs / score.topic / NAME
    if author.out is None:
        atomic_folder.check(author.songs, score.topic)
    try:
        making.write_file(content, file)
    except OSError as e:
        raise WriteError("cannot write {folder}: {reason}", folder=file, reason=e.strerror or str(e)) from e
    author.last = score, passage
    for line in passage.lines:
        print(f"{line + 1}  {score.lines[line].text}")
    print(file)
    sys.stdout.flush()
    if not author.play:
        return
    if (player := find_player()) is None:
        print(translate("no player on this machine (ffplay, mpv, afplay, ...); open the file"), file=sys.stderr)
        return
    author.process = author.playing.enter_context(play_file(player, file))


def choose_passage(author: Author, score: Score) -> Passage:
    """Return what is asked for; where nothing is, the line that was changed since, or the one that was heard last."""
    from mnemo.preview.passage import Wanted, find_changed, find_passage, passage_of

    if author.wanted != Wanted() or author.last is None:
        return find_passage(score, author.wanted)
    before, heard = author.last
    changed = find_changed(before, score)
    line = heard.lines[0] if changed is None else changed
    return passage_of(score, [min(line, len(score.lines) - 1)])
