"""The picture on a cover: drawn from what the song is about, never the same for two topics.

    orbits   one ring a listed fact (the gates of a cell, say), one planet an item of the list
    waves    the curves that the proofs measured, laid one behind the other like a landscape
    melody   the tune as the piano roll that it is, along the foot

All coordinates are in units of the picture's side, so that any size can be drawn.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from mnemo.exports.drawing.colours import BLACK, Rgb, mix_colours
from mnemo.model import Curve, Proven, Score

Point = tuple[float, float]

MOST_ORBITS, MOST_WAVES, TUNE_LINES = 3, 5, 4
ORBIT_CENTRE = (0.68, 0.26)
WAVE_FOOT, WAVE_HEIGHT, WAVE_LIGHT = 0.395, 0.14, 0.55  # dimmer than the shapes in front of them
STAR, REACH, PLANET, PLANET_GAP, RING = 0.045, 0.17, 0.018, 0.006, 0.005  # radii; REACH from the star's edge outwards
MARGIN, TUNE_FOOT, TUNE_HEIGHT, NOTE = 0.07, 0.95, 0.085, 0.0085
TURN = 0.11  # of a circle, between the first planets of neighbouring rings
SMOOTH = 2  # drawn this many times larger, then reduced


@dataclass(frozen=True, slots=True)
class Motif:
    """The shapes to draw: the number of planets on each orbit, and waves and notes with x and y from 0 to 1."""

    orbits: tuple[int, ...]
    waves: tuple[tuple[Point, ...], ...]
    notes: tuple[tuple[float, float, float], ...]  # start, end, height


def find_motif(proven: Proven, score: Score) -> Motif:
    """Find the motif of a topic: its listed facts, its measured curves, the melody of its chorus."""
    lists = [f.fact.value for f in proven.facts if isinstance(f.fact.value, tuple) and 2 <= len(f.fact.value) <= 8]
    curves = [c for f in proven.facts if f.evidence.plot for c in f.evidence.plot.curves if len(c.y) > 2]
    return Motif(
        tuple(len(v) for v in lists[:MOST_ORBITS]),
        tuple(dict.fromkeys(_stretch_curve(c) for c in curves))[:MOST_WAVES],
        tuple(_find_tune(score)),
    )


def add_glow(image: Image.Image, layer: Image.Image, radius: float) -> Image.Image:
    """Add lights drawn on black to the picture, together with their blurred halo."""
    small = layer.reduce(4).filter(ImageFilter.GaussianBlur(radius / 4))
    halo = small.resize(layer.size, Image.Resampling.BILINEAR)
    return ImageChops.screen(ImageChops.screen(image, halo), layer)


def draw_light(size: tuple[int, int], drawn: Motif, neon: Sequence[Rgb]) -> Image.Image:
    """Draw the motif as light on black, with smooth edges."""
    side = size[0]
    large = Image.new("RGB", (size[0] * SMOOTH, size[1] * SMOOTH))
    draw = ImageDraw.Draw(large)
    scale = side * SMOOTH
    for i, wave in enumerate(drawn.waves):
        _paint_wave(draw, wave, mix_colours(BLACK, neon[i % len(neon)], WAVE_LIGHT), WAVE_FOOT - 0.02 * i, scale)
    _paint_orbits(draw, drawn.orbits or (len(drawn.waves) or 3,), neon, scale)
    _paint_tune(draw, drawn.notes, neon, scale)
    return large.reduce(SMOOTH)


def _stretch_curve(curve: Curve) -> tuple[Point, ...]:
    """Stretch both axes of a curve to 0..1."""
    points = [(x, y) for x, y in zip(curve.x, curve.y, strict=True) if math.isfinite(x) and math.isfinite(y)]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return tuple((_stretch(x, xs), _stretch(y, ys)) for x, y in points)


def _stretch(value: float, among: Sequence[float]) -> float:
    """Map the smallest value to 0 and the largest to 1; equal values to 1, as a constant gradient does not vanish."""
    low, high = min(among), max(among)
    return (value - low) / (high - low) if high > low else 1.0


def _find_tune(score: Score) -> Iterable[tuple[float, float, float]]:
    """Find the first notes of the chorus, or of the song where there is no chorus."""
    chorus = next((s for s in score.sections if s.kind == "chorus" and s.lines), None)
    lines = chorus.lines[:TUNE_LINES] if chorus else range(TUNE_LINES)
    notes = [n for n in score.lead.notes if n.line in lines]
    notes = [n for n in notes if not n.mora.silent]
    if not notes:
        return
    start, end = notes[0].onset_ticks, max(n.onset_ticks + n.duration_ticks for n in notes)
    low, high = min(n.midi for n in notes), max(n.midi for n in notes)
    for n in notes:
        at = (n.onset_ticks - start) / (end - start)
        yield at, at + n.duration_ticks / (end - start), (n.midi - low) / max(1, high - low)


def _paint_orbits(draw: ImageDraw.ImageDraw, orbits: Sequence[int], neon: Sequence[Rgb], scale: float) -> None:
    x, y = (c * scale for c in ORBIT_CENTRE)
    draw.ellipse(_paint_disc(x, y, STAR * scale), fill=neon[0])
    step = REACH / max(2, len(orbits))
    for ring, planets in enumerate(orbits):
        radius = (STAR + step * (ring + 1)) * scale
        colour = neon[(ring + 1) % len(neon)]
        draw.ellipse(_paint_disc(x, y, radius), outline=colour, width=max(1, round(RING * scale)))
        for i in range(planets):
            turn = 2 * math.pi * (i / planets + TURN * (ring + 1))
            px, py = x + radius * math.sin(turn), y - radius * math.cos(turn)
            draw.ellipse(_paint_disc(px, py, (PLANET + PLANET_GAP) * scale), fill=BLACK)
            draw.ellipse(_paint_disc(px, py, PLANET * scale), fill=colour)


def _paint_wave(draw: ImageDraw.ImageDraw, wave: Sequence[Point], colour: Rgb, base: float, scale: float) -> None:
    points = [(x * scale, (base - WAVE_HEIGHT * y) * scale) for x, y in wave]
    draw.line(points, fill=colour, width=max(1, round(RING * scale)), joint="curve")


def _paint_tune(
    draw: ImageDraw.ImageDraw, notes: Iterable[tuple[float, float, float]], neon: Sequence[Rgb], scale: float
) -> None:
    thick, room = NOTE * scale, 1 - 2 * MARGIN
    for i, (start, end, height) in enumerate(notes):
        x0, x1 = (MARGIN + room * start) * scale, (MARGIN + room * end) * scale - thick / 2
        y = (TUNE_FOOT - TUNE_HEIGHT * height) * scale
        draw.rounded_rectangle([x0, y - thick, max(x1, x0 + thick), y + thick], thick, fill=neon[i % len(neon)])


def _paint_disc(x: float, y: float, radius: float) -> tuple[float, float, float, float]:
    return x - radius, y - radius, x + radius, y + radius
