"""The picture on the cover: title, exam and subjects on a night sky in the style's colours, over the topic's motif."""

from __future__ import annotations

from collections import Counter

from PIL import Image, ImageDraw

from mnemo.exports.drawing import motif
from mnemo.exports.drawing import typeset as typeset
from mnemo.exports.drawing.colours import BLACK, WHITE, Rgb, compute_contrast, mix_stops, parse_rgb
from mnemo.exports.release.format import Song
from mnemo.styles.schema import CoverStyle

MARGIN = 0.07  # all lengths in units of the side
TITLE, LEAST_TITLE, TITLE_LINES = 0.165, 0.075, 3
TITLE_FOOT = 0.82  # baseline of the title's last line
LEADING = 1.14  # of the title's size
SUBJECTS, SUBJECT_LENGTH = 4, 8
SMALL, GAP = 0.044, 0.022


def draw_cover(song: Song, side: int) -> Image.Image:
    """Return the cover as an RGB image of that many pixels a side."""
    style = song.style.cover
    neon = [parse_rgb(colour) for colour in style.neon]
    image = draw_sky(style, (side, side))
    lights = motif.draw_light((side, side), motif.find_motif(song.proven, song.score), neon)
    image = motif.add_glow(image, lights, 0.012 * side)
    _paint_text(ImageDraw.Draw(image), song, parse_rgb(style.ink), neon, side)
    return image


def draw_sky(style: CoverStyle, size: tuple[int, int]) -> Image.Image:
    """Return the background: the style's colours from top to bottom, one blending into the next."""
    width, height = size
    stops = [parse_rgb(colour) for colour in style.sky]
    column = Image.new("RGB", (1, height))
    column.putdata([mix_stops(stops, y / (height - 1)) for y in range(height)])
    return column.resize((width, height))


def list_subjects(song: Song) -> list[str]:
    """Return what most of the facts are about, by short names, in the order of the file."""
    named = [f.fact.of for f in song.proven.facts if 0 < len(f.fact.of) <= SUBJECT_LENGTH]
    frequent = [name for name, _ in Counter(named).most_common(SUBJECTS)]
    return sorted(frequent, key=named.index)


def _paint_text(draw: ImageDraw.ImageDraw, song: Song, ink: Rgb, neon: list[Rgb], side: int) -> None:
    """Paint title, exam and what the song is about."""
    left, room = MARGIN * side, (1 - 2 * MARGIN) * side
    lines, size = _fit_title(song.score.title, side)
    y = TITLE_FOOT * side - (len(lines) - 1) * size * LEADING
    subjects = " · ".join(list_subjects(song))
    small = round(SMALL * side)
    typeset.paint_text(
        draw,
        (left, y - size * 0.88 - GAP * side),
        subjects,
        typeset.find_fitting_size(subjects, small, room),
        neon[0],
        bold=True,
    )
    for line in lines:
        typeset.paint_text(draw, (left, y), line, size, ink, bold=True)
        y += size * LEADING
    _paint_exam(draw, song.score.exam, (left, MARGIN * side), small, neon[-1])


def _fit_title(title: str, side: int) -> tuple[list[str], int]:
    """Return the title's lines at the largest size that fits."""
    room = (1 - 2 * MARGIN) * side
    longest = max(typeset.split_tokens(title), key=len, default="")
    size = max(typeset.find_fitting_size(longest, round(TITLE * side), room), round(LEAST_TITLE * side))
    while len(lines := typeset.wrap_text(title, size, room)) > TITLE_LINES and size > SMALL * side:
        size -= 2
    return lines[:TITLE_LINES], size


def _paint_exam(draw: ImageDraw.ImageDraw, text: str, at: tuple[float, float], size: int, colour: Rgb) -> None:
    """Paint a short text in a rounded box, dark on bright."""
    if not text:
        return
    x, y = at
    wide, high = typeset.measure_width(text, size) + 1.3 * size, 1.9 * size
    ink = max((BLACK, WHITE), key=lambda c: compute_contrast(c, colour))
    draw.rounded_rectangle([x, y, x + wide, y + high], high / 2, fill=colour)
    typeset.paint_text(draw, (x + wide / 2, y + high / 2), text, size, ink, "mm", bold=True)
