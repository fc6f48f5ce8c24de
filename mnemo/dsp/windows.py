"""Windows that slide over a signal: extremes, averages, and a low-pass by its taps."""

from __future__ import annotations

import numpy as np

from mnemo.dsp.arrays import Array


def design_kaiser_low_pass(reach: int, share: float, beta: float) -> Array:
    """Design a linear-phase low-pass, a sinc under a Kaiser window: (2 reach + 1,), of sum 1.

    It passes this share of the band up to the Nyquist frequency (A. V. Oppenheim, R. W. Schafer, "Discrete-Time Signal
    Processing", section 7.5).
    """
    taps = np.sinc(share * np.arange(-reach, reach + 1)) * np.kaiser(2 * reach + 1, beta)
    return taps / taps.sum()


def slide_minimum(x: Array, reach: int) -> Array:
    """Return the lowest value within `reach` on both sides of each, along the first axis.

    Minima over twice as long windows are made of two shorter ones (a sparse table), so it takes log(reach) passes.
    """
    window = 2 * reach + 1
    edge = np.full((reach, *x.shape[1:]), np.inf, x.dtype)
    lowest, length = np.concatenate([edge, x, edge]), 1
    while 2 * length <= window:
        lowest = np.minimum(lowest[:-length], lowest[length:])
        length *= 2
    rest = window - length
    return np.minimum(lowest[: len(lowest) - rest], lowest[rest:])


def slide_average(x: Array, weights: Array) -> Array:
    """Return the weighted average around each value, along the first axis; the ends go on as they are.

    The number of weights is odd, and they are symmetric and sum to one.
    """
    reach = len(weights) // 2
    padded = np.concatenate([np.repeat(x[:1], reach, axis=0), x, np.repeat(x[-1:], reach, axis=0)])
    total = padded[reach : reach + len(x)] * weights[reach]
    for k in range(reach):
        mirror = len(weights) - 1 - k
        total += (padded[k : k + len(x)] + padded[mirror : mirror + len(x)]) * weights[k]
    return total
