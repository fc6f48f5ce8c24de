"""Japanese text set with Pillow in IPAex Gothic: plain, wrapped, and with furigana; and where every mora stands.

The font comes with the package matplotlib-fontja, whose code is never loaded, so that a picture does not depend on the
fonts of the machine. It has one weight; `BOLD` is the width of an outline in the same colour, as a share of the size,
that makes a heavier one.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import ImageDraw, ImageFont

from mnemo.errors import MissingPartError
from mnemo.exports.drawing.colours import Rgb
from mnemo.exports.view.furigana import Cell

Font = ImageFont.FreeTypeFont
Colour = Rgb | tuple[int, int, int, int]

BOLD = 0.02
RUBY_SIZE = 0.42  # of the size of the text below it
RUBY_GAP = 0.06
ASCENT = 0.88  # of an em; IPAex's own line box is taller than its characters
DESCENT = 0.12

_FONT = ("matplotlib_fontja", "fonts/ipaexg.ttf")
_MAY_BREAK = re.compile(
    r"(?:[A-Za-z0-9.%+-]+(?:・[A-Za-z0-9.%+-]+)*|[ァ-ヺー]+|[一-龠々]+[ぁ-ゖ]*|[ぁ-ゖ]+|.)[・、。」]?"
)


@dataclass(frozen=True, slots=True)
class SetCell:
    """A cell in its place: left edge, width of its slot, and the x at which each of its morae begins, then ends."""

    cell: Cell
    x: float
    width: float
    edges: tuple[float, ...]  # morae + 1 of them


@dataclass(frozen=True, slots=True)
class SetLine:
    """One line of cells, x from 0. The top of the furigana is y 0; the text's baseline is at `baseline`."""

    cells: tuple[SetCell, ...]
    size: int
    width: float

    @property
    def ruby_size(self) -> int:
        return round(self.size * RUBY_SIZE)

    @property
    def baseline(self) -> int:
        return round(self.size * (RUBY_SIZE + RUBY_GAP + ASCENT))

    @property
    def height(self) -> int:
        return round(self.size * (RUBY_SIZE + RUBY_GAP + ASCENT + DESCENT))

    @property
    def edges(self) -> tuple[float, ...]:
        """The x of every mora of the line, and of the end of the last."""
        inner = [edge for c in self.cells for edge in c.edges[:-1]]
        return (*inner, max((c.edges[-1] for c in self.cells if c.cell.morae), default=self.width))


@lru_cache(maxsize=64)
def load_font(size: int) -> Font:
    """Load IPAex Gothic in a size in pixels."""
    package, inside = _FONT
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise MissingPartError("the font is missing; pip install {package}", package="matplotlib-fontja")
    return ImageFont.truetype(str(Path(spec.origin).parent / inside), size, layout_engine=ImageFont.Layout.BASIC)


def measure_width(text: str, size: int) -> float:
    return load_font(size).getlength(text)


def find_fitting_size(text: str, size: int, room: float, smallest: int = 8) -> int:
    """Return the largest size, not above `size`, at which the text is no wider than `room`."""
    while size > smallest and measure_width(text, size) > room:
        size = max(smallest, min(size - 1, int(size * room / measure_width(text, size))))
    return size


def split_tokens(text: str) -> list[str]:
    """Return the pieces that a line break should leave whole."""
    return _MAY_BREAK.findall(text)


def wrap_text(text: str, size: int, room: float) -> list[str]:
    """Return the text in lines no wider than `room`, broken between words where there is a choice."""
    lines = [""]
    for token in split_tokens(text):
        for piece in [token] if measure_width(token, size) <= room else token:
            if lines[-1] and measure_width(lines[-1] + piece, size) > room:
                lines.append("")
            lines[-1] += piece
    return lines


def set_line(cells: Sequence[Cell], size: int) -> SetLine:
    """Return cells one after another; a reading wider than its characters widens their slot."""
    x, placed = 0.0, []
    ruby_size = round(size * RUBY_SIZE)
    for cell in cells:
        slot = max(measure_width(cell.text, size), measure_width("".join(cell.ruby), ruby_size))
        placed.append(SetCell(cell, x, slot, _find_edges(cell, x, slot, size)))
        x += slot
    return SetLine(tuple(placed), size, x)


def fit_line(cells: Sequence[Cell], size: int, room: float) -> SetLine:
    """Return the line at the largest size, not above `size`, at which it is no wider than `room`."""
    line = set_line(cells, size)
    return line if line.width <= room else set_line(cells, max(8, int(size * room / line.width)))


def paint_line(draw: ImageDraw.ImageDraw, line: SetLine, at: tuple[float, float], ink: Colour, ruby: Colour) -> None:
    """Paint the line with its top left corner at `at`; `ruby` is the colour of the furigana."""
    x, y = at
    for c in line.cells:
        middle = x + c.x + c.width / 2
        paint_text(draw, (middle, y + line.baseline), c.cell.text, line.size, ink, "ms", bold=True)
        top = y + round(line.ruby_size * ASCENT)
        paint_text(draw, (middle, top), "".join(c.cell.ruby), line.ruby_size, ruby, "ms")


def paint_text(
    draw: ImageDraw.ImageDraw,
    at: tuple[float, float],
    text: str,
    size: int,
    ink: Colour,
    anchor: str = "ls",
    bold: bool = False,
) -> None:
    """Paint a text with its anchor (Pillow's names; "ls" is the left end of the baseline) at a point."""
    stroke = max(1, round(size * BOLD)) if bold else 0
    draw.text(at, text, fill=ink, font=load_font(size), anchor=anchor, stroke_width=stroke, stroke_fill=ink)


def _find_edges(cell: Cell, x: float, slot: float, size: int) -> tuple[float, ...]:
    """Return where the morae of a cell stand: at their own kana where the text is kana, else in equal shares."""
    if len(cell.base) == cell.morae > 1:
        pads = (slot - measure_width(cell.text, size)) / 2
        ends = [x + pads + measure_width("".join(cell.base[: i + 1]), size) for i in range(cell.morae)]
        return (x, *ends[:-1], x + slot)
    return tuple(x + slot * i / max(1, cell.morae) for i in range(cell.morae + 1))
