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
    compute_weight_gradients,
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

    def step(self, w: Weights, x: Array, state: State, clamps: Clamps = NO_CLAMPS) -> Step:
        h, c = state
        a = dict(zip(self.blocks, split(x @ w["W"] + h @ w["U"] + w["b"], len(self.blocks)), strict=True))
        p = self._peepholes(w)
        i = clamp("i", self.gate(a["i"] + p["i"] * c), clamps)
        f = clamp("f", self.gate(a["f"] + p["f"] * c), clamps) if self.forget else np.ones_like(c)
        g = clamp("g", self.squash_in(a["g"]), clamps)
        c_next = f * c + i * g  # (..., hidden)
        o = clamp("o", self.gate(a["o"] + p["o"] * c_next), clamps)
        h_next = o * self.squash_out(c_next)
        made = {"i": i, "f": f, "o": o, "g": g}
        return Step((h_next, c_next), {name: made[name] for name in self.blocks})

    def back(
        self, w: Weights, x: Array, state: State, step: Step, d_state: State, clamps: Clamps = NO_CLAMPS
    ) -> tuple[Array, State, dict[str, Array]]:
        (h, c), (d_h, d_c), c_next = state, d_state, step.state[1]
        made, p = step.blocks, self._peepholes(w)
        i, o, g, f = made["i"], made["o"], made["g"], made.get("f", np.ones_like(c))
        out = self.squash_out(c_next)
        d_o = stop_gradient("o", d_h * out * self.gate.slope(o), clamps)
        d_c = d_c + d_h * o * self.squash_out.slope(out) + p["o"] * d_o
        d_a = {
            "i": stop_gradient("i", d_c * g * self.gate.slope(i), clamps),
            "f": stop_gradient("f", d_c * c * self.gate.slope(f), clamps),
            "o": d_o,
            "g": stop_gradient("g", d_c * i * self.squash_in.slope(g), clamps),
        }
        d_all = np.concatenate([d_a[name] for name in self.blocks], axis=-1)
        d_c_before = d_c * f + p["i"] * d_a["i"] + (p["f"] * d_a["f"] if self.forget else 0.0)
        d_w = compute_weight_gradients(x, h, d_all)
        if self.peepholes:
            seen = {"i": c, "f": c, "o": c_next}  # what each gate's peephole looked at
            parts = [(d_a[name] * seen[name]).sum(-2, keepdims=d_h.ndim > 2) for name in self.blocks if name != "g"]
            d_w["P"] = np.concatenate(parts, axis=-1)
        return d_all @ transpose(w["W"]), (d_all @ transpose(w["U"]), d_c_before), d_w

    def _peepholes(self, w: Weights) -> Mapping[str, Array | float]:
        gates = [name for name in self.blocks if name != "g"]
        return dict(zip(gates, split(w["P"], len(gates)), strict=True)) if self.peepholes else dict.fromkeys("ifo", 0.0)
