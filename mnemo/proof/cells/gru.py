"""Gated Recurrent Unit: Cho et al. (2014), "Learning phrase representations using RNN encoder-decoder"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from mnemo.proof.cells.activations import SIGMOID, TANH, Activation, Array
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
class GRU(Cell):
    """h_t = z_t h_{t-1} + (1 − z_t) n_t      (Cho et al. 2014, eq. 7)

    with r, z = σ(x_t W + h_{t-1} U + b) and the candidate

        n_t = tanh(x_t W_n + (r_t h_{t-1}) U_n + b_n)             reset before the product (eq. 8; the default)
        n_t = tanh(x_t W_n + r_t (h_{t-1} U_n + d_n) + b_n)       `reset_after` (cuDNN's variant; "d" is (hidden))

    State (h), (..., hidden); blocks in the order r, z, n. `keeps` is Cho's convention, z weighs the old state; without
    it z weighs the candidate, h_t = (1 − z_t) h_{t-1} + z_t n_t (Chung et al. 2014).
    """

    reset_after: bool = False
    keeps: bool = True
    gate: Activation = SIGMOID
    squash: Activation = TANH

    @property
    def blocks(self) -> Mapping[str, str]:
        return {"r": "リセットゲート", "z": "更新ゲート", "n": "候補"}

    def weights(self, rng: np.random.Generator, inputs: int, hidden: int, seeds: tuple[int, ...] = ()) -> Weights:
        w = super().weights(rng, inputs, hidden, seeds)
        return {**w, "d": np.zeros((*w["b"].shape[:-1], hidden))} if self.reset_after else w

    def step(self, w: Weights, x: Array, state: State, clamps: Clamps = NO_CLAMPS) -> Step:
        (h,) = state
        hidden = h.shape[-1]
        a = x @ w["W"] + w["b"]
        a_r, a_z = split(a[..., : 2 * hidden] + h @ w["U"][..., : 2 * hidden], 2)
        r = clamp("r", self.gate(a_r), clamps)
        z = clamp("z", self.gate(a_z), clamps)
        n = clamp("n", self.squash(a[..., 2 * hidden :] + self._recalled(w, h, r)), clamps)
        keep, write = (z, 1.0 - z) if self.keeps else (1.0 - z, z)
        return Step((keep * h + write * n,), {"r": r, "z": z, "n": n})

    def back(
        self, w: Weights, x: Array, state: State, step: Step, d_state: State, clamps: Clamps = NO_CLAMPS
    ) -> tuple[Array, State, dict[str, Array]]:
        (h,), (d_h,) = state, d_state
        r, z, n = (step.blocks[name] for name in "rzn")
        hidden = h.shape[-1]
        u_rz, u_n = w["U"][..., : 2 * hidden], w["U"][..., 2 * hidden :]
        keep, write = (z, 1.0 - z) if self.keeps else (1.0 - z, z)
        to_z = (h - n) if self.keeps else (n - h)
        d_n = stop_gradient("n", d_h * write * self.squash.slope(n), clamps)
        back_n = d_n @ transpose(u_n) if not self.reset_after else (d_n * r) @ transpose(u_n)
        d_r_in = back_n * h if not self.reset_after else d_n * (h @ u_n + w["d"])
        d_r = stop_gradient("r", d_r_in * self.gate.slope(r), clamps)
        d_z = stop_gradient("z", d_h * to_z * self.gate.slope(z), clamps)
        d_rz = np.concatenate([d_r, d_z], axis=-1)
        d_h_before = d_h * keep + d_rz @ transpose(u_rz) + (back_n if self.reset_after else back_n * r)
        d_w = compute_weight_gradients(x, h, np.concatenate([d_rz, d_n], axis=-1))
        seen, d_seen = (h, d_n * r) if self.reset_after else (r * h, d_n)  # what U_n was multiplied with
        d_w["U"][..., 2 * hidden :] = transpose(seen) @ d_seen
        if self.reset_after:
            d_w["d"] = d_seen.sum(-2, keepdims=d_seen.ndim > 2)
        return np.concatenate([d_rz, d_n], axis=-1) @ transpose(w["W"]), (d_h_before,), d_w

    def _recalled(self, w: Weights, h: Array, r: Array) -> Array:
        """Return what the candidate sees of the past."""
        u_n = w["U"][..., 2 * h.shape[-1] :]
        return r * (h @ u_n + w["d"]) if self.reset_after else (r * h) @ u_n
