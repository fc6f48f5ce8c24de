"""Deliberately wrong cells, and the facts that each must make fail: all of them and no other.

`fails` names the fact that the mutation contradicts first; the others follow from it (a gate that is gone can do no
job). What a mutation does not touch must still be proven.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from mnemo.proof.cells import GRU, LSTM, RNN, Array, Cell, Clamps, Step, Weights
from mnemo.proof.cells.activations import TANH
from mnemo.proof.cells.base import NO_CLAMPS, State, clamp, split
from tests.proof.activations import HARD_SIGMOID, RELU

GATES = {"入力ゲート": "i", "忘却ゲート": "f", "出力ゲート": "o"}


@dataclass(frozen=True)
class WrongLSTM(LSTM):
    """An LSTM whose new cell state, output and gates can be bent."""

    carry: Callable[[Array, Array, Array, Array], Array] = lambda i, f, c, g: f * c + i * g
    show: Callable[[Array, Array], Array] = lambda o, c: o * np.tanh(c)
    gates: Callable[[dict[str, Array]], dict[str, Array]] = lambda gates: gates
    late: Callable[[Array, Array], Array] = lambda o, c: c
    extra: bool = False

    @property
    def blocks(self) -> Mapping[str, str]:
        usual = super().blocks
        return {**usual, "e": "追加ゲート"} if self.extra else usual

    def advance(self, w: Weights, driven: Array, state: State, clamps: Clamps = NO_CLAMPS) -> Step:
        h, c = state
        names = list(self.blocks)
        a = dict(zip(names, split(driven + h @ w["U"], len(names)), strict=True))
        made = {name: self.squash_in(a[name]) if name == "g" else self.gate(a[name]) for name in names}
        made = {name: clamp(name, value, clamps) for name, value in self.gates(made).items()}
        c_next = self.late(made["o"], self.carry(made["i"], made["f"], c, made["g"]))
        h_next = self.show(made["o"], c_next) * (made["e"] if self.extra else 1.0)
        return Step((h_next, c_next), made)


@dataclass(frozen=True)
class WrongGRU(GRU):
    """A GRU whose mixture, recall and gates can be bent."""

    mix: Callable[[Array, Array, Array], Array] = lambda z, h, n: z * h + (1.0 - z) * n
    recall: Callable[[Array, Array], Array] = lambda r, h: r * h
    gates: Callable[[Array, Array], tuple[Array, Array]] = lambda r, z: (r, z)
    extra: bool = False

    @property
    def blocks(self) -> Mapping[str, str]:
        usual = super().blocks
        return {**usual, "o": "出力ゲート"} if self.extra else usual

    def advance(self, w: Weights, driven: Array, state: State, clamps: Clamps = NO_CLAMPS) -> Step:
        (h,) = state
        k = len(self.blocks)
        inputs, u = split(driven, k), split(w["U"], k)
        r, z = self.gates(self.gate(inputs[0] + h @ u[0]), self.gate(inputs[1] + h @ u[1]))
        r, z = clamp("r", r, clamps), clamp("z", z, clamps)
        n = clamp("n", self.squash(inputs[2] + self.recall(r, h) @ u[2]), clamps)
        h_next, made = self.mix(z, h, n), {"r": r, "z": z, "n": n}
        if self.extra:
            made["o"] = clamp("o", self.gate(inputs[3] + h @ u[3]), clamps)
            h_next = made["o"] * h_next
        return Step((h_next,), made)


@dataclass(frozen=True)
class GRUWithCell(GRU):
    """A GRU that keeps its memory in a state of its own and shows tanh of it."""

    states = ("h", "c")

    mix: Callable[..., Array] = lambda r, z, c, n: z * c + (1.0 - z) * n

    def advance(self, w: Weights, driven: Array, state: State, clamps: Clamps = NO_CLAMPS) -> Step:
        h, c = state
        a, u = split(driven, 3), split(w["U"], 3)
        r, z = (clamp(name, self.gate(a[k] + h @ u[k]), clamps) for k, name in enumerate("rz"))
        n = clamp("n", np.tanh(a[2] + (r * h) @ u[2]), clamps)
        c_next = self.mix(r, z, c, n)
        return Step((np.tanh(c_next), c_next), {"r": r, "z": z, "n": n})


@dataclass(frozen=True)
class HeavyGRU(GRU):
    """A GRU whose input goes through two sets of weights."""

    def weights(self, rng: np.random.Generator, inputs: int, hidden: int, seeds: tuple[int, ...] = ()) -> Weights:
        return {**super().weights(rng, inputs, hidden, seeds), "W2": rng.normal(size=(inputs, 3 * hidden))}

    def drive(self, w: Weights, x: Array) -> Array:
        return super().drive(w, x) + x @ w["W2"]


@dataclass(frozen=True)
class WrongRNN(RNN):
    """An RNN with another recurrence."""

    turn: Callable[[Array, Array], Array] = lambda a, h: np.tanh(a)
    recurrent: float = 1.0

    def advance(self, w: Weights, driven: Array, state: State, clamps: Clamps = NO_CLAMPS) -> Step:
        (h,) = state
        a = driven + self.recurrent * (h @ w["U"])
        n = clamp("n", self.turn(a, h), clamps)
        return Step((n,), {"n": n, "a": a})

    def linearise(self, w: Weights, state: State, step: Step, clamps: Clamps = NO_CLAMPS) -> tuple[Array, ...]:
        (h,), a, tiny = state, step.blocks["a"], 1e-40
        return np.imag(self.turn(a + 1j * tiny, h)) / tiny, np.imag(self.turn(a, h + 1j * tiny)) / tiny

    def back(self, w: Weights, slopes: tuple[Array, ...], d_state: State) -> tuple[Array, State]:
        """The right adjoint of the wrong step: what is wrong here is the recurrence alone."""
        (d_h,), (to_a, to_h) = d_state, slopes
        d_a = d_h * to_a
        return d_a, (self.recurrent * d_a @ w["U"].T + d_h * to_h,)

    def compute_gradients(self, w: Weights, xs: Array, states: State, steps: Step, d_a: Array) -> dict[str, Array]:
        return super().compute_gradients(w, xs, (self.recurrent * states[0],), steps, d_a)


@dataclass(frozen=True)
class WrongAdjoint(RNN):
    """An RNN whose backward rule forgets the slope of tanh."""

    def linearise(self, w: Weights, state: State, step: Step, clamps: Clamps = NO_CLAMPS) -> tuple[Array, ...]:
        return super().linearise(w, state, replace(step, blocks={"n": 0.0 * step.blocks["n"]}), clamps)


@dataclass(frozen=True)
class HiddenPeephole(LSTM):
    """A peephole that looks at h, not at c."""

    def advance(self, w: Weights, driven: Array, state: State, clamps: Clamps = NO_CLAMPS) -> Step:
        return super().advance({**w, "P": 0.0 * w["P"]}, driven + self._seen(w, state[0]), state, clamps)

    def _seen(self, w: Weights, h: Array) -> Array:
        p = split(w["P"], 3)
        return np.concatenate([p[0] * h, p[1] * h, p[2] * h, 0.0 * h], axis=-1)


def renamed(cell: type[LSTM] | type[GRU], **names: str) -> Cell:
    """A cell whose blocks go by each other's names."""

    class Renamed(cell):  # type: ignore[misc, valid-type]
        @property
        def blocks(self) -> Mapping[str, str]:
            return {symbol: names.get(symbol, name) for symbol, name in super().blocks.items()}

    return Renamed()


def _without(gates: dict[str, Array], name: str) -> dict[str, Array]:
    return {**gates, name: np.ones_like(gates[name])}


def fails(ids: str) -> tuple[str, ...]:
    return tuple(ids.split())


@dataclass(frozen=True)
class Mutant:
    text: str
    model: str  # whose place on the bench it takes
    cell: Cell
    fails: tuple[str, ...]  # fact ids; the first is the fact that names it


MUTANTS = (
    Mutant(
        "tanh gates in the LSTM",
        "LSTM",
        LSTM(gate=TANH),
        fails("gate-activation gate-range lstm-gate-count lstm-gates forget-belongs"),
    ),
    Mutant("hard-sigmoid gates in the LSTM", "LSTM", LSTM(gate=HARD_SIGMOID), fails("gate-activation")),
    Mutant("ReLU gates in the LSTM", "LSTM", LSTM(gate=RELU), fails("gate-range gate-activation")),
    Mutant(
        "no forget gate (1997)",
        "LSTM",
        LSTM.of_1997(),
        fails(
            "lstm-gate-count lstm-gates lstm-forget gru-parameters gru-compute forget-closed forget-belongs gru-ratio"
        ),
    ),
    Mutant(
        "a fourth gate in the LSTM",
        "LSTM",
        WrongLSTM(extra=True),
        fails("lstm-gate-count lstm-gates lstm-output gru-ratio output-conflict"),
    ),
    Mutant(
        "forget gate without effect",
        "LSTM",
        WrongLSTM(carry=lambda i, f, c, g: c + i * g),
        fails("lstm-forget lstm-gate-count lstm-gates gru-parameters forget-closed forget-belongs gru-ratio gate-open"),
    ),
    Mutant(
        "input gate without effect",
        "LSTM",
        WrongLSTM(carry=lambda i, f, c, g: f * c + g),
        fails(
            "lstm-input cec-memory cec-holds lstm-gate-count lstm-gates gru-parameters forget-closed "
            "output-closed gru-ratio input-conflict gate-open"
        ),
    ),
    Mutant(
        "output gate without effect",
        "LSTM",
        WrongLSTM(show=lambda o, c: np.tanh(c)),
        fails("lstm-output lstm-gate-count lstm-gates gru-parameters gru-ratio output-conflict gate-open"),
    ),
    Mutant(
        "forget gate fixed at 1",
        "LSTM",
        WrongLSTM(gates=lambda g: _without(g, "f")),
        fails("gate-range gate-activation lstm-gate-count lstm-gates gru-parameters forget-belongs gru-ratio"),
    ),
    Mutant(
        "tanh on the CEC's path",
        "LSTM",
        WrongLSTM(carry=lambda i, f, c, g: np.tanh(f * c + i * g)),
        fails("cec-path remedy cec-gradient cec-holds cec-prevents output-closed cec-keeps"),
    ),
    Mutant(
        "leaky CEC, 0.99",
        "LSTM",
        WrongLSTM(carry=lambda i, f, c, g: 0.99 * f * c + i * g),
        fails("cec-gradient remedy cec-holds cec-prevents output-closed cec-keeps"),
    ),
    Mutant(
        "growing CEC, 1.01",
        "LSTM",
        WrongLSTM(carry=lambda i, f, c, g: 1.01 * f * c + i * g),
        fails("cec-gradient cec-holds output-closed cec-keeps"),
    ),
    Mutant(
        "forget gate turned round",
        "LSTM",
        WrongLSTM(carry=lambda i, f, c, g: (1.0 - f) * c + i * g),
        fails(
            "forget-closed remedy cec-memory cec-gradient cec-holds cec-path cec-prevents lstm-gate-count "
            "lstm-gates lstm-forget output-closed forget-belongs input-conflict output-conflict gate-open "
            "cec-keeps"
        ),
    ),
    Mutant(
        "input gate coupled to forget",
        "LSTM",
        WrongLSTM(carry=lambda i, f, c, g: f * c + (1.0 - f) * g),
        fails(
            "lstm-input cec-prevents lstm-gate-count lstm-gates gru-parameters forget-closed gru-ratio "
            "input-conflict gate-open"
        ),
    ),
    Mutant(
        "output gate erases",
        "LSTM",
        WrongLSTM(late=lambda o, c: o * c),
        fails(
            "output-closed remedy cec-gradient cec-holds cec-prevents lstm-output lstm-forget output-conflict cec-keeps"
        ),
    ),
    Mutant(
        "input and forget gates swapped",
        "LSTM",
        renamed(LSTM, i="忘却ゲート", f="入力ゲート"),
        fails(
            "lstm-forget remedy cec-memory cec-gradient cec-holds cec-prevents lstm-input output-closed "
            "input-conflict cec-keeps"
        ),
    ),
    Mutant(
        "input and output gates swapped",
        "LSTM",
        renamed(LSTM, i="出力ゲート", o="入力ゲート"),
        fails("lstm-output cec-holds lstm-input forget-closed input-conflict output-conflict"),
    ),
    Mutant("peephole that sees nothing", "覗き穴結合", LSTM(), fails("peephole")),
    Mutant("peephole on the hidden state", "覗き穴結合", HiddenPeephole(peepholes=True), fails("peephole")),
    Mutant(
        "tanh gates in the GRU", "GRU", GRU(gate=TANH), fails("gate-activation gate-range gru-gate-count gru-gates")
    ),
    Mutant("hard-sigmoid gates in the GRU", "GRU", GRU(gate=HARD_SIGMOID), fails("gate-activation")),
    Mutant(
        "a third gate in the GRU",
        "GRU",
        WrongGRU(extra=True),
        fails("gru-gate-count remedy gru-gates gru-parameters gru-compute gru-ratio gru-weights"),
    ),
    Mutant(
        "reset applied to nothing",
        "GRU",
        WrongGRU(recall=lambda r, h: h),
        fails("gru-reset gru-gate-count gru-gates gru-ratio gate-open"),
    ),
    Mutant(
        "update gate without effect",
        "GRU",
        WrongGRU(mix=lambda z, h, n: 0.5 * h + 0.5 * n),
        fails("gru-update remedy gru-gate-count gru-gates gru-ratio gate-open"),
    ),
    Mutant(
        "update weights sum to more than 1",
        "GRU",
        WrongGRU(mix=lambda z, h, n: z * h + (1.5 - z) * n),
        fails("gru-weights gru-update"),
    ),
    Mutant(
        "update keeps and writes at once",
        "GRU",
        WrongGRU(mix=lambda z, h, n: z * h + n),
        fails("gru-weights gru-update"),
    ),
    Mutant(
        "update gate does the reset's work",
        "GRU",
        renamed(GRU, r="更新ゲート", z="リセットゲート"),
        fails("gru-update remedy gru-reset"),
    ),
    Mutant(
        "one gate for both", "GRU", WrongGRU(gates=lambda r, z: (z, z)), fails("gru-gate-count gru-gates gru-ratio")
    ),
    Mutant("a GRU with a cell state", "GRU", GRUWithCell(), fails("gru-memory")),
    Mutant(
        "a GRU with a carousel",
        "GRU",
        GRUWithCell(mix=lambda r, z, c, n: z * c + r * n),
        fails("gru-cec gru-memory gru-update gru-weights"),
    ),
    Mutant("a second bias in the GRU", "GRU", GRU(reset_after=True), fails("gru-ratio")),
    Mutant("a GRU with twice the weights", "GRU", HeavyGRU(), fails("gru-parameters gru-compute gru-ratio")),
    Mutant(
        "an RNN with a skip in time",
        "RNN",
        WrongRNN(turn=lambda a, h: h + 0.01 * np.tanh(a)),
        fails("rnn-gradient rnn-problem remedy cec-prevents"),
    ),
    Mutant(
        "an RNN that expands",
        "RNN",
        WrongRNN(turn=lambda a, h: 3.0 * a),
        fails("rnn-gradient rnn-problem remedy cec-prevents"),
    ),
    Mutant(
        "an RNN without recurrence", "RNN", WrongRNN(recurrent=0.0), fails("rnn-unrolled rnn-gradient rnn-problem bptt")
    ),
    Mutant(
        "an RNN with a forget gate", "RNN", LSTM(), fails("rnn-gradient rnn-problem remedy cec-prevents forget-belongs")
    ),
    Mutant("BPTT without the slope", "RNN", WrongAdjoint(), fails("bptt")),
)
