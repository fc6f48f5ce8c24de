"""The form of the song: the sung sections of the lyric with what stands around them, bar by bar.

Adds an intro, an interlude where a verse follows a chorus, a bridge before a last chorus that follows another, an
outro, and a bar's break before each chorus. Where a song would be longer than `LONGEST_S`, the instrumental sections
are halved one after another, the least important first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil

from mnemo import units
from mnemo.model import LAST_CHORUS, Line, Lyric, SectionKind, name_sections
from mnemo.music.rhythm import most_a_beat
from mnemo.styles.music import BandStyle, FormStyle, MusicStyle, SectionStyle
from mnemo.styles.parts import BandPart
from mnemo.styles.schema import Style
from mnemo.styles.strings import STEPS_PER_BAR

LONGEST_S = 176.0  # to the last bar line; the last chord may ring on until 3:00
HALVED_FIRST = ("interlude", "bridge", "outro", "intro")
SHORTEST_BARS = 2
BARS_A_LINE = 2  # of a line's place in the progression, and of a phrase that an instrument plays
LAST_CHORD_TICKS = {"cold": units.TICKS_PER_BEAT // 2, "ringing": units.TICKS_PER_BAR}  # by FormStyle.ending
MOST_MORAE_PER_S = 6.2  # a faster line gets another bar,
LEFT_FREE = 1  # and so does one that would leave its bars no breath: morae less a bar than its beats can hold


@dataclass(frozen=True)
class PlannedLine:
    line: Line
    bar: int  # of the song, where the line's window begins
    bars: int
    place: int  # in the section, from 0
    last: bool


@dataclass(frozen=True)
class PlannedSection:
    name: str
    kind: SectionKind
    style: SectionStyle
    band: BandStyle
    bar: int
    bars: int
    lines: tuple[PlannedLine, ...] = ()
    break_bars: int = 0  # of `bars`, at the end: the band is silent
    shift: int = 0  # semitones above the song's key
    last_chord_ticks: int = 0  # in the song's last section: how long the chord of its last bar is held

    @property
    def plays_hook(self) -> bool:
        """Whether an instrument plays the chorus's tune here."""
        return self.band.synth == "hook"

    @property
    def hook_bars(self) -> list[int]:
        """The bars of the song where a line begins, or a phrase of an instrument that plays the hook."""
        if self.plays_hook:
            return list(range(self.bar, self.bar + self.playing_bars, BARS_A_LINE))
        return [line.bar for line in self.lines]

    @property
    def playing_bars(self) -> int:
        """Bars before the break."""
        return self.bars - self.break_bars

    def plays(self, part: BandPart, bar: int) -> bool:
        """Tell whether a part has come in by this bar of the section."""
        return part not in self.band.late or bar >= self.playing_bars // 2

    @property
    def last_bar_ticks(self) -> int:
        return self.end_ticks - units.TICKS_PER_BAR

    def is_last_chord(self, bar: int) -> bool:
        return bool(self.last_chord_ticks) and bar == self.bars - 1

    @property
    def start_ticks(self) -> int:
        return self.bar * units.TICKS_PER_BAR

    @property
    def end_ticks(self) -> int:
        return (self.bar + self.bars) * units.TICKS_PER_BAR


@dataclass(frozen=True)
class _Draft:
    kind: SectionKind
    bars: int
    lines: tuple[Line, ...] = ()
    break_bars: int = 0
    name: str = ""  # of a sung section, as the lyric has it


def plan(lyric: Lyric, style: Style) -> tuple[PlannedSection, ...]:
    """Return the sections of the song in order, sung and instrumental."""
    tempo = units.us_per_beat(style.bpm)
    drafts = _add_instrumentals(_give_bars(lyric, tempo), style.music.form)
    longest_bars = int(LONGEST_S / units.ticks_to_s(units.TICKS_PER_BAR, tempo))
    drafts = _shorten(drafts, longest_bars)
    names = _name_drafts(drafts)
    last_chorus = max((i for i, d in enumerate(drafts) if d.kind == "chorus"), default=-1)
    modulates = names[last_chorus] == LAST_CHORUS if drafts else False
    sections = []
    bar = 0
    for i, (draft, name) in enumerate(zip(drafts, names, strict=True)):
        shift = style.music.form.modulation_semitones if modulates and i >= last_chorus else 0
        tune = style.music.section.get(draft.kind) or style.music.section[SectionKind.VERSE]
        band = find_band(style.music, name, draft.kind)
        lines = _place_lines(draft.lines, bar)
        sections.append(PlannedSection(name, draft.kind, tune, band, bar, draft.bars, lines, draft.break_bars, shift))
        bar += draft.bars
    sections[-1] = replace(sections[-1], last_chord_ticks=LAST_CHORD_TICKS[style.music.form.ending])
    return tuple(sections)


def find_band(style: MusicStyle, name: str, kind: str) -> BandStyle:
    """Find who plays: the section's own entry, else its kind's; a kind that the style does not name is a verse."""
    known = (key for key in (name, kind, "verse") if key in style.band)
    return style.band[key] if (key := next(known, None)) else BandStyle()


def count_bars(line: Line, us_per_beat: int) -> int:
    """Return the bars a line asks for, or as many as its morae need at this tempo."""
    bar_s = units.ticks_to_s(units.TICKS_PER_BAR, us_per_beat)
    most_a_bar = units.BEATS_PER_BAR * most_a_beat(bar_s / STEPS_PER_BAR) - LEFT_FREE
    return max(line.bars, ceil(len(line.morae) / min(MOST_MORAE_PER_S * bar_s, most_a_bar)))


def _give_bars(lyric: Lyric, us_per_beat: int) -> Lyric:
    """Return the lyric with bars enough for every line."""
    sections = (
        replace(s, lines=tuple(replace(line, bars=count_bars(line, us_per_beat)) for line in s.lines))
        for s in lyric.sections
    )
    return replace(lyric, sections=tuple(sections))


def _add_instrumentals(lyric: Lyric, form: FormStyle) -> list[_Draft]:
    drafts = [_Draft(SectionKind.INTRO, form.intro_bars)]
    for i, section in enumerate(lyric.sections):
        before = lyric.sections[i - 1].kind if i else ""
        if before == "chorus" and section.kind == "chorus":
            drafts.append(_Draft(SectionKind.BRIDGE, form.bridge_bars))
        elif before == "chorus":
            drafts.append(_Draft(SectionKind.INTERLUDE, form.interlude_bars))
        if section.kind == "chorus" and form.break_bars:
            drafts[-1] = replace(drafts[-1], bars=drafts[-1].bars + form.break_bars, break_bars=form.break_bars)
        drafts.append(_Draft(section.kind, sum(line.bars for line in section.lines), section.lines, name=section.name))
    return [*drafts, _Draft(SectionKind.OUTRO, form.outro_bars)]


def _name_drafts(drafts: Sequence[_Draft]) -> list[str]:
    """Return the names of the sections: the lyric's where they are sung; instrumental ones have names of their own."""
    played = iter(name_sections([draft.kind for draft in drafts if not draft.name]))
    return [draft.name or next(played) for draft in drafts]


def _shorten(drafts: Sequence[_Draft], longest_bars: int) -> list[_Draft]:
    drafts = list(drafts)
    for kind in HALVED_FIRST:
        if sum(d.bars for d in drafts) <= longest_bars:
            break
        drafts = [_halve(d) if d.kind == kind else d for d in drafts]
    return drafts


def _halve(draft: _Draft) -> _Draft:
    return replace(draft, bars=max((draft.bars - draft.break_bars) // 2, SHORTEST_BARS) + draft.break_bars)


def _place_lines(lines: Sequence[Line], bar: int) -> tuple[PlannedLine, ...]:
    placed = []
    for place, line in enumerate(lines):
        placed.append(PlannedLine(line, bar, line.bars, place, place == len(lines) - 1))
        bar += line.bars
    return tuple(placed)
