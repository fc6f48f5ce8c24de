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

    def advance(self, w: Weights, driven: Array, state: State, clamps: Clamps = NO_CLAMPS) -> Step:
        (h,) = state
        h_next = clamp("n", self.activation(driven + h @ w["U"]), clamps)  # (..., hidden)
        return Step((h_next,), {"n": h_next})

    def linearise(self, w: Weights, state: State, step: Step, clamps: Clamps = NO_CLAMPS) -> tuple[Array, ...]:
        return (stop_gradient("n", self.activation.slope(step.blocks["n"]), clamps),)

    def back(self, w: Weights, slopes: tuple[Array, ...], d_state: State) -> tuple[Array, State]:
        d_a = d_state[0] * slopes[0]
        return d_a, (d_a @ transpose(w["U"]),)
