"""When the morae of a line are sung: a grid written in the style's cells, and the cheapest way to set morae to it.

A line has a window of sixteenths as long as its bars, moved forward by the tune's pick-up, so that it may begin before
its bar and always ends before the next line begins. The style's cells are the notes, holds and rests of that window. A
line with fewer notes than the cells leaves some out, one with more divides held notes, which keeps one rhythm across
mora counts (the rhythm trees of Orpheus, Fukayama et al. 2010, do the same); lines in one place of their sections share
the cells and so the rhythm.

A mora either begins a note or shares the note of the mora before it: ー ン ッ and the second vowel of アイ エイ オウ do
where the cells hold a note. Which, and when, is decided together by dynamic programming over (first slot, morae in this
beat, slot); every cost has its name and reason in `mnemo.music.costs`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from mnemo.music import costs
from mnemo.music.syllables import LONG, Syllable
from mnemo.styles.strings import HOLD, REST, STEPS_PER_BAR

Floats = NDArray[np.float64]

STEPS_PER_EIGHTH = 2
STEPS_PER_BEAT = 4
LONGEST_GAP = 8  # sixteenths from one mora to the next
BREATH = 2  # sixteenths of rest at the end of a window: a singer breathes between lines
LAST_HELD = 4  # sixteenths for which the last note is held at least, if there is room
SHORTEST_LAST = 2
STRONG_STEPS = (0, 8)  # beats 1 and 3 of a bar
SLOWEST_MORAE_PER_S, FASTEST_MORAE_PER_S = 3.6, 6.9  # of a line: slower, words fall apart; faster, they blur
BUSIEST_MORAE_PER_S = 9.0  # in any beat


@dataclass(frozen=True, eq=False)
class Grid:
    """The window of one line. Slots are sixteenths; slot `pickup` is beat 1 of the line's first bar."""

    signs: str  # x a note, - held, . rest: one a slot
    pickup: int
    step_s: float  # seconds of a sixteenth
    hook_until: int = 0  # the slot where the hook ends, which every line of the section begins with; 0: there is none
    hook_steps: tuple[int, ...] = ()  # scale steps of its first notes from the highest of them

    @property
    def slots(self) -> int:
        return len(self.signs)

    @cached_property
    def onset(self) -> NDArray[np.bool_]:
        """(slots,) where the cells begin a note."""
        return np.array([sign not in (HOLD, REST) for sign in self.signs])

    @cached_property
    def note_end(self) -> NDArray[np.int64]:
        """(slots,) where the written note that sounds at a slot ends; in a rest the slot itself."""
        ends = np.arange(self.slots)
        for slot in reversed(range(self.slots)):
            if self.signs[slot] != REST:
                held = slot + 1 < self.slots and self.signs[slot + 1] == HOLD
                ends[slot] = ends[slot + 1] if held else slot + 1
        return ends

    @cached_property
    def steps(self) -> NDArray[np.int64]:
        """(slots,) sixteenths since the line's first beat 1; negative in the pick-up."""
        return np.arange(self.slots) - self.pickup

    @cached_property
    def hook_slots(self) -> list[int]:
        """Where the notes begin that have a step of the hook."""
        return [int(s) for s in np.flatnonzero(self.onset)[: len(self.hook_steps)]]

    @property
    def contour_until(self) -> int:
        """The slot where the last of those notes ends."""
        return int(self.note_end[self.hook_slots[-1]]) if self.hook_slots else 0

    @cached_property
    def rhythm_weight(self) -> Floats:
        """(slots,) how dear it is to leave the written rhythm: most in the hook, less in its pick-up."""
        slots = np.arange(self.slots)
        return np.where((slots >= self.pickup) & (slots < self.hook_until), costs.HOOK_RHYTHM, 1.0)

    @property
    def strong(self) -> NDArray[np.bool_]:
        return np.isin(self.steps % STEPS_PER_BAR, STRONG_STEPS)

    def last_held(self, slot: int) -> int:
        """Return the sixteenths for which a last mora that begins here is held: as written, not too short, before the
        breath.
        """
        room = max(self.slots - BREATH - slot, 1)
        return min(max(int(self.note_end[slot]) - slot, LAST_HELD), room)


@dataclass(frozen=True)
class Placed:
    """When each mora of a line is sung, in slots of its grid."""

    slots: tuple[int, ...]
    ends: tuple[int, ...]  # a note rests from here until the next
    shared: tuple[bool, ...]  # whether the mora shares the note of the one before it

    @property
    def notes(self) -> list[int]:
        """The morae that begin a note."""
        return [i for i, shared in enumerate(self.shared) if not shared]


def make_grid(bars: Sequence[str], pickup: str, step_s: float, hook_steps: Sequence[int] = ()) -> Grid:
    """Return bars of cells behind a pick-up; the last bar leaves out what the next line's pick-up takes.

    With steps, pick-up and first bar are the hook.
    """
    signs = (pickup + "".join(bars))[: STEPS_PER_BAR * len(bars)]
    return Grid(signs, len(pickup), step_s, len(pickup) + STEPS_PER_BAR if hook_steps else 0, tuple(hook_steps))


def most_a_beat(step_s: float) -> int:
    """Return the number of morae that can be sung within one beat, from the seconds of a sixteenth."""
    return max(2, min(int(BUSIEST_MORAE_PER_S * STEPS_PER_BEAT * step_s), STEPS_PER_BEAT))


def place_on_cells(grid: Grid) -> Placed:
    """Return the cells as they are, with a mora for every note."""
    slots = np.flatnonzero(grid.onset[: grid.slots - SHORTEST_LAST])
    ends = np.minimum(grid.note_end[slots], grid.slots - BREATH)
    return Placed(tuple(slots.tolist()), tuple(np.maximum(ends, slots + 1).tolist()), (False,) * len(slots))


def place_morae(grid: Grid, syllables: Sequence[Syllable]) -> Placed:
    """Place these morae at the least cost.

    A line that is too long for its window is not: see `form.line_bars`.
    """
    starts = np.flatnonzero(np.arange(grid.slots) <= grid.pickup + STEPS_PER_BAR // 2)
    most = most_a_beat(grid.step_s)
    beat = grid.steps // STEPS_PER_BEAT
    best = np.full((len(starts), most, grid.slots), costs.FORBIDDEN)  # the cheapest way to begin a mora there
    best[np.arange(len(starts)), 0, starts] = _start_costs(grid, syllables[0])[starts]
    passed = np.concatenate([[0.0], np.cumsum(_skip_costs(grid))])  # (slots + 1,)
    came: list[tuple[NDArray[np.int64], NDArray[np.bool_], NDArray[np.int64]]] = []
    for before, syllable in pairwise(syllables):
        own, joins = _own_costs(grid, syllable), _join_costs(grid, syllable)
        arrival, shares = np.minimum(own, joins), joins < own
        arrived = np.full((LONGEST_GAP, *best.shape), costs.FORBIDDEN)
        counts = np.zeros((LONGEST_GAP, *best.shape), np.int64)
        for g in range(1, min(LONGEST_GAP, grid.slots - 1) + 1):
            skipped = passed[g:-1] - passed[1 : grid.slots - g + 1]
            price = (_gap_costs(grid, g, before)[: grid.slots - g] + skipped)[None]  # (1, slots - g)
            same = beat[g:] == beat[: grid.slots - g]
            fresh = best[:, :, : grid.slots - g]
            arrived[g - 1, :, 0, g:] = np.where(same, costs.FORBIDDEN, fresh.min(1) + price)
            counts[g - 1, :, 0, g:] = fresh.argmin(1)
            arrived[g - 1, :, 1:, g:] = np.where(same, fresh[:, :-1] + price, costs.FORBIDDEN)
            counts[g - 1, :, 1:, g:] = np.arange(most - 1)[:, None]
        gap = arrived.argmin(0)
        best = np.minimum(arrived.min(0) + arrival, costs.FORBIDDEN)
        came.append((gap + 1, shares, np.take_along_axis(counts, gap[None], 0)[0]))
    best = best + _end_costs(grid)[None, None] + _rate_costs(grid, starts, len(syllables))[:, None]
    return _trace_back(grid, syllables, best, came)


def _trace_back(
    grid: Grid,
    syllables: Sequence[Syllable],
    best: Floats,
    came: Sequence[tuple[NDArray[np.int64], NDArray[np.bool_], NDArray[np.int64]]],
) -> Placed:
    start, count, slot = (int(i) for i in np.unravel_index(best.argmin(), best.shape))
    slots, shared = [slot], []
    for gap, shares, counts in reversed(came):
        shared.append(bool(shares[slot]))
        slot, count = slot - int(gap[start, count, slot]), int(counts[start, count, slot])
        slots.append(slot)
    slots.reverse()
    shared = [False, *reversed(shared)]
    return Placed(tuple(slots), tuple(_find_ends(grid, syllables, slots, shared)), tuple(shared))


def _find_ends(grid: Grid, syllables: Sequence[Syllable], slots: Sequence[int], shared: Sequence[bool]) -> list[int]:
    """Return the notes, each held until the next; where an accent phrase ends and the cells write a rest, one rests."""
    ends = []
    for i, slot in enumerate(slots[:-1]):
        written = int(grid.note_end[slot])
        rests = syllables[i].ends_phrase and not shared[i + 1] and slots[i + 1] - written >= BREATH
        ends.append(max(written, slot + STEPS_PER_EIGHTH) if rests else slots[i + 1])
    return [*ends, slots[-1] + grid.last_held(slots[-1])]


def _skip_costs(grid: Grid) -> Floats:
    """Return what it costs to sound through a written note's place: notes between beats go first. (slots,)"""
    between, on_beat = grid.steps % STEPS_PER_EIGHTH != 0, grid.steps % STEPS_PER_BEAT == 0
    merged = np.where(on_beat, costs.MERGED_BEAT, np.where(between, costs.MERGED_SIXTEENTH, costs.MERGED))
    return merged * grid.rhythm_weight * grid.onset


def _off_cell_costs(grid: Grid) -> Floats:
    """Return what it costs to begin a note where the cells write none. (slots,)"""
    between = grid.steps % STEPS_PER_EIGHTH != 0
    silent = grid.note_end == np.arange(grid.slots)
    off = np.where(between, costs.DIVIDED_SIXTEENTH, costs.DIVIDED) + costs.IN_REST * silent
    return np.where(grid.onset, 0.0, grid.rhythm_weight * off)


def _start_costs(grid: Grid, first: Syllable) -> Floats:
    """Return what it costs to begin at each slot. (slots,)"""
    passed = np.concatenate([[0.0], np.cumsum(grid.rhythm_weight * (grid.onset & (grid.steps >= 0)))[:-1]])
    pickups = np.concatenate([[0.0], np.cumsum(grid.onset & (grid.steps < 0))[:-1]])
    early = grid.steps < 0
    missed, flat = (costs.HOOK_UPBEAT,) * 2 if grid.hook_steps else (costs.UPBEAT_MISSED, costs.UPBEAT_FLAT)
    upbeat = missed * pickups * first.rises + flat * early * (not first.rises)
    return costs.LATE_START * passed + upbeat + _off_cell_costs(grid) + _emphasis_costs(grid, first)


def _own_costs(grid: Grid, syllable: Syllable) -> Floats:
    """Return what it costs to begin a note with this mora. (slots,)"""
    if syllable.silent:
        return np.full(grid.slots, costs.FORBIDDEN)  # ッ has no sound that could begin one
    cost = _off_cell_costs(grid) + _emphasis_costs(grid, syllable) + costs.OWN_NOTE.get(syllable.continues, 0.0)
    if syllable.starts_phrase:
        on_beat, between = grid.steps % STEPS_PER_BEAT == 0, grid.steps % STEPS_PER_EIGHTH != 0
        cost = cost + np.where(on_beat, 0.0, np.where(between, costs.PHRASE_ON_SIXTEENTH, costs.PHRASE_ON_OFFBEAT))
    return cost + _hook_costs(grid, syllable)


def _hook_costs(grid: Grid, syllable: Syllable) -> Floats:
    """Return what it costs that the hook moves against this mora's accent, or leaps within its syllable. (slots,)"""
    cost = np.zeros(grid.slots)
    up, level, down = np.minimum(costs.ACCENT[syllable.relation], costs.HOOK_AGAINST_ACCENT)
    for slot, (before, here) in zip(grid.hook_slots[1:], pairwise(grid.hook_steps), strict=False):
        torn = bool(syllable.continues) and abs(here - before) > 1
        cost[slot] = costs.HOOK_AGAINST_ACCENT if torn else up if here > before else down if here < before else level
    return cost


def _join_costs(grid: Grid, syllable: Syllable) -> Floats:
    """Return what it costs that this mora shares the note before it, from each slot on. (slots,)"""
    if not syllable.continues:
        return np.full(grid.slots, costs.FORBIDDEN)
    inside = costs.JOINED_FALL * (syllable.relation == "fall" and not syllable.silent)
    return costs.JOINED[syllable.continues] + inside + _skip_costs(grid)


def _emphasis_costs(grid: Grid, syllable: Syllable) -> Floats:
    """Return what it costs that the mora of the asked word misses a strong beat. (slots,)"""
    if not syllable.stressed:
        return np.zeros(grid.slots)
    on_beat = grid.steps % STEPS_PER_BEAT == 0
    return np.where(grid.strong, 0.0, np.where(on_beat, costs.KEY_ON_WEAK_BEAT, costs.KEY_OFF_BEAT))


def _gap_costs(grid: Grid, gap: int, syllable: Syllable) -> Floats:
    """Return what it costs to stay on this mora for so many sixteenths from each slot. (slots,)"""
    cost = np.zeros(grid.slots)
    if gap < STEPS_PER_EIGHTH:
        cost += costs.RUSHED_STOP if syllable.silent else costs.RUSHED
        cost += costs.RUSHED_LONG * (syllable.continues == LONG)
    eighths_more = max(0.0, gap / STEPS_PER_EIGHTH - 1)
    if syllable.stressed:
        cost += costs.KEY_SHORT * max(0.0, 1 - eighths_more)
    elif syllable.silent:
        cost += costs.STOP_HELD * eighths_more
    elif not syllable.ends_phrase:
        cost += costs.WEAK_HELD * eighths_more
        written = grid.note_end - np.arange(grid.slots)
        cost += costs.TORN * (gap - np.maximum(written, STEPS_PER_EIGHTH) >= STEPS_PER_EIGHTH)
    return cost


def _end_costs(grid: Grid) -> Floats:
    """Return what it costs to begin the last mora at each slot. (slots,)"""
    slot = np.arange(grid.slots)
    after = grid.onset.sum() - np.cumsum(grid.onset)
    cost = costs.EARLY_END * after + costs.SHORT_LAST * (grid.note_end - slot < LAST_HELD)
    return np.where(slot + SHORTEST_LAST + BREATH > grid.slots, costs.FORBIDDEN / 2, cost)


def _rate_costs(grid: Grid, starts: NDArray[np.int64], morae: int) -> Floats:
    """Return what it costs that a line from there to there is too slow or too fast. (starts, slots)"""
    span = np.arange(grid.slots)[None, :] - starts[:, None]
    slowest = (morae - 1) / SLOWEST_MORAE_PER_S / grid.step_s
    fastest = (morae - 1) / FASTEST_MORAE_PER_S / grid.step_s
    away = np.clip(span - slowest, 0, None) + np.clip(fastest - span, 0, None)
    return costs.WRONG_RATE * np.ceil(away)
