"""Measures of a mix: offset, clipping, power in a band, and how far the words stand in front.

Audio is (samples,) or (samples, channels), full scale 1.0. Sources are named with each measure.
"""

from __future__ import annotations

import numpy as np

from mnemo.dsp.arrays import Array, to_decibels
from mnemo.dsp.blocks import piece_slices, split_channels
from mnemo.dsp.loudness import measure_block_powers
from mnemo.dsp.sections import design_band_pass

WORDS_HZ = (1000.0, 4000.0)  # where consonants and second formants are told apart


# --- peaks, offset, power ---------------------------------------------------------------------------------


def measure_dc_offset(x: Array) -> float:
    """Return the largest mean of a channel."""
    sums = [[channel.sum() for channel in split_channels(x[piece])] for piece in piece_slices(len(x))]
    return float(np.abs(np.sum(sums, axis=0, dtype=np.float64)).max() / len(x))


def count_clipped_samples(x: Array, ceiling: float = 0.9999) -> int:
    return sum(int(np.count_nonzero(np.abs(x[piece]) >= ceiling)) for piece in piece_slices(len(x)))


def measure_band_power(x: Array, rate: int, low_hz: float, high_hz: float, step: int) -> Array:
    """Return the power between two frequencies (Butterworth, order 4) in every step of samples, summed over channels:
    (steps,).
    """
    return measure_block_powers(x, design_band_pass(4, low_hz, high_hz, rate), step)


# --- the words --------------------------------------------------------------------------------------------


def measure_words_over_band(
    lead: Array, rest: Array, spans_s: list[tuple[float, float]], rate: int, band_hz: tuple[float, float] = WORDS_HZ
) -> Array:
    """Measure by how many dB the lead is above all else from 1 to 4 kHz, one value a span (a sung mora): (spans,)."""
    step = rate // 100
    powers = [np.append(0, np.cumsum(measure_band_power(x, rate, *band_hz, step))) for x in (lead, rest)]
    values = []
    for start_s, end_s in spans_s:
        a = min(round(start_s * rate / step), len(powers[0]) - 2)
        b = min(max(a + 1, round(end_s * rate / step)), len(powers[0]) - 1)
        values.append([p[b] - p[a] for p in powers])
    lead_power, rest_power = np.array(values).T
    return to_decibels(lead_power) - to_decibels(rest_power)
