"""Humanised playing: small, seeded departures in time and force, and the swing of the style.

Kick and bass are the clock and keep to the grid; the nearer a part is to the foreground, the freer it plays.
"""

from __future__ import annotations

from dataclasses import dataclass

from mnemo import units
from mnemo.chance import generator
from mnemo.model import Note
from mnemo.music.patterns import STEP_TICKS

NUDGE_TICKS = {"drums": 2, "bass": 2, "chords": 4, "arp": 3, "synth": 5, "pad": 6, "bell": 4, "brass": 4}
FORCE = {"drums": 7, "bass": 4, "chords": 5, "arp": 8, "synth": 5, "pad": 2, "bell": 5, "brass": 5}
BEAT_ACCENT = 6  # on the beat a little louder
STRAIGHT = 0.5


@dataclass(frozen=True)
class Feel:
    seed: int
    swing: float = STRAIGHT

    def note(self, part: str, onset_ticks: int, duration_ticks: int, midi: int, velocity: int) -> Note:
        """A note as a hand would play it; the chance is that of its part, place and pitch."""
        chance = generator(self.seed, part, onset_ticks, midi)
        spread, force = NUDGE_TICKS.get(part, 0), FORCE.get(part, 0)
        nudge = int(chance.integers(-spread, spread + 1)) + self._swung(onset_ticks)
        accent = BEAT_ACCENT if onset_ticks % units.TICKS_PER_BEAT == 0 else 0
        played = velocity + accent + int(chance.integers(-force, force + 1))
        return Note(onset_ticks, duration_ticks, midi, min(max(played, 1), 127), max(nudge, -onset_ticks))

    def _swung(self, onset_ticks: int) -> int:
        """The second sixteenth of a pair comes late by the style's swing."""
        second = onset_ticks // STEP_TICKS % 2 == 1
        return round((self.swing - STRAIGHT) * 2 * STEP_TICKS) if second else 0
