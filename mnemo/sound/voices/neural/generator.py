"""The generator: features and an excitation -> sound, by residual blocks in numpy and what lies between them by ONNX
Runtime.

    head: features -> frames of the first stage; excitation -> what it adds to both stages
    blocks of the first stage (256 channels, 800 frames a second)
    middle: -> frames of the second stage
    blocks of the second stage (128 channels, 4,800 frames a second)
    tail: -> spectrum -> sound
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

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

Array = NDArray[np.float32]
Graph = tuple[bytes, dict[str, Stored]]  # and the weights that a session is given


@dataclass(frozen=True, eq=False)
class Generator:
    """Its parts; it may run in several threads at a time."""

    head: onnxruntime.InferenceSession
    middle: onnxruntime.InferenceSession
    tail: onnxruntime.InferenceSession
    of_noise: tuple[Block, ...]  # a stage each
    blocks: tuple[tuple[Block, ...], ...]

    def run(self, features: Array, source: Array, weights: NDArray[np.float64], style: Array) -> Array:
        """Make the sound. (1, 512, F) features, (300 F,) source, (F,) how much each frame counts, (S,) -> (300 F,)"""
        raised, *noises = self.head.run([RAISED[0], *NOISES], {FEATURES: features, SOURCE: source[None, :, None]})
        space = Space()
        first = np.repeat(weights, UPSAMPLED[0])
        second = np.append(first[0], np.repeat(first, UPSAMPLED[1]))  # which has a frame more at its start
        total = self._run_stage(0, raised, noises[0], first, style, space)
        raised = self.middle.run([RAISED[1]], {SUMS[0]: total})[0]
        total = self._run_stage(1, raised, noises[1], second, style, space)
        return self.tail.run(["audio"], {SUMS[1]: total})[0].ravel()

    def _run_stage(
        self, stage: int, raised: Array, noise: Array, weights: NDArray[np.float64], style: Array, space: Space
    ) -> Array:
        """Return the sum of the stage's blocks. (1, C, T), (1, C, T), (T,) -> (1, C, T)"""
        weights = weights / weights.sum()
        heard = residual.run_blocks([self.of_noise[stage]], _put_last(noise), weights, style, space)
        heard += _put_last(raised)
        total = residual.run_blocks(self.blocks[stage], heard, weights, style, space)
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
