"""How near a melody's rhythm and intervals are to those of sung pop.

`TABLE` holds what 128 sung melodies of POP909 do (Wang et al. 2020, "POP909: A pop-song dataset for music arrangement
generation", MIT licence; every seventh song): the 5th and the 95th percentile of each measure. They were measured with
the functions of this module, on the beat grid of the data set's own files.

A tune is its attacks in order: (sixteenths since a bar line, MIDI pitch). A mora that shares the note before it and a
silent one are no attacks. IOI is the inter-onset interval, from one attack to the next, in whole sixteenths; what is
longer than a bar parts phrases and is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from math import log2

STEPS_PER_BAR = 16
EIGHTH, QUARTER, LONG = 2, 4, 6  # sixteenths; a long IOI is 1.5 beats or more
CROWDED = 7  # attacks in a bar
STEP, FIFTH = 2, 7  # semitones

Tune = Sequence[tuple[int, int]]

TABLE: dict[str, tuple[float, float]] = {  # measure -> 5th and 95th percentile
    "commonest_ioi": (0.40, 0.77),
    "ioi_entropy_bits": (1.13, 2.23),
    "ioi_eighth": (0.06, 0.75),
    "ioi_quarter": (0.01, 0.34),
    "ioi_long": (0.02, 0.21),
    "odd_sixteenths": (0.0, 0.49),
    "repeated": (0.08, 0.38),
    "step": (0.29, 0.61),
    "third_to_fifth": (0.17, 0.44),
    "wider": (0.0, 0.09),
    "notes_per_bar": (3.7, 8.2),
    "bar_patterns": (0.15, 0.69),
    "crowded_bars": (0.0, 0.86),
}


def measure(tune: Tune) -> dict[str, float]:
    """Return every measure of `TABLE`, rounded to four places; none of a tune of fewer than two attacks.

    commonest_ioi, ioi_entropy_bits   share of the commonest IOI; Shannon entropy of the IOIs' shares
    ioi_eighth, ioi_quarter, ioi_long share of IOIs of two, of four, of six and more sixteenths
    odd_sixteenths                    share of attacks between the eighths
    repeated ... wider                shares of intervals of 0, 1 to 2, 3 to 7 and more semitones
    notes_per_bar                     attacks a bar, of the bars that have any
    bar_patterns                      different sets of onsets a bar, by the number of bars that have any
    crowded_bars                      share of those bars with seven attacks or more
    """
    if len(tune) < 2:
        return {}
    bars = _group_bars(tune)
    found = {
        **_measure_rhythm([ioi for (a, _), (b, _) in pairwise(tune) if (ioi := b - a) <= STEPS_PER_BAR]),
        "odd_sixteenths": _share([at % 2 for at, _ in tune]),
        **_measure_intervals([abs(b - a) for (_, a), (_, b) in pairwise(tune)]),
        "notes_per_bar": len(tune) / len(bars),
        "bar_patterns": len(set(bars)) / len(bars),
        "crowded_bars": _share([len(bar) >= CROWDED for bar in bars]),
    }
    return {name: round(value, 4) for name, value in found.items()}


def _measure_rhythm(iois: Sequence[int]) -> dict[str, float]:
    shares = [count / len(iois) for count in Counter(iois).values()] or [1.0]
    return {
        "commonest_ioi": max(shares),
        "ioi_entropy_bits": -sum(p * log2(p) for p in shares),
        "ioi_eighth": _share([ioi == EIGHTH for ioi in iois]),
        "ioi_quarter": _share([ioi == QUARTER for ioi in iois]),
        "ioi_long": _share([ioi >= LONG for ioi in iois]),
    }


def _measure_intervals(sizes: Sequence[int]) -> dict[str, float]:
    return {
        "repeated": _share([size == 0 for size in sizes]),
        "step": _share([0 < size <= STEP for size in sizes]),
        "third_to_fifth": _share([STEP < size <= FIFTH for size in sizes]),
        "wider": _share([size > FIFTH for size in sizes]),
    }


def _group_bars(tune: Tune) -> list[tuple[int, ...]]:
    """Return the onsets of each bar that has any, counted from its bar line."""
    bars: dict[int, list[int]] = {}
    for at, _ in tune:
        bars.setdefault(at // STEPS_PER_BAR, []).append(at % STEPS_PER_BAR)
    return [tuple(bar) for bar in bars.values()]


def _share(judged: Sequence[int | bool]) -> float:
    return sum(map(bool, judged)) / len(judged) if judged else 0.0
