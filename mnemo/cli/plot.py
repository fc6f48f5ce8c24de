"""A plot in text: one mark a curve, y in rows, on a linear or a logarithmic axis."""

from __future__ import annotations

import math
from collections.abc import Iterable

from mnemo.model import Plot

ROWS = 16
MARKS = "●○▲△■□◆◇"
LABEL_COLUMNS = 9  # "1.23e-45" and a space
LOG_FLOOR = 1e-300  # where a vanished gradient is drawn


def draw_plot(plot: Plot, width: int) -> str:
    """Draw the plot as lines of text, `width` columns wide."""
    columns = max(width - LABEL_COLUMNS - 1, 20)
    points = [
        (x, _to_axis(y, plot.log_y)) for c in plot.curves for x, y in zip(c.x, c.y, strict=True) if math.isfinite(y)
    ]
    if not points:
        return plot.title
    x_low, x_high = _find_range(x for x, _ in points)
    y_low, y_high = _find_range(y for _, y in points)
    grid = [[" "] * columns for _ in range(ROWS)]
    for turn, (curve, mark) in enumerate(zip(plot.curves, MARKS, strict=False)):
        for x, y in zip(curve.x, curve.y, strict=True):
            if math.isfinite(y):
                column = round((x - x_low) / (x_high - x_low) * (columns - 1))
                row = round((y_high - _to_axis(y, plot.log_y)) / (y_high - y_low) * (ROWS - 1))
                if grid[row][column] == " " or column % len(plot.curves) == turn:  # curves on one another take turns
                    grid[row][column] = mark
    lines = [f"{plot.title} ({plot.y_label})"]
    for row, cells in enumerate(grid):
        y = y_high - (y_high - y_low) * row / (ROWS - 1)
        label = f"{10**y if plot.log_y else y:.2g}" if row % 5 == 0 else ""
        lines.append(f"{label:>{LABEL_COLUMNS - 1}} │" + "".join(cells).rstrip())
    lines.append(" " * LABEL_COLUMNS + "└" + "─" * columns)
    left, right = f"{x_low:g}", f"{x_high:g}"
    middle = plot.x_label.center(max(columns - len(left) - len(right), 0))
    lines.append(" " * (LABEL_COLUMNS + 1) + left + middle + right)
    lines.append(
        " " * (LABEL_COLUMNS + 1) + "  ".join(f"{m} {c.label}" for c, m in zip(plot.curves, MARKS, strict=False))
    )
    return "\n".join(lines)


def _to_axis(y: float, log_y: bool) -> float:
    return math.log10(max(y, LOG_FLOOR)) if log_y else y


def _find_range(values: Iterable[float]) -> tuple[float, float]:
    """Find the ends of an axis, whose length is never zero."""
    values = list(values)
    low, high = min(values), max(values)
    return (low, high) if high > low else (low - 0.5, high + 0.5)
