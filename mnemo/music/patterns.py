"""The pattern strings of a style as steps in time. Their grammar, and its errors, are in `mnemo.styles.strings`."""

from __future__ import annotations

from dataclasses import dataclass

from mnemo import units
from mnemo.styles.strings import HOLD, REST, STEPS_PER_BAR, clean_pattern

STEP_TICKS = units.TICKS_PER_BAR // STEPS_PER_BAR


@dataclass(frozen=True)
class Step:
    """One sounding sign of a pattern: where in its bar it starts, how long it is held, and which sign it is."""

    onset_ticks: int
    duration_ticks: int
    sign: str


def parse_pattern(text: str) -> tuple[tuple[Step, ...], ...]:
    """Parse a pattern as steps a bar. A step that is held over the bar line belongs to the bar in which it starts."""
    signs = clean_pattern(text)
    found: list[list[Step]] = [[] for _ in range(len(signs) // STEPS_PER_BAR)]
    for i, sign in enumerate(signs):
        if sign not in (HOLD, REST):
            rest = signs[i + 1 :]
            held = len(rest) - len(rest.lstrip(HOLD))
            bar, step = divmod(i, STEPS_PER_BAR)
            found[bar].append(Step(step * STEP_TICKS, (1 + held) * STEP_TICKS, sign))
    return tuple(map(tuple, found))
