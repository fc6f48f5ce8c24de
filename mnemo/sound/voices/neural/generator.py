"""The generator: features and an excitation -> sound, by residual blocks in numpy and what lies between them by ONNX
Runtime.

    head: features -> frames of the first stage; excitation -> what it adds to both stages
    blocks of the first stage (256 channels, 800 frames a second)
    middle: -> frames of the second stage
    blocks of the second stage (128 channels, 4,800 frames a second)
    tail: -> spectrum -> sound
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from mnemo.sound.voices.neural import residual
from mnemo.sound.voices.neural.residual import Block
from mnemo.sound.voices.neural.toom import Space
from mnemo.sound.voices.neural.weights import Stored

if TYPE_CHECKING:
    import onnx
    import onnxruntime

NAME = "decoder.decoder.generator."  # of the weights
NODES = "/decoder/decoder/generator/"
SOURCE = f"{NODES}m_source/l_tanh/Tanh_output_0"
FEATURES = "/decoder/decoder/decode.3/Div_4_output_0"
RAISED = f"{NODES}ups.0/ConvTranspose_output_0", f"{NODES}reflection_pad/Pad_output_0"  # where each stage starts
NOISES = tuple(f"{NODES}noise_convs.{stage}/Conv_output_0" for stage in (0, 1))
SUMS = f"{NODES}Add_4_output_0", f"{NODES}Add_7_output_0"  # of the blocks, where each stage ends
UPSAMPLED = 10, 6  # frames of the two stages, for each of the frames before
BLOCKS = (("resblocks.0", "resblocks.1", "resblocks.2"), ("resblocks.3", "resblocks.4", "resblocks.5"))
OF_NOISE = "noise_res.0", "noise_res.1"

J = TypeVar("J")

Array = NDArray[np.float32]
Graph = tuple[bytes, dict[str, Stored]]  # and the weights that a session is given


class Workers:
    """So many threads, each with a space of its own."""

    def __init__(self, threads: int) -> None:
        self._threads = threads
        self._spaces: SimpleQueue[Space] = SimpleQueue()
        for _ in range(threads):
            self._spaces.put(Space())

    def run(self, work: Callable[[J, Space], Array], jobs: Sequence[J]) -> list[Array]:
        """Return `work` of each job, in the order of the jobs."""

        def borrow(job: J) -> Array:
            space = self._spaces.get()
            try:
                return work(job, space)
            finally:
                self._spaces.put(space)

        if self._threads == 1:
            return [borrow(job) for job in jobs]
        with ThreadPoolExecutor(self._threads) as pool:
            return list(pool.map(borrow, jobs))


@dataclass(frozen=True, eq=False)
class Generator:
    """Its parts; it may run in several threads at a time."""

    head: onnxruntime.InferenceSession
    middle: onnxruntime.InferenceSession
    tail: onnxruntime.InferenceSession
    of_noise: tuple[Block, ...]  # a stage each
    blocks: tuple[tuple[Block, ...], ...]

    def run(
        self, features: Array, source: Array, weights: NDArray[np.float64], style: Array, threads: int = 1
    ) -> Array:
        """Make the sound. (1, 512, F) features, (300 F,) source, (F,) how much each frame counts, (S,) -> (300 F,)

        Blocks that do not wait for each other run in so many threads; the bytes are the same.
        """
        raised, *noises = self.head.run([RAISED[0], *NOISES], {FEATURES: features, SOURCE: source[None, :, None]})
        workers = Workers(threads)
        first = np.repeat(weights, UPSAMPLED[0])
        second = np.append(first[0], np.repeat(first, UPSAMPLED[1]))  # which has a frame more at its start
        counts = [of_stage / of_stage.sum() for of_stage in (first, second)]
        jobs = [
            (block, _put_last(noise), of_stage)
            for block, noise, of_stage in zip(self.of_noise, noises, counts, strict=True)
        ]
        heard = workers.run(lambda job, space: residual.run_block(*job, style, space), jobs)
        total = self._run_stage(0, raised, heard[0], counts[0], style, workers)
        raised = self.middle.run([RAISED[1]], {SUMS[0]: total})[0]
        total = self._run_stage(1, raised, heard[1], counts[1], style, workers)
        return self.tail.run(["audio"], {SUMS[1]: total})[0].ravel()

    def _run_stage(
        self, stage: int, raised: Array, heard: Array, weights: NDArray[np.float64], style: Array, workers: Workers
    ) -> Array:
        """Return the sum of the stage's blocks. (1, C, T), (T, C), (T,) -> (1, C, T)"""
        heard += _put_last(raised)
        longest_first = self.blocks[stage][::-1]
        made = workers.run(lambda block, space: residual.run_block(block, heard, weights, style, space), longest_first)
        total = sum(made[1:], made[0])
        return np.ascontiguousarray(total.T)[None]


def cut(whole: onnx.ModelProto) -> tuple[dict[str, Graph], dict[str, Stored]]:
    """Cut the generator out of the model. -> the graphs of what is not in blocks, the weights of the blocks"""
    from mnemo.sound.voices.neural import graph

    def frames(channels: int) -> tuple[int, list[Any]]:
        return graph.FLOAT, [1, channels, "f"]

    heard: graph.Names = {FEATURES: frames(512), SOURCE: (graph.FLOAT, [1, "s", 1])}
    parts = {
        "head": graph.cut_graph(whole, heard, [RAISED[0], *NOISES]),
        "middle": graph.cut_graph(whole, {SUMS[0]: frames(256)}, [RAISED[1]]),
        "tail": graph.cut_graph(whole, {SUMS[1]: frames(128)}, ["audio"]),
    }
    graphs = {name: _serialise(*graph.compute_in_float(part)) for name, part in parts.items()}
    return graphs, graph.read_weights(whole, tuple(f"{NAME}{block}." for block in (*OF_NOISE, *sum(BLOCKS, ()))))


def make(graphs: Mapping[str, Graph], weights: Mapping[str, Stored], session: Callable[..., Any]) -> Generator:
    """Make a generator of what `cut` returned; `session` makes one of a graph and its weights."""
    blocks = {block: residual.make_block(weights, f"{NAME}{block}.") for block in (*OF_NOISE, *sum(BLOCKS, ()))}
    head, middle, tail = (session(*graphs[name]) for name in ("head", "middle", "tail"))
    of_noise = tuple(blocks[name] for name in OF_NOISE)
    return Generator(head, middle, tail, of_noise, tuple(tuple(blocks[name] for name in stage) for stage in BLOCKS))


def _serialise(part: onnx.ModelProto, weights: dict[str, Stored]) -> Graph:
    return part.SerializeToString(), weights


def _put_last(x: Array) -> Array:
    """Put the channels last. (1, C, T) -> (T, C)"""
    return np.ascontiguousarray(x[0].T)
