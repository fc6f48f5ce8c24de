"""Activation functions that no gate of the papers uses. Not analytic, so they branch on the real part."""

from __future__ import annotations

import numpy as np

from mnemo.proof.cells import Array
from mnemo.proof.cells.activations import Activation


def _relu(a: Array) -> Array:
    return np.where(a.real > 0.0, a, 0.0)


def _relu_slope(y: Array) -> Array:
    return np.where(y.real > 0.0, 1.0, 0.0)


def _hard_sigmoid(a: Array) -> Array:
    return np.where(abs(a.real) < 2.5, 0.2 * a + 0.5, np.clip(0.2 * a.real + 0.5, 0.0, 1.0))


def _hard_sigmoid_slope(y: Array) -> Array:
    return np.where((y.real > 0.0) & (y.real < 1.0), 0.2, 0.0)


RELU = Activation("ReLU", _relu, _relu_slope)
HARD_SIGMOID = Activation("hard σ", _hard_sigmoid, _hard_sigmoid_slope)  # 0.2 a + 0.5 within [0, 1]
