"""The grid of a line, and how morae are set to its cells."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest

from mnemo.music import costs, rhythm
from mnemo.music.rhythm import Grid, Placed, make_grid, most_a_beat, place_morae
from mnemo.music.syllables import Syllable, make_syllables
from tests.builders import morae

STEP_S = 0.1  # 150 bpm
FIRST, LAST = "x-x- x--x --x- x-x-".replace(" ", ""), "x-x- x--x ---- --..".replace(" ", "")
WRITTEN = (0, 2, 4, 7, 10, 12, 14, 16, 18, 20, 23)


def a_grid(pickup: str = "", bars: tuple[str, ...] = (FIRST, LAST), step_s: float = STEP_S, **hook: tuple) -> Grid:
    return make_grid(bars, pickup, step_s, **hook)


def plain(count: int) -> list[Syllable]:
    return [Syllable("free", starts_phrase=i == 0, ends_phrase=i == count - 1) for i in range(count)]


def test_cells_write_notes_holds_and_rests() -> None:
    grid = a_grid()
    assert tuple(np.flatnonzero(grid.onset)) == WRITTEN
    assert [int(grid.note_end[slot]) for slot in (0, 1, 4, 23, 29)] == [2, 2, 7, 30, 30]
    assert int(grid.note_end[30]) == 30  # a rest


def test_a_pick_up_moves_the_window() -> None:
    grid = a_grid("x-")
    assert grid.slots == 32
    assert grid.steps[0] == -2
    assert list(np.flatnonzero(grid.onset)[:3]) == [0, 2, 4]
    assert list(np.flatnonzero(grid.strong)) == [2, 10, 18, 26]


def test_as_many_morae_as_notes_are_sung_as_written() -> None:
    placed = place_morae(a_grid(), plain(len(WRITTEN)))
    assert placed.slots == WRITTEN
    assert placed.ends[-1] == 30
    assert not any(placed.shared)


def test_fewer_morae_leave_notes_out_and_more_divide_them() -> None:
    fewer, more = (place_morae(a_grid(), plain(len(WRITTEN) + n)).slots for n in (-2, 2))
    assert set(fewer) < set(WRITTEN) < set(more)


def test_a_heavy_syllable_shares_a_note_rather_than_dividing_one() -> None:
    """One mora more than notes: ー joins its syllable; with a note for everyone it still has no attack of its own."""
    line = make_syllables([morae("アL ルH スH ーH トH エH リH タH ムH ノH コH シH")], range(0))
    placed = place_morae(a_grid(), line)
    assert [i for i, shared in enumerate(placed.shared) if shared] == [3]
    assert placed.slots[3] not in WRITTEN
    assert [placed.slots[i] for i in placed.notes] == list(WRITTEN)


def test_a_long_vowel_is_longer_than_a_short_one() -> None:
    """Wherever ー stands in the line, its syllable takes more than an eighth: else ゲート is heard as ゲット."""
    for at in range(1, 10):
        kana = [f"{k}H" for k in "アルストエリタムノコシ"]
        kana.insert(at, "ーH")
        placed = place_morae(a_grid(), make_syllables([morae(" ".join(kana))], range(0)))
        ends = (*placed.slots[1:], placed.ends[-1])
        assert ends[at] - placed.slots[at - 1] >= 3


def test_a_silent_mora_begins_no_note() -> None:
    line = make_syllables([morae("アL ッH ルH スH")], range(0))
    assert place_morae(a_grid(), line).shared == (False, True, False, False)


def test_the_asked_word_is_held_or_on_a_strong_beat() -> None:
    phrases = [morae("アL ルH スH トH エH ノL"), morae("ミL ルH' トL")]
    placed = place_morae(a_grid(), make_syllables(phrases, range(6, 9)))
    at = placed.slots[7]
    assert at % 8 == 0 or placed.slots[8] - at >= 4


@pytest.mark.parametrize(("bpm", "most"), [(60, 4), (150, 3), (160, 3), (190, 2), (240, 2)])
def test_no_beat_is_faster_than_one_can_sing(bpm: float, most: int) -> None:
    step_s = 15 / bpm
    assert most_a_beat(step_s) == most
    placed = place_morae(a_grid(step_s=step_s), plain(14))
    beats = [slot // 4 for slot in placed.slots]
    assert max(beats.count(b) for b in beats) <= most


def test_the_rate_stays_singable() -> None:
    """Five morae in two bars are not drawled, sixteen leave the breath free."""
    few, many = place_morae(a_grid(), plain(5)), place_morae(a_grid(), plain(16))
    assert 4 / ((few.slots[-1] - few.slots[0]) * STEP_S) >= rhythm.SLOWEST_MORAE_PER_S
    assert many.ends[-1] <= 30


def test_no_placement_is_cheaper() -> None:
    """Every setting of four morae in one bar, priced one by one."""
    grid = a_grid(bars=("x--x x-x- x--- ....".replace(" ", ""),))
    line = make_syllables([morae("アL エH' ーL トL")], range(0))
    placed = place_morae(grid, line)
    cheapest = min(
        price(grid, line, slots, (False, False, joined, False))
        for slots in product(range(9), range(1, 14), range(2, 14), range(3, 14))
        if all(0 < b - a <= rhythm.LONGEST_GAP for a, b in pairwise(slots))
        for joined in (False, True)
    )
    assert price(grid, line, placed.slots, placed.shared) == pytest.approx(cheapest)


def price(grid: Grid, line: tuple[Syllable, ...], slots: tuple[int, ...], shared: tuple[bool, ...]) -> float:
    """The cost of one placement, added up mora by mora from the cost tables."""
    beats = [slot // 4 for slot in slots]
    if max(beats.count(b) for b in beats) > most_a_beat(grid.step_s):
        return costs.FORBIDDEN
    total = float(rhythm._start_costs(grid, line[0])[slots[0]])
    for i in range(1, len(line)):
        before, slot = slots[i - 1], slots[i]
        arrive = rhythm._join_costs if shared[i] else rhythm._own_costs
        total += float(arrive(grid, line[i])[slot] + rhythm._gap_costs(grid, slot - before, line[i - 1])[before])
        total += float(rhythm._skip_costs(grid)[before + 1 : slot].sum())
    rate = rhythm._rate_costs(grid, np.array([slots[0]]), len(line))[0, slots[-1]]
    return total + float(rhythm._end_costs(grid)[slots[-1]] + rate)


# --- the hook ---------------------------------------------------------------------------------------------

CRY = ("x---x-x-x--x--x-", LAST)
HOOK = {"hook_steps": (-3, 0, -1, -2)}


def head(spelled: str) -> Placed:
    return place_morae(a_grid("x-", CRY, **HOOK), make_syllables([morae(p) for p in spelled.split("|")], range(0)))


def test_every_line_begins_with_the_hooks_rhythm() -> None:
    long = "アL ルH スH トH エH リH' タL|ムL ノH コH シH' ンL"
    for spelled in (long, long.replace("アL ルH", "エL ーH ルH"), "アH' ルL スL トL|エL リH タH ムH ノH コH' シL"):
        placed = head(spelled)
        bar = [placed.slots[i] - 2 for i in placed.notes if 2 <= placed.slots[i] < 18]
        assert bar == [0, 4, 6, 8, 11, 14]


def test_the_hook_leaps_where_speech_rises() -> None:
    """A rising head has the pick-up, so that its high mora falls on beat 1; a falling head begins on the beat."""
    rising, falling = head("アL ルH スH トH エH リH タH ムH ノH"), head("アH' ルL スL トL エL リL タL ムL ノL")
    assert rising.slots[:2] == (0, 2)
    assert falling.slots[0] == 2


def test_a_heavy_head_is_the_pick_up_as_a_whole() -> None:
    placed = head("エL ーH ルH スH トH エH リH タH ムH ノH")
    assert placed.shared[1]
    assert placed.slots[2] == 2
