"""The measures of a song's rhythm: how fast it speaks, where it breathes, what its hook is, how near it is to pop.

Ticks of the score are counted in sixteenths where a measure says so. Shares are 0..1; a share of nothing is None.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from mnemo import units
from mnemo.model import SungNote
from mnemo.quality import pop
from mnemo.quality.sung import SungLine, in_sections, share

STEP_TICKS = units.TICKS_PER_BAR // pop.STEPS_PER_BAR
HELD_TICKS = units.TICKS_PER_BEAT  # a note of a quarter or longer lets the listener rest
REST_TICKS = units.TICKS_PER_BEAT // 2  # so does silence of an eighth
FOURTH, RESOLVING = 5, 2  # semitones: a leap of a hook, and the step that resolves it


def like_pop(lines: Sequence[SungLine]) -> dict[str, float]:
    """The measures of `pop.TABLE` over all lines in singing order, repeats included."""
    return pop.measure([(round(n.onset_ticks / STEP_TICKS), n.midi) for line in lines for n in line.sounding])


def speed(lines: Sequence[SungLine], us_per_beat: int) -> dict[str, Any]:
    """Morae a second. `slowest` and `fastest` line: onsets after the first by the time from first to last onset, which
    leaves the held last note out; lines of one mora are passed over. `busiest_beat`: the most onsets within one beat
    of the grid, by its length."""
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


def longest_without_rest(lines: Sequence[SungLine]) -> float:
    """The longest stretch of singing, in bars, without a rest of an eighth or a note of a quarter or more."""
    return _longest([n for line in lines for n in line.sounding], HELD_TICKS)


def longest_without_breath(lines: Sequence[SungLine]) -> float:
    """The longest stretch of singing, in bars, without a rest of an eighth."""
    return _longest([n for line in lines for n in line.sounding], None)


def _longest(notes: Sequence[SungNote], held_ticks: int | None) -> float:
    """From the first onset after a rest (or a held note) to the last before the next, in bars."""
    longest, since, end = 0, None, 0
    for note in notes:
        if since is None or note.onset_ticks - end >= REST_TICKS:
            since = note.onset_ticks
        longest = max(longest, note.onset_ticks - since)
        end = note.onset_ticks + note.duration_ticks
        if held_ticks is not None and note.duration_ticks >= held_ticks:
            since = None
    return round(longest / units.TICKS_PER_BAR, 2)


def hook(lines: Sequence[SungLine]) -> dict[str, Any] | None:
    """What comes back at the end of the chorus's lines: the commonest rhythm of their last bars. None without a chorus.

    onsets      of that rhythm, in sixteenths of the bar
    comes_back  the share of chorus lines that end in it
    same_way    of those, the share whose notes go up, stay and go down as in the commonest contour among them
    held        beats of the longest note of the first line that has rhythm and contour
    leap        the widest interval of that line within the bar, semitones; `resolved` if a step of a second follows it
    """
    endings = [_last_bar(line) for chorus in in_sections(lines, "chorus") for line in chorus]
    endings = [ending for ending in endings if ending]
    if not endings:
        return None
    rhythms = [tuple(n.onset_ticks % units.TICKS_PER_BAR // STEP_TICKS for n in ending) for ending in endings]
    onsets = Counter(rhythms).most_common(1)[0][0]
    returns = [ending for ending, rhythm in zip(endings, rhythms, strict=True) if rhythm == onsets]
    contour = Counter(map(_contour, returns)).most_common(1)[0][0]
    model = next(ending for ending in returns if _contour(ending) == contour)
    moves = [b.midi - a.midi for a, b in pairwise(model)]
    widest = max(range(len(moves)), key=lambda i: abs(moves[i]), default=None)
    return {
        "onsets": list(onsets),
        "pitches": [n.midi for n in model],
        "comes_back": share(rhythm == onsets for rhythm in rhythms),
        "same_way": share(_contour(ending) == contour for ending in returns),
        "held_beats": round(max(n.duration_ticks for n in model) / units.TICKS_PER_BEAT, 2),
        "leap_semitones": abs(moves[widest]) if widest is not None else 0,
        "resolved": widest is not None and any(0 < abs(m) <= RESOLVING for m in moves[widest + 1 : widest + 2]),
    }


def _last_bar(line: SungLine) -> list[SungNote]:
    """The notes that begin in the last of a line's bars."""
    start = line.start_ticks + (line.line.bars - 1) * units.TICKS_PER_BAR
    return [n for n in line.sounding if n.onset_ticks >= start]


def _contour(notes: Sequence[SungNote]) -> tuple[int, ...]:
    return tuple((b.midi > a.midi) - (b.midi < a.midi) for a, b in pairwise(notes))
