"""Which wording stands in which place: a dynamic programme over mora counts, then rhymes couplet by couplet.

Lines in the same place of the verses are sung to the same notes and must agree within one mora. Each place has a target
count t and takes t or t + 1 morae at no cost. For given targets the best choice is found by Viterbi over (fact, line);
the targets are then set to what was chosen, until nothing changes. The choice depends on counts, the author's order and
the subject rule (`mnemo.words.subject`) alone, so a wording that is edited but keeps its count changes no choice.
`_exchange_for_rhyme` then exchanges wordings of equal counts within a couplet for rhyme and scansion, so that an
exchange affects no other line. `drop_worn_shapes` removes wordings whose frame a song has used too often.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate, product

from mnemo.styles.lyric import LyricStyle
from mnemo.words import meter
from mnemo.words.form import COUPLET, Stanza
from mnemo.words.grammar import Join
from mnemo.words.readings import Reading
from mnemo.words.subject import Speech, is_clear
from mnemo.words.templates import SungText

RANK = 0.5  # the cost of each step down the author's order of preference
SAME_SHAPE = 4.0  # the worth of neighbours of one kind in the same wording: 「AはX、BはY」
SPLIT = 30.0  # the cost of a wording that goes on beyond the end of its section
EMPTY = 15.0  # of a place that nothing fills
UNCLEAR = 300.0  # of a line whose subject nobody has named
BROKEN = {Join.CLAUSE: 0.0, Join.PHRASE: 2.0, Join.MODIFIER: 60.0, Join.COMPOUND: 120.0}  # of a break in a line
RHYME = (0.0, 0.4, 1.0, 1.6)  # the worth of endings that share nothing, the last vowel, mora, two morae
SCANS = 0.5  # the worth of an accent phrase that begins on the second bar's first beat: the bar line cuts no word
SECOND_BAR = frozenset((7, 8))  # morae before it: eight eighths, or seven and a breath
STARTS = (11, 13, 15)  # the targets of the first round, tried in turn
TURNS = 6
OFTEN = 2  # how many times a frame or an ending may come in a song while another wording fits
_FIXED = re.compile(r"[^＿/> 　、・？]{2,}")  # the words of a frame that are the template's


@dataclass(frozen=True, eq=False)
class Option:
    """One wording of one fact, read. `rank` is its place in the author's order."""

    kind: str
    rank: int
    texts: tuple[SungText, ...]
    read: tuple[Reading, ...]
    speech: Speech = field(default_factory=lambda: Speech("", (), ""))
    frame: str = ""
    torn: Join = Join.CLAUSE

    @cached_property
    def morae(self) -> tuple[int, ...]:
        return tuple(r.morae for r in self.read)

    @cached_property
    def shapes(self) -> frozenset[str]:
        """What a listener would notice when it comes again: the whole frame, its last line, its ending."""
        if not self.frame:
            return frozenset()
        last = re.split(r"/>?", self.frame)[-1]
        tail = last.rpartition("＿")[2]
        return frozenset(
            shape for shape in (self.frame, last, f"…{tail}") if shape == self.frame or _FIXED.search(shape)
        )


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
Picks = tuple[Option, ...]
Path = tuple[float, Picks]  # cost so far, and the choice
Blocks = Sequence[tuple[Sequence[Sequence[Option]], Sequence[Stanza]]]


def choose(blocks: Blocks, style: LyricStyle, used: Counter[str] | None = None) -> list[Picks]:
    """Choose one option of each fact, in order, block by block. `blocks`: the facts of each, and the stanzas they fill.

    Each block must have room for the shortest options of its facts. `used` counts the shapes that the song has already.
    """
    tasks = [Task(tuple(map(tuple, facts)), tuple(_lay_out_spots(stanzas))) for facts, stanzas in blocks]
    while True:
        _, chosen = min((_choose_from(tasks, start, style) for start in STARTS), key=lambda f: f[0])
        fewer = drop_worn_shapes(tasks, chosen, used or Counter())
        if fewer == tasks:
            counts = count_shapes([pick for picks in chosen for pick in picks]) + (used or Counter())
            return [_exchange_for_rhyme(picks, task, counts) for picks, task in zip(chosen, tasks, strict=True)]
        tasks = fewer


def drop_worn_shapes(tasks: Sequence[Task], chosen: Sequence[Picks], used: Counter[str]) -> list[Task]:
    """Return the tasks without the wordings whose shape was used too often, where a fact has others that are clear.

    The first facts of a song keep their shape, unless a later one has no other.
    """
    counts = used.copy()
    facts = [list(task.facts) for task in tasks]
    kept: list[tuple[int, int, Option]] = []
    for t, picks in enumerate(chosen):
        for i, pick in enumerate(picks):
            worn = frozenset(shape for shape in pick.shapes if counts[shape] >= OFTEN)
            others = tuple(o for o in facts[t][i] if worn.isdisjoint(o.shapes))
            if worn and _are_enough(others, facts[t][i]):
                facts[t][i] = others
            else:
                counts.update(pick.shapes)
                kept.append((t, i, pick))
    over = frozenset(shape for shape, n in counts.items() if n > OFTEN)
    for t, i, pick in reversed(kept):
        others = tuple(o for o in facts[t][i] if over.isdisjoint(o.shapes))
        if over & pick.shapes and _are_enough(others, facts[t][i]):
            facts[t][i] = others
            break
    return [Task(tuple(made), task.spots) for made, task in zip(facts, tasks, strict=True)]


def _are_enough(options: Sequence[Option], of: Sequence[Option]) -> bool:
    """Tell whether some options are as short as all were, and one of these names its subject."""
    least = min(len(o.texts) for o in of)
    return any(o.speech.names and len(o.texts) == least for o in options)


def count_shapes(picks: Sequence[Option]) -> Counter[str]:
    """Return how often each shape comes."""
    return Counter(shape for pick in picks for shape in pick.shapes)


def _lay_out_spots(stanzas: Sequence[Stanza]) -> Iterator[Spot]:
    """Yield the places of all lines. In a chorus, couplets answer each other."""
    for k, stanza in enumerate(stanzas):
        for j in range(stanza.lines):
            yield Spot((stanza.kind, j % COUPLET if stanza.kind == "chorus" else j), k)


def _choose_from(tasks: Sequence[Task], start: int, style: LyricStyle) -> tuple[float, list[Picks]]:
    """Choose wordings and targets in turn, from one start, until neither changes.

    Returns the least cost and its choice.
    """
    targets: Targets = {spot.key: start for task in tasks for spot in task.spots}
    best: tuple[float, list[Picks]] = (float("inf"), [])
    for _ in range(TURNS):
        paths = [_viterbi(task, targets, style) for task in tasks]
        found = (sum(cost for cost, _ in paths), [picks for _, picks in paths])
        best = min(best, found, key=lambda f: f[0])
        moved = _retarget(tasks, found[1], targets, style)
        if moved == targets:
            break
        targets = moved
    return best


def _retarget(tasks: Sequence[Task], chosen: Sequence[Picks], targets: Targets, style: LyricStyle) -> Targets:
    """Return the target of each place that suits its facts best, if each may take any option of as many lines."""
    wishes: dict[tuple[str, int], list[dict[int, float]]] = {key: [] for key in targets}
    for task, picks in zip(tasks, chosen, strict=True):
        spots = iter(task.spots)
        for options, pick in zip(task.facts, picks, strict=True):
            for k in range(len(pick.morae)):
                wishes[next(spots).key].append(_price_counts(options, pick, k, style))
    return {key: _best_target(wishes[key], old) if wishes[key] else old for key, old in targets.items()}


def _price_counts(options: Sequence[Option], pick: Option, k: int, style: LyricStyle) -> dict[int, float]:
    """Return the mora counts that line `k` of a pick could have, and the cost of each."""
    prices: dict[int, float] = {}
    for option in options:
        if len(option.texts) == len(pick.texts):
            morae = option.morae[k]
            price = meter.cost(morae, style) + RANK * option.rank
            prices[morae] = min(price, prices.get(morae, price))
    return prices


def _best_target(wishes: Sequence[dict[int, float]], old: int) -> int:
    """Return the cheapest target, and among equals the one nearest to the old one."""

    def cost(target: int) -> float:
        return sum(min(price + meter.apart(morae, target) for morae, price in wish.items()) for wish in wishes)

    counts = [morae for wish in wishes for morae in wish]
    return min(range(min(counts) - 1, max(counts) + 1), key=lambda t: (cost(t), abs(t - old)))


def _viterbi(task: Task, targets: Targets, style: LyricStyle) -> Path:
    """Return the cheapest picks that fill the spots of a block from its first, for given targets.

    A state is (lines filled, the last option, whether a listener knows what that one speaks of).
    """
    spots = task.spots
    least = [min(len(o.texts) for o in options) for options in task.facts]
    rest = [*[*accumulate(reversed(least))][-2::-1], 0]  # lines that the facts after each need
    at_spot: list[dict[int, float]] = [{} for _ in spots]

    def line_cost(morae: int, at: int) -> float:
        if morae not in at_spot[at]:
            at_spot[at][morae] = meter.cost(morae, style) + meter.apart(morae, targets[spots[at].key])
        return at_spot[at][morae]

    paths: dict[tuple[int, Option | None, bool], Path] = {(0, None, True): (0.0, ())}
    for options, needed in zip(task.facts, rest, strict=True):
        following: dict[tuple[int, Option | None, bool], Path] = {}
        for (at, before, was_clear), (cost, picks) in paths.items():
            for pick in options:
                end = at + len(pick.texts)
                if end + needed > len(spots):
                    continue
                known = is_clear(before.speech if before else None, was_clear, pick.speech)
                total = cost + sum(line_cost(morae, at + k) for k, morae in enumerate(pick.morae))
                total += own_cost(pick) - _likeness(before, pick) + UNCLEAR * (not known)
                total += SPLIT * (spots[at].stanza != spots[end - 1].stanza)
                key = (end, pick, known)
                if key not in following or total < following[key][0]:
                    following[key] = (total, (*picks, pick))
        paths = following
    ends = [(cost + EMPTY * (len(spots) - at), picks) for (at, _, _), (cost, picks) in paths.items()]
    return min(ends, key=lambda path: path[0])


def own_cost(option: Option) -> float:
    """Return what an option costs wherever it stands."""
    return RANK * option.rank + BROKEN[option.torn]


def _likeness(before: Option | None, pick: Option) -> float:
    """Return what a contrast in a pair is worth."""
    return SAME_SHAPE if before is not None and (before.kind, before.rank) == (pick.kind, pick.rank) else 0.0


def _exchange_for_rhyme(picks: Picks, task: Task, counts: Counter[str]) -> Picks:
    """Exchange wordings of equal mora counts where two one-line neighbours of a couplet rhyme better.

    `counts` of the song's shapes are kept up to date, so that an exchange uses no shape too often.
    """
    found = list(picks)
    at = 0
    for i in range(len(found) - 1):
        couplet = at % COUPLET == 0 and len(found[i].morae) == len(found[i + 1].morae) == 1
        if couplet:
            before = found[i : i + 2]
            pairs = product(*(_find_exchanges(found[k], task.facts[k], counts) for k in (i, i + 1)))
            found[i : i + 2] = max(pairs, key=lambda pair: _pair_worth(*pair))
            counts.subtract(count_shapes(before))
            counts.update(count_shapes(found[i : i + 2]))
        at += len(found[i].morae)
    return tuple(found)


def _find_exchanges(pick: Option, options: Sequence[Option], counts: Counter[str]) -> list[Option]:
    """Return the options that may replace a pick: as many morae, no less clear, no shape that was used too often."""

    def may(o: Option) -> bool:
        fresh = all(counts[shape] < OFTEN for shape in o.shapes - pick.shapes)
        return o is not pick and o.morae == pick.morae and o.speech.names >= pick.speech.names and fresh

    return [pick, *filter(may, options)]


def _pair_worth(a: Option, b: Option) -> float:
    worth = sum(scansion_worth(o.read[-1]) - RANK * o.rank - BROKEN[o.torn] for o in (a, b))
    return worth + rhyme_worth(a.read[-1], b.read[-1]) + _likeness(a, b)


def scansion_worth(reading: Reading) -> float:
    """Return what it is worth that an accent phrase begins with the line's second bar, sung in eighths."""
    starts = accumulate(len(phrase.morae) for phrase in reading.phrases[:-1])
    return SCANS if not SECOND_BAR.isdisjoint(starts) else 0.0


def rhyme_worth(a: Reading, b: Reading) -> float:
    """Return what the likeness of two endings is worth."""
    ends = [[m for p in r.phrases for m in p.morae][-2:] for r in (a, b)]
    kana = [[m.kana for m in end] for end in ends]
    same = kana[0][-1] == kana[1][-1]
    vowel = ends[0][-1].phonemes[-1] == ends[1][-1].phonemes[-1]
    return RHYME[3 if kana[0] == kana[1] else 2 if same else 1 if vowel else 0]
