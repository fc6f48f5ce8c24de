"""Channels of the band: the range, level and place of every sound, and how a part moves with kick and section.

A filter is the same for every sound of a part, so it runs over each rendered note once, and not over each time that the
note is played; what depends on the time comes after.
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
RING_DB = -100.0  # where a filter's ringing is cut off


def placed(dry: Sound, channel: Channel) -> Sound:
    """A stereo sound at its channel's level, in its range and place; as much longer as the high-pass rings."""
    tone = [filters.high_pass(channel.low_cut_hz)]
    if channel.high_cut_hz < AUDIBLE_HZ:
        tone.append(filters.low_pass(channel.high_cut_hz))
    ringing = np.pad(dry, ((0, _ring_samples(channel.low_cut_hz)), (0, 0)))
    gains = pan_gains(channel.pan) * CENTRE * np.float32(units.db_to_gain(channel.level_db))
    for side, gain in zip(split_channels(filters.run_filters(ringing, *tone, out=ringing)), gains, strict=True):
        side *= gain
    return ringing


def moved(played: Pieces, channel: Channel, pumping: Sound, moves: Sound) -> Pieces:
    """A part pushed by the kick and moved from section to section, in place. Both are given sample by sample."""
    for piece, x in played:
        gain = moves[piece] * (1 - np.float32(channel.pump) * pumping[piece])
        for side in split_channels(x):
            side *= gain
        yield piece, x


def _ring_samples(low_cut_hz: float) -> int:
    """The poles of a Butterworth filter of second order lie at an angle of 45 degrees: exp(-2 pi f t / sqrt 2)."""
    return units.s_to_samples(-math.log(units.db_to_gain(RING_DB)) * math.sqrt(2) / (2 * math.pi * low_cut_hz))
