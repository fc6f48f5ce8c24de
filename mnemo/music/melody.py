"""One sung line: the cheapest way through pitch and time, found by dynamic programming.

After Fukayama, Nakatsuma, Sako, Nishimoto & Sagayama 2010 ("Automatic song composition from the lyrics exploiting
prosody of the Japanese language"), who choose pitches for a fixed rhythm by costs of accent, harmony and voice
leading; here onset and pitch are chosen together, and a motif takes the place of their accompaniment figure. The
state is (slot, pitch, heading); all weights are named in `mnemo.music.costs`.

A line is set from its own text, its chords and its motif alone, so that an edit of one line leaves the others alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from mnemo.model import Chord
from mnemo.music import costs, rhythm
from mnemo.music.harmony import STABLE_TONES
from mnemo.music.patterns import STEP_TICKS
from mnemo.music.rhythm import GAPS, Floats, Grid, Syllable

LEVEL, UP, DOWN, LEAPT_UP, LEAPT_DOWN = range(5)  # where a melody is heading
HEADINGS = 5
SLOWEST_MORAE_PER_S = 4.0
PATIENCE = 5  # how often the long gaps are made dearer until the line is fast enough


@dataclass(frozen=True, eq=False)
class Setting:
    """Everything but the text that decides a line."""

    grid: Grid
    pitches: NDArray[np.int64]  # (pitches,) MIDI numbers of the scale within the section's range, ascending
    node: Floats  # (slots, pitches) cost of a note that starts there: voice and harmony
    motif: Floats  # (slots, pitches) cost of leaving the motif
    clash: Floats  # (slots, pitches) cost of sounding there through a strong beat
    end: Floats  # (slots, pitches) cost of ending there
    spotlight: bool  # whether the top belongs to the key word
    step_s: float  # seconds of a sixteenth


@dataclass(frozen=True)
class Sung:
    """The notes of one line. Slots and durations are sixteenths; slot 0 is beat 1 of the line's first bar."""

    slots: tuple[int, ...]
    durations: tuple[int, ...]
    pitches: tuple[int, ...]
    cost: float


def chord_costs(
    grid: Grid, pitches: NDArray[np.int64], chords: Sequence[Chord], scale: frozenset[int]
) -> tuple[Floats, Floats]:
    """(slots, pitches) what a note's start costs against the chords, and what sounding through a slot costs."""
    classes = [int(p) % 12 for p in pitches]
    outside = np.array([[c not in chord.pitch_classes for c in classes] for chord in chords])  # (chords, pitches)
    beside = np.array([[_beside_altered(c, chord, scale) for c in classes] for chord in chords])
    on_beat = (np.arange(grid.slots) - grid.pickup) % rhythm.STEPS_PER_BEAT == 0
    weak = np.where(on_beat, costs.BEAT_CLASH, costs.PASSING_CLASH)
    price = np.where(grid.strong, costs.STRONG_CLASH, weak)[:, None]  # (slots, 1)
    which = chord_indices(grid, chords)
    start = price * outside[which] + costs.AVOID * beside[which]
    through = costs.STRONG_CLASH * grid.strong[:, None] * outside[which]
    return start, through


def end_costs(grid: Grid, pitches: NDArray[np.int64], chords: Sequence[Chord], closes: bool) -> Floats:
    """(slots, pitches) a line ends on a chord tone, a section on a stable one, best on the root."""
    return np.array([[_end_cost(int(p) % 12, chord, closes) for p in pitches] for chord in chords])[
        chord_indices(grid, chords)
    ]


def chord_indices(grid: Grid, chords: Sequence[Chord]) -> NDArray[np.intp]:
    """(slots,) which chord sounds; the pick-up already belongs to the first."""
    ends = np.array([c.end_ticks for c in chords])
    ticks = (np.arange(grid.slots) - grid.pickup) * STEP_TICKS
    return np.minimum(np.searchsorted(ends, ticks, side="right"), len(chords) - 1)


def _beside_altered(pitch_class: int, chord: Chord, scale: frozenset[int]) -> bool:
    """Whether this tone grates on a tone of the chord that is foreign to the scale, a semitone away."""
    if pitch_class in chord.pitch_classes:
        return False
    return any(c not in scale and (c - pitch_class) % 12 in (1, 11) for c in chord.pitch_classes)


def _end_cost(pitch_class: int, chord: Chord, closes: bool) -> float:
    if not closes:
        return 0.0 if pitch_class in chord.pitch_classes else costs.LINE_END_CLASH
    if pitch_class not in chord.pitch_classes[:STABLE_TONES]:
        return costs.UNSTABLE_END
    return 0.0 if pitch_class == chord.root else costs.END_NOT_ROOT


def sing(setting: Setting, syllables: Sequence[Syllable]) -> Sung:
    """The cheapest setting of these morae that is not slower than a singer would take it."""
    slow = 1.0
    for _ in range(PATIENCE):
        sung = search(setting, syllables, slow)
        span_s = (sung.slots[-1] - sung.slots[0]) * setting.step_s
        if span_s * SLOWEST_MORAE_PER_S <= len(sung.slots) - 1:
            break
        slow *= 2.0
    return sung


def search(setting: Setting, syllables: Sequence[Syllable], slow: float) -> Sung:
    """Forward pass over morae, keeping for each (slot, pitch, heading) the cheapest way there, then back."""
    grid = setting.grid
    slots, pitches = setting.node.shape
    scale = tuple(setting.pitches.tolist())
    moves = {s.relation: _moves(scale, s.relation) for s in syllables}
    still = _still(pitches)
    best = np.full((slots, pitches, HEADINGS), costs.FORBIDDEN * 10)
    best[:, :, 0] = rhythm.start_costs(grid, syllables[0])[:, None] + _node(setting, syllables[0])
    price_of = cache(partial(rhythm.gap_costs, grid))
    came: list[tuple[NDArray[np.intp], NDArray[np.intp]]] = []
    through = np.concatenate([np.zeros((1, pitches)), np.cumsum(setting.clash, 0)])  # (slots + 1, pitches)
    for before, syllable in pairwise(syllables):
        arrivals = np.full((len(GAPS), slots, pitches, HEADINGS), costs.FORBIDDEN * 10)
        for g, gap in enumerate(GAPS):
            held = through[gap:slots] - through[1 : slots - gap + 1]  # strong beats strictly inside the note
            price = price_of(gap, slow, before.ends_phrase, before.silent)[: slots - gap, None] + held
            arrivals[g, gap:] = best[: slots - gap] + price[:, :, None]
        which = arrivals.argmin(0)  # (slots, pitches, HEADINGS) the gap by which the note before got here
        arrived = arrivals.min(0).reshape(slots, -1)
        ways = arrived[:, :, None] + (still if syllable.silent else moves[syllable.relation])[None]
        origin = ways.argmin(1)  # (slots, states)
        onset = rhythm.onset_costs(grid, syllable)[:, None] + _node(setting, syllable)
        best = ways.min(1).reshape(slots, pitches, HEADINGS) + onset[:, :, None]
        came.append((which.reshape(slots, -1), origin))
    held = np.array([min(slot + grid.held(slot), slots) for slot in range(slots)])
    through_end = through[held] - through[1:]  # strong beats under the last note
    best = best + (rhythm.end_costs(grid)[:, None] + setting.end + through_end)[:, :, None]
    best[:, :, LEAPT_UP:] += costs.UNRESOLVED
    return _back(setting, best, came)


def _back(
    setting: Setting, best: NDArray[np.float64], came: Sequence[tuple[NDArray[np.intp], NDArray[np.intp]]]
) -> Sung:
    pitches = len(setting.pitches)
    slot, state = divmod(int(best.argmin()), pitches * HEADINGS)
    path = [(slot, state)]
    for which, origin in reversed(came):
        state = int(origin[slot, state])
        slot -= GAPS[int(which[slot, state])]
        path.append((slot, state))
    path.reverse()
    slots = [s for s, _ in path]
    ends = [*slots[1:], slots[-1] + setting.grid.held(slots[-1])]
    return Sung(
        tuple(setting.grid.step(s) for s in slots),
        tuple(end - start for start, end in zip(slots, ends, strict=True)),
        tuple(int(setting.pitches[state // HEADINGS]) for _, state in path),
        float(best.min()),
    )


def _node(setting: Setting, syllable: Syllable) -> Floats:
    """(slots, pitches) what this mora costs wherever it starts."""
    if not setting.spotlight or syllable.key_word is None:
        return setting.node + setting.motif
    loyal = costs.KEY_WORD_MOTIF if syllable.key_word else 1.0
    table = np.array(costs.KEY_WORD if syllable.key_word else costs.KEPT_TOP)
    below = np.arange(len(setting.pitches))[::-1]  # scale steps below the top
    return setting.node + loyal * setting.motif + table[np.minimum(below, len(table) - 1)]


@lru_cache(maxsize=64)
def _moves(pitches: tuple[int, ...], relation: str) -> Floats:
    """(states, states) what it costs to go from one pitch to another. A state is pitch * HEADINGS + heading."""
    at = np.array(pitches)
    interval = at[None, :] - at[:, None]  # (from, to)
    size = np.abs(interval)
    table = np.array(costs.INTERVAL)
    price = np.where(size < len(table), table[np.minimum(size, len(table) - 1)], costs.WIDER)
    up, level, down = costs.ACCENT[relation]
    price = price + np.where(interval > 0, up, np.where(interval < 0, down, level))
    moved = np.where(interval > 0, UP, DOWN) + np.where(size > costs.LEAP_SEMITONES, LEAPT_UP - UP, 0)
    n = len(at)
    moves = np.full((n, HEADINGS, n, HEADINGS), costs.FORBIDDEN)
    for heading in range(HEADINGS):
        leapt = heading in (LEAPT_UP, LEAPT_DOWN)
        heading_up, heading_down = heading in (UP, LEAPT_UP), heading in (DOWN, LEAPT_DOWN)
        on = (interval > 0) & heading_up | (interval < 0) & heading_down
        back = (interval < 0) & heading_up | (interval > 0) & heading_down
        resolving = costs.UNRESOLVED * (size > costs.STEP_SEMITONES) + costs.SAME_WAY * on
        extra = resolving if leapt else costs.ZIGZAG * back
        after = np.where(interval == 0, heading if leapt else LEVEL, moved)  # a repeated note leaves a leap pending
        for state in range(HEADINGS):
            moves[:, heading, :, state] = np.where(after == state, price + extra, costs.FORBIDDEN)
    return moves.reshape(n * HEADINGS, n * HEADINGS)


def _still(pitches: int) -> Floats:
    """(states, states) only staying is possible."""
    return np.where(np.eye(pitches * HEADINGS, dtype=bool), 0.0, costs.SILENT_MOVES)
