"""Long Short-Term Memory: Hochreiter & Schmidhuber (1997), forget gate of Gers, Schmidhuber & Cummins (2000),
peepholes of Gers & Schmidhuber (2000)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from mnemo.proof.cells.activations import G_1997, H_1997, SIGMOID, TANH, Activation, Array
from mnemo.proof.cells.base import (
    NO_CLAMPS,
    Cell,
    Clamps,
    State,
    Step,
    Weights,
    clamp,
    join,
    split,
    stop_gradient,
    transpose,
)


@dataclass(frozen=True)
class LSTM(Cell):
    """c_t = f_t c_{t-1} + i_t g_t,   h_t = o_t tanh(c_t)      (2000, eq. 5-7; in 1997 f_t = 1)

    with i, f, o = σ(x_t W + h_{t-1} U + b) and g = tanh(...); state (h, c), each (..., hidden); blocks in the order
    i, f, o, g (1997: i, o, g). c is the constant error carousel.

    `peepholes` adds p c_{t-1} to the gates i and f and p c_t to o, p one weight a unit and gate: "P" is (3 * hidden).

    Deviation: both papers squash with g = 4σ − 2 and h = 2σ − 1; the default is tanh for both, as in the frameworks
    and in the exam. `LSTM.of_1997()` is the paper's own.
    """

    forget: bool = True
    peepholes: bool = False
    gate: Activation = SIGMOID
    squash_in: Activation = TANH
    squash_out: Activation = TANH

    states: ClassVar[tuple[str, ...]] = ("h", "c")

    @classmethod
    def of_1997(cls) -> LSTM:
        return cls(forget=False, squash_in=G_1997, squash_out=H_1997)

    @property
    def blocks(self) -> Mapping[str, str]:
        forget = {"f": "忘却ゲート"} if self.forget else {}
        return {"i": "入力ゲート", **forget, "o": "出力ゲート", "g": "候補"}

    def weights(self, rng: np.random.Generator, inputs: int, hidden: int, seeds: tuple[int, ...] = ()) -> Weights:
        w = super().weights(rng, inputs, hidden, seeds)
        if not self.peepholes:
            return w
        gates = len(self.blocks) - 1
        return {**w, "P": rng.uniform(-(hidden**-0.5), hidden**-0.5, (*w["b"].shape[:-1], gates * hidden))}

    def advance(self, w: Weights, driven: Array, state: State, clamps: Clamps = NO_CLAMPS) -> Step:
        h, c = state
        a, p = driven + h @ w["U"], self._peepholes(w)
        *a_gates, a_g = split(a, len(self.blocks))
        if p:
            at = dict(zip(p, a_gates, strict=True))
            made = {name: self.gate(at[name] + p[name] * c) for name in p if name != "o"}
        else:  # all gates at once
            made = dict(zip(self.blocks, split(self.gate(a[..., : -c.shape[-1]]), len(a_gates)), strict=False))
        i = clamp("i", made["i"], clamps)
        f = clamp("f", made["f"], clamps) if self.forget else np.ones_like(c)
        g = clamp("g", self.squash_in(a_g), clamps)
        c_next = f * c + i * g  # (..., hidden)
        o = clamp("o", self.gate(at["o"] + p["o"] * c_next) if p else made["o"], clamps)
        h_next = o * self.squash_out(c_next)
        made = {"i": i, "f": f, "o": o, "g": g}
        return Step((h_next, c_next), {name: made[name] for name in self.blocks})

    def linearise(self, w: Weights, state: State, step: Step, clamps: Clamps = NO_CLAMPS) -> tuple[Array, ...]:
        """Return ∂h_t/∂o, ∂h_t/∂c_t, ∂c_t/∂i, ∂c_t/∂f and ∂c_t/∂g, by the pre-activations, and ∂c_t/∂c_{t-1}."""
        c, (_, c_next), made = state[1], step.state, step.blocks
        out, f = self.squash_out(c_next), made.get("f", np.ones_like(c))
        return (
            stop_gradient("o", out * self.gate.slope(made["o"]), clamps),
            made["o"] * self.squash_out.slope(out),
            stop_gradient("i", made["g"] * self.gate.slope(made["i"]), clamps),
            stop_gradient("f", c * self.gate.slope(f), clamps),
            stop_gradient("g", made["i"] * self.squash_in.slope(made["g"]), clamps),
            f,
        )

    def back(self, w: Weights, slopes: tuple[Array, ...], d_state: State) -> tuple[Array, State]:
        (d_h, d_c), (to_o, to_c, to_i, to_f, to_g, keep), p = d_state, slopes, self._peepholes(w)
        d_o = d_h * to_o
        d_c = d_c + d_h * to_c
        d_c = d_c + p["o"] * d_o if p else d_c
        d_a = {"i": d_c * to_i, "f": d_c * to_f, "o": d_o, "g": d_c * to_g}
        d_c = d_c * keep
        for name in p:
            d_c = d_c + p[name] * d_a[name] if name != "o" else d_c
        d_all = np.concatenate([d_a[name] for name in self.blocks], axis=-1)
        return d_all, (d_all @ transpose(w["U"]), d_c)

    def compute_gradients(self, w: Weights, xs: Array, states: State, steps: Step, d_a: Array) -> dict[str, Array]:
        made = super().compute_gradients(w, xs, states, steps, d_a)
        if not self.peepholes:
            return made
        looks = {"o": steps.state[1]}  # at c_t; the other gates' peepholes look at c_{t-1}
        d_gates = dict(zip(self.blocks, split(d_a, len(self.blocks)), strict=True))
        parts = [d_gates[name] * looks.get(name, states[1]) for name in self._peepholes(w)]
        return {**made, "P": join(np.concatenate(parts, axis=-1)).sum(-2, keepdims=d_a.ndim > 3)}

    def _peepholes(self, w: Weights) -> Mapping[str, Array]:
        """Return the weights of each gate's peephole; nothing where there are none."""
        if not self.peepholes:
            return {}
        gates = [name for name in self.blocks if name != "g"]
        return dict(zip(gates, split(w["P"], len(gates)), strict=True))
