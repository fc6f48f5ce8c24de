"""The generator makes the sound that ONNX Runtime makes of the whole graph, and the same bytes in every thread."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import onnx
from onnx import helper

from mnemo.sound.voices.neural import generator, graph, model
from mnemo.sound.voices.neural.subgraph import load_subgraph

NULL_DB = -65.0  # -73 was measured on this input, -81 on three phrases
FRAMES = 60
STAGES = {  # input -> the blocks of each stage, whose means over time it weighs
    "weights0": ("noise_res.0/adain", *(f"resblocks.{i}/adain" for i in (0, 1, 2))),
    "weights1": ("noise_res.1/adain", *(f"resblocks.{i}/adain" for i in (3, 4, 5))),
}


def weigh_means(made: onnx.ModelProto) -> None:
    """Replace the blocks' means over time by weighted ones, in place."""
    for node in made.graph.node:
        name = next((name for name, parts in STAGES.items() if any(part in node.name for part in parts)), None)
        if node.op_type == "ReduceMean" and name:
            node.CopyFrom(helper.make_node("MatMul", [node.input[0], name], list(node.output), node.name))
    made.graph.input.extend(helper.make_tensor_value_info(name, graph.FLOAT, [f"{name}:t", 1]) for name in STAGES)


@cache
def some_input() -> tuple[np.ndarray, ...]:
    """(1, 512, F) features of a phrase's level, (300 F,) a tone in noise, (F,) weights, (1, 256) style"""
    rng = np.random.default_rng(0)
    features = rng.standard_normal((1, 512, FRAMES)).astype(np.float32)
    features = 0.5 * (features + np.roll(features, 1, axis=2))
    at_s = np.arange(300 * FRAMES) / model.RATE
    source = 0.1 * np.sin(2 * np.pi * 220 * at_s) + 0.003 * rng.standard_normal(300 * FRAMES)
    return features, source.astype(np.float32), rng.uniform(0.02, 3.0, FRAMES), model.choose_style("jf_alpha", 20)


def generate(engine: model.Model) -> np.ndarray:
    features, source, *others = some_input()
    return engine.generate(lambda: features, lambda: source, *others)


def run_whole_graph(features: np.ndarray, source: np.ndarray, weights: np.ndarray, style: np.ndarray) -> np.ndarray:
    inputs: graph.Names = {
        "style": (graph.FLOAT, [1, 256]),
        generator.FEATURES: (graph.FLOAT, [1, 512, "f"]),
        generator.SPECTRUM: (graph.FLOAT, [1, 22, "s"]),
    }
    whole = onnx.load_model_from_string(model._read_packages())
    made, stored = graph.compute_in_float(graph.cut_graph(whole, inputs, ["audio"]))
    weigh_means(made)
    loaded = load_subgraph(made.SerializeToString(), stored)
    first = np.repeat(weights, 10)
    second = np.append(first[0], np.repeat(first, 6))
    spectrum = generator.measure_spectrum(source)
    given: dict[str, Any] = {"style": style, generator.FEATURES: features, generator.SPECTRUM: spectrum}
    for name, of_stage in zip(STAGES, (first, second), strict=True):
        given[name] = (of_stage / of_stage.sum()).astype(np.float32)[:, None]
    return loaded.run(["audio"], given)[0].ravel()


def test_it_sounds_as_the_whole_graph_does() -> None:
    made, expected = generate(model.load_model()), run_whole_graph(*some_input())
    assert len(made) == 300 * FRAMES
    assert np.std(expected) > 1e-3
    assert 20 * np.log10(np.std(made - expected) / np.std(expected)) < NULL_DB


def test_the_spectrum_is_that_of_the_graph() -> None:
    """But for the sign of the phase pi, which the graph takes from rounding errors."""
    _, source, *_ = some_input()
    whole = onnx.load_model_from_string(model._read_packages())
    given = f"{generator.NODES}m_source/l_tanh/Tanh_output_0"
    made = graph.cut_graph(whole, {given: (graph.FLOAT, [1, "s", 1])}, [generator.SPECTRUM])
    (expected,) = load_subgraph(made.SerializeToString()).run([generator.SPECTRUM], {given: source[None, :, None]})
    spectrum = generator.measure_spectrum(source)
    assert spectrum.shape == expected.shape == (1, 22, 60 * FRAMES + 1)
    magnitude, phase = np.split(spectrum[0], 2)
    assert np.abs(magnitude - expected[0, :11]).max() < 1e-6
    turns = (phase - expected[0, 11:]) / (2 * np.pi)
    assert np.abs(magnitude * (turns - np.round(turns))).max() < 1e-6
    assert set(phase[[0, 10]].ravel()) == {np.float32(0), np.float32(np.pi)}


def test_two_threads_make_the_same_bytes() -> None:
    engine = model.load_model()
    alone = generate(engine).tobytes()
    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(lambda _: generate(engine).tobytes(), range(4)))
    assert made == [alone] * 4
    assert generate(replace(engine, threads=2)).tobytes() == alone
