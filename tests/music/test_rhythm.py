"""The grid of a line and what its places cost."""

from __future__ import annotations

import numpy as np
import pytest

from mnemo.music import costs, rhythm
from mnemo.music.patterns import eighths
from mnemo.music.rhythm import Syllable, make_grid, syllables
from tests.builders import morae

PLAIN = eighths("xxxxxxxx xxxxx...")


def relations(*phrases: str) -> list[str]:
    return [s.relation for s in syllables([morae(p) for p in phrases], range(0))]


def test_relations_follow_the_accent() -> None:
    assert relations("アL ルH スH' トL") == ["free", "rise", "high", "fall"]
    assert relations("アH' ルL スL", "トL エH") == ["free", "fall", "low", "free", "rise"]
    assert relations("ルL ーH ーH") == ["free", "rise", "vowel"]


def test_accent_passes_over_a_silent_mora() -> None:
    assert relations("アL ルH' ッL トL") == ["free", "rise", "fall", "fall"]
    assert relations("ミL ッH ツH") == ["free", "rise", "rise"]


def test_only_a_word_that_stands_out_is_a_key_word() -> None:
    phrase = [morae("アL ルH スH' トL エL")]
    assert [s.key_word for s in syllables(phrase, range(1, 3))] == [False, True, True, False, False]
    assert [s.key_word for s in syllables(phrase, range(3, 5))] == [False] * 5  # its morae are low
    assert {s.key_word for s in syllables(phrase, range(0, 4))} == {None}


def test_the_first_bar_repeats_in_longer_lines() -> None:
    grid = make_grid(eighths("x.x.x.x. xxxx...."), 4, 0, crowded=False)
    bars = grid.pattern.reshape(4, 16)
    assert all((bar == bars[0]).all() for bar in bars[:3])
    assert bars[0].sum() == bars[3].sum() == 4
    assert list(np.flatnonzero(bars[3])) == [0, 2, 4, 6]


def test_a_pick_up_moves_the_window() -> None:
    grid = make_grid(PLAIN, 2, 1, crowded=False)
    assert grid.step(0) == -2
    assert list(np.flatnonzero(grid.pattern)[:2]) == [2, 4]
    assert list(np.flatnonzero(grid.strong)) == [2, 10, 18, 26]


@pytest.mark.parametrize(("slot", "held"), [(10, 8), (24, 6), (26, 4), (28, 2), (30, 2)])
def test_the_last_note_leaves_a_breath_if_it_can(slot: int, held: int) -> None:
    assert make_grid(PLAIN, 2, 0, crowded=False).held(slot) == held


def test_no_last_note_beyond_the_window() -> None:
    cost = rhythm.end_costs(make_grid(PLAIN, 2, 0, crowded=False))
    assert cost[30] < costs.FORBIDDEN <= cost[31]


def test_four_sixteenths_a_beat_only_where_they_can_be_sung() -> None:
    for crowded in (False, True):
        cost = rhythm.gap_costs(make_grid(PLAIN, 2, 0, crowded), 1, 1.0, ends_phrase=False, silent=False)
        assert bool(cost[2] >= costs.FORBIDDEN) is crowded
        assert cost[1] < costs.FORBIDDEN


def test_a_pause_is_cheaper_between_phrases_than_within() -> None:
    grid = make_grid(PLAIN, 2, 0, crowded=False)
    within, between = (rhythm.gap_costs(grid, 4, 1.0, ends_phrase=end, silent=False)[0] for end in (False, True))
    assert between < within


def test_sokuon_is_kept_short_and_off_the_beat() -> None:
    grid = make_grid(PLAIN, 2, 0, crowded=False)
    silent, plain = Syllable("free", silent=True), Syllable("free")
    assert (rhythm.onset_costs(grid, silent) - rhythm.onset_costs(grid, plain))[[0, 2, 4]].tolist() == [
        costs.SOKUON_ON_BEAT, 0.0, costs.SOKUON_ON_BEAT,
    ]  # fmt: skip
    sung, rested = (rhythm.gap_costs(grid, 4, 1.0, ends_phrase=False, silent=rest) for rest in (False, True))
    assert (rested > sung).all()
