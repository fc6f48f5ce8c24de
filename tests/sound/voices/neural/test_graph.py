"""A cut is made by names, and integer products computed in float give what the weights say."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import helper, numpy_helper
from onnxruntime.quantization import quantize_dynamic

from mnemo.sound.voices.neural import graph
from mnemo.sound.voices.neural.subgraph import load_subgraph
from mnemo.sound.voices.neural.weights import Stored, to_float

X = {"x": (graph.FLOAT, [1, 4, "t"])}


def a_model() -> onnx.ModelProto:
    """y = W2 (conv(x, W1) + b)."""
    rng = np.random.default_rng(0)
    weights = {"w1": rng.standard_normal((4, 4, 3)), "b": rng.standard_normal(4), "w2": rng.standard_normal((8, 4))}
    nodes = [
        helper.make_node("Conv", ["x", "w1", "b"], ["c"], pads=[1, 1]),
        helper.make_node("Transpose", ["c"], ["ct"], perm=[0, 2, 1]),
        helper.make_node("MatMul", ["ct", "w2t"], ["y"]),
        helper.make_node("Neg", ["x"], ["unused"]),
    ]
    weights["w2t"] = weights.pop("w2").T
    made = helper.make_graph(
        nodes,
        "whole",
        [helper.make_tensor_value_info("x", graph.FLOAT, [1, 4, "t"])],
        [helper.make_tensor_value_info(name, graph.FLOAT, None) for name in ("y", "unused")],
        [numpy_helper.from_array(w.astype(np.float32), name) for name, w in weights.items()],
    )
    return helper.make_model(made, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)


def run(model: onnx.ModelProto, stored: dict[str, Stored] | None = None, **inputs: np.ndarray) -> np.ndarray:
    return load_subgraph(model.SerializeToString(), stored).run([model.graph.output[0].name], inputs)[0]


def test_a_cut_holds_what_its_outputs_need() -> None:
    part = graph.cut_graph(a_model(), {"c": (graph.FLOAT, [1, 4, "t"])}, ["y"])
    assert [n.op_type for n in part.graph.node] == ["Transpose", "MatMul"]
    assert [w.name for w in part.graph.initializer] == ["w2t"]
    x = np.ones((1, 4, 5), np.float32)
    whole = graph.cut_graph(a_model(), X, ["y"])
    assert np.allclose(run(part, c=run(graph.cut_graph(a_model(), X, ["c"]), x=x)), run(whole, x=x), atol=1e-6)


def test_a_tensor_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError):
        graph.cut_graph(a_model(), X, ["z"])


def test_float_products_round_no_activation(tmp_path: Path) -> None:
    onnx.save(graph.cut_graph(a_model(), X, ["y"]), tmp_path / "float.onnx")
    quantize_dynamic(tmp_path / "float.onnx", tmp_path / "int8.onnx", op_types_to_quantize=["Conv", "MatMul"])
    rounded = onnx.load(tmp_path / "int8.onnx")
    assert {"ConvInteger", "MatMulInteger"} <= {n.op_type for n in rounded.graph.node}
    floated, stored = graph.compute_in_float(graph.cut_graph(rounded, X, ["y"]))
    assert {n.op_type for n in floated.graph.node} & {"ConvInteger", "MatMulInteger", "DynamicQuantizeLinear"} == set()
    x = np.random.default_rng(1).standard_normal((1, 4, 20)).astype(np.float32)
    exact, int8, own = run(graph.cut_graph(a_model(), X, ["y"]), x=x), run(rounded, x=x), run(floated, stored, x=x)
    assert np.abs(own - exact).max() < np.abs(int8 - exact).max()
    assert np.std(own - exact) < 0.01 * np.std(exact)  # what the rounding of the weights leaves
    scaled = run(floated, stored, x=1e-3 * x), run(floated, stored, x=np.zeros_like(x))
    assert np.allclose(1e3 * (scaled[0] - scaled[1]), own - scaled[1], atol=1e-3)  # linear: nothing is rounded


def test_weights_are_found_by_their_names_in_the_model(tmp_path: Path) -> None:
    named = a_model()
    named.graph.node[0].name, named.graph.node[2].name = "/a/first/Conv", "/a/second.0/MatMul"
    onnx.save(graph.cut_graph(named, X, ["y"]), tmp_path / "float.onnx")
    quantize_dynamic(tmp_path / "float.onnx", tmp_path / "int8.onnx", op_types_to_quantize=["Conv", "MatMul"])
    stored = graph.read_weights(onnx.load(tmp_path / "int8.onnx"), ("a.",))
    assert set(stored) == {"a.first.weight", "a.second.0.weight"}
    exact = {w.name: numpy_helper.to_array(w) for w in named.graph.initializer}
    for name, of_graph in (("a.first.weight", "w1"), ("a.second.0.weight", "w2t")):
        assert stored[name][0].dtype.itemsize == 1
        assert np.abs(to_float(stored[name]) - exact[of_graph]).max() < 0.02 * np.abs(exact[of_graph]).max()
    (bias,) = graph.read_weights(named, ("b",)).values()
    assert np.array_equal(to_float(bias), exact["b"])
