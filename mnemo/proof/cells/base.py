"""What every recurrent cell has, and what follows from it: sequences, Jacobians, backpropagation through time.

A cell gives two rules, one step forward and its adjoint backward. Row vectors throughout (x W, not W x):

    x       (..., inputs)
    state   a tuple of (..., hidden); the first is h, the output
    W       (inputs, blocks * hidden)     U  (hidden, blocks * hidden)     b  (blocks * hidden)

with the blocks side by side in the order of `Cell.blocks`. Weights may have leading axes (one set a seed); they
broadcast against the batch by the rules of `@`.

`clamps` holds blocks at a value of the experimenter's instead of the one that the cell would compute; the rest of the
step goes on as usual, and no gradient flows into a held block. The parts of a cell (its activations, its variant) are
fields of its dataclass, so that an experiment can swap them.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from mnemo.proof.cells.activations import Array as Array

Weights = Mapping[str, Array]
State = tuple[Array, ...]
Clamps = Mapping[str, "Array | float"]

NO_CLAMPS: Clamps = {}


@dataclass(frozen=True, eq=False)
class Step:
    """What one step made: the new state, and the value of every block on the way."""

    state: State
    blocks: Mapping[str, Array]


class Cell(ABC):
    """A recurrent cell. `blocks` maps the paper's symbol of a block to the exam's name, in the order of W's columns."""

    states: ClassVar[tuple[str, ...]] = ("h",)

    @property
    @abstractmethod
    def blocks(self) -> Mapping[str, str]: ...

    @abstractmethod
    def step(self, w: Weights, x: Array, state: State, clamps: Clamps = NO_CLAMPS) -> Step:
        """Return one time step: (x_t, state_{t-1}) -> state_t."""

    @abstractmethod
    def back(
        self, w: Weights, x: Array, state: State, step: Step, d_state: State, clamps: Clamps = NO_CLAMPS
    ) -> tuple[Array, State, dict[str, Array]]:
        """Return the adjoint of `step`: cotangents of x_t, state_{t-1} and the weights from those of state_t."""

    def weights(self, rng: np.random.Generator, inputs: int, hidden: int, seeds: tuple[int, ...] = ()) -> Weights:
        """Draw weights uniform in ±1/√hidden, with zero bias. `seeds` puts leading axes in front."""
        k, bound = len(self.blocks) * hidden, hidden**-0.5
        return {
            "W": rng.uniform(-bound, bound, (*seeds, inputs, k)),
            "U": rng.uniform(-bound, bound, (*seeds, hidden, k)),
            "b": np.zeros((*seeds, 1, k) if seeds else (k,)),
        }

    def start(self, h: Array) -> State:
        """Return a state whose parts all are like h (used with zeros: nothing remembered yet)."""
        return tuple(h for _ in self.states)


def split(a: Array, parts: int) -> list[Array]:
    """Return the pre-activations of the blocks, which lie side by side on the last axis."""
    n = a.shape[-1] // parts
    return [a[..., k * n : (k + 1) * n] for k in range(parts)]


def transpose(m: Array) -> Array:
    return np.swapaxes(m, -1, -2)


def compute_weight_gradients(x: Array, h: Array, d_a: Array) -> dict[str, Array]:
    """Return the gradients of a = x W + h U + b, summed over the batch axis (-2) of (..., batch, n) arrays."""
    return {"W": transpose(x) @ d_a, "U": transpose(h) @ d_a, "b": d_a.sum(-2, keepdims=d_a.ndim > 2)}


def clamp(block: str, value: Array, clamps: Clamps) -> Array:
    """Return the value of a block: the experimenter's where it is held, else the cell's own."""
    if block not in clamps:
        return value
    stated = np.asarray(clamps[block])
    return np.broadcast_to(stated, np.broadcast_shapes(stated.shape, value.shape))


def stop_gradient(block: str, gradient: Array, clamps: Clamps) -> Array:
    """Return the gradient that flows into a block, which is 0 where the block is held."""
    return np.zeros_like(gradient) if block in clamps else gradient


def run_sequence(
    cell: Cell, w: Weights, xs: Array, state: State, clamps: Sequence[Clamps] | Clamps = NO_CLAMPS
) -> list[Step]:
    """Run over xs (time, ..., inputs). `clamps` is one mapping for all times or one a time."""
    steps = []
    for t, x in enumerate(xs):
        steps.append(cell.step(w, x, state, clamps if isinstance(clamps, Mapping) else clamps[t]))
        state = steps[-1].state
    return steps


def run_bptt(
    cell: Cell, w: Weights, xs: Array, state: State, steps: Sequence[Step], d_h: Mapping[int, Array]
) -> tuple[dict[str, Array], State]:
    """Run backpropagation through time (Werbos 1990): gradients of the weights and of the first state.

    xs is (time, batch, inputs); `d_h` maps a time to the loss's gradient by the output h of that time.
    """
    before = [state, *(s.state for s in steps)]
    d_state: State = tuple(np.zeros_like(part) for part in before[-1])
    total = {name: np.zeros_like(value) for name, value in w.items()}
    for t in reversed(range(len(steps))):
        if t in d_h:
            d_state = (d_state[0] + d_h[t], *d_state[1:])
        _, d_state, d_w = cell.back(w, xs[t], before[t], steps[t], d_state)
        for name, gradient in d_w.items():
            total[name] += gradient
    return total, d_state


def compute_jacobian(cell: Cell, w: Weights, x: Array, state: State, clamps: Clamps = NO_CLAMPS) -> Array:
    """Return ∂ state_t / ∂ state_{t-1} of one step for one sample, exact, all parts of the state in a row.

    (states * hidden, states * hidden), row = output, column = input: the adjoint applied to every unit vector.
    """
    n, parts = state[0].shape[-1], len(state)
    units = np.eye(n * parts)
    rows = [np.broadcast_to(part, (n * parts, n)) for part in state]
    xs = np.broadcast_to(x, (n * parts, x.shape[-1]))
    step = cell.step(w, xs, tuple(rows), clamps)
    _, d_state, _ = cell.back(w, xs, tuple(rows), step, tuple(split(units, parts)), clamps)
    return np.concatenate(d_state, axis=-1)
