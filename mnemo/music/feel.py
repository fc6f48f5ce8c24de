"""Humanised playing: small, seeded departures in time and force, and the swing of the style.

How freely a part plays is in its row of `mnemo.styles.parts`.
"""

from __future__ import annotations

from dataclasses import dataclass

from mnemo import units
from mnemo.chance import draw_pair
from mnemo.model import Note
from mnemo.music.patterns import STEP_TICKS
from mnemo.styles.parts import BandPart

BEAT_ACCENT = 6  # on the beat a little louder
STRAIGHT = 0.5


@dataclass(frozen=True)
class Feel:
    seed: int
    swing: float = STRAIGHT

    def note(self, part: BandPart, onset_ticks: int, duration_ticks: int, midi: int, velocity: int) -> Note:
        """Return a humanised note; the chance is that of its part, place and pitch."""
        early_or_late, soft_or_loud = draw_pair(self.seed, part, onset_ticks, midi)
        nudge = _choose(early_or_late, part.nudge_ticks) + self._swung(onset_ticks)
        accent = BEAT_ACCENT if onset_ticks % units.TICKS_PER_BEAT == 0 else 0
        played = velocity + accent + _choose(soft_or_loud, part.force)
        return Note(onset_ticks, duration_ticks, midi, min(max(played, 1), 127), max(nudge, -onset_ticks))

    def _swung(self, onset_ticks: int) -> int:
        """Return the tick with swing: the second sixteenth of a pair comes late by the style's swing."""
        second = onset_ticks // STEP_TICKS % 2 == 1
        return round((self.swing - STRAIGHT) * 2 * STEP_TICKS) if second else 0


def _choose(share: float, most: int) -> int:
    """Return a whole number from -most to most, all equally likely."""
    return int(share * (2 * most + 1)) - most
