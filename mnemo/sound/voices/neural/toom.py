"""One-dimensional convolutions of many channels with 0.2 to 0.4 of the multiplications, by the method of Toom and Cook.

A convolution is a product of polynomials. Both factors are read at as many points as the product has coefficients (the
filter once, when it is loaded), the values are multiplied point by point, and what is read off the products are the
results of STEP frames: `taps` + STEP - 1 products for each pair of channels instead of `taps` times STEP. The products
at one point, over all channels and tiles, are one product of matrices. A filter that is dilated `d` times is `d`
ordinary ones, whose frames are interleaved.

Source: S. Winograd, "Arithmetic complexity of computations", SIAM 1980, chapter IV; in the transposed form for filters,
y = A^T [(G g) * (B^T x)], as in A. Lavin, S. Gray, "Fast algorithms for convolutional neural networks", CVPR 2016,
equation 6. Deviations: one dimension, longer filters, and points that are no small integers: pairs of opposite numbers
beside 0 and infinity, found by minimising the sum over the points of |A|^2 |G|^2 |B|^2 (a minimum within 1 dB of the
error that was measured). In float32 the error lies 117, 102 and 85 dB below the result for 3, 7 and 11 taps.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache as once

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

STEP = 8  # frames that a tile gives
MAGNITUDES = {  # taps -> the points that are used with both signs
    3: (0.421, 0.809, 1.236, 2.378),
    7: (0.313, 0.604, 0.868, 1.152, 1.657, 3.208),
    11: (0.249, 0.489, 0.708, 0.904, 1.107, 1.413, 2.047, 4.011),
}

Array = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Filter:
    """A filter of `taps` for each pair of channels, `dilation` frames apart, read at the points: (P, C_in, C_out)"""

    values: Array
    taps: int
    dilation: int

    @property
    def reach(self) -> int:
        """The frames before the first result, and after the last, that are needed."""
        return (self.taps - 1) // 2 * self.dilation

    def count_tiles(self, frames: int) -> int:
        return -(-frames // (STEP * self.dilation))

    def count_needed(self, tiles: int) -> int:
        """Return how many frames are read for so many tiles."""
        return self.dilation * (STEP * (tiles - 1) + len(self.values))


class Space:
    """Arrays that are used again from block to block: fresh ones would be paged in each time."""

    def __init__(self) -> None:
        self._buffers: dict[str, Array] = {}

    def take(self, name: str, *shape: int) -> Array:
        """Return an array of this shape with anything in it; what had this name before is lost."""
        size = math.prod(shape)  # np.prod took a twentieth of the generator
        if name not in self._buffers or self._buffers[name].size < size:
            self._buffers[name] = np.empty(size, np.float32)
        return self._buffers[name][:size].reshape(shape)


def make_filter(weights: Array, dilation: int) -> Filter:
    """Read a filter at its points. (C_out, C_in, taps)

    Raises KeyError for a number of taps that has no points here.
    """
    taps = weights.shape[2]
    _, of_filter, _ = make_transforms(taps)
    by_tap = np.ascontiguousarray(weights.T, np.float32)  # (taps, C_in, C_out)
    values = of_filter.astype(np.float32) @ by_tap.reshape(taps, -1)
    return Filter(values.reshape(-1, *by_tap.shape[1:]), taps, dilation)


def convolve(frames: Array, kernel: Filter, tiles: int, space: Space) -> Array:
    """Convolve a block of frames. (kernel.count_needed(tiles), C_in) -> (tiles, STEP, dilation, C_out), the frames that
    are `kernel.reach` from the first one on, in order; valid until the next call with this space.
    """
    of_input, _, of_output = make_transforms(kernel.taps)
    points, channels, out = kernel.values.shape
    d = kernel.dilation
    size = frames.itemsize
    by_phase = as_strided(  # phase p of tile q: frames d (STEP q + p) + r
        frames, (points, d, tiles, channels), (d * channels * size, channels * size, STEP * d * channels * size, size)
    )
    read = space.take("one", points, d * tiles * channels)
    np.copyto(read.reshape(by_phase.shape), by_phase)
    at_points = space.take("other", points, d * tiles * channels)
    np.matmul(of_input, read, out=at_points)
    products = space.take("one", points, d * tiles, out)
    np.matmul(at_points.reshape(points, d * tiles, channels), kernel.values, out=products)
    results = space.take("other", STEP, d * tiles * out)
    np.matmul(of_output, products.reshape(points, -1), out=results)
    return results.reshape(STEP, d, tiles, out).transpose(2, 0, 1, 3)


@once
def make_transforms(taps: int) -> tuple[Array, NDArray[np.float64], Array]:
    """Return B^T of the input, G of the filter and A^T of the output. (P, P), (P, taps), (STEP, P)

    Rows of A and B have the norm 1; G bears the scale. The last point is infinity: the highest coefficient.
    """
    points = np.array([0.0, *(sign * m for m in MAGNITUDES[taps] for sign in (1.0, -1.0))])
    of_output = np.vstack([points[:, None] ** np.arange(STEP), np.eye(STEP)[-1:]])
    of_filter = np.vstack([points[:, None] ** np.arange(taps), np.eye(taps)[-1:]])
    others = [np.delete(points, i) for i in range(len(points))]
    lagrange = [_expand(o) / np.prod(p - o) for p, o in zip(points, others, strict=True)]
    of_input = np.vstack([np.pad(lagrange, ((0, 0), (0, 1))), _expand(points)])
    for transform in (of_output, of_input):
        norms = np.linalg.norm(transform, axis=1, keepdims=True)
        transform /= norms
        of_filter *= norms
    return of_input.astype(np.float32), of_filter, np.ascontiguousarray(of_output.T, np.float32)


def _expand(roots: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the coefficients of the polynomial with these roots and the leading coefficient 1, the lowest first.

    numpy.polynomial has it as well, but is half as long again to import as numpy.
    """
    return np.asarray(np.poly(roots)[::-1], np.float64)
