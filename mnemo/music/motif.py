"""The tune that a section kind keeps while its words change.

A motif is a pitch for every sixteenth of a line, found without any text: a contour of the style, bent to the chords by
the same dynamic programming that sets the lines. Lines in the same place of their sections share it, so verse 2 sings
verse 1's tune and the accents only bend it. Eight bars are a parallel period, A B A C: call, reply, call, way home;
both calls stand over the same chords of a four-bar progression.

The seed draws several candidates and keeps the cheapest by the costs of the melody and of the hook.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mnemo.music import costs, melody, rhythm
from mnemo.music.melody import Setting, Sung
from mnemo.music.rhythm import Floats, Grid, Syllable
from mnemo.styles.music import STEPS_PER_BAR

BEATS = 4  # a bar
ROLES = ("A", "B", "A", "C")
LIFT = {"A": 0.0, "B": 0.5, "C": 0.0}  # scale steps
HOMEWARD = (0.0, 0.0, 0.0, 0.0, 0.0, -0.5, -1.0, -1.0, -1.0)  # what the closing line adds to its contour
JITTER = 0.8  # how far chance may bend a contour, scale steps


def role(place: int, last: bool) -> str:
    return "C" if last else ROLES[place % len(ROLES)]


def contour(contours: Sequence[Sequence[int]], chance: np.random.Generator) -> Floats:
    """One of the style's contours, bent a little: (9,) scale steps at the pick-up and at each beat of two bars."""
    chosen = contours[int(chance.integers(len(contours)))]
    return np.array(chosen) + chance.uniform(-JITTER, JITTER, len(chosen))


def target(shape: Floats, grid: Grid, pitches: NDArray[np.int64], centre_midi: float, role: str) -> Floats:
    """(slots,) the contour as pitch indices over a line's window.

    Longer lines say the first bar as often as needed, shorter ones begin with the second.
    """
    steps = shape + (np.array(HOMEWARD) if role == "C" else 0.0)
    bars = grid.slots // STEPS_PER_BAR
    beat = (np.arange(grid.slots) - grid.pickup) // rhythm.STEPS_PER_BEAT
    in_last_bar = beat >= BEATS * (bars - 1)
    index = np.where(beat < 0, 0, 1 + beat % BEATS + BEATS * in_last_bar)
    centre = np.interp(centre_midi, pitches, np.arange(len(pitches)))
    return np.clip(centre + LIFT[role] + steps[index], 0, len(pitches) - 1)


def near(target: Floats, pitches: int) -> Floats:
    """(slots, pitches) what it costs to leave the motif."""
    away = np.abs(np.arange(pitches)[None, :] - target[:, None])
    table = np.array([*costs.MOTIF, costs.MOTIF_FURTHER])
    return np.interp(away, np.arange(len(table)), table)


def neutral(grid: Grid) -> tuple[Syllable, ...]:
    """A text without accents, one mora on every place of the rhythm."""
    return tuple(Syllable("free") for _ in range(int(grid.pattern.sum())))


def hum(setting: Setting) -> Sung:
    """The motif itself: the setting sung without words."""
    return melody.sing(setting, neutral(setting.grid))


def as_target(sung: Sung, grid: Grid, pitches: NDArray[np.int64]) -> Floats:
    """(slots,) the pitch index of the note that sounds at each slot; before the first, the first."""
    index = np.searchsorted(pitches, sung.pitches)
    at = np.searchsorted(sung.slots, np.arange(grid.slots) - grid.pickup, side="right") - 1
    return index[np.maximum(at, 0)].astype(float)


def dullness(sung: Sung) -> float:
    """What a hook pays for having nothing to remember: few pitches, no leap, or one note said too often."""
    pitches = np.array(sung.pitches)
    moves = np.abs(np.diff(pitches))
    few = max(0, 4 - len(set(sung.pitches)))
    flat = max(0.0, float((moves == 0).mean()) - 0.4)
    return 1.5 * few + 10.0 * flat + (0.0 if (moves >= 3).any() else 2.0)
