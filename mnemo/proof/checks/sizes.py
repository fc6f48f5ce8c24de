"""How large models are: parameters that act and multiplications that are done, both counted by running the cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from mnemo.errors import Translated
from mnemo.proof.cells import Array, Cell, run_sequence
from mnemo.proof.claims import Arg, Choice, Claim, Finding, Listed, Number, format_value, kind
from mnemo.proof.lab import COMPLEX_STEP, MODELS, Lab

SIZES = ((1, 1), (2, 3), (4, 8), (10, 5))  # (inputs, hidden)


SAMPLES = 16  # a weight counts when any of so many samples feels it


def count_parameters(cell: Cell, inputs: int, hidden: int) -> int:
    """Return how many weights change the state after two steps when they are shaken one by one (complex step)."""
    rng = np.random.default_rng(0)
    w = {name: value + rng.normal(size=value.shape) for name, value in cell.weights(rng, inputs, hidden).items()}
    xs, start = rng.normal(size=(2, SAMPLES, inputs)), cell.start(rng.normal(size=(SAMPLES, hidden)))
    return sum(int(_find_acting(cell, w, name, xs, start).sum()) for name in w)


def _find_acting(cell: Cell, w: Mapping[str, Array], name: str, xs: Array, start: tuple[Array, ...]) -> Array:
    """Return which entries of one array of weights are felt."""
    count, shape = w[name].size, w[name].shape
    matrix = shape if len(shape) > 1 else (1, *shape)
    shaken = w[name] + 1j * COMPLEX_STEP * np.eye(count).reshape(count, *matrix)
    runs = tuple(np.broadcast_to(part, (count, *part.shape)) for part in start)
    last = run_sequence(cell, {**w, name: shaken}, np.broadcast_to(xs[:, None], (2, count, *xs.shape[1:])), runs)[-1]
    return np.any([np.imag(part).any(axis=(-1, -2)) for part in last.state], axis=0)


class Counted(NDArrayOperatorsMixin):
    """An array that counts the multiplications of arrays with arrays, matrix products among them.

    Constants inside an activation function are not counted: activations are the same work a unit in every cell.
    """

    def __init__(self, value: Array, tally: list[int]) -> None:
        self.value, self.tally = value, tally

    @property
    def shape(self) -> tuple[int, ...]:
        return self.value.shape

    @property
    def real(self) -> Array:
        return self.value.real

    def __getitem__(self, index: Any) -> Counted:
        return Counted(self.value[index], self.tally)

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Counted:
        return Counted(function(*self._plain(args), **kwargs), self.tally)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> Any:
        plain = self._plain(inputs)
        out = getattr(ufunc, method)(*plain, **kwargs)
        if ufunc is np.matmul:
            self.tally[0] += out.size * plain[0].shape[-1]
        elif ufunc is np.multiply and all(np.ndim(x) for x in plain):
            self.tally[0] += out.size
        return Counted(out, self.tally)

    @classmethod
    def _plain(cls, values: Any) -> list[Any]:
        return [v.value if isinstance(v, Counted) else cls._plain(v) if isinstance(v, list) else v for v in values]


def count_multiplications(cell: Cell, inputs: int, hidden: int) -> int:
    """Return how many multiplications one step of one sample does."""
    tally = [0]
    w: Any = {k: Counted(v, tally) for k, v in cell.weights(np.random.default_rng(0), inputs, hidden).items()}
    cell.step(w, Counted(np.ones(inputs), tally), cell.start(Counted(np.ones(hidden), tally)))  # type: ignore[arg-type]
    return tally[0]


QUANTITIES: Mapping[str, Callable[[Cell, int, int], int]] = {
    "パラメータ": count_parameters,
    "計算量": count_multiplications,
}
HOW: Mapping[str, str] = {
    "パラメータ": "重みを1つずつ揺らし、出力が変わるものを数えた",
    "計算量": "1時刻の計算を実行し、掛け算の回数を数えた",
}


def count_quantity(lab: Lab, quantity: str, model: str) -> tuple[int, ...]:
    """Return the quantity for every entry of SIZES."""
    return tuple(QUANTITIES[quantity](lab.cells[model], *size) for size in SIZES)


@kind(
    "compare",
    of=Choice(MODELS),
    value=Choice(("少ない", "多い", "同じ")),
    args={
        "than": Arg(Choice(MODELS), Translated("what it is compared with", ja="比べる相手")),
        "quantity": Arg(Choice(tuple(QUANTITIES)), Translated("what is counted", ja="数えるもの")),
    },
    example="""
        kind = "compare"
        of = "GRU"
        than = "LSTM"
        quantity = "パラメータ"
        value = "少ない"
        twins = ["多い", "同じ"]
    """,
    ja="""
        同じ大きさの別のモデルより、パラメータや1時刻の乗算が少ないか、多いか、同じか。

        パラメータは一つずつ動かして、出力が変わるものを数える。乗算は1時刻の計算中に数える。入力と隠れ状態
        の四通りの大きさで。
    """,
)
def compare(claim: Claim, lab: Lab) -> Finding:
    """Whether a model has fewer, more or as many parameters, or multiplications a step, as another of the same size.

    Parameters are shaken one by one and counted where the output feels it; multiplications are counted while a step
    runs. Both for four sizes of input and hidden state.
    """
    quantity, than = format_value(claim.args["quantity"]), format_value(claim.args["than"])
    mine, others = lab.once(count_quantity, quantity, claim.of), lab.once(count_quantity, quantity, than)
    signs = {np.sign(a - b) for a, b in zip(mine, others, strict=True)}
    found = {-1: "少ない", 1: "多い", 0: "同じ"}[int(signs.pop())] if len(signs) == 1 else "大きさによる"
    return Finding(
        holds=found == claim.value,
        experiment=HOW[quantity],
        measured=f"{claim.of}は{mine[-1]}、{than}は{others[-1]}（入力{SIZES[-1][0]}・隠れ状態{SIZES[-1][1]}）",
        expected=f"{claim.of}の方が{format_value(claim.value)}" if claim.value != "同じ" else "同じ数",
        numbers={"sizes": [list(s) for s in SIZES], claim.of: list(mine), than: list(others)},
    )


@kind(
    "ratio",
    of=Choice(MODELS),
    value=Listed(Number(1, 100, whole=True), 2, 2),
    args={"than": Arg(Choice(MODELS), Translated("what it is compared with", ja="比べる相手"))},
    example="""
        kind = "ratio"
        of = "GRU"
        than = "LSTM"
        value = [3, 4]
        given = "バイアスを1つのブロックに1本と数えるとき"
        twins = [[2, 3]]
    """,
    ja="二つのモデルのパラメータ数の比（既約）。どの大きさでも同じ。",
)
def ratio(claim: Claim, lab: Lab) -> Finding:
    """The ratio of two models' numbers of parameters in lowest terms, the same for every size."""
    than = format_value(claim.args["than"])
    mine, others = lab.once(count_quantity, "パラメータ", claim.of), lab.once(count_quantity, "パラメータ", than)
    found = {Fraction(a, b) for a, b in zip(mine, others, strict=True)}
    assert isinstance(claim.value, tuple)
    a, b = claim.value
    assert isinstance(a, int)
    assert isinstance(b, int)
    seen = "、".join(f"{x}：{y}" for x, y in zip(mine, others, strict=True))
    return Finding(
        holds=found == {Fraction(a, b)},
        experiment=HOW["パラメータ"] + f"（入力と隠れ状態の大きさ{len(SIZES)}通り）",
        measured=f"{claim.of}：{than}は{seen}" + (f"、どれも{_reduce(found)}" if len(found) == 1 else ""),
        expected=f"どの大きさでも{a}：{b}",
        numbers={"sizes": [list(s) for s in SIZES], claim.of: list(mine), than: list(others)},
    )


def _reduce(found: set[Fraction]) -> str:
    (fraction,) = found
    return f"{fraction.numerator}：{fraction.denominator}"
