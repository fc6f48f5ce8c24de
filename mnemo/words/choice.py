"""Which wording stands in which place: a dynamic programme over mora counts, then rhymes couplet by couplet.

Lines in the same place of the verses are sung to the same notes and must agree within one mora. Each place has a target
count t and takes t or t + 1 morae freely. For given targets the best choice is found by Viterbi over (fact, line); the
targets are then moved to what was chosen, until nothing moves. Nothing but counts and the author's order enters here,
so a wording that is changed but keeps its count changes no choice. `_rhymed` then exchanges wordings of equal counts
within a couplet for rhyme and scansion, and so reaches no further than the other line of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, product

from mnemo.styles.lyric import LyricStyle
from mnemo.words import meter
from mnemo.words.form import COUPLET, Stanza
from mnemo.words.readings import Reading
from mnemo.words.templates import SungText

RANK = 0.5  # each step down the author's order of preference
SAME_SHAPE = 4.0  # won by neighbours of one kind in the same wording: 「AはX、BはY」
TORN = 12.0  # a wording that a section's end would tear apart
ECHO = 6.0  # a line sung twice to fill a couplet
RHYME = (0.0, 0.4, 1.0, 1.6)  # endings share nothing, the last vowel, the last mora, the last two morae
SCANS = 0.5  # an accent phrase begins on the second bar's first beat, no word is torn by the bar line
SECOND_BAR = frozenset((7, 8))  # morae before it: eight eighths, or seven and a breath
STARTS = (11, 12, 13, 14, 15)  # targets to begin from
TURNS = 6


@dataclass(frozen=True, slots=True)
class Option:
    """One wording of one fact, read. `rank` is its place in the author's order."""

    kind: str
    rank: int
    texts: tuple[SungText, ...]
    read: tuple[Reading, ...]

    @property
    def morae(self) -> tuple[int, ...]:
        return tuple(r.morae for r in self.read)


@dataclass(frozen=True, slots=True)
class Pick:
    """A chosen option; `echo`: its last line is sung once more."""

    option: Option
    echo: bool = False

    @property
    def morae(self) -> tuple[int, ...]:
        return self.option.morae + self.option.morae[-1:] * self.echo


@dataclass(frozen=True, slots=True)
class Spot:
    """A line's place: lines of the same `key` are sung to the same melody."""

    key: tuple[str, int]
    stanza: int


@dataclass(frozen=True, slots=True)
class Task:
    """The facts of one block, as their options, and the places that they fill."""

    facts: tuple[tuple[Option, ...], ...]
    spots: tuple[Spot, ...]


Targets = dict[tuple[str, int], int]
Path = tuple[float, tuple[Pick, ...]]  # cost so far, and the choice


def choose(
    blocks: Sequence[tuple[Sequence[Sequence[Option]], Sequence[Stanza]]], style: LyricStyle
) -> list[tuple[Pick, ...]]:
    """One option of each fact, in order, block by block. `blocks`: the facts of each, and the stanzas they fill.

    Each block must have room for the shortest options of its facts.
    """
    tasks = [Task(tuple(map(tuple, facts)), tuple(_spots(stanzas))) for facts, stanzas in blocks]
    _, chosen = min((_settle(tasks, start, style) for start in STARTS), key=lambda f: f[0])
    return [_rhymed(picks, task.facts) for picks, task in zip(chosen, tasks, strict=True)]


def _spots(stanzas: Sequence[Stanza]) -> Iterator[Spot]:
    """The places of all lines. In a chorus, couplets answer each other."""
    for k, stanza in enumerate(stanzas):
        for j in range(stanza.lines):
            yield Spot((stanza.kind, j % COUPLET if stanza.kind == "chorus" else j), k)


def _settle(tasks: Sequence[Task], start: int, style: LyricStyle) -> tuple[float, list[tuple[Pick, ...]]]:
    """Choices and targets in turn, from one start, until neither moves. Returns the least cost and its choice."""
    targets: Targets = {spot.key: start for task in tasks for spot in task.spots}
    best: tuple[float, list[tuple[Pick, ...]]] = (float("inf"), [])
    for _ in range(TURNS):
        paths = [_viterbi(task, targets, style) for task in tasks]
        found = (sum(cost for cost, _ in paths), [picks for _, picks in paths])
        best = min(best, found, key=lambda f: f[0])
        moved = _retarget(tasks, found[1], targets, style)
        if moved == targets:
            break
        targets = moved
    return best


def _retarget(tasks: Sequence[Task], chosen: Sequence[Sequence[Pick]], targets: Targets, style: LyricStyle) -> Targets:
    """For each place the target that suits its facts best, when each may change to an option of as many lines."""
    wishes: dict[tuple[str, int], list[dict[int, float]]] = {key: [] for key in targets}
    for task, picks in zip(tasks, chosen, strict=True):
        spots = iter(task.spots)
        for options, pick in zip(task.facts, picks, strict=True):
            for k in range(len(pick.morae)):
                wishes[next(spots).key].append(_wish(options, pick, k, style))
    return {key: _best_target(wishes[key], old) for key, old in targets.items()}


def _wish(options: Sequence[Option], pick: Pick, k: int, style: LyricStyle) -> dict[int, float]:
    """Mora counts that line `k` of a pick could have, and their price."""
    prices: dict[int, float] = {}
    for option in options:
        if len(option.texts) == len(pick.option.texts):
            morae = Pick(option, pick.echo).morae[k]
            price = meter.cost(morae, style) + RANK * option.rank
            prices[morae] = min(price, prices.get(morae, price))
    return prices


def _best_target(wishes: Sequence[dict[int, float]], old: int) -> int:
    """The nearest to the old one among the cheapest."""

    def cost(target: int) -> float:
        return sum(min(price + meter.apart(morae, target) for morae, price in wish.items()) for wish in wishes)

    counts = [morae for wish in wishes for morae in wish]
    return min(range(min(counts) - 1, max(counts) + 1), key=lambda t: (cost(t), abs(t - old)))


def _viterbi(task: Task, targets: Targets, style: LyricStyle) -> Path:
    """The cheapest picks that fill every spot of a block, for given targets."""
    least = [min(len(o.texts) for o in options) for options in task.facts]
    paths: dict[tuple[int, Pick | None], Path] = {(0, None): (0.0, ())}
    room = len(task.spots) - sum(least)
    for options, needed in zip(task.facts, least, strict=True):
        following: dict[tuple[int, Pick | None], Path] = {}
        for (at, before), (cost, picks) in paths.items():
            for pick in _picks(options):
                end = at + len(pick.morae)
                if end > len(task.spots) or len(pick.morae) - needed > room:
                    continue
                total = cost + _cost(pick, task.spots[at:end], targets, style) - _likeness(before, pick)
                if (end, pick) not in following or total < following[end, pick][0]:
                    following[end, pick] = (total, (*picks, pick))
        paths = following
    return min((path for (at, _), path in paths.items() if at == len(task.spots)), key=lambda path: path[0])


def _picks(options: Sequence[Option]) -> Iterator[Pick]:
    return (Pick(option, echo) for option, echo in product(options, (False, True)))


def _cost(pick: Pick, spots: Sequence[Spot], targets: Targets, style: LyricStyle) -> float:
    lines = sum(meter.cost(m, style) + meter.apart(m, targets[s.key]) for m, s in zip(pick.morae, spots, strict=True))
    torn = TORN * (spots[0].stanza != spots[-1].stanza)
    return lines + torn + RANK * pick.option.rank + ECHO * pick.echo


def _likeness(before: Pick | None, pick: Pick) -> float:
    """What a contrast in a pair is worth."""
    alike = before is not None and (before.option.kind, before.option.rank) == (pick.option.kind, pick.option.rank)
    return SAME_SHAPE if alike else 0.0


def _rhymed(picks: Sequence[Pick], facts: Sequence[Sequence[Option]]) -> tuple[Pick, ...]:
    """Exchange wordings of equal mora counts where two one-line neighbours of a couplet rhyme better."""
    found = list(picks)
    at = 0
    for i in range(len(found) - 1):
        couplet = at % COUPLET == 0 and len(found[i].morae) == len(found[i + 1].morae) == 1
        if couplet:
            pairs = product(_alike(found[i], facts[i]), _alike(found[i + 1], facts[i + 1]))
            found[i], found[i + 1] = max(pairs, key=lambda pair: _pair_worth(*pair))
        at += len(found[i].morae)
    return tuple(found)


def _alike(pick: Pick, options: Sequence[Option]) -> list[Pick]:
    return [Pick(o, pick.echo) for o in options if o.morae == pick.option.morae]


def _pair_worth(a: Pick, b: Pick) -> float:
    worth = sum(scansion(p.option.read[-1]) - RANK * p.option.rank for p in (a, b))
    return worth + rhyme(a.option.read[-1], b.option.read[-1]) + _likeness(a, b)


def scansion(reading: Reading) -> float:
    """What it is worth that an accent phrase begins with the line's second bar, sung in eighths."""
    starts = accumulate(len(phrase.morae) for phrase in reading.phrases[:-1])
    return SCANS if not SECOND_BAR.isdisjoint(starts) else 0.0


def rhyme(a: Reading, b: Reading) -> float:
    """What the likeness of two endings is worth."""
    ends = [[m for p in r.phrases for m in p.morae][-2:] for r in (a, b)]
    kana = [[m.kana for m in end] for end in ends]
    same = kana[0][-1] == kana[1][-1]
    vowel = ends[0][-1].phonemes[-1] == ends[1][-1].phonemes[-1]
    return RHYME[3 if kana[0] == kana[1] else 2 if same else 1 if vowel else 0]
