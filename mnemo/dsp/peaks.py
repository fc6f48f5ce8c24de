"""True peaks: the highest point of the signal between its samples too (ITU-R BS.1770-4, annex 2)."""

from __future__ import annotations

from functools import cache

import numpy as np

from mnemo.dsp.arrays import Array, to_decibels
from mnemo.dsp.blocks import correlate_mirrored, cut_padded, piece_slices, reduce_blocks, split_channels
from mnemo.dsp.windows import design_kaiser_low_pass

NEAR = 0.75  # -2.5 dB: music rises by less than that between two samples (1.25 dB for a sine of 8 kHz)
PEAK_REACH = 6  # samples on each side from which the interpolator reads


def measure_true_peaks(x: Array, block: int = 1) -> Array:
    """Measure the highest of the four-fold interpolated samples in each block, over the channels: (blocks,)."""
    peaks = np.zeros(-(-len(x) // block), np.float32)
    for piece in piece_slices(len(x), block):
        blocks = slice(piece.start // block, -(-piece.stop // block))
        samples = (blocks.stop - blocks.start) * block
        for channel in split_channels(x):
            source = cut_padded(channel, piece.start - PEAK_REACH, samples + 2 * PEAK_REACH)
            highest = _interpolate(source, samples)
            np.maximum(peaks[blocks], reduce_blocks(np.maximum, highest, block), out=peaks[blocks])
    return peaks


@cache
def _make_taps() -> tuple[Array, Array, Array]:
    """Make the taps of the interpolator: what is even and odd in its second phase and its last, and its third."""
    taps = 4 * design_kaiser_low_pass(4 * PEAK_REACH, 0.25, 4.0).astype(np.float32)
    quarter, half, mirrored = (taps[phase::4] for phase in (1, 2, 3))
    return (quarter + mirrored) / 2, (quarter - mirrored) / 2, half


def _interpolate(source: Array, samples: int) -> Array:
    """Return the highest of each sample and the three interpolated ones after it, along the first axis.

    `source` has PEAK_REACH samples more on both sides. The interpolator has 12 taps a phase, as the standard's; its
    first phase is the samples themselves. The second and the last are each other's mirror: the sum and the difference
    of what is even and odd in them, and the higher of |even + odd| and |even - odd| is |even| + |odd|.
    """
    even, odd, half = _make_taps()
    highest = np.abs(source[PEAK_REACH : PEAK_REACH + samples])
    beside = np.abs(correlate_mirrored(source[1:], even, samples))
    beside += np.abs(correlate_mirrored(source[1:], odd, samples, odd=True))
    np.maximum(highest, beside, out=highest)
    return np.maximum(highest, np.abs(correlate_mirrored(source[1:], half, samples)), out=highest)


def measure_peaks_near(x: Array, level: float, block: int) -> Array:
    """Measure each block's highest sample over the channels, or its true peak where that may reach a level: (blocks,).

    The interpolator runs only over blocks near the level, and over their neighbours.
    """
    peaks = np.zeros(-(-len(x) // block), np.float32)
    for piece in piece_slices(len(x), block):
        blocks = slice(piece.start // block, -(-piece.stop // block))
        highest = reduce_blocks(np.maximum, np.abs(x[piece]), block)
        near = highest > level * NEAR
        near[1:] |= highest[:-1] > level * NEAR
        near[:-1] |= highest[1:] > level * NEAR
        found = np.flatnonzero(near)
        if len(found):
            for channel in split_channels(x):
                samples = (blocks.stop - blocks.start) * block + 2 * PEAK_REACH
                source = cut_padded(channel, piece.start - PEAK_REACH, samples)
                windows = np.lib.stride_tricks.sliding_window_view(source, block + 2 * PEAK_REACH)[found * block]
                risen = _interpolate(np.ascontiguousarray(windows.T), block).max(axis=0)
                highest[found] = np.maximum(highest[found], risen)
        peaks[blocks] = highest
    return peaks


def measure_true_peak_db(x: Array) -> float:
    """Measure the dBTP of the whole; the interpolator runs where samples come near the highest so far."""
    highest = 0.0
    for piece in piece_slices(len(x)):
        heard = x[max(0, piece.start - PEAK_REACH) : piece.stop + PEAK_REACH]
        if np.abs(heard).max() > highest * NEAR:
            highest = max(highest, float(measure_true_peaks(heard, len(heard))[0]))
    return float(2 * to_decibels(highest))
