"""What the tables under `[music]` may say: form, sections, the band's entries, and the patterns that they play.

The strings have small grammars, written here once:

    pattern      16 sixteenths a bar, one bar or several; spaces and "|" only help the eye
      drums      X loud, x normal, o soft, . nothing; one string a drum
      bass       1 3 5 7 8 a tone of the chord (8: the root an octave up), - held, . rest
      chords     x struck, - held, . rest
      arp        1..9 the chord's tones counted upwards, - held, . rest
    rhythm       bar ("|" bar)*: how a line is sung, its first bar, its inner bars and its last; a bar is a cell's name
      cell       16 sixteenths: x a note, - held, . rest
      pickup     up to 8 sixteenths before the line's first bar, in the signs of a cell
    progression  bar ("|" bar)*; a bar is chords parted by spaces, which share it evenly
      chord      ["b" | "#"] numeral [suffix] ["/" (numeral | "3" | "5")]; numerals in lower case are minor

Degrees count from the major scale with the key's signature, as Japanese charts do: in A minor `vi` is Am, and the royal
road 王道進行 `IV V iii vi` is F G Em Am. `V7/vi` leads to vi; `I/3` has its third in the bass.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated

from mnemo.errors import StyleError
from mnemo.model import SectionKind
from mnemo.reader import Inline, Range
from mnemo.styles.parts import BandPart, list_pitched
from mnemo.styles.ranges import SectionName

STEPS_PER_BAR = 16
LONGEST_PICKUP = 8  # sixteenths
CONTOUR_VALUES = 9  # the pick-up and the eight beats of two bars
MIDI_RANGE = (40, 88)

# General MIDI keys of the drums that a style may name
DRUM_KEYS = {
    "kick": 36, "rim": 37, "snare": 38, "clap": 39, "hat": 42, "pedal-hat": 44, "open-hat": 46, "low-tom": 45,
    "mid-tom": 47, "high-tom": 50, "crash": 49, "ride": 51, "tambourine": 54, "cowbell": 56, "shaker": 82,
}  # fmt: skip
REST, HOLD = ".", "-"
SIGNS = {"drums": "Xxo", "bass": "13578", "chords": "x", "arp": "123456789", "cells": "x"}
NUMERALS = ("I", "II", "III", "IV", "V", "VI", "VII")
SUFFIXES = ("7sus4", "sus4", "maj7", "m7b5", "add9", "dim", "7", "6")
_NUMERAL = "|".join(sorted([*NUMERALS, *map(str.lower, NUMERALS)], key=len, reverse=True))
CHORD = re.compile(
    rf"(?P<accidental>[b#]?)(?P<numeral>{_NUMERAL})(?P<suffix>{'|'.join(SUFFIXES)})?(?:/(?P<under>{_NUMERAL}|3|5))?"
)


class Ending(StrEnum):
    """How the song ends: cut off after the last downbeat, or with a chord that is held."""

    COLD = "cold"
    RINGING = "ringing"


SYNTH_ROLES = ("", "hook", "reply")

Bars = Annotated[int, Range(1, 64)]


@dataclass(frozen=True)
class FormStyle:
    """`[music.form]`: what stands around the sung sections, in bars. Halved where the song would be too long."""

    intro_bars: Bars = 4
    interlude_bars: Bars = 4  # after a chorus, before the next verse
    bridge_bars: Bars = 4  # before a last chorus that follows a chorus
    outro_bars: Bars = 4
    break_bars: Annotated[int, Range(0, 4)] = 1  # the band holds its breath before a chorus
    break_drums: str = ""  # what the drummer does in it, a pattern of [music.drums]
    modulation_semitones: Annotated[int, Range(-11, 11)] = 0  # of the last chorus
    ending: Ending = Ending.COLD


@dataclass(frozen=True)
class SectionStyle:
    """`[music.section.KIND]`: the tune and the chords of one kind of section. The seed takes one of each list.

    A section that plays the hook without words has the chorus's chords and needs no entry.
    """

    harmony: tuple[str, ...]
    cadence: str = ""  # the last bars of the section, instead of the progression's
    range_midi: tuple[int, int] = (60, 72)  # of the voice
    centre_midi: float = 66
    rhythms: tuple[str, ...] = ("x-x- x--x --x- x-x- | x-x- x--x ---- ....",)  # bars are cells
    pickups: tuple[str, ...] = ("",)
    hooks: tuple[str, ...] = ()  # names in [music.hooks]: what every line begins with, not its rhythm's first bar
    contours: tuple[str, ...] = ()  # names in [music.contours]; none is a level tune


@dataclass(frozen=True)
class HookStyle:
    """`[music.hooks]`: what every line of a section begins with: a pick-up and a bar, and the contour of their first
    notes."""

    cell: str  # of the bar: its name, or written out
    steps: tuple[int, ...]  # scale steps of the first notes, the pick-up's too, from the highest; 3 is a fourth
    pickup: str = ""  # in place of the section's


@dataclass(frozen=True)
class BandStyle:
    """`[music.band.NAME]`: who plays what in a section. NAME is the section's own ("verse 2") or its kind ("verse").

    A part names its pattern: drums in [music.drums], a pitched player in the table that `mnemo.styles.parts` gives
    it: bass in [music.bass], chords, brass and pad in [music.chords], arp and bell in [music.arp]. A part that is not
    named rests.
    """

    drums: str = ""
    patterns: Annotated[Mapping[BandPart, str], Inline(list_pitched)] = field(default_factory=dict)  # by pitched player
    synth: str = ""  # "hook": plays the chorus's tune; "reply": answers where the voice rests
    late: tuple[str, ...] = ()  # parts that enter half-way
    high: tuple[str, ...] = ()  # parts that play an octave higher
    fill: str = ""  # the last bar's pattern of [music.drums]
    riser_bars: Annotated[int, Range(0, 16)] = 0  # of wind that lead into the section
    crash: bool = False  # on its first beat
    accents: tuple[str, ...] = ()  # drums that strike the first two notes of the hook, the leap, with the voice


@dataclass(frozen=True)
class MusicStyle:
    """`[music]`. Raises StyleError, naming the key, for patterns and names that cannot be played."""

    form: FormStyle = field(default_factory=FormStyle)
    section: Mapping[SectionKind, SectionStyle] = field(default_factory=dict)
    band: Mapping[SectionName, BandStyle] = field(default_factory=dict)
    cells: Mapping[str, str] = field(default_factory=dict)
    hooks: Mapping[str, HookStyle] = field(default_factory=dict)
    contours: Mapping[str, tuple[int, ...]] = field(default_factory=dict)  # scale steps above the section's centre
    drums: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    bass: Mapping[str, str] = field(default_factory=dict)
    chords: Mapping[str, str] = field(default_factory=dict)
    arp: Mapping[str, str] = field(default_factory=dict)
    swing: Annotated[float, Range(0.5, 0.75)] = 0.5  # where the second sixteenth of a pair falls; 0.5 is straight

    def __post_init__(self) -> None:
        for key, known, name in self._names():
            if name not in known:
                template = "{key}: there is no {name}; known: {known}"
                shown = ", ".join(sorted(filter(None, known))) or "none"
                raise StyleError(template, key=key, name=repr(name), known=shown)
        for table in ("bass", "chords", "arp"):
            for name, text in getattr(self, table).items():
                _check_pattern(f"music.{table}.{name}", text, SIGNS[table])
        for name, kit in self.drums.items():
            for drum, text in kit.items():
                _check_pattern(f"music.drums.{name}.{drum}", text, SIGNS["drums"])
        for name, text in self.cells.items():
            _check_cell(f"music.cells.{name}", text)
        for name, hook in self.hooks.items():
            _check_hook(f"music.hooks.{name}", self.cell(hook.cell), hook)
        for kind, section in self.section.items():
            _check_section(f"music.section.{kind}", section)
            for rhythm in section.rhythms:
                for bar in rhythm.split("|"):
                    _check_cell(f"music.section.{kind}.rhythms", self.cell(bar))
        for name, values in self.contours.items():
            if len(values) != CONTOUR_VALUES:
                template = "{key} has {count} values; it needs {wanted}: the pick-up and the eight beats of two bars"
                raise StyleError(template, key=f"music.contours.{name}", count=len(values), wanted=CONTOUR_VALUES)

    def cell(self, bar: str) -> str:
        """Return the signs of a bar that is a cell's name or is written out."""
        return clean_pattern(self.cells.get(bar.strip(), bar))

    def patterns_of(self, part: BandPart) -> Mapping[str, str]:
        """Return what a pitched player may play, by name; other parts play no pitches of a pattern."""
        return getattr(self, part.player.table) if part.player else {}

    def _names(self) -> Iterator[tuple[str, Collection[str], str]]:
        """Yield every place that names something: its key, what it may name, and what it names."""
        yield "music.form.break_drums", {"", *self.drums}, self.form.break_drums
        for name, kit in self.drums.items():
            for drum in kit:
                yield f"music.drums.{name}.{drum}", DRUM_KEYS, drum
        for kind, section in self.section.items():
            for rhythm in section.rhythms:
                for bar in rhythm.split("|"):
                    if set(clean_pattern(bar)) - set(SIGNS["cells"] + HOLD + REST):
                        yield f"music.section.{kind}.rhythms", self.cells, bar.strip()
            for hook in section.hooks:
                yield f"music.section.{kind}.hooks", self.hooks, hook
            for contour in section.contours:
                yield f"music.section.{kind}.contours", self.contours, contour
        for name, band in self.band.items():
            yield f"music.band.{name}.drums", {"", *self.drums}, band.drums
            yield f"music.band.{name}.fill", {"", *self.drums}, band.fill
            for part, pattern in band.patterns.items():
                yield f"music.band.{name}.{part}", {"", *self.patterns_of(part)}, pattern
            yield f"music.band.{name}.synth", SYNTH_ROLES, band.synth
            for late in band.late:
                yield f"music.band.{name}.late", {*BandPart} - {BandPart.RISER}, late
            for drum in band.accents:
                yield f"music.band.{name}.accents", DRUM_KEYS, drum
            for high in band.high:
                yield f"music.band.{name}.high", list_pitched(), high


def clean_pattern(text: str) -> str:
    """Return a pattern without what only helps the eye."""
    return text.replace(" ", "").replace("|", "")


def _check_pattern(key: str, text: str, signs: str) -> None:
    steps = clean_pattern(text)
    if not steps or len(steps) % STEPS_PER_BAR:
        template = "{key} has {count} steps; a bar is {bar}"
        raise StyleError(template, key=key, count=len(steps), bar=STEPS_PER_BAR)
    allowed = signs + HOLD + REST
    if unknown := sorted(set(steps) - set(allowed)):
        template = "{key}: unknown sign {sign}; known: {known}"
        raise StyleError(template, key=key, sign=repr(unknown[0]), known=" ".join(allowed))


def _check_section(key: str, section: SectionStyle) -> None:
    for progression in (*section.harmony, *([section.cadence] if section.cadence else [])):
        _check_progression(f"{key}.harmony", progression)
    if not section.harmony or not section.rhythms or not section.pickups:
        raise StyleError("{key} needs at least one of each: harmony, rhythms, pickups", key=key)
    for pickup in section.pickups:
        _check_pickup(f"{key}.pickups", pickup)
    low, high = section.range_midi
    if not MIDI_RANGE[0] <= low <= section.centre_midi <= high <= MIDI_RANGE[1] or high - low < 7:
        template = "{key} must go up by a fifth or more around centre_midi, between {low} and {high}"
        raise StyleError(template, key=f"{key}.range_midi", low=MIDI_RANGE[0], high=MIDI_RANGE[1])


def _check_cell(key: str, text: str) -> None:
    """A cell is one bar with a note in it."""
    _check_pattern(key, text, SIGNS["cells"])
    if len(clean_pattern(text)) != STEPS_PER_BAR or "x" not in text:
        template = "{key}: {text} must be one bar of {bar} sixteenths with a note (x) in it"
        raise StyleError(template, key=key, text=repr(text), bar=STEPS_PER_BAR)


def _check_pickup(key: str, text: str) -> None:
    if len(clean_pattern(text)) > LONGEST_PICKUP or set(clean_pattern(text)) - set(SIGNS["cells"] + HOLD + REST):
        template = "{key}: {text} must be at most {count} sixteenths of x, - and ."
        raise StyleError(template, key=key, text=repr(text), count=LONGEST_PICKUP)


def _check_hook(key: str, cell: str, hook: HookStyle) -> None:
    _check_cell(f"{key}.cell", cell)
    _check_pickup(f"{key}.pickup", hook.pickup)
    notes = (hook.pickup + cell).count("x")
    if not 2 <= len(hook.steps) <= notes or max(hook.steps) != 0:
        template = "{key} needs 2 to {count} steps, one a note from the first: 0 for the highest, less for the others"
        raise StyleError(template, key=f"{key}.steps", count=notes)


def _check_progression(key: str, text: str) -> None:
    for bar in text.split("|"):
        if not bar.split():
            raise StyleError("{key}: an empty bar in {text}", key=key, text=repr(text))
        for chord in bar.split():
            if not CHORD.fullmatch(chord):
                template = "{key}: cannot read the chord {chord}; write it like IV, iii7, V7/vi or I/3"
                raise StyleError(template, key=key, chord=chord)
