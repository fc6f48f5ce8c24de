"""The frames of the karaoke video: which still picture is shown when, and what moves on it.

Only three things move: the border between what is sung and what is not, the bar under the mora being sung, and the
progress along the foot; before a line that follows a rest, dots count the beats down. A frame changes those pixels of
the frame before and nothing else.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from mnemo.exports.drawing import yuv
from mnemo.exports.drawing.colours import Rgb
from mnemo.exports.drawing.scenes import BAR_HEIGHT, BAR_TOP, LineScene, Painter
from mnemo.exports.drawing.yuv import Picture
from mnemo.exports.view.song_view import LineView, SongView

FPS = 30
COUNT_IN_BEATS = 4  # a line after a rest of at least so many beats is counted in by as many dots
CLOSING_S = 1.5  # the closing card is shown so long after the last line
MARK_HEIGHT, MARK_GAP = 10, 2
DOT, DOT_GAP, DOT_RAISE = 22, 40, 20


@dataclass(frozen=True, slots=True)
class Shot:
    """Frames `start` to `end`, which show one still: a line of the view, or the title or closing card (no line)."""

    start: int
    end: int
    line: int | None


def list_shots(seen: SongView, beat_s: float) -> list[Shot]:
    """List the stills of a song without gaps: title card, lines (each from the end of the one before), closing card."""
    last = round(seen.duration_s * FPS)
    if not seen.lines:
        return [Shot(0, last, None)]
    starts = [max(0.0, seen.lines[0].start_s - COUNT_IN_BEATS * beat_s), *(line.end_s for line in seen.lines[:-1])]
    closing_s = min(seen.duration_s, seen.lines[-1].end_s + CLOSING_S)
    cuts = [round(t * FPS) for t in (*starts, closing_s)]
    lines = [Shot(a, b, i) for i, (a, b) in enumerate(pairwise(cuts))]
    return [shot for shot in (Shot(0, cuts[0], None), *lines, Shot(cuts[-1], last, None)) if shot.end > shot.start]


def find_progress(line: LineView, edges: Sequence[int], t: float) -> tuple[int, int]:
    """Find how far the line is sung at a time: the highlight's x, and the index of the mora there (-1 before all)."""
    mora = bisect_right([span.start_s for span in line.morae], t) - 1
    if mora < 0:
        return edges[0], -1
    span = line.morae[mora]
    share = min(1.0, (t - span.start_s) / (span.end_s - span.start_s))
    return round(edges[mora] + (edges[mora + 1] - edges[mora]) * share), mora


def render_frames(painter: Painter, beat_s: float) -> Iterator[Picture]:
    """Yield every frame of the video. It is always the same picture, changed in place: use it before the next one."""
    for shot in list_shots(painter.view, beat_s):
        stills = _show_card(painter, shot) if shot.line is None else _show_line(painter, shot, shot.line, beat_s)
        for n, frame in enumerate(stills, shot.start):
            _show_progress(frame, painter, n)
            yield frame


def _show_card(painter: Painter, shot: Shot) -> Iterator[Picture]:
    still = yuv.to_picture(painter.title() if shot.start == 0 else painter.closing())
    for _ in range(shot.start, shot.end):
        yield still


def _show_line(painter: Painter, shot: Shot, number: int, beat_s: float) -> Iterator[Picture]:
    line, scene = painter.view.lines[number], painter.line(number)
    frame = yuv.to_picture(scene.image)
    highlight = _Highlight(frame, scene, painter.neon[0])
    count_in = _CountIn(frame, scene, painter.neon[-1])
    rest = line.start_s - shot.start / FPS > (COUNT_IN_BEATS - 1) * beat_s
    for n in range(shot.start, shot.end):
        t = (n + 0.5) / FPS  # the middle of the time in which this frame is shown
        highlight.move(line, t)
        if rest:
            count_in.show((line.start_s - t) / beat_s)
        yield frame


class _Highlight:
    """Colours a line up to the mora that is sung, and draws a bar under that mora."""

    def __init__(self, frame: Picture, scene: LineScene, colour: Rgb) -> None:
        self.frame, self.scene, self.colour = frame, scene, colour
        self.sung = yuv.to_picture(scene.sung)
        self.top, self.bottom = scene.band
        self.no_mark = frame.crop(0, self.bottom, frame.width, MARK_HEIGHT)
        self.reached, self.marked = yuv.round_to_even(scene.edges[0]), -1

    def move(self, line: LineView, t: float) -> None:
        x, mora = find_progress(line, self.scene.edges, t)
        x, mora = yuv.round_to_even(x), mora if t < line.end_s else -1
        if x > self.reached:
            self.frame.take(self.sung, 0, self.top, self.reached, x)
            self.reached = x
        if mora != self.marked:
            self.frame.take(self.no_mark, 0, self.bottom)
            self.marked = mora
            if mora >= 0:
                left, right = self.scene.edges[mora : mora + 2]
                self.frame.fill(self.colour, left + MARK_GAP, self.bottom, right - MARK_GAP, self.bottom + MARK_HEIGHT)


class _CountIn:
    """Shows one dot a beat above the beginning of a line; they disappear one by one until it is sung."""

    def __init__(self, frame: Picture, scene: LineScene, colour: Rgb) -> None:
        self.frame, self.colour = frame, colour
        self.left, self.top = scene.edges[0], scene.band[0] - DOT - DOT_RAISE
        self.none = frame.crop(0, self.top, frame.width, DOT)

    def show(self, beats: float) -> None:
        self.frame.take(self.none, 0, self.top)
        for i in range(COUNT_IN_BEATS):
            if i < beats <= COUNT_IN_BEATS + 0.5:
                x = self.left + i * DOT_GAP
                self.frame.fill(self.colour, x, self.top, x + DOT, self.top + DOT)


def _show_progress(frame: Picture, painter: Painter, n: int) -> None:
    right = yuv.round_to_even(frame.width * (n + 1) / (painter.view.duration_s * FPS))
    colour = painter.neon[1 % len(painter.neon)]
    frame.fill(colour, 0, BAR_TOP, min(right, frame.width), BAR_TOP + BAR_HEIGHT)
