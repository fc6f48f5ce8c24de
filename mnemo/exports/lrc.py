"""<topic>.lrc: a time a line, for every music player; <topic>-karaoke.lrc: enhanced, with a time a mora.

Plain: `[mm:ss.xx]text`, with the tags ti, ar, al, length. Players pair the plain file with the mp3 by its name and show
`<mm:ss.xx>` as text where they don't know it; that is why the enhanced one (the A2 extension) is a file of its own.
Centiseconds round down, so that a line is never late.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from mnemo.errors import Translated
from mnemo.exports.mp3.tags import ARTIST, album
from mnemo.exports.release.format import Format, Song, name_files
from mnemo.exports.view.timeline import Timeline
from mnemo.model import Rendering, SungLine

GAP_S = 4.0  # a silence of this length clears the line that was sung


def write(song: Song, folder: Path) -> None:
    head = _make_head(song)
    for role, line in (("lrc", _make_plain), ("lrc_karaoke", _make_enhanced)):
        if role in song.files:
            rows = [*head, *_make_rows(song.timeline, line)]
            (folder / song.files[role]).write_text("\n".join(rows) + "\n", "utf-8", newline="\n")


FORMAT = Format(
    files=name_files(lrc="{topic}.lrc", lrc_karaoke="{topic}-karaoke.lrc"),
    write=write,
    rendering={"lrc": Rendering.TIMES, "lrc_karaoke": Rendering.TIMES},
    about=Translated(
        "Lyrics in time for music players, by line; and by mora for karaoke.",
        ja="音楽プレーヤー用の時刻つき歌詞。行ごと、カラオケ用はモーラごと。",
    ),
)


def format_time(seconds: float) -> str:
    """Format a time as mm:ss.xx."""
    centiseconds = int(seconds * 100 + 1e-6)
    return f"{centiseconds // 6000:02d}:{centiseconds // 100 % 60:02d}.{centiseconds % 100:02d}"


def _make_head(song: Song) -> list[str]:
    length = int(song.document["duration_s"])
    values = {
        "ti": song.document["title"],
        "ar": ARTIST,
        "al": album(song),
        "length": f"{length // 60}:{length % 60:02d}",
    }
    return [f"[{tag}:{_clean(value)}]" for tag, value in values.items()]


def _make_rows(timeline: Timeline, text: Callable[[SungLine], str]) -> Iterator[str]:
    ends = [line.start_s for line in timeline.lines[1:]] + [timeline.duration_s]
    for line, next_s in zip(timeline.lines, ends, strict=True):
        yield f"[{format_time(line.start_s)}]{text(line)}"
        if next_s - line.end_s > GAP_S:
            yield f"[{format_time(line.end_s)}]"


def _make_plain(sung: SungLine) -> str:
    return _clean(sung.line.text)


def _make_enhanced(sung: SungLine) -> str:
    morae = (f"<{format_time(t.start_s)}>{n.mora.kana}" for n, t in zip(sung.notes, sung.times, strict=True))
    return f"{''.join(morae)}<{format_time(sung.end_s)}>"


def _clean(text: str) -> str:
    """Return one row, without the brackets that mean something in this format."""
    return " ".join(text.split()).translate(str.maketrans("[]<>", "［］＜＞"))
