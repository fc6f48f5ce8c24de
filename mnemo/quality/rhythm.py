"""The measures of a song's rhythm: how fast it speaks, where it breathes, what its hook is, how near it is to pop.

Ticks of the score are counted in sixteenths where a measure says so. Shares are 0..1; a share of nothing is None.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from mnemo import units
from mnemo.model import SungNote
from mnemo.quality import pop
from mnemo.quality.lines import MeasuredLine, group_by_section, share

STEP_TICKS = units.TICKS_PER_BAR // pop.STEPS_PER_BAR
HELD_TICKS = units.TICKS_PER_BEAT  # a note of a quarter or longer lets the listener rest
REST_TICKS = units.TICKS_PER_BEAT // 2  # so does silence of an eighth
FOURTH, RESOLVING = 5, 2  # semitones: a leap of a hook, and the step that resolves it


def like_pop(lines: Sequence[MeasuredLine]) -> dict[str, float]:
    """Return the measures of `pop.TABLE` over all lines in singing order, repeats included."""
    return pop.measure([(round(n.onset_ticks / STEP_TICKS), n.midi) for line in lines for n in line.sounding])


def speed(lines: Sequence[MeasuredLine], us_per_beat: int) -> dict[str, Any]:
    """Return the morae a second.

    `slowest` and `fastest` line: onsets after the first by the time from first to last onset, which leaves the held
    last note out; lines of one mora are passed over. `busiest_beat`: the most onsets within one beat of the grid, by
    its length.
    """
    rates = []
    busiest = 0
    for line in lines:
        span_s = units.ticks_to_s(line.onsets[-1] - line.onsets[0], us_per_beat)
        if span_s > 0:
            rates.append((len(line.onsets) - 1) / span_s)
        beats = [onset // units.TICKS_PER_BEAT for onset in line.onsets]
        busiest = max([busiest, *(beats.count(b) for b in set(beats))])
    beat_s = units.ticks_to_s(units.TICKS_PER_BEAT, us_per_beat)
    return {
        "slowest_line": round(min(rates), 2) if rates else None,
        "fastest_line": round(max(rates), 2) if rates else None,
        "busiest_beat": round(busiest / beat_s, 2),
    }


def longest_without_rest(lines: Sequence[MeasuredLine]) -> float:
    """Return the longest stretch of singing, in bars, without a rest of an eighth or a note of a quarter or more."""
    return _find_longest([n for line in lines for n in line.sounding], HELD_TICKS)


def longest_without_breath(lines: Sequence[MeasuredLine]) -> float:
    """Return the longest stretch of singing, in bars, without a rest of an eighth."""
    return _find_longest([n for line in lines for n in line.sounding], None)


def _find_longest(notes: Sequence[SungNote], held_ticks: int | None) -> float:
    """Find the longest time from the first onset after a rest (or a held note) to the last before the next, in bars."""
    longest, since, end = 0, None, 0
    for note in notes:
        if since is None or note.onset_ticks - end >= REST_TICKS:
            since = note.onset_ticks
        longest = max(longest, note.onset_ticks - since)
        end = note.onset_ticks + note.duration_ticks
        if held_ticks is not None and note.duration_ticks >= held_ticks:
            since = None
    return round(longest / units.TICKS_PER_BAR, 2)


def hook(lines: Sequence[MeasuredLine]) -> dict[str, Any] | None:
    """Return what comes back at the head of the chorus's lines: the commonest rhythm of their first bars, with the
    contour of the bar's first three notes. None without a chorus.

    onsets      of that rhythm, in sixteenths of the bar
    pitches     of the pick-up and the bar, in the first line that has this rhythm and contour
    comes_back  the share of chorus lines that begin with this rhythm
    same_way    the share whose first three notes in the bar go up, stay and go down as in most lines
    held        beats of the longest note of the first line that has rhythm and contour
    leap        the widest interval of that line from the pick-up to there, semitones; `resolved` if a step follows it
    """
    heads = [_find_head(line) for chorus in group_by_section(lines, "chorus") for line in chorus]
    heads = [head for head in heads if head.bar]
    if not heads:
        return None
    rhythm = Counter(head.onsets for head in heads).most_common(1)[0][0]
    contour = Counter(head.contour for head in heads if head.onsets == rhythm).most_common(1)[0][0]
    alike = [head for head in heads if (head.onsets, head.contour) == (rhythm, contour)]
    model = max(alike, key=lambda head: abs(head.leap))
    return {
        "onsets": list(rhythm),
        "pitches": [n.midi for n in (*model.pickup, *model.bar)],
        "comes_back": share(head.onsets == rhythm for head in heads),
        "same_way": share(head.contour == contour for head in heads),
        "leaps": share(abs(head.leap) >= FOURTH for head in heads),
        "held_beats": round(max(n.duration_ticks for n in model.bar) / units.TICKS_PER_BEAT, 2),
        "leap_semitones": model.leap,
        "resolved": model.resolved,
    }


@dataclass(frozen=True)
class Head:
    """How a line begins: the notes before its first bar and those that begin in it, in ticks since the bar's start."""

    pickup: tuple[SungNote, ...]
    bar: tuple[SungNote, ...]
    start_ticks: int

    @property
    def onsets(self) -> tuple[int, ...]:
        return tuple((n.onset_ticks - self.start_ticks) // STEP_TICKS for n in self.bar)

    @property
    def contour(self) -> tuple[int, ...]:
        """Up, level or down between the bar's first three notes."""
        return tuple((b.midi > a.midi) - (b.midi < a.midi) for a, b in pairwise(self.bar[:3]))

    @property
    def moves(self) -> list[int]:
        """Intervals from the pick-up on, as far as the bar's third note."""
        return [b.midi - a.midi for a, b in pairwise((*self.pickup, *self.bar[:3]))]

    @property
    def leap(self) -> int:
        return max(self.moves, key=abs, default=0)

    @property
    def resolved(self) -> bool:
        """Whether the widest interval is followed by a step, repeated notes aside."""
        moves = self.moves
        after = moves[moves.index(self.leap) + 1 :] if moves else []
        return abs(next((m for m in after if m), FOURTH)) <= RESOLVING


def _find_head(line: MeasuredLine) -> Head:
    start, end = line.start_ticks, line.start_ticks + units.TICKS_PER_BAR
    notes = [n for n in line.sounding if n.onset_ticks < end]
    early = [n for n in notes if n.onset_ticks < start]
    return Head(tuple(early), tuple(notes[len(early) :]), start)
