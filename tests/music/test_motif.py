from __future__ import annotations

import numpy as np
import pytest

from mnemo.music import motif
from mnemo.music.melody import LineCosts, Sung
from mnemo.music.rhythm import Grid, make_grid

BAR = "x-x-x-x-x-x-x-x-"
SCALE = np.array([60, 62, 64, 65, 67, 69, 71, 72])
RAMP = np.arange(9.0) - 4  # a value for the pick-up and each beat


def a_grid(bars: int, pickup: str = "") -> Grid:
    return make_grid((BAR,) * bars, pickup, 0.1)


def test_eight_bars_are_a_parallel_period() -> None:
    assert [motif.choose_role(place, last=place == 3) for place in range(4)] == ["A", "B", "A", "C"]
    assert motif.choose_role(0, last=True) == "C"


def test_a_contour_is_a_value_a_beat() -> None:
    grid = a_grid(2, "x-")
    target = motif.make_target(RAMP, grid, SCALE, 65, "A")  # 65 is index 3
    assert target[:2].tolist() == [0, 0]  # the pick-up, kept within the range
    assert target[2:6].tolist() == [0, 0, 0, 0]  # 3 - 3
    assert target[2 + 4 * 4] == 4  # beat 1 of the second bar: 3 + 1
    assert (motif.make_target(RAMP, grid, SCALE, 65, "B")[18:26] - target[18:26]).tolist() == [motif.LIFT["B"]] * 8


def test_longer_lines_repeat_the_first_bar() -> None:
    target = motif.make_target(RAMP, a_grid(4), SCALE, 67, "A").reshape(4, 16)
    assert (target[0] == target[1]).all()
    assert (target[0] == target[2]).all()
    assert not (target[0] == target[3]).all()


def test_leaving_the_motif_costs_more_the_further() -> None:
    cost = motif.motif_costs(np.full(16, 2.0), a_grid(1), 8)[0]
    assert cost[2] == 0
    assert (np.diff(cost[2:]) > 0).all()
    assert cost[1] == pytest.approx(cost[3])


def test_a_hummed_tune_is_a_target_everywhere() -> None:
    grid = a_grid(1)
    target = motif.to_target(Sung((2, 4, 8), (2, 4, 6), (60, 64, 67), (False,) * 3, 0.0), grid, SCALE)
    assert target.tolist() == [0] * 4 + [2] * 4 + [4] * 8


def test_monotony_is_dull() -> None:
    lively, flat = ((60, 64, 65, 67, 64), (60, 60, 60, 60, 60))
    dull = [motif.hook_cost(Sung(tuple(range(5)), (1,) * 5, pitches, (False,) * 5, 0.0)) for pitches in (lively, flat)]
    assert dull[0] == 0 < dull[1]


CLEF = make_grid(("x---x-x-x-x-x-x-",), "x-", 0.1, (-3, 0, -1))
F_MAJOR = (5, 9, 0)


def line_costs(pitches: np.ndarray) -> LineCosts:
    """Only chord tones are free, everywhere."""
    clash = np.array([[0.0 if p % 12 in F_MAJOR else 4.0 for p in pitches]] * CLEF.slots)
    return LineCosts(CLEF, pitches, clash, clash * 0, clash, clash, spotlight=False)


def test_the_hook_stands_where_its_long_note_is_of_the_chord_and_its_leap_is_clean() -> None:
    """C to F is a fourth within the chord; higher, F to B would be a tritone and G to C clashes twice."""
    target = motif.add_hook(line_costs(SCALE), np.zeros(CLEF.slots))
    sung = SCALE[target[[0, 2, 6]].astype(int)]
    assert sung.tolist() == [60, 65, 64]
    assert (target[CLEF.contour_until :] == 0).all()


def test_leaving_the_hook_is_dearer_than_leaving_the_motif() -> None:
    cost = motif.motif_costs(np.full(CLEF.slots, 2.0), CLEF, 8)
    assert cost[2, 3] > cost[CLEF.contour_until, 3] > 0
