"""Subgraphs of the model, as ONNX Runtime runs them, with the weights that they are given as inputs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mnemo.errors import MissingPartError
from mnemo.sound.voices.neural.weights import Stored, to_float

if TYPE_CHECKING:
    import onnxruntime


@dataclass(frozen=True, eq=False)
class Subgraph:
    """A subgraph and the weights that it takes as inputs; it may run in several threads at a time."""

    session: onnxruntime.InferenceSession
    weights: Mapping[str, NDArray[np.float32]]

    def run(self, outputs: Iterable[str], inputs: Mapping[str, NDArray[Any]]) -> list[NDArray[Any]]:
        """Return the outputs for these inputs, by the names of tensors."""
        found: list[NDArray[Any]] = self.session.run(list(outputs), {**self.weights, **inputs})
        return found


def load_subgraph(graph: bytes, weights: Mapping[str, Stored] | None = None, threads: int = 1) -> Subgraph:
    """Load a serialised subgraph, run by so many threads. Raises MissingPartError without ONNX Runtime."""
    try:
        import onnxruntime
    except ImportError:
        template = "the neural voices need {package}; install it with: pip install {package}"
        raise MissingPartError(template, package="onnxruntime") from None

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # idle, they leave the core to others
    options.enable_cpu_mem_arena = False  # 70 MB less at no cost
    # Rewritten, the graphs take up to 0.1 s longer to load and give the same bytes in the same time.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.log_severity_level = 3  # errors only: warnings are not for the user's screen
    session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    return Subgraph(session, {name: to_float(weight) for name, weight in (weights or {}).items()})
