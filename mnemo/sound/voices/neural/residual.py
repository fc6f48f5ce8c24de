"""The generator's residual blocks, nine tenths of its work, in numpy.

Frames lie one after another, channels last, and are worked on in stretches of time that stay in the processor's cache.
Each block is three times: adaptive instance normalisation by the style, Snake, a dilated convolution, the same again
without dilation, and a sum. Source: the blocks of iSTFTNet in StyleTTS 2 (Y. A. Li et al., NeurIPS 2023, appendix);
Snake, x + sin^2(a x) / a: L. Ziyin, T. Hartwig, M. Ueda, "Neural networks fail to learn periodic functions and how to
fix it", NeurIPS 2020, equation 3. Deviation: the means over time are weighted.

ONNX Runtime does the same in twice the time: its convolutions multiply everything, and it passes through memory for
each of the ten operations between two of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnemo.sound.voices.neural import toom
from mnemo.sound.voices.neural.toom import Filter, Space
from mnemo.sound.voices.neural.weights import Stored, to_float

DILATIONS = 1, 3, 5
EPSILON = 1e-5  # added to the variance, as in the model
BLOCK_FRAMES = 1_440  # that are worked on at a time
SPARE_FRAMES = toom.STEP * max(DILATIONS)  # beyond the last frame: tiles are whole

Array = NDArray[np.float32]
Moments = tuple[NDArray[np.float64], NDArray[np.float64]]  # mean and variance of each channel: (C,), (C,)


@dataclass(frozen=True, eq=False)
class Layer:
    """Normalisation, Snake and convolution. `kernel` holds the 1/a of Snake, which is linear in what it multiplies."""

    kernel: Filter
    snake: Array  # (C,) a of Snake
    bias: Array  # (C,) of the convolution
    style: Array  # (S, 2 C) from the style to the normalisation's gain, less 1, and its offset
    style_bias: Array  # (2 C,)


@dataclass(frozen=True, eq=False)
class Block:
    """Pairs of layers: dilated by DILATIONS, and not dilated."""

    pairs: tuple[tuple[Layer, Layer], ...]


def make_block(weights: Mapping[str, Stored], prefix: str) -> Block:
    """Make a block of the weights whose names begin so."""

    def read(name: str) -> Array:
        return to_float(weights[prefix + name])

    def make(half: int, number: int) -> Layer:
        snake = read(f"alpha{half}.{number}").ravel()
        kernel = toom.make_filter(
            read(f"convs{half}.{number}.weight") / snake[:, None], DILATIONS[number] if half == 1 else 1
        )
        style = (read(f"adain{half}.{number}.fc.{part}") for part in ("weight", "bias"))
        return Layer(kernel, snake, read(f"convs{half}.{number}.bias"), *style)

    return Block(tuple((make(1, number), make(2, number)) for number in range(len(DILATIONS))))


def run_block(block: Block, x: Array, weights: NDArray[np.float64], style: Array, space: Space) -> Array:
    """Return what a block makes of the frames. (T, C), (T,) with the sum 1, (S,) -> (T, C)"""
    frames, channels = x.shape
    counts = weights.astype(np.float32)
    here, between = (np.zeros((frames + SPARE_FRAMES, channels), np.float32) for _ in range(2))
    here[:frames] = x
    of_here = _measure(x, counts, space)
    for dilated, plain in block.pairs:
        of_between = _run_layer(dilated, here, of_here, style, between, np.copyto, counts, space)
        of_here = _run_layer(plain, between, of_between, style, here, _add, counts, space)
    here += sum(plain.bias for _, plain in block.pairs)  # normalisation takes it away before the end
    return here[:frames]


def _add(to: Array, more: Array) -> None:
    to += more


def _run_layer(
    layer: Layer,
    x: Array,
    moments: Moments,
    style: Array,
    into: Array,
    put: Callable[[Array, Array], None],
    counts: Array,
    space: Space,
) -> Moments:
    """Put the layer's results for `x`, which has these moments, into an array; return the moments of what is there.

    The convolution's bias is left out: it moves nothing but the mean, which the next normalisation takes away.
    """
    frames, kernel, channels = len(counts), layer.kernel, x.shape[1]
    gain, offset = _find_gain(layer, moments, style)
    of_step = kernel.dilation * toom.STEP
    tiles = max(1, min(BLOCK_FRAMES, frames) // of_step)
    sums = np.zeros((2, channels))
    for first in range(0, frames, tiles * of_step):
        some = min(tiles, kernel.count_tiles(frames - first))
        stop = first + some * of_step
        active = space.take("active", kernel.count_needed(some), channels)
        _activate(x[:frames], first - kernel.reach, gain, offset, active, space)
        found = toom.convolve(active, kernel, some, space)
        put(into[first:stop].reshape(found.shape), found)
        sums += _sum(into[first : min(stop, frames)], counts[first:stop], space)
    return _to_moments(sums)


def _find_gain(layer: Layer, moments: Moments, style: Array) -> tuple[Array, Array]:
    """Return the gain and the offset that normalise frames, times the `a` of Snake. (C,), (C,)"""
    gamma, beta = np.split(style @ layer.style + layer.style_bias, 2)
    mean, variance = moments
    gain = layer.snake * (1.0 + gamma) / np.sqrt(np.maximum(variance, 0.0) + EPSILON)
    return gain.astype(np.float32), (layer.snake * beta - gain * mean).astype(np.float32)


def _activate(x: Array, first: int, gain: Array, offset: Array, out: Array, space: Space) -> None:
    """Normalise the frames from `first` on and put them through Snake; outside of `x` is 0."""
    start, stop = max(first, 0), min(first + len(out), len(x))
    out[: start - first] = 0.0
    out[stop - first :] = 0.0
    inside = out[start - first : stop - first]
    sine = space.take("one", *inside.shape)
    np.multiply(x[start:stop], gain, out=inside)
    inside += offset
    np.sin(inside, out=sine)
    sine *= sine
    inside += sine


def _measure(x: Array, counts: Array, space: Space) -> Moments:
    sums = np.zeros((2, x.shape[1]))
    for first in range(0, len(x), BLOCK_FRAMES):
        some = slice(first, first + BLOCK_FRAMES)
        sums += _sum(x[some], counts[some], space)
    return _to_moments(sums)


def _to_moments(sums: NDArray[np.float64]) -> Moments:
    return sums[0], sums[1] - sums[0] ** 2


def _sum(x: Array, counts: Array, space: Space) -> NDArray[np.float64]:
    """Return the weighted sums of the frames and of their squares. (T, C), (T,) -> (2, C)"""
    squares = space.take("one", *x.shape)
    np.multiply(x, x, out=squares)
    counts = counts[: len(x)]
    return np.stack([counts @ x, counts @ squares]).astype(np.float64)
