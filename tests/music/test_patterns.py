from __future__ import annotations

from mnemo.music.patterns import STEP_TICKS, Step, parse_pattern


def test_steps_with_holds() -> None:
    (first, second) = parse_pattern("x--. .... x... .x-- | .... .... .... ....")
    assert first == (
        Step(0, 3 * STEP_TICKS, "x"),
        Step(8 * STEP_TICKS, STEP_TICKS, "x"),
        Step(13 * STEP_TICKS, 3 * STEP_TICKS, "x"),
    )
    assert second == ()


def test_a_hold_may_cross_the_bar_line() -> None:
    first, second = parse_pattern(".... .... .... x--- | ---- .... x... ....")
    assert first == (Step(12 * STEP_TICKS, 8 * STEP_TICKS, "x"),)
    assert second == (Step(8 * STEP_TICKS, STEP_TICKS, "x"),)
