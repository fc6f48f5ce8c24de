"""Channels of the band: frequency range, level and panning of every sound, and a part's gain over time.

A part's filters do not change, so they run once over each rendered note, not each time the note is played. Side-chain
and section gains depend on the time and come after.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from mnemo import units
from mnemo.dsp import filters
from mnemo.dsp.blocks import split_channels
from mnemo.dsp.panning import CENTRE, pan_gains
from mnemo.sound.disk import Pieces
from mnemo.styles.sound import Channel

Sound = NDArray[np.float32]

AUDIBLE_HZ = 20_000.0  # a low-pass from here on is none
RING_DB = -100.0  # below this level a filter's ringing is cut off


def place_in_channel(dry: Sound, channel: Channel) -> Sound:
    """Filter, level and pan a stereo sound as its channel says. The result is longer by what the high-pass rings."""
    tone = [filters.high_pass(channel.low_cut_hz)]
    if channel.high_cut_hz < AUDIBLE_HZ:
        tone.append(filters.low_pass(channel.high_cut_hz))
    ringing = np.pad(dry, ((0, _ring_samples(channel.low_cut_hz)), (0, 0)))
    gains = pan_gains(channel.pan) * CENTRE * np.float32(units.db_to_gain(channel.level_db))
    for side, gain in zip(split_channels(filters.run_filters(ringing, *tone, out=ringing)), gains, strict=True):
        side *= gain
    return ringing


def apply_movement(played: Pieces, channel: Channel, pumping: Sound, moves: Sound) -> Pieces:
    """Apply the side-chain (`pumping`) and the section gains (`moves`), one value a sample each, to a part in place."""
    for piece, x in played:
        gain = moves[piece] * (1 - np.float32(channel.pump) * pumping[piece])
        for side in split_channels(x):
            side *= gain
        yield piece, x


def _ring_samples(low_cut_hz: float) -> int:
    """Return how long the high-pass rings: a second-order Butterworth filter decays as exp(-2 pi f t / sqrt 2)."""
    return units.s_to_samples(-math.log(units.db_to_gain(RING_DB)) * math.sqrt(2) / (2 * math.pi * low_cut_hz))
