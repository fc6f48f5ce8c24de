"""The tune that a section kind keeps while its words change.

A motif is a pitch for every sixteenth of a line, found without any text: a contour of the style, adapted to the chords
by the same dynamic programming that sets the lines. Lines in the same place of their sections share it, so verse 2
sings verse 1's tune, and the accents change single notes only. Eight bars are a parallel period, A B A C: call, reply,
call, close; both calls have the same chords of a four-bar progression.

The seed draws several candidates and keeps the cheapest by the costs of the melody and of the hook.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from mnemo.music import costs, melody, rhythm
from mnemo.music.melody import LineCosts, Sung
from mnemo.music.rhythm import Floats, Grid
from mnemo.music.syllables import Syllable
from mnemo.styles.strings import STEPS_PER_BAR

BEATS = 4  # a bar
ROLES = ("A", "B", "A", "C")
LIFT = {"A": 0.0, "B": 0.5, "C": 0.0}  # scale steps
HOMEWARD = (0.0, 0.0, 0.0, 0.0, 0.0, -0.5, -1.0, -1.0, -1.0)  # what the closing line adds to its contour
HOOK_ROOM = 2  # scale steps above the hook, which belong to the asked word
HOOK_LEAPS = (5, 7, 8, 9)  # semitones: a fourth, a fifth, a sixth; never a tritone
JITTER = 0.8  # how far chance may bend a contour, scale steps


def choose_role(place: int, last: bool) -> str:
    return "C" if last else ROLES[place % len(ROLES)]


def draw_contour(contours: Sequence[Sequence[int]], chance: np.random.Generator) -> Floats:
    """Draw one of the style's contours, slightly changed: scale steps at the pick-up and each beat of two bars. (9,)"""
    chosen = contours[int(chance.integers(len(contours)))]
    return np.array(chosen) + chance.uniform(-JITTER, JITTER, len(chosen))


def make_target(shape: Floats, grid: Grid, pitches: NDArray[np.int64], centre_midi: float, role: str) -> Floats:
    """Return the contour as pitch indices over a line's window. (slots,)

    Longer lines say the first bar as often as needed, shorter ones begin with the second.
    """
    steps = shape + (np.array(HOMEWARD) if role == "C" else 0.0)
    bars = grid.slots // STEPS_PER_BAR
    beat = grid.steps // rhythm.STEPS_PER_BEAT
    in_last_bar = beat >= BEATS * (bars - 1)
    index = np.where(beat < 0, 0, 1 + beat % BEATS + BEATS * in_last_bar)
    centre = np.interp(centre_midi, pitches, np.arange(len(pitches)))
    return np.clip(centre + LIFT[role] + steps[index], 0, len(pitches) - 1)


def add_hook(line_costs: LineCosts, target: Floats) -> Floats:
    """Begin a target with the hook, at the height where it fits the chords best. (slots,)

    Its leap must be a fourth at least and no tritone.
    """
    grid, pitches, steps = line_costs.grid, line_costs.pitches, line_costs.grid.hook_steps
    slots = grid.hook_slots
    heights = [top for top in range(len(pitches)) if top + min(steps) >= 0]
    if not slots or not heights:
        return target
    preferred = len(pitches) - 1 - HOOK_ROOM

    def cost(top: int) -> float:
        at = [top + step for step in steps[: len(slots)]]
        moves = [abs(int(pitches[b] - pitches[a])) for a, b in pairwise(at)]
        harmony = sum(float(line_costs.node[slot, i]) for slot, i in zip(slots, at, strict=True))
        sounding = sum(float(line_costs.clash[slot + 1 : grid.note_end[slot], i].sum()) for slot, i in zip(slots, at))  # noqa: B905
        bad = costs.BAD_HOOK_LEAP * (max(moves, default=0) not in HOOK_LEAPS)
        return costs.HOOK_HARMONY * (harmony + sounding) + bad + costs.HOOK_MOVED * abs(top - preferred)

    top = min(heights, key=cost)
    out = target.copy()
    for slot, step in zip(slots, steps, strict=False):
        out[slot : grid.contour_until] = top + step
    return out


def motif_costs(target: Floats, grid: Grid, pitches: int) -> Floats:
    """Return what it costs to leave the motif, which is most within the hook. (slots, pitches)"""
    away = np.abs(np.arange(pitches)[None, :] - target[:, None])
    table = np.array([*costs.MOTIF, costs.MOTIF_FURTHER])
    in_hook = np.arange(grid.slots) < grid.contour_until
    return np.where(in_hook[:, None], costs.HOOK_AWAY * away, np.interp(away, np.arange(len(table)), table))


def find_motif(line_costs: LineCosts) -> Sung:
    """Find the motif itself: the line sung without words, a note for every written one."""
    written = rhythm.place_on_cells(line_costs.grid)
    return melody.set_melody(line_costs, written, [Syllable("free")] * len(written.slots))


def to_target(sung: Sung, grid: Grid, pitches: NDArray[np.int64]) -> Floats:
    """Return the pitch index of the note that sounds at each slot; before the first, the first. (slots,)"""
    index = np.searchsorted(pitches, sung.pitches)
    at = np.searchsorted(sung.slots, grid.steps, side="right") - 1
    return index[np.maximum(at, 0)].astype(float)


def hook_cost(sung: Sung) -> float:
    """Return the cost of a hook that is hard to remember: few pitches, no leap, or one note too often."""
    pitches = np.array(sung.pitches)
    moves = np.abs(np.diff(pitches))
    few = max(0, 4 - len(set(sung.pitches)))
    flat = max(0.0, float((moves == 0).mean()) - 0.4)
    return 1.5 * few + 10.0 * flat + (0.0 if (moves >= 3).any() else 2.0)
