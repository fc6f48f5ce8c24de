"""Delayed recall: a cell sees one of four symbols, then noise for `lag` steps, then is asked which it was.

The task of Hochreiter & Schmidhuber's long time lag experiments (1997, 5.2) in its smallest form; chance is 1/4. All
seeds are trained side by side, on the leading axis of the weights, with the same data, optimiser and budget for every
cell: cross-entropy, Adam (Kingma & Ba 2015), gradient norm clipped at 1 (Pascanu et al. 2013). Only the bias of the
gate that keeps memory is set, as is usual (Jozefowicz et al. 2015), and declared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from mnemo.proof.cells import Array, Cell, Weights, run_bptt, run_sequence
from mnemo.proof.cells.base import transpose
from mnemo.proof.lab import KEEPERS

SYMBOLS = 4
CHANCE = 1.0 / SYMBOLS


@dataclass(frozen=True)
class Budget:
    """What every cell gets."""

    lag: int
    updates: int = 300
    noise: float = 0.3
    batch: int = 16
    hidden: int = 12
    seeds: int = 5
    keep_bias: float = 5.0  # σ(5) = 0.993: 0.7 is kept over 50 steps before anything is learnt
    rate: float = 0.007
    test: int = 128
    seed: int = 0


def measure_recall(cell: Cell, budget: Budget) -> tuple[float, ...]:
    """Train a cell, and return its accuracy on fresh sequences, one number a seed."""
    w = _draw_weights(cell, budget, np.random.default_rng((budget.seed, 0)))
    adam = Adam(w, budget.rate)
    *tasks, (xs, answers) = _draw_tasks(budget)
    for task in tasks:
        w = adam.step(w, _compute_gradients(cell, w, *task))
    guesses = (_compute_last(cell, w, xs) @ w["V"] + w["a"]).argmax(-1)
    return tuple(float(share) for share in (guesses == answers).mean(-1))


class Adam:
    """Adam with the gradient norm of each seed clipped at 1. Weights have the seed as first axis."""

    MOMENTUM, SPREAD, SMALL = 0.9, 0.99, 1e-8

    def __init__(self, w: Weights, rate: float) -> None:
        self.rate, self.count = rate, 0
        self.mean = {name: np.zeros_like(value) for name, value in w.items()}
        self.square = {name: np.zeros_like(value) for name, value in w.items()}

    def step(self, w: Weights, gradients: Weights) -> dict[str, Array]:
        self.count += 1
        norm = np.sqrt(sum((g * g).sum(axis=(-1, -2), keepdims=True) for g in gradients.values()))
        clip = 1.0 / np.maximum(norm, 1.0)
        warm = self.rate * np.sqrt(1.0 - self.SPREAD**self.count) / (1.0 - self.MOMENTUM**self.count)
        new = {}
        for name, value in w.items():
            g = clip * gradients[name]
            self.mean[name] += (1.0 - self.MOMENTUM) * (g - self.mean[name])
            self.square[name] += (1.0 - self.SPREAD) * (g * g - self.square[name])
            new[name] = value - np.float32(warm) * self.mean[name] / (np.sqrt(self.square[name]) + self.SMALL)
        return new


def _draw_weights(cell: Cell, budget: Budget, rng: np.random.Generator) -> dict[str, Array]:
    """Draw the cell's weights and a linear read-out V, a, in float32, which halves the time and changes no result."""
    n, seeds = budget.hidden, (budget.seeds,)
    w = dict(cell.weights(rng, SYMBOLS + 1, n, seeds))
    for k, name in enumerate(cell.blocks.values()):
        if name in KEEPERS:
            w["b"][..., k * n : (k + 1) * n] = budget.keep_bias
    w["V"] = rng.uniform(-1.0, 1.0, (*seeds, n, SYMBOLS)) * n**-0.5
    w["a"] = np.zeros((*seeds, 1, SYMBOLS))
    return {name: value.astype(np.float32) for name, value in w.items()}


@lru_cache(1)
def _draw_tasks(budget: Budget) -> list[tuple[Array, Array]]:
    """Draw the task of every update, and the one of the test. All cells see the same."""
    rng = np.random.default_rng((budget.seed, 1))
    return [_draw_task(rng, budget, batch) for batch in (*[budget.batch] * budget.updates, budget.test)]


def _draw_task(rng: np.random.Generator, budget: Budget, batch: int) -> tuple[Array, Array]:
    """Draw xs (lag + 1, seeds, batch, symbols + 1), the symbol first, the question last, noise between; and answers."""
    answers = rng.integers(0, SYMBOLS, (budget.seeds, batch))
    xs = np.zeros((budget.lag + 1, budget.seeds, batch, SYMBOLS + 1), np.float32)
    xs[0, ..., :SYMBOLS] = np.eye(SYMBOLS, dtype=np.float32)[answers]
    xs[1:-1, ..., :SYMBOLS] = budget.noise * rng.standard_normal((budget.lag - 1, *answers.shape, SYMBOLS), np.float32)
    xs[-1, ..., SYMBOLS] = 1.0
    return xs, answers


def _recurrent(w: Weights) -> Weights:
    return {name: value for name, value in w.items() if name not in ("V", "a")}


def _start(cell: Cell, w: Weights, xs: Array) -> tuple[Array, ...]:
    return cell.start(np.zeros((*xs.shape[1:3], w["U"].shape[-2]), xs.dtype))


def _compute_last(cell: Cell, w: Weights, xs: Array) -> Array:
    return run_sequence(cell, _recurrent(w), xs, _start(cell, w, xs))[-1].state[0]


def _compute_gradients(cell: Cell, w: Weights, xs: Array, answers: Array) -> Mapping[str, Array]:
    """Compute the gradients of the mean cross-entropy at the last step."""
    start = _start(cell, w, xs)
    steps = run_sequence(cell, _recurrent(w), xs, start)
    h = steps[-1].state[0]  # (seeds, batch, hidden)
    scores = h @ w["V"] + w["a"]
    p = np.exp(scores - scores.max(-1, keepdims=True))
    p /= p.sum(-1, keepdims=True)
    d_scores = (p - np.eye(SYMBOLS, dtype=p.dtype)[answers]) / answers.shape[-1]
    d_h = {len(xs) - 1: d_scores @ transpose(w["V"])}
    gradients, _ = run_bptt(cell, _recurrent(w), xs, start, steps, d_h)
    return {**gradients, "V": transpose(h) @ d_scores, "a": d_scores.sum(-2, keepdims=True)}
