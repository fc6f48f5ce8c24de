"""What checks experiment on: cells by name, specimens with weights, derivatives measured on the step.

Derivatives here come from the complex step (Squire & Trapp 1998) on a cell's forward rule alone,
f'(x) = Im f(x + ih) / h, exact to rounding for any h. So an experiment measures the cell that it is given, a wrong one
too, and does not rely on its declared adjoint.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Concatenate, ParamSpec, TypeVar

import numpy as np

from mnemo.proof.cells import GRU, LSTM, RNN, Array, Cell, Clamps, Weights, run_sequence
from mnemo.proof.cells.base import NO_CLAMPS, State

COMPLEX_STEP = 1e-40  # any size works; so small that its square is nothing, so large that products stay normal
INPUTS, HIDDEN = 5, 6
SEED = 20

STANDARD: Mapping[str, Cell] = {"RNN": RNN(), "LSTM": LSTM(), "GRU": GRU(), "覗き穴結合": LSTM(peepholes=True)}
MODELS = ("RNN", "LSTM", "GRU")
CANDIDATE = "候補"
KEEPERS = ("忘却ゲート", "更新ゲート")  # the gates whose bias decides how long a memory lasts
STORES = {"c": "CEC", "h": "隠れ状態"}  # parts of a state -> the exam's names

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Specimen:
    """A cell with weights, an input and a state, all random."""

    cell: Cell
    w: Weights
    x: Array  # (inputs,)
    state: State  # each (hidden,)
    rng: np.random.Generator

    @property
    def gates(self) -> dict[str, str]:
        """Symbol -> name of every block that the cell calls a gate."""
        return {symbol: name for symbol, name in self.cell.blocks.items() if name != CANDIDATE}

    @property
    def candidate(self) -> str:
        return next(symbol for symbol, name in self.cell.blocks.items() if name == CANDIDATE)

    def held(self) -> dict[str, Array | float]:
        """Return every block at the value that it has for the specimen's own input and state."""
        return dict(self.cell.step(self.w, self.x, self.state).blocks)

    def response(self, source: str, target: str, clamps: Clamps = NO_CLAMPS) -> Array:
        """Return ∂ target / ∂ source over one step, (outputs, inputs).

        Source: "x", a part of the state, or a held block; target: a part of the state or a free block.
        """
        parts = self.cell.states

        def run(value: Array) -> Array:
            x = value if source == "x" else self.x
            state = tuple(value if source == part else old for part, old in zip(parts, self.state, strict=True))
            holds = {**clamps, source: value} if source in self.cell.blocks else clamps
            step = self.cell.step(self.w, x, state, holds)
            made = step.state[parts.index(target)] if target in parts else np.asarray(step.blocks[target])
            return np.broadcast_to(made, (*value.shape[:-1], made.shape[-1]))

        return measure_derivative(run, self._value(source, clamps))

    def _value(self, source: str, clamps: Clamps) -> Array:
        if source == "x":
            return self.x
        if source in self.cell.states:
            return self.state[self.cell.states.index(source)]
        value = clamps.get(source, self.held()[source])
        return np.broadcast_to(np.asarray(value), self.state[0].shape)


@dataclass
class Lab:
    """The cells under test and the results so far: an experiment runs once, however many claims need it."""

    cells: Mapping[str, Cell] = field(default_factory=lambda: STANDARD)
    done: dict[Any, Any] = field(default_factory=dict)
    seed: int = SEED  # of every specimen

    def once(self, experiment: Callable[Concatenate[Lab, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        key = (experiment, args, tuple(kwargs.items()))
        if key not in self.done:
            self.done[key] = experiment(self, *args, **kwargs)
        result: T = self.done[key]
        return result

    def specimen(self, model: str, inputs: int = INPUTS, hidden: int = HIDDEN) -> Specimen:
        cell, rng = self.cells[model], np.random.default_rng(self.seed)
        w = {
            name: value + 0.3 * rng.normal(size=value.shape)
            for name, value in cell.weights(rng, inputs, hidden).items()
        }
        state = tuple(rng.normal(size=hidden) for _ in cell.states)
        return Specimen(cell, w, rng.normal(size=inputs), state, rng)


def measure_derivative(function: Callable[[Array], Array], at: Array) -> Array:
    """Return the Jacobian (outputs, inputs) of a function of (..., inputs) -> (..., outputs), by the complex step."""
    points = at + 1j * COMPLEX_STEP * np.eye(at.shape[-1])
    return (np.imag(function(points)) / COMPLEX_STEP).T


def measure_across_time(
    cell: Cell, w: Weights, xs: Array, state: State, part: str, clamps: Sequence[Clamps] | Clamps = NO_CLAMPS
) -> Array:
    """Return ∂ part_t / ∂ part_0 for every t: (time, hidden, hidden), measured on the whole run."""
    index, n = cell.states.index(part), state[0].shape[-1]
    start = tuple(
        old + (1j * COMPLEX_STEP * np.eye(n) if k == index else np.zeros((n, n))) for k, old in enumerate(state)
    )
    steps = run_sequence(cell, w, xs, start, clamps)
    return np.stack([np.imag(s.state[index]).T / COMPLEX_STEP for s in steps])


def measure_size(matrix: Array) -> float:
    """Return the spectral norm."""
    return float(np.linalg.norm(matrix, 2))
