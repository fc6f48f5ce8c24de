"""Where the morae of a line may fall: the grid of a line's window, and what each place and gap costs.

A line owns a window of sixteenths as long as its bars, moved forward by the style's pick-up, so that it may begin
before its bar and always ends before the next line begins. The style's rhythm says where syllables like to be; a line
with fewer morae leaves out the cheapest places and one with more fills in, which keeps one feel across mora counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnemo.model import Mora
from mnemo.music import costs
from mnemo.styles.music import STEPS_PER_BAR

Floats = NDArray[np.float64]

STEPS_PER_EIGHTH = 2
STEPS_PER_BEAT = 4
GAPS = (1, 2, 3, 4, 6, 8)  # sixteenths from one mora to the next
BREATH = 2  # sixteenths of rest at the end of a window, if there is room
HELD_LAST = 6  # what the last note wants, a dotted quarter,
LONGEST_LAST = 8  # and what it gets at most
STRONG_STEPS = (0, 8)  # beats 1 and 3 of a bar


@dataclass(frozen=True)
class Syllable:
    """What rhythm and melody need to know of a mora."""

    relation: str  # to the mora before: a key of costs.ACCENT; "free" for the first
    starts_phrase: bool = False
    ends_phrase: bool = False
    silent: bool = False  # ッ
    moraic: bool = False  # ン or ー
    rises: bool = False  # the accent goes up right after
    key_word: bool | None = None  # whether of the word that a quiz asks for; None where that does not matter


@dataclass(frozen=True, eq=False)
class Grid:
    """The window of one line. Slots are sixteenths; slot `pickup` is beat 1 of the line's first bar."""

    slots: int
    pickup: int
    pattern: NDArray[np.bool_]  # (slots,) where syllables like to be
    crowded: bool  # whether four sixteenths a beat are too fast to sing

    def step(self, slot: int) -> int:
        """Sixteenths since the line's first beat 1; negative in the pick-up."""
        return slot - self.pickup

    def held(self, slot: int) -> int:
        """Sixteenths for which a last note that starts at this slot is held: until the breath, an eighth at least."""
        return min(max(self.slots - BREATH - slot, STEPS_PER_EIGHTH), LONGEST_LAST)

    @property
    def strong(self) -> NDArray[np.bool_]:
        return np.isin((np.arange(self.slots) - self.pickup) % STEPS_PER_BAR, STRONG_STEPS)


def make_grid(rhythm: Sequence[bool], bars: int, pickup_eighths: int, crowded: bool) -> Grid:
    """The style's two bars of eighths over a window: the first bar as often as needed, the second as its close."""
    half = len(rhythm) // 2
    in_eighths = list(rhythm[:half]) * (bars - 1) + list(rhythm[half:])
    pickup = pickup_eighths * STEPS_PER_EIGHTH
    pattern = np.zeros(bars * STEPS_PER_BAR, bool)
    places = np.flatnonzero(in_eighths) * STEPS_PER_EIGHTH + pickup
    pattern[places[places < len(pattern)]] = True
    return Grid(len(pattern), pickup, pattern, crowded)


def syllables(phrases: Sequence[Sequence[Mora]], key_word: range) -> tuple[Syllable, ...]:
    """The accent relations of a line. Across ッ, which has no pitch, a fall or rise is carried to the next mora.

    A key word is one that stands out: where it is more than half of the line, it does not.
    """
    stands_out = 0 < 2 * len(key_word) <= sum(map(len, phrases))
    found: list[Syllable] = []
    before: Mora | None = None
    carried = ""
    for phrase in phrases:
        for i, mora in enumerate(phrase):
            relation = carried or _relation(before, mora, starts_phrase=i == 0)
            carried = relation if mora.silent and relation in ("fall", "rise") else ""
            following = phrase[i + 1] if i + 1 < len(phrase) else None
            found.append(
                Syllable(
                    relation,
                    starts_phrase=i == 0,
                    ends_phrase=following is None,
                    silent=mora.silent,
                    moraic=mora.kana in ("ン", "ー"),
                    rises=following is not None and following.high and not mora.high,
                    key_word=(len(found) in key_word and mora.high) if stands_out else None,
                )
            )
            before = mora
    return tuple(found)


def _relation(before: Mora | None, mora: Mora, starts_phrase: bool) -> str:
    if before is not None and before.falls:
        return "fall"
    if before is None or starts_phrase:
        return "free"
    if mora.high and not before.high:
        return "rise"
    if mora.kana == "ー":
        return "vowel"
    return "high" if mora.high else "low"


def start_costs(grid: Grid, first: Syllable) -> Floats:
    """(slots,) what it costs to begin at each slot."""
    passed = np.concatenate([[0], np.cumsum(grid.pattern)[:-1]])
    cost = costs.LATE_START * passed + onset_costs(grid, first)
    upbeat = costs.PICKUP if first.rises else costs.PICKUP_FLAT
    early = np.arange(grid.slots) < grid.pickup
    cost[early] = upbeat * (grid.pickup - np.arange(grid.slots)[early]) / STEPS_PER_EIGHTH
    cost[early & (np.arange(grid.slots) % STEPS_PER_EIGHTH == 1)] = costs.FORBIDDEN
    return cost


def onset_costs(grid: Grid, syllable: Syllable) -> Floats:
    """(slots,) what it costs to set this mora on each slot."""
    step = np.arange(grid.slots) - grid.pickup
    between = step % STEPS_PER_EIGHTH != 0
    on_beat = step % STEPS_PER_BEAT == 0
    cost = np.where(grid.pattern, 0.0, np.where(between, costs.SIXTEENTH, costs.OFF_PATTERN))
    cost[step < 0] = 0.0  # the pick-up has no pattern
    if syllable.starts_phrase:
        cost = cost + np.where(on_beat, 0.0, np.where(between, costs.PHRASE_ON_SIXTEENTH, costs.PHRASE_ON_OFFBEAT))
    if syllable.silent:
        cost = cost + costs.SOKUON_ON_BEAT * on_beat
    if syllable.moraic:
        cost = cost + costs.MORAIC_ON_BEAT * on_beat
    return cost


def gap_costs(grid: Grid, gap: int, slow: float, ends_phrase: bool, silent: bool) -> Floats:
    """(slots,) what it costs to hold a mora for `gap` sixteenths from each slot. `slow` weighs long gaps."""
    skipped = np.concatenate([[0], np.cumsum(grid.pattern)])
    start = np.arange(grid.slots)
    cost = costs.SKIPPED * (skipped[np.minimum(start + gap, grid.slots)] - skipped[np.minimum(start + 1, grid.slots)])
    if gap < STEPS_PER_EIGHTH:
        cost = cost + costs.RUSHED
        if grid.crowded:  # at most three a beat: nothing moves from the third sixteenth to the fourth
            cost = np.where((start - grid.pickup) % STEPS_PER_BEAT == STEPS_PER_EIGHTH, costs.FORBIDDEN, cost)
    eighths_more = max(0.0, gap / STEPS_PER_EIGHTH - 1)
    cost = cost + slow * costs.LONG_GAP * max(0.0, eighths_more - 1)
    if eighths_more:
        cost = cost + slow * (costs.PAUSE if ends_phrase else costs.TORN * min(1.0, eighths_more))
    if silent and gap > STEPS_PER_EIGHTH:
        cost = cost + costs.SOKUON_LONG
    return cost


def end_costs(grid: Grid) -> Floats:
    """(slots,) what it costs to have the last mora at each slot."""
    slot = np.arange(grid.slots)
    after = grid.pattern.sum() - np.cumsum(grid.pattern)
    held = np.array([grid.held(s) for s in range(grid.slots)])
    breathless = slot + held > grid.slots - BREATH
    short = np.clip(HELD_LAST - held, 0, None) / STEPS_PER_EIGHTH
    cost = costs.EARLY_END * after + costs.SHORT_LAST * short + costs.NO_BREATH * breathless
    return np.where(slot + held > grid.slots, costs.FORBIDDEN, cost)
