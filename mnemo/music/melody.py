"""The melody of one line: the cheapest sequence of pitches for its rhythm, found by dynamic programming.

After Fukayama, Nakatsuma, Sako, Nishimoto & Sagayama 2010 ("Automatic song composition from the lyrics exploiting
prosody of the Japanese language"), who choose pitches for a fixed rhythm by costs of accent, harmony and voice
leading; here a motif takes the place of their accompaniment figure. The rhythm comes from `mnemo.music.rhythm`; the
state is (pitch, heading); all weights are named in `mnemo.music.costs`.

A line is set from its own text, its chords and its motif alone, so that an edit of one line leaves the others alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from mnemo.model import Chord
from mnemo.music import costs, rhythm
from mnemo.music.harmony import STABLE_TONES
from mnemo.music.patterns import STEP_TICKS
from mnemo.music.rhythm import Floats, Grid, Placed
from mnemo.music.syllables import Syllable, relate_notes

LEVEL, UP, DOWN, LEAPT_UP, LEAPT_DOWN = range(5)  # where a melody is heading
HEADINGS = 5


@dataclass(frozen=True, eq=False)
class LineCosts:
    """The costs that decide the melody of a line, together with its text."""

    grid: Grid
    pitches: NDArray[np.int64]  # (pitches,) MIDI numbers of the scale within the section's range, ascending
    node: Floats  # (slots, pitches) cost of a note that starts there: voice and harmony
    motif: Floats  # (slots, pitches) cost of leaving the motif
    clash: Floats  # (slots, pitches) cost of sounding there through a strong beat
    end: Floats  # (slots, pitches) cost of ending there
    spotlight: bool  # whether the top belongs to the key word


@dataclass(frozen=True)
class Sung:
    """One line, mora by mora. Slots and durations are sixteenths; slot 0 is beat 1 of the line's first bar."""

    slots: tuple[int, ...]
    durations: tuple[int, ...]
    pitches: tuple[int, ...]
    shared: tuple[bool, ...]
    cost: float


def chord_costs(
    grid: Grid, pitches: NDArray[np.int64], chords: Sequence[Chord], scale: frozenset[int]
) -> tuple[Floats, Floats]:
    """Return what a note's start costs against the chords, and what sounding through a slot costs. (slots, pitches)"""
    classes = [int(p) % 12 for p in pitches]
    outside = np.array([[c not in chord.pitch_classes for c in classes] for chord in chords])  # (chords, pitches)
    beside = np.array([[_clashes_with_altered(c, chord, scale) for c in classes] for chord in chords])
    on_beat = grid.steps % rhythm.STEPS_PER_BEAT == 0
    weak = np.where(on_beat, costs.BEAT_CLASH, costs.PASSING_CLASH)
    price = np.where(grid.strong, costs.STRONG_CLASH, weak)[:, None]  # (slots, 1)
    which = chord_indices(grid, chords)
    start = price * outside[which] + costs.AVOID * beside[which]
    through = costs.STRONG_CLASH * grid.strong[:, None] * outside[which]
    return start, through


def end_costs(grid: Grid, pitches: NDArray[np.int64], chords: Sequence[Chord], closes: bool) -> Floats:
    """Return what an ending costs: off a chord tone, or in a section's last line off a stable one. (slots, pitches)"""
    return np.array([[_end_cost(int(p) % 12, chord, closes) for p in pitches] for chord in chords])[
        chord_indices(grid, chords)
    ]


def chord_indices(grid: Grid, chords: Sequence[Chord]) -> NDArray[np.intp]:
    """Return the index of the chord that sounds; the pick-up belongs to the first. (slots,)"""
    ends = np.array([c.end_ticks for c in chords])
    ticks = grid.steps * STEP_TICKS
    return np.minimum(np.searchsorted(ends, ticks, side="right"), len(chords) - 1)


def _clashes_with_altered(pitch_class: int, chord: Chord, scale: frozenset[int]) -> bool:
    """Tell whether this tone is a semitone from a tone of the chord that is foreign to the scale."""
    if pitch_class in chord.pitch_classes:
        return False
    return any(c not in scale and (c - pitch_class) % 12 in (1, 11) for c in chord.pitch_classes)


def _end_cost(pitch_class: int, chord: Chord, closes: bool) -> float:
    if not closes:
        return 0.0 if pitch_class in chord.pitch_classes else costs.LINE_END_CLASH
    if pitch_class not in chord.pitch_classes[:STABLE_TONES]:
        return costs.UNSTABLE_END
    return 0.0 if pitch_class == chord.root else costs.END_NOT_ROOT


def set_melody(line_costs: LineCosts, placed: Placed, line: Sequence[Syllable]) -> Sung:
    """Set a line to the cheapest pitches for its rhythm."""
    notes = placed.notes
    relations = relate_notes(line, notes)
    scale = tuple(line_costs.pitches.tolist())
    through = np.concatenate([np.zeros((1, len(scale))), np.cumsum(line_costs.clash, 0)])  # (slots + 1, pitches)
    best = np.full((len(scale), HEADINGS), costs.FORBIDDEN)
    best[:, LEVEL] = 0.0
    came: list[NDArray[np.intp]] = []
    for number, (note, relation) in enumerate(zip(notes, relations, strict=True)):
        last = placed.ends[notes[number + 1] - 1 if number + 1 < len(notes) else -1]
        slot = placed.slots[note]
        # `through` adds what strong beats within the note cost
        price = _note_costs(line_costs, slot, line[note]) + through[last] - through[slot + 1]
        if number:
            ways = best.reshape(-1, 1) + _move_costs(scale, relation, bool(line[note].continues))
            came.append(ways.argmin(0))
            best = ways.min(0).reshape(best.shape)
        best = best + price[:, None]
    best = best + line_costs.end[placed.slots[notes[-1]]][:, None]
    best[:, LEAPT_UP:] += costs.UNRESOLVED
    return _make_sung(line_costs, placed, _trace_back(best, came), float(best.min()))


def _trace_back(best: Floats, came: Sequence[NDArray[np.intp]]) -> list[int]:
    """Return the pitch index of each note."""
    state = int(best.argmin())
    path = [state // HEADINGS]
    for origin in reversed(came):
        state = int(origin[state])
        path.append(state // HEADINGS)
    return path[::-1]


def _make_sung(line_costs: LineCosts, placed: Placed, path: Sequence[int], cost: float) -> Sung:
    """Return the line mora by mora: those that share a note have its pitch."""
    of_note = np.cumsum([not shared for shared in placed.shared]) - 1
    return Sung(
        tuple(slot - line_costs.grid.pickup for slot in placed.slots),
        tuple(end - slot for slot, end in zip(placed.slots, placed.ends, strict=True)),
        tuple(int(line_costs.pitches[path[i]]) for i in of_note),
        placed.shared,
        cost,
    )


def _note_costs(line_costs: LineCosts, slot: int, syllable: Syllable) -> Floats:
    """Return what a note costs that begins there with this mora. (pitches,)"""
    node, motif = line_costs.node[slot], line_costs.motif[slot]
    if not line_costs.spotlight or syllable.key_word is None:
        return node + motif
    loyal = costs.KEY_WORD_MOTIF if syllable.key_word and slot >= line_costs.grid.contour_until else 1.0
    table = np.array(costs.KEY_WORD if syllable.key_word else costs.KEPT_TOP)
    below = np.arange(len(line_costs.pitches))[::-1]  # scale steps below the top
    return node + loyal * motif + table[np.minimum(below, len(table) - 1)]


@lru_cache(maxsize=64)
def _move_costs(pitches: tuple[int, ...], relation: str, within: bool) -> Floats:
    """Return what it costs to go from one pitch to another. (states, states)

    A state is pitch * HEADINGS + heading. `within`: both belong to one heavy syllable.
    """
    at = np.array(pitches)
    interval = at[None, :] - at[:, None]  # (from, to)
    size = np.abs(interval)
    table = np.array(costs.INTERVAL)
    price = np.where(size < len(table), table[np.minimum(size, len(table) - 1)], costs.WIDER)
    up, level, down = costs.ACCENT[relation]
    price = price + np.where(interval > 0, up, np.where(interval < 0, down, level))
    price = price + within * costs.LEAP_WITHIN * (size > costs.STEP_SEMITONES)
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
