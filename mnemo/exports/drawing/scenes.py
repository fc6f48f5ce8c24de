"""The still pictures of the karaoke video, painted with Pillow: the title card, one a line, the closing card.

A line's picture holds what does not move: above, the fact that it sings (grade, exam sentence, plot); below, the line
with furigana and the line after it. `LineScene` also says where the moving highlight runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from PIL import Image, ImageDraw

from mnemo.exports.drawing import cover_art, plots
from mnemo.exports.drawing import typeset as typeset
from mnemo.exports.drawing.colours import BLACK, WHITE, Rgb, mix_colours, mix_stops, parse_rgb
from mnemo.exports.drawing.typeset import SetLine
from mnemo.exports.drawing.yuv import round_to_even
from mnemo.exports.release.format import Song
from mnemo.exports.view.questions import write_statement
from mnemo.exports.view.song_view import GRADE_NAMES, LineView, SongView
from mnemo.model import ProvenFact

WIDTH, HEIGHT = 1920, 1080
MARGIN = 110
LINE_SIZE, NEXT_SIZE = 118, 62
LINE_TOP, NEXT_TOP, HEAD_TOP = 660, 900, 64
PANEL = (MARGIN, 170, WIDTH - MARGIN, 590)  # left, top, right, bottom
PANEL_PAD = 48
SMALL = 34
SENTENCE, WHY = (50, 64), (36, 44)  # sizes beside a plot, and without one
LEADING = 1.42  # of running text, in sizes
BAR_TOP, BAR_HEIGHT = 1062, 10
CARD_COVER = 720
CREDITS = 8

Point = tuple[float, float]


@dataclass(frozen=True, eq=False)
class LineScene:
    """A line's picture twice, before and after it is sung, and the x at which each mora begins and the last ends."""

    image: Image.Image
    sung: Image.Image  # the band of the line alone, as wide as the picture
    band: tuple[int, int]  # top and bottom of that band; below it nothing stands for a while
    edges: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Painter:
    """Paints the scenes of one song in the colours of its style."""

    song: Song
    view: SongView
    folder: Path

    @cached_property
    def ink(self) -> Rgb:
        return parse_rgb(self.song.style.cover.ink)

    @cached_property
    def neon(self) -> tuple[Rgb, ...]:
        return tuple(parse_rgb(colour) for colour in self.song.style.cover.neon)

    @cached_property
    def ground(self) -> Image.Image:
        """The sky, with the trough of the progress bar and the borders of the sections in it."""
        image = cover_art.draw_sky(self.song.style.cover, (WIDTH, HEIGHT))
        draw = ImageDraw.Draw(image)
        draw.rectangle([0, BAR_TOP, WIDTH, BAR_TOP + BAR_HEIGHT - 1], fill=self.dim(0.8, HEIGHT))
        for section in self.view.sections[1:]:
            x = WIDTH * section.span.start_s / self.view.duration_s
            draw.rectangle([x - 1, BAR_TOP - 8, x + 1, BAR_TOP - 2], fill=self.dim(0.4, HEIGHT))
        return image

    @cached_property
    def facts(self) -> dict[str, ProvenFact]:
        return {fact.fact.id: fact for fact in self.song.proven.facts}

    def dim(self, share: float, y: int) -> Rgb:
        """Return the ink, faded by `share` into the sky at height y."""
        sky = [parse_rgb(colour) for colour in self.song.style.cover.sky]
        return mix_colours(self.ink, mix_stops(sky, y / HEIGHT), share)

    def title(self) -> Image.Image:
        """Return the cover beside title, exam and numbers."""
        score, document = self.song.score, self.song.document
        about = f"{document['bpm']:g} BPM · {score.key}"
        return self._card(score.title, (score.exam, " · ".join(cover_art.list_subjects(self.song)), about))

    def closing(self) -> Image.Image:
        """Return the cover beside the credits."""
        return self._card(self.song.score.title, tuple(self.song.document["credits"][:CREDITS]))

    def line(self, index: int) -> LineScene:
        """Return what is seen while a line is sung."""
        view = self.view.lines[index]
        image = self.ground.copy()
        draw = ImageDraw.Draw(image)
        section = self.view.sections[view.section].name
        typeset.paint_text(draw, (MARGIN, HEAD_TOP + SMALL), section, SMALL, self.neon[-1], bold=True)
        title, faded = self.song.score.title, self.dim(0.25, HEAD_TOP)
        size = typeset.find_fitting_size(title, SMALL, WIDTH / 2)
        typeset.paint_text(draw, (WIDTH - MARGIN, HEAD_TOP + SMALL), title, size, faded, "rs")
        self._panel(image, view)
        if index + 1 < len(self.view.lines):
            after = typeset.fit_line(self.view.lines[index + 1].cells, NEXT_SIZE, WIDTH - 2 * MARGIN)
            faded = self.dim(0.42, NEXT_TOP)
            typeset.paint_line(draw, after, (_centre(after), NEXT_TOP), faded, faded)
        return self._sing(image, typeset.fit_line(view.cells, LINE_SIZE, WIDTH - 2 * MARGIN))

    def _sing(self, image: Image.Image, line: SetLine) -> LineScene:
        left = _centre(line)
        top = round_to_even(LINE_TOP + (LINE_SIZE * 1.5 - line.height) / 2)
        band = (top - 2 * (LINE_SIZE // 20), round_to_even(top + line.height + LINE_SIZE * 0.05))
        sung = image.crop((0, band[0], WIDTH, band[1]))
        lit = self.neon[0]
        typeset.paint_line(ImageDraw.Draw(image), line, (left, top), self.ink, self.ink)
        typeset.paint_line(ImageDraw.Draw(sung), line, (left, top - band[0]), lit, lit)
        return LineScene(image, sung, band, tuple(round_to_even(left + x) for x in line.edges))

    def _panel(self, image: Image.Image, view: LineView) -> None:
        """Paint the fact that the line sings, in a darker box: sentence at the left, plot at the right."""
        fact = next((self.facts[i] for i in view.facts if i in self.facts), None)
        if fact is None:
            return
        left, top, right, bottom = PANEL
        shade = Image.new("L", (right - left, bottom - top))
        ImageDraw.Draw(shade).rounded_rectangle([0, 0, right - left - 1, bottom - top - 1], 36, fill=110)
        image.paste(BLACK, (left, top), shade)
        draw = ImageDraw.Draw(image)
        plot = fact.evidence.plot
        split = left + (right - left) // 2 if plot else right
        self._statement(draw, fact, (left + PANEL_PAD, top + PANEL_PAD), split - left - 2 * PANEL_PAD)
        if plot:
            chart = plots.lay_out_plot(plot, right - split - PANEL_PAD, bottom - top - PANEL_PAD, 26)
            ink, grid = mix_colours(self.ink, BLACK, 0.12), mix_colours(self.ink, BLACK, 0.7)
            plots.paint_chart(draw, chart, (split, top + PANEL_PAD // 2), ink, grid, self.neon)

    def _statement(self, draw: ImageDraw.ImageDraw, fact: ProvenFact, at: tuple[int, int], room: int) -> None:
        x, y = at
        grade = " · ".join(filter(None, (fact.fact.of, GRADE_NAMES[fact.evidence.grade])))
        typeset.paint_text(draw, (x, y + SMALL * 0.9), grade, SMALL, self.neon[0], bold=True)
        foot = PANEL[3] - PANEL_PAD
        sentence_size, why_size = (sizes[fact.evidence.plot is None] for sizes in (SENTENCE, WHY))
        under = self._text(draw, write_statement(fact), (x, y + SMALL * 1.8), room, foot, sentence_size, self.ink)
        why = fact.fact.why
        if why and _fit_text(why, room, foot - under - SMALL, why_size)[0] >= WHY[0]:
            self._text(draw, why, (x, under + SMALL * 0.6), room, foot, why_size, mix_colours(self.ink, BLACK, 0.3))

    def _text(
        self, draw: ImageDraw.ImageDraw, text: str, at: Point, room: float, foot: float, size: int, ink: Rgb
    ) -> float:
        """Set a text in a box that ends at `foot`, smaller where it must be, and return the y below its last line."""
        x, y = at
        size, lines = _fit_text(text, room, foot - y, size)
        for line in lines:
            typeset.paint_text(draw, (x, y + size * 1.1), line, size, ink)
            y += size * LEADING
        return y

    def _card(self, heading: str, texts: Sequence[str]) -> Image.Image:
        image = self.ground.copy()
        top = (HEIGHT - CARD_COVER) // 2 - 20
        with Image.open(self.folder / self.song.files["cover"]) as art:
            small = art.convert("RGB").resize((CARD_COVER, CARD_COVER), Image.Resampling.LANCZOS)
        image.paste(small, (MARGIN, top))
        draw = ImageDraw.Draw(image)
        draw.rectangle([MARGIN, top, MARGIN + CARD_COVER - 1, top + CARD_COVER - 1], outline=WHITE, width=2)
        x = MARGIN + CARD_COVER + 90
        room = WIDTH - MARGIN - x
        size = 96
        while len(lines := typeset.wrap_text(heading, size, room)) > 3 and size > 40:
            size -= 4
        y = HEIGHT / 2 - (len(lines) * size * 1.3 + len(texts) * SMALL * 1.9) / 2
        for line in lines:
            y += size * 1.3
            typeset.paint_text(draw, (x, y), line, size, self.ink, bold=True)
        y += SMALL
        for number, text in enumerate(filter(None, texts)):
            y += SMALL * 1.7
            ink = self.neon[number % len(self.neon)] if len(texts) <= 3 else self.dim(0.15, round(y))
            typeset.paint_text(draw, (x, y), text, typeset.find_fitting_size(text, SMALL, room, 16), ink)
        return image


def _centre(line: SetLine) -> float:
    return (WIDTH - line.width) / 2


def _fit_text(text: str, room: float, height: float, size: int) -> tuple[int, list[str]]:
    """Return the text wrapped at the largest size, not above `size`, at which it fits a box."""
    while len(lines := typeset.wrap_text(text, size, room)) * size * LEADING > height and size > 20:
        size -= 2
    return size, lines
