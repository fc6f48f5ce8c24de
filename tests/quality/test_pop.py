"""The measures of pop on tunes that can be counted by hand."""

from __future__ import annotations

import pytest

from mnemo.quality import pop

PATTER = [(2 * i, 60 + i % 2) for i in range(32)]  # nothing but eighths and steps
TUNE = [(0, 60), (2, 60), (4, 62), (7, 67), (8, 65), (16, 57), (40, 60)]


def test_a_tune_counted_by_hand() -> None:
    """IOIs 2 2 3 1 8, and 24, which is longer than a bar; intervals 0 2 5 2 8 3; bars of five, one and one onsets."""
    found = pop.measure(TUNE)
    assert found["commonest_ioi"] == found["ioi_eighth"] == 0.4
    assert found["ioi_entropy_bits"] == pytest.approx(1.9219, abs=1e-4)  # -0.4 log2 0.4 - 3 (0.2 log2 0.2)
    assert (found["ioi_quarter"], found["ioi_long"]) == (0.0, 0.2)
    assert found["odd_sixteenths"] == pytest.approx(1 / 7, abs=1e-4)
    sixths = [found[name] * 6 for name in ("repeated", "step", "third_to_fifth", "wider")]
    assert sixths == pytest.approx([1, 2, 2, 1], abs=1e-3)
    assert found["notes_per_bar"] == pytest.approx(7 / 3, abs=1e-4)
    assert found["bar_patterns"] == 1.0  # 0 2 4 7 8; 0; 8
    assert found["crowded_bars"] == 0.0


def test_patter_is_outside_of_what_pop_does() -> None:
    measured = pop.measure(PATTER)
    found = {name: value for name, value in measured.items() if not pop.TABLE[name][0] <= value <= pop.TABLE[name][1]}
    assert found["commonest_ioi"] == 1.0
    assert found["ioi_entropy_bits"] == 0.0
    assert found["crowded_bars"] == 1.0
    assert "notes_per_bar" not in found  # eight a bar, as many as pop's fullest


def test_one_note_is_no_tune() -> None:
    assert pop.measure(PATTER[:1]) == {}
    assert pop.measure([(0, 60), (64, 60)])["commonest_ioi"] == 1.0  # no interval within a bar: nothing varies
