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
    join,
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

    def advance(self, w: Weights, driven: Array, state: State, clamps: Clamps = NO_CLAMPS) -> Step:
        (h,) = state
        hidden = h.shape[-1]
        r, z = split(self.gate(driven[..., : 2 * hidden] + h @ w["U"][..., : 2 * hidden]), 2)
        r, z = clamp("r", r, clamps), clamp("z", z, clamps)
        n = clamp("n", self.squash(driven[..., 2 * hidden :] + self._recalled(w, h, r)), clamps)
        keep, write = (z, 1.0 - z) if self.keeps else (1.0 - z, z)
        return Step((keep * h + write * n,), {"r": r, "z": z, "n": n})

    def linearise(self, w: Weights, state: State, step: Step, clamps: Clamps = NO_CLAMPS) -> tuple[Array, ...]:
        """Return ∂(what n sees)/∂r, ∂h_t/∂z, ∂h_t/∂n, by the pre-activations, then ∂h_t/∂h_{t-1} past them, and r."""
        (h,), (r, z, n) = state, (step.blocks[name] for name in "rzn")
        keep, write = (z, 1.0 - z) if self.keeps else (1.0 - z, z)
        reset = h @ w["U"][..., 2 * h.shape[-1] :] + w["d"] if self.reset_after else h
        return (
            stop_gradient("r", reset * self.gate.slope(r), clamps),
            stop_gradient("z", ((h - n) if self.keeps else (n - h)) * self.gate.slope(z), clamps),
            stop_gradient("n", write * self.squash.slope(n), clamps),
            keep,
            r,
        )

    def back(self, w: Weights, slopes: tuple[Array, ...], d_state: State) -> tuple[Array, State]:
        (d_h,), (to_r, to_z, to_n, keep, r) = d_state, slopes
        hidden = d_h.shape[-1]
        u_rz, u_n = w["U"][..., : 2 * hidden], w["U"][..., 2 * hidden :]
        d_n = d_h * to_n
        back_n = (d_n * r if self.reset_after else d_n) @ transpose(u_n)
        d_rz = np.concatenate([(d_n if self.reset_after else back_n) * to_r, d_h * to_z], axis=-1)
        d_h_before = d_h * keep + d_rz @ transpose(u_rz) + (back_n if self.reset_after else back_n * r)
        return np.concatenate([d_rz, d_n], axis=-1), (d_h_before,)

    def compute_gradients(self, w: Weights, xs: Array, states: State, steps: Step, d_a: Array) -> dict[str, Array]:
        made = super().compute_gradients(w, xs, states, steps, d_a)
        (h,), r = states, steps.blocks["r"]
        d_n = d_a[..., 2 * h.shape[-1] :]
        seen, d_seen = (h, join(d_n * r)) if self.reset_after else (r * h, join(d_n))  # what U_n was multiplied with
        made["U"][..., 2 * h.shape[-1] :] = transpose(join(seen)) @ d_seen
        if self.reset_after:
            made["d"] = d_seen.sum(-2, keepdims=d_seen.ndim > 2)
        return made

    def _recalled(self, w: Weights, h: Array, r: Array) -> Array:
        """Return what the candidate sees of the past."""
        u_n = w["U"][..., 2 * h.shape[-1] :]
        return r * (h @ u_n + w["d"]) if self.reset_after else (r * h) @ u_n
