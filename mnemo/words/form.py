"""The form of the song: which sections there are and how many lines each has.

    song  := block block ...                            as many as the style has choruses, more for a very long topic
    block := verse+ [prechorus | bridge] chorus         about two verses at most

The facts of the verses come in the order of the fact file; the chorus holds the hooks that it has room for. The others
are sung in their verse and again in the bridges of two other blocks, so that each comes three times and no bridge
repeats the verse before it. Blocks are cut where groups of facts end, as equal as that allows, so that verses are
sung to one melody. A short topic states its facts in more lines (question and answer), until the choruses are no more
than `CHORUS_SHARE` of what is sung; one with a fact or two repeats its verse; one with many has more blocks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from mnemo.model import SectionKind, name_sections
from mnemo.styles.lyric import LyricStyle
from mnemo.units import BEATS_PER_BAR
from mnemo.words import meter

COUPLET = 2  # lines
VERSES = 2  # in a block, at most; a block whose groups would be torn may have one more
CHORUS_LINES = 6  # at most, however often it goes round
CHORUS_SHARE = 0.45  # of the sung bars, at most
BRIDGE_LINES = 8  # at most
TIMES = 3  # that a hook is sung
SHORTEST_S = 92.0  # what a song of enough facts is filled up to with longer wordings
CHORUS, BRIDGE = -1, -2  # in Form.order, where others have the index of a stanza; the second bridge is -3
TORN_GROUP = 10.0  # a block that ends inside a group of facts
ODD = 3.0  # a block with half a couplet
LONELY = 60.0  # a block of one line
UNCLEAR = 1000.0  # a block that begins with a fact whose subject nobody has named


@dataclass(frozen=True, slots=True)
class Need:
    """A fact as the form sees it: the fewest and the most lines that say it, its group, and the fewest bars."""

    lines: int
    group: str
    most: int = 0
    bars: int = 0
    leans: bool = False  # no wording names its subject: it cannot begin a block


@dataclass(frozen=True, slots=True)
class Stanza:
    """A section to be written, once, however often it is sung."""

    kind: SectionKind
    lines: int


@dataclass(frozen=True, slots=True)
class Block:
    """Consecutive facts (start, stop) and the stanzas that they fill."""

    start: int
    stop: int
    stanzas: tuple[Stanza, ...]


@dataclass(frozen=True, slots=True)
class Form:
    blocks: tuple[Block, ...]
    chorus: Stanza
    rounds: int  # how often one chorus sings its stanza
    order: tuple[tuple[str, int], ...]  # a section's name, and its stanza among those of all blocks, CHORUS or BRIDGE
    bridges: tuple[tuple[int, ...], ...] = ()  # the facts of each


def plan(
    verse: Sequence[Need], chorus: Sequence[Need], style: LyricStyle, bpm: float, hooks: Sequence[int] = ()
) -> Form:
    """Return the form for facts that need so many lines at least. `hooks`: those of the verse that are hooks too."""
    longest = VERSES * style.verse_lines + style.prechorus_lines
    choruses = max(style.choruses, -(-sum(n.lines for n in verse) // longest))
    refrain = Stanza(SectionKind.CHORUS, sum(n.lines for n in chorus))
    verse = _add_lines(verse, chorus, hooks, choruses, style, bpm)
    cuts = list(pairwise(_cut_blocks(verse, choruses)))
    bridges = _fill_bridges(verse, hooks, cuts, choruses)
    blocks = tuple(
        Block(start, stop, _divide_lines([n.lines for n in verse[start:stop]], style, not any(bridges[i :: len(cuts)])))
        for i, (start, stop) in enumerate(cuts)
    )
    again = sum(verse[i].lines for bridge in bridges for i in bridge)
    rounds = _count_rounds(blocks, refrain, choruses, again, style, bpm)
    return Form(blocks, refrain, rounds, _name_order(blocks, bridges), tuple(tuple(b) for b in bridges if b))


def _add_lines(
    verse: Sequence[Need], chorus: Sequence[Need], hooks: Sequence[int], choruses: int, style: LyricStyle, bpm: float
) -> list[Need]:
    """Return the facts with the lines that they are to have: more than they need where the song would be short or all
    chorus.

    A block whose lines could not form couplets gets one line more.
    """
    bar_s = BEATS_PER_BAR * 60.0 / bpm
    refrain = choruses * sum(_estimate_bars(n, style) for n in chorus)
    bars = max(refrain * (1 / CHORUS_SHARE - 1), SHORTEST_S / bar_s - style.instrumental_bars - refrain)
    bars -= (TIMES - 1) * sum(_estimate_bars(verse[i], style) for i in hooks)
    wanted = -(-int(bars) // style.bars_per_line)
    wanted += wanted % COUPLET
    lines = [n.lines for n in verse]
    room = [max(n.most - n.lines, 0) for n in verse]
    more = min(max(wanted - sum(lines), sum(lines) % COUPLET), sum(room))
    while more > 0:  # spread evenly over the facts that can take a line
        able = [i for i, n in enumerate(verse) if lines[i] < n.most]
        share = min(more, len(able))
        for k in range(share):
            lines[able[k * len(able) // share]] += 1
        more -= share
    return [replace(n, lines=count) for n, count in zip(verse, lines, strict=True)]


def _estimate_bars(need: Need, style: LyricStyle) -> int:
    return need.bars or need.lines * style.bars_per_line


def _fill_bridges(
    verse: Sequence[Need], hooks: Sequence[int], cuts: Sequence[tuple[int, int]], choruses: int
) -> list[list[int]]:
    """Return what is sung once more before each chorus: hooks of other blocks, so often that they come thrice.

    A hook that cannot name its subject brings the facts along that it leans on. One that finds the bridges full is sung
    less often.
    """
    found: list[list[int]] = [[] for _ in range(choruses)]
    for hook in hooks:
        block = next(i for i, (start, stop) in enumerate(cuts) if start <= hook < stop)
        own = range(block, choruses, len(cuts))  # the rounds that sing its block
        others = [i % choruses for i in range(block + 1, block + choruses) if i % choruses not in own]
        wanted = min(max(TIMES - len(own), 0), len(others))
        unit = range(_find_named(verse, hook), hook + 1)
        for k in range(wanted):  # as far apart as can be
            ideal = (2 * k + 1) * len(others) // (2 * wanted)
            free = [i for i in range(len(others)) if _has_room(verse, found[others[i]], unit)]
            if free:
                best = found[others[min(free, key=lambda i: abs(i - ideal))]]
                best += [i for i in unit if i not in best]
    return [sorted(bridge) for bridge in found]


def _has_room(verse: Sequence[Need], bridge: Sequence[int], unit: Sequence[int]) -> bool:
    """Tell whether a bridge has room for facts, the last of which it does not sing yet."""
    return unit[-1] not in bridge and sum(verse[i].lines for i in {*bridge, *unit}) <= BRIDGE_LINES


def _find_named(verse: Sequence[Need], fact: int) -> int:
    """Return the first of the facts that must be sung for this one to be understood."""
    while fact and verse[fact].leans and verse[fact - 1].group == verse[fact].group:
        fact -= 1
    return fact


def _cut_blocks(needs: Sequence[Need], most: int) -> list[int]:
    """Return where blocks begin and end: the cheapest cut into equal parts, by dynamic programming over the ends."""
    ends = [0, *accumulate(n.lines for n in needs)]
    blocks = max(1, min(most, ends[-1] // COUPLET, len(needs)))
    share = ends[-1] / blocks
    best: dict[int, tuple[float, list[int]]] = {0: (0.0, [0])}
    for k in range(1, blocks + 1):
        near = [len(needs)] if k == blocks else [i for i, e in enumerate(ends) if abs(e - k * share) < share]
        best = {
            stop: min(
                (cost + _cut_cost(needs, start, stop, ends[stop] - ends[start], share), [*cuts, stop])
                for start, (cost, cuts) in best.items()
                if start < stop
            )
            for stop in near
            if any(start < stop for start in best)
        }
    return best[len(needs)][1]


def _cut_cost(needs: Sequence[Need], start: int, stop: int, lines: int, share: float) -> float:
    torn = start > 0 and needs[start - 1].group == needs[start].group
    odd = ODD * (lines % COUPLET) + LONELY * (lines < COUPLET)
    return (lines - share) ** 2 + TORN_GROUP * torn + odd + UNCLEAR * needs[start].leans


def _divide_lines(facts: Sequence[int], style: LyricStyle, prechorus: bool) -> tuple[Stanza, ...]:
    """Return verses of at most `verse_lines`, and perhaps a prechorus where two couplets of verse are left before it.

    `facts`: the lines of each. A section ends with a fact where one ends near by, and a prechorus only begins with one.
    An odd line goes to the last verse: nothing is sung twice to fill a place.
    """
    ends = [*accumulate(facts)]
    couplets, odd = divmod(ends[-1], COUPLET)
    pre = style.prechorus_lines // COUPLET
    pre = pre if prechorus and couplets >= pre + 2 and ends[-1] - COUPLET * pre in ends else 0
    couplets -= pre
    n = max(1, -(-couplets // (style.verse_lines // COUPLET)))
    whole = COUPLET * couplets + odd
    stops = [COUPLET * (couplets * k // n + min(k, couplets % n)) for k in range(1, n)]
    if style.verse_lines > COUPLET:
        stops = [min(ends, key=lambda e: (abs(e - stop), e)) if _ends_near(stop, ends) else stop for stop in stops]
    verses = [Stanza(SectionKind.VERSE, b - a) for a, b in pairwise(sorted({0, *stops, whole}))]
    return (*verses, Stanza(SectionKind.PRECHORUS, COUPLET * pre)) if pre else tuple(verses)


def _ends_near(stop: int, ends: Sequence[int]) -> bool:
    return any(abs(end - stop) <= 1 for end in ends)


def _name_order(blocks: Sequence[Block], bridges: Sequence[Sequence[int]]) -> tuple[tuple[str, int], ...]:
    """Return the sections as they are sung: "verse 1", ..., "last chorus".

    `bridges`: the facts of the one before each chorus, perhaps none.
    """
    first = [0, *accumulate(len(b.stanzas) for b in blocks)]
    order: list[tuple[SectionKind, int]] = []
    bridge = BRIDGE
    for i, facts in enumerate(bridges):
        b = i % len(blocks)
        for k, stanza in enumerate(blocks[b].stanzas):
            order.append((stanza.kind, first[b] + k))
        if facts:
            order.append((SectionKind.BRIDGE, bridge))
            bridge -= 1
        order.append((SectionKind.CHORUS, CHORUS))
    names = name_sections([kind for kind, _ in order])
    return tuple((name, index) for name, (_, index) in zip(names, order, strict=True))


def _count_rounds(
    blocks: Sequence[Block], chorus: Stanza, choruses: int, bridges: int, style: LyricStyle, bpm: float
) -> int:
    """Return how often a chorus is sung: twice if it is short, the song has room and the other lines are enough."""
    bar_s = BEATS_PER_BAR * 60.0 / bpm
    others = bridges + sum(s.lines for i in range(choruses) for s in blocks[i % len(blocks)].stanzas)
    refrains = 2 * chorus.lines * choruses
    usual = max(style.bars_per_line, meter.bars_at(style.morae[1], bpm))
    fits = ((others + refrains) * usual + style.instrumental_bars) * bar_s <= style.longest_s
    balanced = refrains <= CHORUS_SHARE * (others + refrains)
    return 2 if 2 * chorus.lines <= min(style.chorus_lines, CHORUS_LINES) and fits and balanced else 1


def chorus_share(bars: Iterable[tuple[str, int]]) -> float:
    """Return the choruses' part of the sung bars.

    `bars`: (kind of section, bars) of each line in the order of singing.
    """
    found = list(bars)
    return sum(n for kind, n in found if kind == "chorus") / max(sum(n for _, n in found), 1)
