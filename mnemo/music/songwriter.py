"""Chords and sung lines of a planned song: what the seed chooses for each section kind, and every line set to it.

Chance depends on the seed, the section kind and the line's place, never on the text; so the lyric cannot change which
tune a line is sung to, only single notes of it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import astuple, dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from mnemo import units
from mnemo.chance import generator
from mnemo.model import Chord, Key, SungNote
from mnemo.music import costs, harmony, melody, motif, rhythm, syllables
from mnemo.music.form import BARS_A_LINE, PlannedLine, PlannedSection
from mnemo.music.harmony import Numeral, parse_progression
from mnemo.music.melody import LineCosts, Sung
from mnemo.music.patterns import STEP_TICKS
from mnemo.music.rhythm import Floats, Grid
from mnemo.music.syllables import make_syllables
from mnemo.runtime import cache
from mnemo.styles.music import HookStyle, MusicStyle, SectionStyle
from mnemo.styles.strings import CONTOUR_VALUES, clean_pattern

CANDIDATES = 6  # tunes drawn for each section kind; the best is kept
LEVEL = (0,) * CONTOUR_VALUES  # where the style draws no contour
CACHE_SPACE = "tunes"
SPOTLIGHT_KINDS = ("chorus",)  # where the top note belongs to the word that a quiz asks for


@dataclass(frozen=True, eq=False)
class Tune:
    """How one section kind is sung: its harmony, rhythm and contours, chosen by the seed."""

    kind: str
    style: SectionStyle
    key: Key
    bars: tuple[tuple[Numeral, ...], ...]
    rhythms: dict[str, tuple[str, ...]]  # role -> the cells of a line: its first bar, inner bars, its last
    pickup: str  # cells' signs before the line's first bar
    shapes: dict[str, Floats]  # role -> contour
    hook: HookStyle | None  # its cell written out
    us_per_beat: int

    @cached_property
    def pitches(self) -> NDArray[np.int64]:
        low, high = self.style.range_midi
        return np.array([p for p in range(low, high + 1) if p % 12 in self.key.scale])

    @property
    def step_s(self) -> float:
        return units.ticks_to_s(STEP_TICKS, self.us_per_beat)

    def numerals(self, place: int, bars: int, last: bool) -> list[tuple[Numeral, ...]]:
        """Return the chords of a line's bars, by its place; a section's last line ends with the cadence."""
        chosen = [self.bars[(BARS_A_LINE * place + bar) % len(self.bars)] for bar in range(bars)]
        if last and self.style.cadence:
            cadence = list(parse_progression(self.style.cadence))[-bars:]
            chosen[-len(cadence) :] = cadence
        return chosen

    def grid(self, place: int, bars: int, last: bool) -> Grid:
        *opening, close = self.rhythms[motif.choose_role(place, last)]
        first, *inner = opening or [close]
        cells = [self.hook.cell if self.hook else first, *([*inner, first] * bars)[: max(bars - 2, 0)], close]
        pickup, steps = (self.hook.pickup, self.hook.steps) if self.hook else (self.pickup, ())
        return rhythm.make_grid(cells[-bars:] if bars > 1 else cells[:1], pickup, self.step_s, steps)

    def line_costs(self, place: int, bars: int, last: bool, target: Floats | None = None) -> LineCosts:
        """Return the costs of a line in this place; without a target, towards the bare contour and the hook."""
        grid, pitches = self.grid(place, bars, last), self.pitches
        chords = time_chords(self.numerals(place, bars, last), self.key, 0)
        start, through = melody.chord_costs(grid, pitches, chords, self.key.scale)
        role = motif.choose_role(place, last)
        bare = motif.make_target(self.shapes[role], grid, pitches, self.style.centre_midi, role)
        voice = costs.TESSITURA * (pitches - self.style.centre_midi) ** 2
        line_costs = LineCosts(
            grid,
            pitches,
            start + voice[None, :],
            motif.motif_costs(bare if target is None else target, grid, len(pitches)),
            through,
            melody.end_costs(grid, pitches, chords, closes=last),
            self.kind in SPOTLIGHT_KINDS,
        )
        if target is None and self.hook:
            bent = motif.add_hook(line_costs, bare)
            line_costs = replace(line_costs, motif=motif.motif_costs(bent, grid, len(pitches)))
        return line_costs


def time_chords(numerals: list[tuple[Numeral, ...]], key: Key, start_bar: int) -> tuple[Chord, ...]:
    """Give chords their times in ticks; those of one bar share it evenly."""
    chords = []
    for i, bar in enumerate(numerals):
        start, share = (start_bar + i) * units.TICKS_PER_BAR, units.TICKS_PER_BAR // len(bar)
        chords += [n.in_key(key, start + j * share, start + (j + 1) * share) for j, n in enumerate(bar)]
    return tuple(chords)


@dataclass(frozen=True)
class Hook:
    """What an instrument plays of the chorus: call and reply in turn, and the way home before the section ends."""

    call: Sung
    reply: Sung
    close: Sung

    def phrases(self, bars: int) -> Iterator[tuple[int, Sung]]:
        """Yield the phrases that fill so many bars, each with its first bar."""
        starts = range(0, bars, BARS_A_LINE)
        for i, bar in enumerate(starts):
            yield bar, self.close if bar == starts[-1] else (self.call, self.reply)[i % 2]


@dataclass
class Songwriter:
    """Writes the tunes of a song, each when first asked for, and sets lines to them."""

    seed: int
    key: Key
    us_per_beat: int
    style: MusicStyle
    _tunes: dict[str, Tune] = field(default_factory=dict)
    _motifs: dict[tuple[str, int, int, bool], Sung] = field(default_factory=dict)

    def tune(self, section: PlannedSection) -> Tune:
        """Return the tune of a section kind: the best of several drawn by the seed."""
        if section.kind not in self._tunes:
            drawn = [self._draw(section, candidate) for candidate in range(CANDIDATES if section.lines else 1)]
            self._tunes[section.kind] = min(drawn, key=_tune_cost) if len(drawn) > 1 else drawn[0]
        return self._tunes[section.kind]

    def motif(self, section: PlannedSection, place: int, bars: int, last: bool) -> Sung:
        """Return the tune of a line's place, without words."""
        key = (section.kind, place, bars, last)
        if key not in self._motifs:
            self._motifs[key] = motif.find_motif(self.tune(section).line_costs(place, bars, last))
        return self._motifs[key]

    def chords(self, section: PlannedSection, chorus: PlannedSection) -> tuple[Chord, ...]:
        """Return the chords of a section in its own key; a break holds the last one. Where the hook is played without
        words, the chords are the chorus's."""
        numerals: list[tuple[Numeral, ...]] = []
        for line in section.lines:
            numerals += self.tune(section).numerals(line.place, line.bars, line.last)
        if not section.lines:
            source = chorus if section.plays_hook else section
            numerals = self.tune(source).numerals(0, section.playing_bars, last=True)
        numerals += [numerals[-1][-1:]] * section.break_bars
        return time_chords(numerals, self.key.transpose(section.shift), section.bar)

    def hook(self, chorus: PlannedSection) -> Hook:
        """Return the chorus's tune without words."""
        call, reply = (self.motif(chorus, place, BARS_A_LINE, last=False) for place in (0, 1))
        return Hook(call, reply, self.motif(chorus, 3, BARS_A_LINE, last=True))

    def line(self, section: PlannedSection, planned: PlannedLine) -> Sung:
        """Set one line in the key of the song (without the section's shift), or take it from the cache."""
        words = [phrase.morae for phrase in planned.line.phrases], planned.line.answer
        key = cache.digest(self._decides, section.kind, planned.place, planned.bars, planned.last, words)
        return Sung(*cache.memo(CACHE_SPACE, key, lambda: astuple(self._set_line(section, planned))))

    @cached_property
    def _decides(self) -> str:
        """A digest of what decides every tune."""
        code = cache.code_digest(costs, harmony, melody, motif, rhythm, syllables, sys.modules[__name__])
        return cache.digest(code, self.seed, self.key, self.us_per_beat, self.style)

    def _set_line(self, section: PlannedSection, planned: PlannedLine) -> Sung:
        tune = self.tune(section)
        hummed = self.motif(section, planned.place, planned.bars, planned.last)
        target = motif.to_target(hummed, tune.grid(planned.place, planned.bars, planned.last), tune.pitches)
        line_costs = tune.line_costs(planned.place, planned.bars, planned.last, target)
        answer = range(*(planned.line.answer or (0, 0)))
        line = make_syllables([p.morae for p in planned.line.phrases], answer)
        return melody.set_melody(line_costs, rhythm.place_morae(line_costs.grid, line), line)

    def _draw(self, section: PlannedSection, candidate: int) -> Tune:
        """Draw the progression by the seed alone, so that candidates are compared over the same chords."""
        style, kind = section.style, section.kind
        progression = style.harmony[int(generator(self.seed, "harmony", kind).integers(len(style.harmony)))]
        chance = generator(self.seed, "tune", kind, candidate)
        call, reply = (motif.draw_contour(self._contours(style), chance) for _ in range(2))
        call_rhythm, reply_rhythm = (self._cells(style.rhythms[i]) for i in _draw_two(len(style.rhythms), chance))
        return Tune(
            kind,
            style,
            self.key,
            parse_progression(progression),
            {"A": call_rhythm, "B": reply_rhythm, "C": call_rhythm},
            clean_pattern(style.pickups[int(generator(self.seed, "pickup", kind).integers(len(style.pickups)))]),
            {"A": call, "B": reply, "C": call},
            self._hook(section),
            self.us_per_beat,
        )

    def _cells(self, rhythm: str) -> tuple[str, ...]:
        return tuple(self.style.cell(bar) for bar in rhythm.split("|"))

    def _hook(self, section: PlannedSection) -> HookStyle | None:
        names = section.style.hooks
        if not names:
            return None
        hook = self.style.hooks[names[int(generator(self.seed, "hook", section.kind).integers(len(names)))]]
        return replace(hook, cell=self.style.cell(hook.cell), pickup=clean_pattern(hook.pickup))

    def _contours(self, section: SectionStyle) -> list[tuple[int, ...]]:
        return [self.style.contours[name] for name in section.contours] or [LEVEL]


def _draw_two(count: int, chance: np.random.Generator) -> tuple[int, int]:
    """Draw two different numbers, where there are two: call and reply differ in rhythm."""
    first = int(chance.integers(count))
    return first, (first + int(chance.integers(1, max(count, 2)))) % count


def _tune_cost(tune: Tune) -> float:
    """Return a tune's cost: the costs of its call, reply and close, and that of its call as a hook."""
    hummed = [
        motif.find_motif(tune.line_costs(place, BARS_A_LINE, last))
        for place, last in ((0, False), (1, False), (3, True))
    ]
    return sum(h.cost for h in hummed) + 4.0 * motif.hook_cost(hummed[0])


def make_notes(sung: Sung, planned: PlannedLine, index: int, shift: int) -> tuple[SungNote, ...]:
    """Return a line as notes of the score."""
    start = planned.bar * units.TICKS_PER_BAR
    morae = zip(sung.slots, sung.durations, sung.pitches, sung.shared, planned.line.morae, strict=True)
    return tuple(
        SungNote(start + slot * STEP_TICKS, length * STEP_TICKS, pitch + shift, mora, index, shared=shared)
        for slot, length, pitch, shared, mora in morae
    )
