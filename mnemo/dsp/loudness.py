"""Loudness as defined by ITU-R BS.1770-4 and EBU Tech 3342. Audio is (samples,) or (samples, channels)."""

from __future__ import annotations

import math

import numpy as np

from mnemo.dsp.arrays import SILENCE_DB, Array, to_decibels
from mnemo.dsp.blocks import filter_pieces, reduce_blocks, split_channels

BLOCK_S, BLOCK_STEP_S = 0.4, 0.1  # gating blocks of BS.1770
SHORT_TERM_S = 3.0
ABSOLUTE_GATE_LUFS = -70.0
RELATIVE_GATE_LU = -10.0
RANGE_GATE_LU = -20.0


def k_weighting(rate: int) -> Array:
    """Return the K-weighting of ITU-R BS.1770-4, annex 1: a shelf for the head, then a high-pass, as sections.

    Designed from the analogue prototypes (Brecht De Man 2018), so that it holds at any sample rate; at 48 kHz the
    coefficients are those of the standard.
    """
    sections = []
    for hz, q, gain_db, kind in ((1681.974450955533, 0.7071752369554196, 3.999843853973347, "shelf"),
                                 (38.13547087602444, 0.5003270373238773, 0.0, "pass")):  # fmt: skip
        k = math.tan(math.pi * hz / rate)
        a0 = 1 + k / q + k * k
        a = [1.0, 2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0]
        vh = 10 ** (gain_db / 20)
        vb = vh**0.4996667741545416
        b = {
            "shelf": [(vh + vb * k / q + k * k) / a0, 2 * (k * k - vh) / a0, (vh - vb * k / q + k * k) / a0],
            "pass": [1.0, -2.0, 1.0],
        }[kind]
        sections.append(b + a)
    return np.array(sections)


def measure_block_powers(x: Array, sections: Array, block: int) -> Array:
    """Measure the power of each whole block after a filter, summed over the channels: (blocks,)."""
    blocks = len(x) // block
    total = np.zeros(blocks)
    for piece, y in filter_pieces(x[: blocks * block], sections, block):
        for channel in split_channels(y):  # not a product of matrices: its rounding depends on the cores
            total[piece.start // block : piece.stop // block] += (
                reduce_blocks(np.add, np.square(channel), block) / block
            )
    return total


def measure_step_powers(x: Array, rate: int) -> Array:
    """Measure the K-weighted power of each tenth of a second, summed over channels: (steps,)."""
    return measure_block_powers(x, k_weighting(rate), round(BLOCK_STEP_S * rate))


def power_to_lufs(power: Array | float) -> Array:
    return -0.691 + to_decibels(power)


def measure_window_loudness(powers: Array, window_s: float) -> Array:
    """Measure the LUFS of every window of that length, a tenth of a second apart."""
    n = round(window_s / BLOCK_STEP_S)
    if len(powers) < n:
        return power_to_lufs(powers.mean(keepdims=True)) if len(powers) else np.array([SILENCE_DB])
    return power_to_lufs(np.convolve(powers, np.ones(n) / n, "valid"))


def compute_gated_loudness(powers: Array) -> float:
    """Compute the integrated loudness of BS.1770-4 from powers of tenths of a second."""
    blocks = measure_window_loudness(powers, BLOCK_S)
    loud = blocks[blocks > ABSOLUTE_GATE_LUFS]
    if not len(loud):
        return SILENCE_DB
    gate = _mean_lufs(loud) + RELATIVE_GATE_LU
    return _mean_lufs(loud[loud > gate])


def measure_loudness(x: Array, rate: int) -> float:
    """Measure the integrated loudness in LUFS (ITU-R BS.1770-4)."""
    return compute_gated_loudness(measure_step_powers(x, rate))


def compute_loudness_range(powers: Array) -> float:
    """Compute the LRA in LU from powers of tenths of a second."""
    values = measure_window_loudness(powers, SHORT_TERM_S)
    loud = values[values > ABSOLUTE_GATE_LUFS]
    if not len(loud):
        return 0.0
    loud = loud[loud > _mean_lufs(loud) + RANGE_GATE_LU]
    return float(np.percentile(loud, 95) - np.percentile(loud, 10))


def _mean_lufs(values: Array) -> float:
    return float(10 * np.log10(np.mean(10 ** (values / 10))))
