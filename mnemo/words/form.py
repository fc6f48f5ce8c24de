"""The form of the song: which sections there are and how many lines each has.

    song  := block block ... [bridge] "last chorus"     as many as the style has choruses, more for a very long topic
    block := verse+ [prechorus] chorus                  about two verses at most

The facts of the verses come in the order of the fact file; the chorus holds the hooks that it has room for, and the
bridge sings the others once more. Blocks are cut where groups of facts end, as equal as that allows, so that verses are
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
BRIDGE_LINES = 8
SHORTEST_S = 92.0  # what a song of enough facts is filled up to with longer wordings
CHORUS, BRIDGE = -1, -2  # in Form.order, where others have the index of a stanza
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


def plan(verse: Sequence[Need], chorus: Sequence[Need], style: LyricStyle, bpm: float, bridge: bool = False) -> Form:
    """Return the form for facts that need so many lines at least.

    `bridge`: there are hooks beside those of the chorus.
    """
    longest = VERSES * style.verse_lines + style.prechorus_lines
    choruses = max(style.choruses, -(-sum(n.lines for n in verse) // longest))
    refrain = Stanza(SectionKind.CHORUS, sum(n.lines for n in chorus))
    verse = _add_lines(verse, chorus, choruses, style, bpm)
    blocks = tuple(
        Block(start, stop, _divide_lines(sum(n.lines for n in verse[start:stop]), style))
        for start, stop in pairwise(_cut_blocks(verse, choruses))
    )
    order = _name_order(blocks, choruses, bridge)
    return Form(blocks, refrain, _count_rounds(blocks, refrain, choruses, style, bpm), order)


def _add_lines(
    verse: Sequence[Need], chorus: Sequence[Need], choruses: int, style: LyricStyle, bpm: float
) -> list[Need]:
    """Return the facts with the lines that they get: more than they need where the song would be short or all chorus.

    A block whose lines could not form couplets gets one line more.
    """
    bar_s = BEATS_PER_BAR * 60.0 / bpm
    refrain = choruses * sum(n.bars or n.lines * style.bars_per_line for n in chorus)
    bars = max(refrain * (1 / CHORUS_SHARE - 1), SHORTEST_S / bar_s - style.instrumental_bars - refrain)
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


def _cut_blocks(needs: Sequence[Need], most: int) -> list[int]:
    """Return where blocks begin and end: the cheapest division into equal parts, by dynamic programming."""
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


def _divide_lines(lines: int, style: LyricStyle) -> tuple[Stanza, ...]:
    """Return verses of at most `verse_lines`, and a prechorus where two couplets of verse are left before it.

    An odd line goes to the last verse: nothing is sung twice to fill a place.
    """
    couplets, odd = divmod(lines, COUPLET)
    pre = style.prechorus_lines // COUPLET
    pre = pre if couplets >= pre + 2 else 0
    couplets -= pre
    n = max(1, -(-couplets // (style.verse_lines // COUPLET)))
    counts = [COUPLET * (couplets // n + (i < couplets % n)) for i in range(n)]
    counts[-1] += odd
    verses = [Stanza(SectionKind.VERSE, count) for count in counts]
    return (*verses, Stanza(SectionKind.PRECHORUS, COUPLET * pre)) if pre else tuple(verses)


def _name_order(blocks: Sequence[Block], choruses: int, bridge: bool) -> tuple[tuple[str, int], ...]:
    """Return the sections as they are sung: "verse 1", ..., "last chorus"."""
    first = [0, *accumulate(len(b.stanzas) for b in blocks)]
    order: list[tuple[SectionKind, int]] = []
    for i in range(choruses):
        b = i % len(blocks)
        for k, stanza in enumerate(blocks[b].stanzas):
            order.append((stanza.kind, first[b] + k))
        if bridge and i == choruses - 1:
            order.append((SectionKind.BRIDGE, BRIDGE))
        order.append((SectionKind.CHORUS, CHORUS))
    names = name_sections([kind for kind, _ in order])
    return tuple((name, index) for name, (_, index) in zip(names, order, strict=True))


def _count_rounds(blocks: Sequence[Block], chorus: Stanza, choruses: int, style: LyricStyle, bpm: float) -> int:
    """Return how often a chorus is sung: twice if it is short, the song has room and the verses are long enough."""
    bar_s = BEATS_PER_BAR * 60.0 / bpm
    verses = sum(s.lines for i in range(choruses) for s in blocks[i % len(blocks)].stanzas)
    refrains = 2 * chorus.lines * choruses
    usual = max(style.bars_per_line, meter.bars_at(style.morae[1], bpm))
    fits = ((verses + refrains) * usual + style.instrumental_bars) * bar_s <= style.longest_s
    balanced = refrains <= CHORUS_SHARE * (verses + refrains)
    return 2 if 2 * chorus.lines <= min(style.chorus_lines, CHORUS_LINES) and fits and balanced else 1


def chorus_share(bars: Iterable[tuple[str, int]]) -> float:
    """Return the choruses' part of the sung bars.

    `bars`: (kind of section, bars) of each line in the order of singing.
    """
    found = list(bars)
    return sum(n for kind, n in found if kind == "chorus") / max(sum(n for _, n in found), 1)
