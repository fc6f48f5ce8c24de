"""What every recurrent cell has, and what follows from it: sequences, Jacobians, backpropagation through time.

A cell gives two rules, one step forward and its adjoint backward. What is known for all times at once is a function of
its own, so that a sequence does it in one piece: what the inputs add (`drive`), the slopes at what was computed
(`linearise`) and the gradients of the weights (`compute_gradients`). Row vectors throughout (x W, not W x):

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

    def step(self, w: Weights, x: Array, state: State, clamps: Clamps = NO_CLAMPS) -> Step:
        """Return one time step: (x_t, state_{t-1}) -> state_t."""
        return self.advance(w, self.drive(w, x), state, clamps)

    def drive(self, w: Weights, x: Array) -> Array:
        """Return what inputs add to the pre-activations, of one time or of many: x W + b."""
        return x @ w["W"] + w["b"]

    @abstractmethod
    def advance(self, w: Weights, driven: Array, state: State, clamps: Clamps = NO_CLAMPS) -> Step:
        """Return one time step from what the input adds: (drive(x_t), state_{t-1}) -> state_t."""

    @abstractmethod
    def linearise(self, w: Weights, state: State, step: Step, clamps: Clamps = NO_CLAMPS) -> tuple[Array, ...]:
        """Return the slopes of a step that the adjoint needs, from state_{t-1} and what the step made.

        Several times may stand on a leading axis, unless `clamps` differ.
        """

    @abstractmethod
    def back(self, w: Weights, slopes: tuple[Array, ...], d_state: State) -> tuple[Array, State]:
        """Return the adjoint of `advance`: cotangents of pre-activations and of state_{t-1} from those of state_t."""

    def compute_gradients(self, w: Weights, xs: Array, states: State, steps: Step, d_a: Array) -> dict[str, Array]:
        """Return the gradients of the weights from the cotangents that `back` gave, summed over times and batch.

        All arrays are (time, ..., batch, n), with the states before the steps.
        """
        return compute_weight_gradients(join(xs), join(states[0]), join(d_a))

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
    return m.swapaxes(-1, -2)


def compute_weight_gradients(x: Array, h: Array, d_a: Array) -> dict[str, Array]:
    """Return the gradients of a = x W + h U + b, summed over the batch axis (-2) of (..., batch, n) arrays."""
    return {"W": transpose(x) @ d_a, "U": transpose(h) @ d_a, "b": d_a.sum(-2, keepdims=d_a.ndim > 2)}


def join(times: Array) -> Array:
    """Return all times side by side on the batch axis: (time, ..., batch, n) -> (..., time * batch, n)."""
    return np.moveaxis(times, 0, -3).reshape(*times.shape[1:-2], -1, times.shape[-1])


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
    for t, driven in enumerate(cell.drive(w, xs)):
        steps.append(cell.advance(w, driven, state, clamps if isinstance(clamps, Mapping) else clamps[t]))
        state = steps[-1].state
    return steps


def run_bptt(
    cell: Cell, w: Weights, xs: Array, state: State, steps: Sequence[Step], d_h: Mapping[int, Array]
) -> tuple[dict[str, Array], State]:
    """Run backpropagation through time (Werbos 1990): gradients of the weights and of the first state.

    xs is (time, batch, inputs); `d_h` maps a time to the loss's gradient by the output h of that time.
    """
    states = tuple(np.stack(parts) for parts in zip(state, *(step.state for step in steps), strict=True))
    before = tuple(part[:-1] for part in states)
    blocks = {name: np.stack([step.blocks[name] for step in steps]) for name in steps[0].blocks}
    made = Step(tuple(part[1:] for part in states), blocks)
    slopes = cell.linearise(w, before, made)
    d_state: State = tuple(np.zeros_like(part) for part in steps[-1].state)
    d_a: list[Array] = []  # from the last time to the first
    for t in reversed(range(len(steps))):
        if t in d_h:
            d_state = (d_state[0] + d_h[t], *d_state[1:])
        d_now, d_state = cell.back(w, tuple([s[t] for s in slopes]), d_state)
        d_a.append(d_now)
    return cell.compute_gradients(w, xs, before, made, np.stack(d_a[::-1])), d_state


def compute_jacobian(cell: Cell, w: Weights, x: Array, state: State, clamps: Clamps = NO_CLAMPS) -> Array:
    """Return ∂ state_t / ∂ state_{t-1} of one step for one sample, exact, all parts of the state in a row.

    (states * hidden, states * hidden), row = output, column = input: the adjoint applied to every unit vector.
    """
    n, parts = state[0].shape[-1], len(state)
    units = np.eye(n * parts)
    rows = [np.broadcast_to(part, (n * parts, n)) for part in state]
    step = cell.step(w, np.broadcast_to(x, (n * parts, x.shape[-1])), tuple(rows), clamps)
    slopes = cell.linearise(w, tuple(rows), step, clamps)
    _, d_state = cell.back(w, slopes, tuple(split(units, parts)))
    return np.concatenate(d_state, axis=-1)
