"""Levels in decibels."""

from __future__ import annotations

import pytest

from mnemo.dsp.arrays import round_level


@pytest.mark.parametrize(("level", "step", "rounded"), [(-18.3, 0.5, -18.5), (-18.2, 0.5, -18.0), (0.04, 0.1, 0.0)])
def test_levels_are_rounded_to_a_step(level: float, step: float, rounded: float) -> None:
    assert round_level(level, step) == pytest.approx(rounded)
