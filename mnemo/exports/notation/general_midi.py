"""Channels and programs of General MIDI, zero-based, for everything that a score is written to."""

from __future__ import annotations

import itertools

from mnemo.model import Score

DRUM_CHANNEL = 9  # zero-based
FREE_CHANNELS = [c for c in range(16) if c != DRUM_CHANNEL]
LEAD_PROGRAM, BACKING_PROGRAM = 53, 52  # General MIDI, zero-based: voice oohs, choir aahs


def assign_channels(score: Score) -> list[int]:
    """Return the MIDI channel of each vocal and band part, in the score's order; beyond fifteen they share."""
    free = itertools.cycle(FREE_CHANNELS)
    drums = [False for _ in score.vocals] + [part.is_drums for part in score.parts]
    return [DRUM_CHANNEL if is_drums else next(free) for is_drums in drums]
