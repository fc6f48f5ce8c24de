"""The simple recurrent network of Elman (1990), "Finding structure in time"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mnemo.proof.cells.activations import TANH, Activation, Array
from mnemo.proof.cells.base import (
    NO_CLAMPS,
    Cell,
    Clamps,
    State,
    Step,
    Weights,
    clamp,
    compute_weight_gradients,
    stop_gradient,
    transpose,
)


@dataclass(frozen=True)
class RNN(Cell):
    """h_t = tanh(x_t W + h_{t-1} U + b)

    Elman's context units are h_{t-1}; he used the logistic function, today's frameworks and the exam use tanh.
    """

    activation: Activation = TANH

    @property
    def blocks(self) -> Mapping[str, str]:
        return {"n": "候補"}

    def step(self, w: Weights, x: Array, state: State, clamps: Clamps = NO_CLAMPS) -> Step:
        (h,) = state
        h_next = clamp("n", self.activation(x @ w["W"] + h @ w["U"] + w["b"]), clamps)  # (..., hidden)
        return Step((h_next,), {"n": h_next})

    def back(
        self, w: Weights, x: Array, state: State, step: Step, d_state: State, clamps: Clamps = NO_CLAMPS
    ) -> tuple[Array, State, dict[str, Array]]:
        (h,), (d_h,) = state, d_state
        d_a = stop_gradient("n", d_h * self.activation.slope(step.blocks["n"]), clamps)
        return d_a @ transpose(w["W"]), (d_a @ transpose(w["U"]),), compute_weight_gradients(x, h, d_a)
