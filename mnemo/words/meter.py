"""How many morae a line takes, and what it costs when they do not suit their place.

A line fills `bars_per_line` bars with a mora an eighth note, its last note held and a rest behind it to breathe: at two
bars of 4/4 that is 9 to 14 morae in 16 eighths. A few more fit when the composer sets pairs of sixteenths; beyond
`most_morae` the line takes twice the bars.
"""

from __future__ import annotations

from mnemo.styles.lyric import LyricStyle

OUTSIDE = 3.0  # a mora more or less than the style likes
APART, FURTHER = 8.0, 1.0  # the first mora beyond the one by which parallel lines may differ, and each more
TOO_LONG = 40.0  # a line that needs twice the bars breaks the period


def bars(morae: int, style: LyricStyle) -> int:
    """The bars that a line of so many morae fills."""
    return style.bars_per_line if morae <= style.most_morae else 2 * style.bars_per_line


def cost(morae: int, style: LyricStyle) -> float:
    """How badly a line of so many morae sits in its bars, whatever its place."""
    fewest, most = style.morae
    outside = max(fewest - morae, morae - most, 0)
    return OUTSIDE * outside + (TOO_LONG if morae > style.most_morae else 0.0)


def apart(morae: int, place_morae: int) -> float:
    """How badly a line matches a place made for `place_morae` or one more (parallel lines differ by one at most).

    Concave: a line that cannot match, however far off, does not drag its whole place along.
    """
    off = max(place_morae - morae, morae - place_morae - 1, 0)
    return APART * (off > 0) + FURTHER * max(off - 1, 0)
