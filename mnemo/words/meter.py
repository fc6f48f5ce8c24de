"""How many bars a line takes, and what it costs when its morae do not suit their place.

A line fills `bars_per_line` bars with a mora an eighth note, its last note held and a rest behind it to breathe: at two
bars of 4/4 that is 9 to 14 morae in 16 eighths. A longer line takes a bar more for each half of that: up to four bars
for a definition that should stand whole.
"""

from __future__ import annotations

from math import ceil

from mnemo.styles.lyric import LyricStyle
from mnemo.units import BEATS_PER_BAR

OUTSIDE = 3.0  # a mora less, or more inside its bars, than the style likes
LONGER = 9.0  # each bar beyond the style's: the period of the tune is left
APART, FURTHER = 8.0, 1.0  # the first mora beyond the one by which parallel lines may differ, and each more
TOO_LONG = 40.0  # a line that four bars cannot hold
COMFORTABLE_MORAE_PER_S = 5.8  # sung with held words; speech is faster
SLOWEST_MORAE_PER_S = 2.5  # over a line's bars
BREATH_S = 0.4


def bars(morae: int, style: LyricStyle) -> int:
    """Return the bars that a line of so many morae fills."""
    over = max(morae - style.most_morae, 0)
    return style.bars_per_line + -(-over * style.bars_per_line // style.most_morae)


def bars_at(morae: int, bpm: float) -> int:
    """Return the bars that so many morae need at a tempo to be sung at a comfortable rate, with a breath.

    15 morae need two bars at 150 beats a minute and three at 190.
    """
    return ceil((morae / COMFORTABLE_MORAE_PER_S + BREATH_S) * bpm / 60.0 / BEATS_PER_BAR)


def drags(morae: int, bars: int, bpm: float) -> bool:
    """Tell whether so many morae are too few for their bars at a tempo."""
    return morae < SLOWEST_MORAE_PER_S * bars * BEATS_PER_BAR * 60.0 / bpm


def longest(style: LyricStyle) -> int:
    """Return the most morae of a line that stands whole: it fills twice the style's bars, with a breath."""
    return 2 * style.most_morae - 2


def cost(morae: int, style: LyricStyle) -> float:
    """Return what it costs to sing so many morae in their bars, whatever the place."""
    fewest, most = style.morae
    if morae > style.most_morae:
        over = bars(morae, style) - style.bars_per_line
        return OUTSIDE + LONGER * over + (TOO_LONG if morae > longest(style) else 0.0)
    return OUTSIDE * max(fewest - morae, morae - most, 0)


def apart(morae: int, place_morae: int) -> float:
    """Return what it costs that a line stands in a place made for `place_morae` or one mora more.

    The cost is concave, so that a single line that cannot match does not change the target of its place.
    """
    off = max(place_morae - morae, morae - place_morae - 1, 0)
    return APART * (off > 0) + FURTHER * max(off - 1, 0)
