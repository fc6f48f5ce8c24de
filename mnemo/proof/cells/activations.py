"""Activation functions and their derivatives, for real and complex arguments.

The derivative is written in terms of the *output* y, as backpropagation has it at hand: σ' = y(1 − y), tanh' = 1 − y².
All are a module's own functions, so that cells can be sent to other processes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Activation:
    """`f` of the pre-activation, `slope` of the output."""

    name: str
    f: Callable[[Array], Array]
    slope: Callable[[Array], Array]

    def __call__(self, a: Array) -> Array:
        return self.f(a)


def _sigmoid(a: Array) -> Array:
    return 0.5 * (1.0 + np.tanh(0.5 * a))  # 1 / (1 + e^-a), without overflow


def _sigmoid_slope(y: Array) -> Array:
    return y * (1.0 - y)


def _tanh_slope(y: Array) -> Array:
    return 1.0 - y * y


def _g_1997(a: Array) -> Array:
    return 2.0 * np.tanh(0.5 * a)


def _g_1997_slope(y: Array) -> Array:
    return 1.0 - 0.25 * y * y


def _h_1997(a: Array) -> Array:
    return np.tanh(0.5 * a)


def _h_1997_slope(y: Array) -> Array:
    return 0.5 * (1.0 - y * y)


SIGMOID = Activation("σ", _sigmoid, _sigmoid_slope)
TANH = Activation("tanh", np.tanh, _tanh_slope)
G_1997 = Activation("4σ − 2", _g_1997, _g_1997_slope)  # Hochreiter & Schmidhuber 1997, range [−2, 2]
H_1997 = Activation("2σ − 1", _h_1997, _h_1997_slope)  # the same, range [−1, 1]
