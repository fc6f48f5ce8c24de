"""Second-order filters in their usual shapes, and level curves at control rate.

Source: R. Bristow-Johnson, "Cookbook formulae for audio EQ biquad filter coefficients". Filters return new arrays.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnemo import units
from mnemo.dsp.blocks import filter_pieces, piece_slices, reduce_blocks, split_channels
from mnemo.dsp.sections import design_high_pass, design_low_pass
from mnemo.dsp.windows import slide_average, slide_minimum

Array = NDArray[Any]
Sound = NDArray[np.float32]

HOP = 240  # samples between the points of a control curve: 5 ms


def bell(hz: float, q: float, db: float) -> Array:
    a, w = 10 ** (db / 40), 2 * math.pi * hz / units.SAMPLE_RATE
    alpha = math.sin(w) / (2 * q)
    return _section([1 + alpha * a, -2 * math.cos(w), 1 - alpha * a], [1 + alpha / a, -2 * math.cos(w), 1 - alpha / a])


def band(hz: float, q: float) -> Array:
    """Return a band-pass with a peak of 1: x - (1 - g) band(x) is a bell of gain g."""
    w = 2 * math.pi * hz / units.SAMPLE_RATE
    alpha = math.sin(w) / (2 * q)
    return _section([alpha, 0.0, -alpha], [1 + alpha, -2 * math.cos(w), 1 - alpha])


def shelf(hz: float, db: float, high: bool) -> Array:
    """Return a shelf of slope 1 above (`high`) or below a frequency."""
    a, w = 10 ** (db / 40), 2 * math.pi * hz / units.SAMPLE_RATE
    c = -math.cos(w) if high else math.cos(w)
    beta = math.sqrt(2 * a) * math.sin(w)  # 2 sqrt(A) alpha with S = 1
    s = -1 if high else 1
    up = [a * (a + 1 - (a - 1) * c + beta), s * 2 * a * (a - 1 - (a + 1) * c), a * (a + 1 - (a - 1) * c - beta)]
    down = [a + 1 + (a - 1) * c + beta, s * -2 * (a - 1 + (a + 1) * c), a + 1 + (a - 1) * c - beta]
    return _section(up, down)


@lru_cache(maxsize=256)
def high_pass(hz: float, order: int = 2) -> Array:
    return design_high_pass(order, hz, units.SAMPLE_RATE)


@lru_cache(maxsize=256)
def low_pass(hz: float, order: int = 2) -> Array:
    return design_low_pass(order, hz, units.SAMPLE_RATE)


def run_filters(x: Sound, *sections: Array, out: Sound | None = None) -> Sound:
    """Apply filters one after another, computed in double precision and returned as float32.

    `out` may be `x` itself.
    """
    sos = np.concatenate(sections)
    out = np.empty_like(x) if out is None else out
    for piece, y in filter_pieces(x, sos):
        out[piece] = y
    return out


def _section(b: list[float], a: list[float]) -> Array:
    return np.array([[*b, *a]]) / a[0]


# --- control curves: one value every HOP samples ----------------------------------------------------------


def measure_powers(x: Sound) -> Array:
    """Measure the mean power of each hop, over the channels: (hops,)."""
    sums = [reduce_blocks(np.add, np.square(x[piece]), HOP) for piece in piece_slices(len(x), HOP)]
    return np.concatenate(sums, dtype=np.float64) / HOP / x[:1].size


def follow_gain(curve: Array, attack_s: float, release_s: float, step_s: float = HOP / units.SAMPLE_RATE) -> Array:
    """Smooth curves of gain in dB, (steps,) or (steps, curves): they fall ahead of time, in the attack, then recover.

    The curve first holds its minimum over the attack on both sides, so that a fall is complete when it is needed.
    """
    reach = max(1, round(attack_s / step_s))
    held = slide_minimum(curve, reach)
    up = math.exp(-step_s / release_s)
    if curve.ndim == 1:  # plain numbers are ten times as fast as arrays of one
        now, levels = 0.0, []
        for aim in held.tolist():
            now = aim if now > aim else aim + (now - aim) * up
            levels.append(now)
        held[:] = levels
    else:
        level = np.zeros_like(held[0])
        for i, target in enumerate(held):
            level = np.minimum(target, target + (level - target) * up)
            held[i] = level
    window = np.hanning(2 * reach + 3)[1:-1]
    return slide_average(held, window / window.sum())


@dataclass(frozen=True, eq=False)
class Gain:
    """A gain for every sample, interpolated linearly between the values of a control curve."""

    linear: Sound  # one value every `step` samples
    step: int = HOP

    @classmethod
    def of_db(cls, curve_db: Array) -> Gain:
        return cls((10 ** (curve_db / 20)).astype(np.float32))

    def __call__(self, span: slice) -> Sound:
        """Return the gain at these samples; after the curve's end it is the last value."""
        first, last = span.start // self.step, (span.stop - 1) // self.step
        knots = self.linear.take(np.arange(first, last + 2), mode="clip")[:, None]
        ramp = np.arange(self.step, dtype=np.float32) / np.float32(self.step)
        lines = (knots[:-1] + (knots[1:] - knots[:-1]) * ramp).ravel()
        return lines[span.start - first * self.step :][: span.stop - span.start]

    def apply(self, x: Sound, out: Sound | None = None, start: int = 0) -> Sound:
        """Multiply a track, whose first sample is the `start`-th, by the gain. `out` may be `x` itself."""
        out = np.empty_like(x) if out is None else out
        for piece in piece_slices(len(x)):
            curve = self(slice(piece.start + start, piece.stop + start))
            for source, target in zip(split_channels(x[piece]), split_channels(out[piece]), strict=True):
                np.multiply(source, curve, out=target)
        return out
