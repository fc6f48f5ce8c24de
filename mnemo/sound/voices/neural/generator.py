"""The generator: features and an excitation -> sound, by residual blocks in numpy and what lies between them by ONNX
Runtime.

    noise: spectrum of the excitation -> what it adds to both stages
    head: features -> frames of the first stage
    blocks of the first stage (256 channels, 800 frames a second)
    middle: -> frames of the second stage
    blocks of the second stage (128 channels, 4,800 frames a second)
    tail: -> spectrum -> sound
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache as once
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from mnemo.sound.voices.neural import residual
from mnemo.sound.voices.neural.residual import Block
from mnemo.sound.voices.neural.subgraph import Subgraph, load_subgraph
from mnemo.sound.voices.neural.toom import Space
from mnemo.sound.voices.neural.weights import Stored

if TYPE_CHECKING:
    import onnx

NAME = "decoder.decoder.generator."  # of the weights
NODES = "/decoder/decoder/generator/"
SPECTRUM = f"{NODES}Concat_3_output_0"  # of the source
FEATURES = "/decoder/decoder/decode.3/Div_4_output_0"
RAISED = f"{NODES}ups.0/ConvTranspose_output_0", f"{NODES}reflection_pad/Pad_output_0"  # where each stage starts
NOISES = tuple(f"{NODES}noise_convs.{stage}/Conv_output_0" for stage in (0, 1))
SUMS = f"{NODES}Add_4_output_0", f"{NODES}Add_7_output_0"  # of the blocks, where each stage ends
THREADS = 2  # of each of the graphs on every machine, so that a sum is divided alike on all
FFT_SIZE, HOP = 20, 5  # samples of the source
UPSAMPLED = 10, 6  # frames of the two stages, for each of the frames before
BLOCKS = (("resblocks.0", "resblocks.1", "resblocks.2"), ("resblocks.3", "resblocks.4", "resblocks.5"))
OF_NOISE = "noise_res.0", "noise_res.1"

T = TypeVar("T")

Array = NDArray[np.float32]
Graph = tuple[bytes, dict[str, Stored]]  # and the weights that it takes as inputs


class Workers:
    """So many threads, each with a space of its own; with one, all is done where it is asked for."""

    def __init__(self, threads: int) -> None:
        self._pool = ThreadPoolExecutor(threads) if threads > 1 else None
        self._spaces: SimpleQueue[Space] = SimpleQueue()
        for _ in range(threads):
            self._spaces.put(Space())

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    def start(self, work: Callable[[Space], T]) -> Callable[[], T]:
        """Start some work as soon as a thread is free; what is returned waits for its result."""

        def borrow() -> T:
            space = self._spaces.get()
            try:
                return work(space)
            finally:
                self._spaces.put(space)

        if self._pool:
            return self._pool.submit(borrow).result
        made = borrow()
        return lambda: made


@dataclass(frozen=True, eq=False)
class Generator:
    """Its parts; it may run in several threads at a time."""

    noise: Subgraph
    head: Subgraph
    middle: Subgraph
    tail: Subgraph
    of_noise: tuple[Block, ...]  # a stage each
    blocks: tuple[tuple[Block, ...], ...]

    def run(
        self,
        shape: Callable[[], Array],
        excite: Callable[[], Array],
        weights: NDArray[np.float64],
        style: Array,
        threads: int = 1,
    ) -> Array:
        """Make the sound of (1, 512, F) features, which `shape` returns, and of (300 F,) a source, which `excite` does.

        (F,) how much each frame counts, (S,) style -> (300 F,)

        What does not wait for each other runs in so many threads: what the source adds,
        while the features are made, and the blocks of a stage. The bytes are the same.
        """
        first = np.repeat(weights, UPSAMPLED[0])
        second = np.append(first[0], np.repeat(first, UPSAMPLED[1]))  # which has a frame more at its start
        counts = [of_stage / of_stage.sum() for of_stage in (first, second)]
        with Workers(threads) as workers:
            noises = workers.start(lambda _: self.noise.run(NOISES, {SPECTRUM: measure_spectrum(excite())}))

            def add(stage: int) -> Callable[[], Array]:
                def run(space: Space) -> Array:
                    noise = _put_last(noises()[stage])
                    return residual.run_block(self.of_noise[stage], noise, counts[stage], style, space)

                return workers.start(run)

            heard = [add(stage) for stage in (0, 1)]
            raised = self.head.run(RAISED[:1], {FEATURES: shape()})[0]
            total = self._run_stage(0, raised, heard[0](), counts[0], style, workers)
            raised = self.middle.run(RAISED[1:], {SUMS[0]: total})[0]
            total = self._run_stage(1, raised, heard[1](), counts[1], style, workers)
            return self.tail.run(["audio"], {SUMS[1]: total})[0].ravel()

    def _run_stage(
        self, stage: int, raised: Array, heard: Array, weights: NDArray[np.float64], style: Array, workers: Workers
    ) -> Array:
        """Return the sum of the stage's blocks. (1, C, T), (T, C), (T,) -> (1, C, T)"""
        heard += _put_last(raised)

        def start(block: Block) -> Callable[[], Array]:
            return workers.start(lambda space: residual.run_block(block, heard, weights, style, space))

        longest_first = [start(block) for block in self.blocks[stage][::-1]]
        first, *rest = (made() for made in longest_first)
        return np.ascontiguousarray(sum(rest, first).T)[None]


def measure_spectrum(source: Array) -> Array:
    """Measure magnitude and phase of the source's short-time spectrum. (N,) -> (1, FFT_SIZE + 2, 1 + N / HOP)

    As the source is analysed in training: T. Kaneko, K. Tanaka, H. Kameoka, S. Seki, "iSTFTNet", ICASSP 2022; a Hann
    window, the ends reflected. The exported graph computes the phase of 0 Hz and of the highest bin, which is 0 or pi,
    from rounding errors, as pi or -pi by chance.
    """
    frames = sliding_window_view(np.pad(source, FFT_SIZE // 2, mode="reflect"), FFT_SIZE)[::HOP]
    spectrum = frames @ _make_analysis()
    real, imaginary = np.split(spectrum + np.float32(0.0), 2, axis=1)  # no -0: its phase would be -pi
    return np.ascontiguousarray(np.hstack([np.hypot(real, imaginary), np.arctan2(imaginary, real)]).T)[None]


@once
def _make_analysis() -> Array:
    """Return windowed cosines and sines: a frame times them is the real parts of its bins and the imaginary ones."""
    at = np.arange(FFT_SIZE) / FFT_SIZE
    waves = np.exp(-2j * np.pi * np.outer(at, np.arange(FFT_SIZE // 2 + 1)))
    imaginary = waves.imag
    imaginary[:, [0, -1]] = 0.0  # without rounding errors
    window = 0.5 - 0.5 * np.cos(2.0 * np.pi * at)
    return (window[:, None] * np.hstack([waves.real, imaginary])).astype(np.float32)


def cut(whole: onnx.ModelProto) -> tuple[dict[str, Graph], dict[str, Stored]]:
    """Cut the generator out of the model. -> the graphs of what is not in blocks, the weights of the blocks"""
    from mnemo.sound.voices.neural import graph

    def frames(channels: int) -> tuple[int, list[Any]]:
        return graph.FLOAT, [1, channels, "f"]

    parts = {
        "noise": graph.cut_graph(whole, {SPECTRUM: frames(FFT_SIZE + 2)}, NOISES),
        "head": graph.cut_graph(whole, {FEATURES: frames(512)}, RAISED[:1]),
        "middle": graph.cut_graph(whole, {SUMS[0]: frames(256)}, [RAISED[1]]),
        "tail": graph.cut_graph(whole, {SUMS[1]: frames(128)}, ["audio"]),
    }
    graphs = {name: _serialise(*graph.compute_in_float(part)) for name, part in parts.items()}
    return graphs, graph.read_weights(whole, tuple(f"{NAME}{block}." for block in (*OF_NOISE, *sum(BLOCKS, ()))))


def make(graphs: Mapping[str, Graph], weights: Mapping[str, Stored]) -> Generator:
    """Make a generator of what `cut` returned."""
    blocks = {block: residual.make_block(weights, f"{NAME}{block}.") for block in (*OF_NOISE, *sum(BLOCKS, ()))}
    noise, head, middle, tail = (load_subgraph(*graphs[name], THREADS) for name in ("noise", "head", "middle", "tail"))
    of_noise = tuple(blocks[name] for name in OF_NOISE)
    return Generator(
        noise, head, middle, tail, of_noise, tuple(tuple(blocks[name] for name in stage) for stage in BLOCKS)
    )


def _serialise(part: onnx.ModelProto, weights: dict[str, Stored]) -> Graph:
    return part.SerializeToString(), weights


def _put_last(x: Array) -> Array:
    """Put the channels last. (1, C, T) -> (T, C)"""
    return np.ascontiguousarray(x[0].T)
