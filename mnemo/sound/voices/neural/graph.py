"""The ONNX graph of Kokoro-82M, cut into parts that compute in float where sound is made.

A cut is made by name: the tensors of the PyTorch model keep their names in the exported graph. The decoder computes in
float: the exported one rounds each whole activation to 8 bits, which costs as much time and adds noise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import onnx
from onnx import helper, numpy_helper

from mnemo.sound.voices.neural.weights import Stored

Names = dict[str, tuple[int, list[Any]]]  # tensor -> (element type, shape)
FLOAT: int = onnx.TensorProto.FLOAT
INT64: int = onnx.TensorProto.INT64
QUANTISED = {"ConvInteger": "Conv", "MatMulInteger": "MatMul"}


def cut_graph(model: onnx.ModelProto, inputs: Names, outputs: Iterable[str]) -> onnx.ModelProto:
    """Cut out the part of the graph between these tensors. Raises KeyError for a tensor that is not in the graph."""
    maker = {name: node for node in model.graph.node for name in node.output}
    weights = {w.name: w for w in model.graph.initializer}
    needed: set[int] = set()
    used: set[str] = set()
    seen = set(inputs)
    waiting = list(outputs)
    while waiting:
        name = waiting.pop()
        if not name or name in seen:
            continue
        seen.add(name)
        if name in weights:
            used.add(name)
            continue
        node = maker[name]
        if id(node) not in needed:
            needed.add(id(node))
            waiting += node.input
    graph = helper.make_graph(
        [node for node in model.graph.node if id(node) in needed],
        "part",
        [helper.make_tensor_value_info(name, *kind) for name, kind in inputs.items()],
        [helper.make_tensor_value_info(name, FLOAT, None) for name in outputs],
        [weight for weight in model.graph.initializer if weight.name in used],
    )
    part = helper.make_model(graph, opset_imports=model.opset_import)
    part.ir_version = model.ir_version
    return part


def compute_in_float(model: onnx.ModelProto) -> tuple[onnx.ModelProto, dict[str, Stored]]:
    """Replace each integer product of a graph by one in float: y = x W + bias.

    The export writes such a product as DynamicQuantizeLinear -> ConvInteger (or MatMulInteger) [-> Add a rounded bias]
    -> Cast -> Mul by the scales. The weights W are given back by their names: the graph has them as inputs, which
    are used where they lie; ONNX Runtime would copy initialisers, for a tenth of a second and 110 MB.
    """
    graph = model.graph
    maker = {name: node for node in graph.node for name in node.output}
    users: dict[str, list[onnx.NodeProto]] = {}
    for node in graph.node:
        for name in node.input:
            users.setdefault(name, []).append(node)
    stored = {w.name: w for w in graph.initializer}
    weights: dict[str, Stored] = {}
    replaced: dict[int, list[onnx.NodeProto]] = {}
    for node in graph.node:
        if node.op_type in QUANTISED:
            chain = _find_chain(node, users)
            name = f"{chain[-1].output[0]}:w"
            weights[name] = _read_weight(node, stored)
            made = _make_float_product(node, chain, maker, name)
            replaced |= {id(n): [] for n in chain} | {id(chain[-1]): [made]}
    nodes = [new for node in graph.node for new in replaced.get(id(node), [node])]
    del graph.node[:]
    graph.node.extend(nodes)
    kinds = {i.name: (i.type.tensor_type.elem_type, _read_shape(i)) for i in graph.input}
    kinds |= {name: (FLOAT, list(values.shape)) for name, (values, _, _) in weights.items()}
    part = cut_graph(model, kinds, [o.name for o in graph.output])  # without the nodes that nothing reads any more
    return part, weights


def read_weights(model: onnx.ModelProto, prefixes: tuple[str, ...]) -> dict[str, Stored]:
    """Return the weights whose names in the PyTorch model begin so.

    That of an integer product is named by its node: `/a/b.0/Conv_quant` multiplies by `a.b.0.weight`.
    """
    arrays = {w.name: w for w in model.graph.initializer}
    one, none = np.ones((), np.float32), np.zeros((), np.float32)
    found = {
        name: (numpy_helper.to_array(w), none, one)
        for name, w in arrays.items()
        if name.startswith(prefixes) and w.data_type == FLOAT
    }
    for node in model.graph.node:
        name = node.name.rpartition("/")[0].strip("/").replace("/", ".") + ".weight"
        if node.op_type in QUANTISED and name.startswith(prefixes):
            found[name] = _read_weight(node, arrays)
    return found


def _read_weight(node: onnx.NodeProto, stored: Mapping[str, onnx.TensorProto]) -> Stored:
    """Return the weight of an integer product."""
    _, weight, _, zero = node.input
    scale = weight.removesuffix("_quantized") + "_scale"
    values, shift, factor = (numpy_helper.to_array(stored[name]) for name in (weight, zero, scale))
    if node.op_type == "ConvInteger" and max(shift.size, factor.size) > 1:  # columns of a matrix need no reshaping
        raise ValueError(f"{weight}: a convolution with a scale for each channel is not known here")
    return values, shift, factor


def _find_chain(node: onnx.NodeProto, users: Mapping[str, list[onnx.NodeProto]]) -> list[onnx.NodeProto]:
    """Return the integer product and what follows it, up to the Mul that gives the result its scale."""
    chain = [node]
    while chain[-1].op_type != "Mul":
        (following,) = users[chain[-1].output[0]]
        chain.append(following)
    return chain


def _make_float_product(
    node: onnx.NodeProto, chain: list[onnx.NodeProto], maker: Mapping[str, onnx.NodeProto], weight: str
) -> onnx.NodeProto:
    inputs = [maker[node.input[0]].input[0], weight]
    for added in (n for n in chain if n.op_type == "Add"):
        rounded = next(i for i in added.input if i not in chain[0].output)  # Reshape <- Cast <- Floor <- Div(bias, ...)
        while maker[rounded].op_type != "Div":
            rounded = maker[rounded].input[0]
        inputs.append(maker[rounded].input[0])
    options = {a.name: helper.get_attribute_value(a) for a in node.attribute}
    return helper.make_node(QUANTISED[node.op_type], inputs, [chain[-1].output[0]], **options)


def _read_shape(info: onnx.ValueInfoProto) -> list[Any]:
    return [d.dim_value or d.dim_param or None for d in info.type.tensor_type.shape.dim]
