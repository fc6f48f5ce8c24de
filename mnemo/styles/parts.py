"""Who plays in the band, a row each. A further pitched player is one more row; styles then name it as they name a bass.

The first two numbers say how freely a part plays: kick and bass are the clock and keep to the grid; the nearer a part
is to the foreground, the further it departs in time (ticks) and in force (MIDI velocity), either way.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True)
class Player:
    """What a pitched player makes of the patterns of one table of `[music]`."""

    table: str  # bass, chords or arp; mnemo.music.band has the voicing of each
    midi: int  # the lowest pitch of its voicing, or of chords the centre
    velocity: int
    stops: bool = True  # strikes the first beat of a break


class BandPart(StrEnum):
    """A part of the band. Each has an instrument of its name; that of the drums is the kit."""

    nudge_ticks: int
    force: int
    program: int  # General MIDI, 0-based; of drums unused
    player: Player | None  # of a part that plays a pattern of pitches

    DRUMS = "drums", 2, 7, 0
    BASS = "bass", 2, 4, 38, Player("bass", 33, 104)  # from A1: a phone still sounds its second partial
    CHORDS = "chords", 4, 5, 90, Player("chords", 64, 84)
    BRASS = "brass", 4, 5, 62, Player("chords", 67, 94)
    PAD = "pad", 6, 2, 89, Player("chords", 60, 68, stops=False)
    ARP = "arp", 3, 8, 81, Player("arp", 62, 80, stops=False)
    BELL = "bell", 4, 5, 98, Player("arp", 74, 78, stops=False)
    SYNTH = "synth", 5, 5, 80
    RISER = "riser", 0, 0, 97

    def __new__(cls, name: str, nudge_ticks: int, force: int, program: int, player: Player | None = None) -> BandPart:
        part = str.__new__(cls, name)
        part._value_ = name
        part.nudge_ticks, part.force, part.program, part.player = nudge_ticks, force, program, player
        return part


def list_pitched() -> list[BandPart]:
    """Return the parts that play a pattern of pitches."""
    return [part for part in BandPart if part.player]
