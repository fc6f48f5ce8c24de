"""The form of the song: which sections there are and how many lines each has.

    song  := block block ... "last chorus"     as many as the style has choruses, more for a very long topic
    block := verse+ [prechorus] chorus         about two verses at most

The facts that are no hooks fill the verses and prechoruses in the order of the fact file; the hook facts fill the
chorus. Blocks are cut where groups of facts end, as equal as that allows, so that verses are sung to one melody. A
topic with few facts repeats its verses, one with many has two verses in a block, then more blocks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from mnemo.styles.lyric import LyricStyle
from mnemo.units import BEATS_PER_BAR

COUPLET = 2  # lines
VERSES = 2  # in a block, at most; a block whose groups would be torn may have one more
CHORUS = -1  # in Form.order, where others have the index of a stanza
TORN_GROUP = 10.0  # a block that ends inside a group of facts
ODD = 3.0  # a block with half a couplet


@dataclass(frozen=True, slots=True)
class Need:
    """A fact as the form sees it: the fewest lines that say it, and its group."""

    lines: int
    group: str


@dataclass(frozen=True, slots=True)
class Stanza:
    """A section to be written, once, however often it is sung."""

    kind: str  # "verse", "prechorus", "chorus"
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
    order: tuple[tuple[str, int], ...]  # a section's name, and its stanza among those of all blocks, or CHORUS


def plan(verse: Sequence[Need], chorus: Sequence[Need], style: LyricStyle, bpm: float) -> Form:
    """The form for facts that need so many lines at least."""
    longest = VERSES * style.verse_lines + style.prechorus_lines
    choruses = max(style.choruses, -(-sum(n.lines for n in verse) // longest))
    cuts = _cuts(verse, choruses)
    blocks = tuple(
        Block(start, stop, _stanzas(_even(n.lines for n in verse[start:stop]), style)) for start, stop in pairwise(cuts)
    )
    refrain = Stanza("chorus", _even(n.lines for n in chorus))
    return Form(blocks, refrain, _rounds(blocks, refrain, choruses, style, bpm), _order(blocks, choruses))


def _even(lines: Iterator[int]) -> int:
    total = sum(lines)
    return max(COUPLET, total + total % COUPLET)


def _cuts(needs: Sequence[Need], most: int) -> list[int]:
    """Where blocks begin and end: the cheapest cut into equal parts, by dynamic programming over the ends."""
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
    return (lines - share) ** 2 + TORN_GROUP * torn + ODD * (lines % COUPLET)


def _stanzas(lines: int, style: LyricStyle) -> tuple[Stanza, ...]:
    """Verses of at most `verse_lines`, and a prechorus where two couplets of verse are left before it."""
    couplets, pre = lines // COUPLET, style.prechorus_lines // COUPLET
    pre = pre if couplets >= pre + 2 else 0
    couplets -= pre
    n = -(-couplets // (style.verse_lines // COUPLET))
    verses = [Stanza("verse", COUPLET * (couplets // n + (i < couplets % n))) for i in range(n)]
    return (*verses, Stanza("prechorus", COUPLET * pre)) if pre else tuple(verses)


def _order(blocks: Sequence[Block], choruses: int) -> tuple[tuple[str, int], ...]:
    """The sections as they are sung: "verse 1", ..., "last chorus"."""
    first = [0, *accumulate(len(b.stanzas) for b in blocks)]
    order: list[tuple[str, int]] = []
    counts: dict[str, int] = {}
    for i in range(choruses):
        b = i % len(blocks)
        for k, stanza in enumerate(blocks[b].stanzas):
            counts[stanza.kind] = counts.get(stanza.kind, 0) + 1
            order.append((f"{stanza.kind} {counts[stanza.kind]}", first[b] + k))
        order.append(("last chorus" if 0 < i == choruses - 1 else f"chorus {i + 1}", CHORUS))
    return tuple(order)


def _rounds(blocks: Sequence[Block], chorus: Stanza, choruses: int, style: LyricStyle, bpm: float) -> int:
    """A short chorus goes round twice where the song has room for it."""
    bar_s = BEATS_PER_BAR * 60.0 / bpm
    lines = sum(s.lines for b in blocks for s in b.stanzas) + 2 * chorus.lines * choruses
    fits = (lines * style.bars_per_line + style.instrumental_bars) * bar_s <= style.longest_s
    return 2 if 2 * chorus.lines <= style.chorus_lines and fits else 1
