"""What a gate is: which function it uses, between which values it moves, and at which value it lets all pass."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from mnemo.proof.cells import Array
from mnemo.proof.checks.gates import EXTREME, GATES, SAMPLES, find_stopped
from mnemo.proof.claims import Choice, Claim, Finding, Listed, Number, format_value, kind
from mnemo.proof.lab import MODELS, Lab, Specimen

ALL = "ゲート"  # every gate of every model
STRAIGHT = 1e-9  # second differences of values near 1, in doubles
NEAR = 1e-6  # how close to a bound extreme inputs must come

# What undoes each function: applied to its output it gives back the affine pre-activation.
INVERSES: Mapping[str, tuple[str, Callable[[Array], Array]]] = {
    "シグモイド関数": ("log(g/(1−g))", lambda g: np.log(g / (1.0 - g))),
    "tanh関数": ("artanh(g)", np.arctanh),
    "ReLU関数": ("g", lambda g: g),
}


def find_gates_of(lab: Lab, of: str) -> list[tuple[str, Specimen, str]]:
    """Return (model, specimen, symbol) of every gate that a subject means."""
    specimens = [(model, lab.specimen(model)) for model in MODELS]
    return [(m, s, symbol) for m, s in specimens for symbol, name in s.gates.items() if of in (ALL, name)]


def measure_bend(lab: Lab, of: str, function: str) -> float:
    """Return how far the inverse of `function` over the gates' outputs is from affine in the input.

    The largest second difference along random lines through input space, over the largest first difference; nan where
    the inverse is not defined, or no such gate is on the bench.
    """
    inverse, bends = INVERSES[function][1], []
    for _, s, symbol in find_gates_of(lab, of):
        along = np.linspace(-1.0, 1.0, 9)[:, None, None] * s.rng.normal(size=(1, 20, s.x.shape[-1]))
        with np.errstate(all="ignore"):
            values = inverse(s.cell.step(s.w, s.x + along, s.state).blocks[symbol])
            first, second = np.diff(values, axis=0), np.diff(values, n=2, axis=0)
            bends.append(float(np.abs(second).max() / np.abs(first).max()))
    return max(bends) if bends and np.isfinite(bends).all() else float("nan")


@kind(
    "activation",
    of=Choice((ALL, *GATES)),
    value=Choice(tuple(INVERSES)),
    example="""
        kind = "activation"
        of = "ゲート"
        value = "シグモイド関数"
        twins = ["tanh関数", "ReLU関数"]
    """,
    ja="""
        ゲートが使う活性化関数。

        ゲートの出力に、主張された関数の逆関数をかけると、入力の一次式になるはず。シグモイドなら
        対数オッズ log(g / (1 − g))。LSTMとGRUの全てのゲートで、乱数の直線に沿った二階差分を測る。
    """,
)
def activation(claim: Claim, lab: Lab) -> Finding:
    """Which activation function gates use: sigmoid, tanh or ReLU.

    The inverse of the claimed function, over a gate's output, must be affine in the inputs: for the sigmoid the log
    odds log(g / (1 − g)). Measured by second differences along random lines, for every gate of LSTM and GRU.
    """
    function = format_value(claim.value)
    deviation = lab.once(measure_bend, claim.of, function)
    form = INVERSES[function][0]
    straight = deviation <= STRAIGHT
    verdict = f"{form}は入力の1次式になる（ずれ {deviation:.1e}）" if straight else _format_deviation(form, deviation)
    return Finding(
        holds=straight,
        experiment=f"{claim.of}の出力gを{form}で元に戻し、入力の1次式になるかを2階差分で調べた",
        measured=verdict,
        expected=f"{form}が入力の1次式",
        tolerance=STRAIGHT,
        numbers={"deviation": None if np.isnan(deviation) else deviation},
    )


def _format_deviation(form: str, deviation: float) -> str:
    return (
        f"{form}は入力の1次式にならない（ずれ {deviation:.2f}）"
        if np.isfinite(deviation)
        else f"{form}が計算できない値が出る"
    )


def measure_reach(lab: Lab, of: str) -> dict[str, tuple[float, float]]:
    """Return the lowest and the highest output of every gate over extreme inputs."""
    ends = {}
    for model, s, symbol in find_gates_of(lab, of):
        xs = EXTREME * s.rng.normal(size=(SAMPLES, s.x.shape[-1]))
        values = s.cell.step(s.w, xs, s.state).blocks[symbol]
        ends[f"{model} {s.gates[symbol]}"] = float(values.min()), float(values.max())
    return ends


@kind(
    "range",
    of=Choice((ALL, *GATES)),
    value=Listed(Number(-1000, 1000), 2, 2),
    example="""
        kind = "range"
        of = "ゲート"
        value = [0, 1]
        twins = [[-1, 1]]
    """,
    ja="ゲートの値が動く範囲：極端な入力で届き、決して出ない。",
)
def value_range(claim: Claim, lab: Lab) -> Finding:
    """Between which two values gates move: reached by extreme inputs and never left."""
    ends = lab.once(measure_reach, claim.of)
    assert isinstance(claim.value, tuple)
    want = np.array(claim.value, float)
    low, high = max(ends.values(), key=lambda pair: float(np.abs(pair - want).max()))
    return Finding(
        holds=bool(np.abs((low, high) - want).max() <= NEAR),
        experiment=f"{claim.of}に大きな正負の入力を{SAMPLES}通り入れ、出力の最小と最大を見た",
        measured=f"出力は{low:.3f}から{high:.3f}まで",
        expected=f"出力は{format_value(claim.value[0])}から{format_value(claim.value[1])}まで",
        tolerance=NEAR,
        numbers={name: list(pair) for name, pair in ends.items()},
    )


def measure_passing(lab: Lab, of: str, value: float) -> tuple[float, float]:
    """Measure how much of their signals the gates let pass at `value`, over what passes at 1: the least and the most.

    A gate that stops nothing lets an unknown share pass: nan.
    """
    ratios = []
    for _, s, symbol in find_gates_of(lab, of):
        for source, target in find_stopped(s, symbol) or [("", "")]:
            ratios.append(_measure_share(s, symbol, source, target, value) if source else float("nan"))
    return float(np.min(ratios)), float(np.max(ratios))


def _measure_share(s: Specimen, symbol: str, source: str, target: str, value: float) -> float:
    rest = {name: held for name, held in s.held().items() if name not in (symbol, target)}
    at, open_ = (np.abs(s.response(source, target, {**rest, symbol: v})).max() for v in (value, 1.0))
    return float(at / open_)


@kind(
    "opening",
    of=Choice((ALL, *GATES)),
    value=Number(0, 1),
    example="""
        kind = "opening"
        of = "ゲート"
        value = 1
        twins = [0, 0.5]
    """,
    ja="ゲートが信号をすべて通す値。ゲートを一つずつその値に固定し、信号を測る。",
)
def opening(claim: Claim, lab: Lab) -> Finding:
    """The value at which a gate lets its signal pass whole: each gate is clamped to it and the signal measured."""
    assert isinstance(claim.value, int | float)
    low, high = lab.once(measure_passing, claim.of, float(claim.value))
    return Finding(
        holds=low == high == 1.0,
        experiment=f"{claim.of}の値を固定し、通った信号の大きさを全開のときと比べた",
        measured=f"値{format_value(claim.value)}で通る信号は{_format_share(low, high)}",
        expected=f"値{format_value(claim.value)}で通る信号は1.00倍",
        tolerance=0.0,
        numbers={"least": low, "most": high},
    )


def _format_share(low: float, high: float) -> str:
    return f"{low:.2f}倍" if f"{low:.2f}" == f"{high:.2f}" else f"{low:.2f}〜{high:.2f}倍"
