"""Morae and bars."""

from __future__ import annotations

import pytest

from mnemo.styles.lyric import LyricStyle
from mnemo.words import meter

STYLE = LyricStyle()


def test_a_longer_line_takes_a_bar_more_for_each_half_of_a_full_one() -> None:
    assert meter.bars(1, STYLE) == meter.bars(STYLE.most_morae, STYLE) == 2
    assert [meter.bars(n, STYLE) for n in (17, 24, 25, 32)] == [3, 3, 4, 4]
    assert meter.bars(meter.longest(STYLE), STYLE) == 2 * STYLE.bars_per_line


def test_counts_inside_the_range_cost_nothing_and_others_more_and_more() -> None:
    fewest, most = STYLE.morae
    costs = [meter.cost(n, STYLE) for n in range(meter.longest(STYLE) + 5)]
    assert set(costs[fewest : most + 1]) == {0.0}
    assert costs[:fewest] == sorted(costs[:fewest], reverse=True)
    assert costs[most:] == sorted(costs[most:])
    assert costs[fewest - 1] > 0 < costs[most + 1]


def test_a_place_takes_two_neighbouring_counts() -> None:
    assert [meter.apart(n, 12) > 0 for n in (11, 12, 13, 14)] == [True, False, False, True]
    assert meter.APART < meter.apart(16, 12) < 2 * meter.APART  # an outlier costs little more: it moves nobody else


@pytest.mark.parametrize(
    ("morae", "bpm", "bars"), [(1, 150, 1), (15, 150, 2), (17, 150, 3), (12, 190, 2), (15, 190, 3)]
)
def test_a_faster_song_gives_a_line_more_bars(morae: int, bpm: float, bars: int) -> None:
    assert meter.bars_at(morae, bpm) == bars
