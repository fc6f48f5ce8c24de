"""What the tables under `[music]` may say: form, sections, the band's entries, and the patterns that they play.

`mnemo.styles.strings` has the grammars of their strings, `mnemo.styles.names` what one table must hold for another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated

from mnemo.key_lines import Keys
from mnemo.model import SectionKind
from mnemo.reader import Document, Inline, Range, key_name
from mnemo.styles.parts import BandPart, list_pitched
from mnemo.styles.ranges import SectionName
from mnemo.styles.strings import (
    DRUM_KEYS,
    SIGNS,
    Cell,
    Contour,
    Known,
    Pattern,
    Pickup,
    Progression,
    clean_pattern,
)

MIDI_RANGE = (40, 88)  # of a voice
FIFTH = 7  # semitones


class Ending(StrEnum):
    """How the song ends: cut off after the last downbeat, or with a chord that is held."""

    COLD = "cold"
    RINGING = "ringing"


SYNTH_ROLES = ("", "hook", "reply")

Bars = Annotated[int, Range(1, 64)]
DrumName = Annotated[str, Known(DRUM_KEYS)]
DrumPattern = Annotated[str, Pattern(SIGNS["drums"])]
SynthRole = Annotated[str, Known(SYNTH_ROLES)]
ContourValues = Annotated[tuple[int, ...], Contour()]  # scale steps above the section's centre


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

    harmony: tuple[Annotated[str, Progression()], ...]
    cadence: str = ""  # the last bars of the section, instead of the progression's
    range_midi: tuple[int, int] = (60, 72)  # of the voice
    centre_midi: float = 66
    rhythms: tuple[str, ...] = ("x-x- x--x --x- x-x- | x-x- x--x ---- ....",)  # bars are cells
    pickups: tuple[Annotated[str, Pickup()], ...] = ("",)
    hooks: tuple[str, ...] = ()  # names in [music.hooks]: what every line begins with, not its rhythm's first bar
    contours: tuple[str, ...] = ()  # names in [music.contours]; none is a level tune

    def check(self, doc: Document, keys: Keys) -> None:
        if not self.harmony or not self.rhythms or not self.pickups:
            template = "{key} needs at least one of each: harmony, rhythms, pickups"
            raise doc.fail(keys, template, key=key_name(keys))
        if self.cadence:
            Progression().check(doc, self.cadence, (*keys, "cadence"))
        low, high = self.range_midi
        if not MIDI_RANGE[0] <= low <= self.centre_midi <= high <= MIDI_RANGE[1] or high - low < FIFTH:
            template = "{key} must go up by a fifth or more around centre_midi, between {low} and {high}"
            own = (*keys, "range_midi")
            raise doc.fail(own, template, key=key_name(own), low=MIDI_RANGE[0], high=MIDI_RANGE[1])


@dataclass(frozen=True)
class HookStyle:
    """`[music.hooks]`: what every line of a section begins with: a pick-up and a bar, and the contour of their first
    notes."""

    cell: str  # of the bar: its name, or written out
    steps: tuple[int, ...]  # scale steps of the first notes, the pick-up's too, from the highest; 3 is a fourth
    pickup: Annotated[str, Pickup()] = ""  # in place of the section's


@dataclass(frozen=True)
class BandStyle:
    """`[music.band.NAME]`: who plays what in a section. NAME is the section's own ("verse 2") or its kind ("verse").

    A part names its pattern: drums in [music.drums], a pitched player in the table that `mnemo.styles.parts` gives
    it: bass in [music.bass], chords, brass and pad in [music.chords], arp and bell in [music.arp]. A part that is not
    named rests.
    """

    drums: str = ""
    patterns: Annotated[Mapping[BandPart, str], Inline(list_pitched)] = field(default_factory=dict)  # by pitched player
    synth: SynthRole = ""  # "hook": plays the chorus's tune; "reply": answers where the voice rests
    late: tuple[Annotated[str, Known({*BandPart} - {BandPart.RISER})], ...] = ()  # parts that enter half-way
    high: tuple[Annotated[str, Known(list_pitched())], ...] = ()  # parts that play an octave higher
    fill: str = ""  # the last bar's pattern of [music.drums]
    riser_bars: Annotated[int, Range(0, 16)] = 0  # of wind that lead into the section
    crash: bool = False  # on its first beat
    accents: tuple[DrumName, ...] = ()  # drums that strike the first two notes of the hook, the leap, with the voice


@dataclass(frozen=True)
class MusicStyle:
    """`[music]`."""

    form: FormStyle = field(default_factory=FormStyle)
    section: Mapping[SectionKind, SectionStyle] = field(default_factory=dict)
    band: Mapping[SectionName, BandStyle] = field(default_factory=dict)
    cells: Mapping[str, Annotated[str, Cell()]] = field(default_factory=dict)
    hooks: Mapping[str, HookStyle] = field(default_factory=dict)
    contours: Mapping[str, ContourValues] = field(default_factory=dict)
    drums: Mapping[str, Mapping[DrumName, DrumPattern]] = field(default_factory=dict)
    bass: Mapping[str, Annotated[str, Pattern(SIGNS["bass"])]] = field(default_factory=dict)
    chords: Mapping[str, Annotated[str, Pattern(SIGNS["chords"])]] = field(default_factory=dict)
    arp: Mapping[str, Annotated[str, Pattern(SIGNS["arp"])]] = field(default_factory=dict)
    swing: Annotated[float, Range(0.5, 0.75)] = 0.5  # where the second sixteenth of a pair falls; 0.5 is straight

    def cell(self, bar: str) -> str:
        """Return the signs of a bar that is a cell's name or is written out."""
        return clean_pattern(self.cells.get(bar.strip(), bar))

    def patterns_of(self, part: BandPart) -> Mapping[str, str]:
        """Return what a pitched player may play, by name; other parts play no pitches of a pattern."""
        return getattr(self, part.player.table) if part.player else {}
