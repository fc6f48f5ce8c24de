"""<topic>.vtt: WebVTT subtitles, one cue a line, with a time inside the cue for each word that is sung.

W3C WebVTT: a cue's payload may hold timestamps, after which its text is styled as sung (`::cue(:past)`), and `<ruby>`
for furigana; `&`, `<` and `>` are escaped.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path

from mnemo.errors import Translated
from mnemo.exports.release.format import Format, Song, name_files
from mnemo.model import Rendering, SungLine

HOLD_S = 1.0  # a line stays this long after its last mora, unless the next one comes


def write(song: Song, folder: Path) -> None:
    cues = "\n\n".join(_make_cues(song))
    (folder / song.files["vtt"]).write_text(f"WEBVTT\n\n{cues}\n", "utf-8", newline="\n")


FORMAT = Format(
    files=name_files(vtt="{topic}.vtt"),
    write=write,
    rendering={"vtt": Rendering.TIMES},
    about=Translated("WebVTT subtitles with a time for each sung word.", ja="WebVTT字幕。歌った言葉ごとの時刻つき。"),
)


def format_time(seconds: float) -> str:
    """Format a time as hh:mm:ss.mmm."""
    ms = round(seconds * 1000)
    return f"{ms // 3_600_000:02d}:{ms // 60_000 % 60:02d}:{ms // 1000 % 60:02d}.{ms % 1000:03d}"


def _make_cues(song: Song) -> Iterator[str]:
    lines = song.timeline.lines
    next_starts = [line.start_s for line in lines[1:]] + [song.timeline.duration_s]
    for number, (line, next_s) in enumerate(zip(lines, next_starts, strict=True), 1):
        end_s = min(line.end_s + HOLD_S, max(next_s, line.end_s))
        yield f"{number}\n{format_time(line.start_s)} --> {format_time(end_s)}\n{_make_payload(line)}"


def _make_payload(sung: SungLine) -> str:
    """Return the line's words, each after the time of its first mora."""
    pieces, mora, last_ms = [], 0, round(sung.start_s * 1000)
    for word in sung.line.words:
        if word.morae and mora:
            start_s = sung.times[mora].start_s
            if round(start_s * 1000) > last_ms:  # the standard wants times that grow
                pieces.append(f"<{format_time(start_s)}>")
                last_ms = round(start_s * 1000)
        pieces.append(_make_ruby(word.surface, word.furigana))
        mora += word.morae
    return "".join(pieces)


def _make_ruby(surface: str, furigana: str) -> str:
    text = escape(surface, quote=False)
    return f"<ruby>{text}<rt>{escape(furigana, quote=False)}</rt></ruby>" if furigana else text
