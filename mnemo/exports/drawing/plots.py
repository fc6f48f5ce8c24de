"""Drawing a `model.Plot`: its geometry once, then as inline SVG for the page or with Pillow for the video.

Ticks are at 1, 2 or 5 times a power of ten (every power of ten on a logarithmic axis). Points that a logarithmic axis
cannot show (zero and below) are left out.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape
from PIL import ImageDraw

from mnemo.exports.drawing import typeset as typeset
from mnemo.exports.drawing.colours import Rgb
from mnemo.model import Curve, Plot

Point = tuple[float, float]

CURVES = 6  # classes k0 to k5 in the page's style sheet
MOST_TICKS = 7
DECADES = 1e-12  # below this share of the largest value a logarithmic axis ends


@dataclass(frozen=True, slots=True)
class Tick:
    at: float  # pixels along its axis
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A plot in pixels: the frame of its axes, ticks, curves as points, and the labels of the curves below."""

    plot: Plot
    width: int
    height: int
    em: int  # size of the lettering
    left: float
    top: float
    right: float
    bottom: float
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    curves: tuple[tuple[Point, ...], ...]
    legend: tuple[Point, ...]  # left end of each curve's label


@dataclass(frozen=True, slots=True)
class _Axis:
    low: float
    high: float
    log: bool = False

    def place(self, value: float) -> float:
        """Place a value on the axis: 0 at the low end, 1 at the high end."""
        if self.log:
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)

    def ticks(self) -> list[float]:
        if self.log:
            first, last = round(math.log10(self.low)), round(math.log10(self.high))
            step = max(1, math.ceil((last - first) / MOST_TICKS))
            return [10.0**power for power in range(last, first - 1, -step)]
        width = _find_step(self.high - self.low)
        first, last = math.ceil(self.low / width - 1e-9), math.floor(self.high / width + 1e-9)
        return [i * width for i in range(first, last + 1)]


def lay_out_plot(plot: Plot, width: int = 440, height: int = 300, em: int = 15) -> Chart:
    """Return the plot laid out in a box of that size in pixels."""
    rows = _lay_out_legend(plot.curves, width, em)
    ys = [y for c in plot.curves for y in c.y if math.isfinite(y)]
    x_axis = _make_linear_axis([x for c in plot.curves for x in c.x if math.isfinite(x)])
    y_axis = _make_log_axis(ys) if plot.log_y else _make_linear_axis(ys)
    y_labels = [_format_number(v, plot.log_y) for v in y_axis.ticks()]
    left = 0.6 * em + max((typeset.measure_width(label, em) for label in y_labels), default=0.0)
    top, right, bottom = 1.9 * em, width - 1.2 * em, height - em * (2.7 + 1.6 * len(rows))

    def x(value: float) -> float:
        return left + x_axis.place(value) * (right - left)

    def y(value: float) -> float:
        return bottom - y_axis.place(value) * (bottom - top)

    return Chart(
        plot, width, height, em, left, top, right, bottom,
        tuple(Tick(x(v), _format_number(v)) for v in x_axis.ticks()),
        tuple(Tick(y(v), label) for v, label in zip(y_axis.ticks(), y_labels, strict=True)),
        tuple(tuple((x(a), y(b)) for a, b in _find_axis(c, y_axis)) for c in plot.curves),
        tuple((at, bottom + em * (4.0 + 1.6 * row)) for row, places in enumerate(rows) for at in places),
    )  # fmt: skip


def render_svg(plot: Plot, label: str) -> Markup:
    """Return the plot as an <svg> that takes its colours from the page: classes axis, grid, k0 to k5.

    `label` is read out.
    """
    c = lay_out_plot(plot)
    parts = [
        Markup('<svg class="plot" viewBox="0 0 {} {}" role="img" aria-label="{}">').format(c.width, c.height, label),
        *_render_svg_axes(c),
    ]
    for i, (points, curve, (x, y)) in enumerate(zip(c.curves, plot.curves, c.legend, strict=True)):
        kind = i % CURVES
        path = " ".join(f"{px:.1f},{py:.1f}" for px, py in points)
        parts.append(Markup('<polyline class="curve k{}" points="{}"/>').format(kind, path))
        parts.append(Markup('<circle class="dot k{}" cx="{:.1f}" cy="{:.1f}" r="5"/>').format(kind, x + 6, y - 5))
        parts.append(_render_svg_text(x + 17, y, curve.label, "start"))
    return Markup("").join([*parts, Markup("</svg>")])


def paint_chart(draw: ImageDraw.ImageDraw, c: Chart, at: Point, ink: Rgb, grid: Rgb, neon: Sequence[Rgb]) -> None:
    """Paint the chart with its top left corner at `at`; curves take the colours of `neon` in turn."""
    dx, dy = at
    stroke = max(2, c.em // 6)
    for tick in c.y_ticks:
        draw.line([(dx + c.left, dy + tick.at), (dx + c.right, dy + tick.at)], fill=grid, width=1)
        typeset.paint_text(draw, (dx + c.left - 0.4 * c.em, dy + tick.at), tick.label, c.em, ink, "rm")
    for tick in c.x_ticks:
        typeset.paint_text(draw, (dx + tick.at, dy + c.bottom + 1.2 * c.em), tick.label, c.em, ink, "ms")
    draw.line([(dx + c.left, dy + c.bottom), (dx + c.right, dy + c.bottom)], fill=ink, width=stroke // 2)
    typeset.paint_text(draw, (dx + c.left, dy + c.em), c.plot.y_label, c.em, ink, "ls")
    typeset.paint_text(draw, (dx + c.right, dy + c.bottom + 2.3 * c.em), c.plot.x_label, c.em, ink, "rs")
    for i, (points, curve, (x, y)) in enumerate(zip(c.curves, c.plot.curves, c.legend, strict=True)):
        colour = neon[i % len(neon)]
        if len(points) > 1:
            draw.line([(dx + px, dy + py) for px, py in points], fill=colour, width=stroke, joint="curve")
        radius, middle = 0.33 * c.em, dy + y - 0.35 * c.em
        left = dx + x
        draw.ellipse([left, middle - radius, left + 2 * radius, middle + radius], fill=colour)
        typeset.paint_text(draw, (left + 1.1 * c.em, dy + y), curve.label, c.em, ink, "ls")


def _render_svg_axes(c: Chart) -> Iterable[Markup]:
    line = Markup('<line class="{}" x1="{:.1f}" x2="{:.1f}" y1="{:.1f}" y2="{:.1f}"/>')
    for tick in c.y_ticks:
        yield line.format("grid", c.left, c.right, tick.at, tick.at)
        yield _render_svg_text(c.left - 6, tick.at + c.em / 3, tick.label, "end")
    for tick in c.x_ticks:
        yield _render_svg_text(tick.at, c.bottom + 1.2 * c.em, tick.label, "middle")
    yield line.format("axis", c.left, c.right, c.bottom, c.bottom)
    yield _render_svg_text(c.left, c.em, c.plot.y_label, "start")
    yield _render_svg_text(c.right, c.bottom + 2.3 * c.em, c.plot.x_label, "end")


def _render_svg_text(x: float, y: float, text: str, anchor: str) -> Markup:
    return Markup('<text x="{:.1f}" y="{:.1f}" text-anchor="{}">{}</text>').format(x, y, anchor, escape(text))


def _lay_out_legend(curves: Sequence[Curve], width: int, em: int) -> list[list[float]]:
    """Return the x of each curve's label, in rows no wider than the box."""
    rows: list[list[float]] = [[]]
    x = em
    for curve in curves:
        room = 2.4 * em + typeset.measure_width(curve.label, em)
        if rows[-1] and x + room > width:
            rows.append([])
            x = em
        rows[-1].append(x)
        x += round(room)
    return rows


def _find_axis(curve: Curve, axis: _Axis) -> Iterable[Point]:
    for x, y in zip(curve.x, curve.y, strict=True):
        if math.isfinite(x) and math.isfinite(y) and (not axis.log or y >= axis.low):
            yield x, y


def _make_linear_axis(values: Sequence[float]) -> _Axis:
    low, high = min(values, default=0.0), max(values, default=1.0)
    if low == high:
        low, high = low - 0.5, high + 0.5
    step = _find_step(high - low)
    if low > 0 and low < (high - low) / 2:
        low = 0.0  # a zero that is near belongs to the picture
    return _Axis(math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step)


def _make_log_axis(values: Sequence[float]) -> _Axis:
    positive = [v for v in values if v > 0]
    high = 10.0 ** math.ceil(math.log10(max(positive, default=1.0)) - 1e-9)
    shown = [v for v in positive if v >= high * DECADES]
    low = 10.0 ** math.floor(math.log10(min(shown, default=high / 10)) + 1e-9)
    return _Axis(low if low < high else high / 10, high, log=True)


def _find_step(span: float) -> float:
    """Find 1, 2 or 5 times a power of ten, so that `span` takes a handful of steps."""
    power = 10.0 ** math.floor(math.log10(span))
    steps = sorted(power * f for f in (0.1, 0.2, 0.5, 1.0, 2.0))
    return next(s for s in steps if span / s <= MOST_TICKS - 1)


def _format_number(value: float, power: bool = False) -> str:
    exponent = round(math.log10(abs(value))) if value else 0
    return f"1e{exponent}" if power and not -3 <= exponent <= 4 else f"{value:.6g}"
