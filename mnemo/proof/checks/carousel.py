"""What the constant error carousel does with the gradient and with the value that it holds."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from mnemo.errors import Translated
from mnemo.model import Curve, Plot
from mnemo.proof.cells import Array, Clamps, run_sequence
from mnemo.proof.checks.memory import make_keeping_clamps
from mnemo.proof.claims import Arg, Choice, Claim, Finding, Number, format_value, kind
from mnemo.proof.lab import Lab, Specimen, measure_across_time

STEPS = 300  # "hundreds of steps": identities are exact, so any number would do


def _hold_all(s: Specimen, forget: float) -> list[Clamps]:
    """Hold every block at random values, the forget gate at one, for every time: only the CEC's own path is left."""
    names = list(s.cell.blocks)
    forgets = [symbol for symbol, name in s.gates.items() if name == "忘却ゲート"]
    size = s.state[0].size
    return [{**{n: s.rng.uniform(size=size) for n in names}, **dict.fromkeys(forgets, forget)} for _ in range(STEPS)]


def measure_carried(lab: Lab, forget: float) -> Array:
    """Measure ∂c_t/∂c_0 for t = 1..STEPS along the CEC: (STEPS, hidden, hidden), every gate and the candidate held."""
    s = lab.specimen("LSTM")
    xs = s.rng.normal(size=(STEPS, s.x.shape[-1]))
    return measure_across_time(s.cell, s.w, xs, s.state, "c", _hold_all(s, forget))


def measure_deviation(lab: Lab) -> float:
    """Measure how far ∂c_t/∂c_0 gets from the identity with only the forget gate held: the others see c through h."""
    s = lab.specimen("LSTM")
    xs = s.rng.normal(size=(10, s.x.shape[-1]))
    clamps = {symbol: 1.0 for symbol, name in s.gates.items() if name == "忘却ゲート"}
    through = measure_across_time(s.cell, s.w, xs, s.state, "c", clamps)[-1]
    return float(np.abs(through - np.eye(len(through))).max())


def make_plot(lab: Lab) -> Plot:
    """Return the gradient against time for three values of the forget gate."""
    shown_steps = 100
    time = tuple(float(t) for t in range(1, shown_steps + 1))
    sizes = {
        forget: np.abs(lab.once(measure_carried, forget)[:shown_steps]).max(axis=(1, 2)) for forget in (1.0, 0.99, 0.9)
    }
    curves = tuple(Curve(f"忘却ゲート{forget:g}", time, tuple(values.tolist())) for forget, values in sizes.items())
    return Plot("CECを通る勾配", "さかのぼる時刻の数", "勾配の大きさ", curves, log_y=True)


@kind(
    "carousel",
    of=Choice(("CEC",)),
    value=Number(0, 10),
    args={
        "forget": Arg(
            Number(0, 1), Translated("the value at which the forget gate is held", ja="固定する忘却ゲートの値"), 1.0
        )
    },
    example="""
        kind = "carousel"
        of = "CEC"
        forget = 1
        value = 1
        given = "忘却ゲートが1で、ほかのゲートと候補の値を固定したとき"
        twins = [0, 0.5]
    """,
    ja="""
        ゲートを全て固定し、忘却ゲートを `forget` にしたとき、CECを通る勾配に1時刻ごとに掛かる値。

        300時刻のLSTMの ∂c_t/∂c_0 は、値の t 乗に単位行列を掛けたもの。値が1なら、近似ではなく厳密に1。
    """,
)
def carousel(claim: Claim, lab: Lab) -> Finding:
    """The factor on the gradient for each step through the CEC, with every gate held and the forget gate at `forget`.

    ∂c_t/∂c_0 of the LSTM over 300 steps must be the identity times value^t: for the value 1 exactly, not nearly.
    """
    forget, value = claim.args["forget"], claim.value
    assert isinstance(forget, int | float)
    assert isinstance(value, int | float)
    through = lab.once(measure_carried, float(forget))
    first, last = float(np.abs(through[0]).max()), float(np.abs(through[-1]).max())
    want = float(value) ** np.arange(1, STEPS + 1)[:, None, None] * np.eye(through.shape[-1])
    with np.errstate(all="ignore"):
        error = float(np.abs(through - want).max())
    tolerance = 0.0 if value in (0, 1) else 1e-12  # powers of other numbers are rounded
    deviation = lab.once(measure_deviation)
    return Finding(
        holds=bool(error <= tolerance),
        experiment=f"忘却ゲートを{forget:g}に、ほかのゲートと候補も固定し、CECを通る勾配∂c_t/∂c_0を{STEPS}時刻測った",
        measured=f"勾配は1時刻で{first:g}倍、{STEPS}時刻で{last:.3g}倍",
        expected=f"勾配は1時刻ごとに{format_value(value)}倍",
        tolerance=tolerance,
        plot=lab.once(make_plot),
        numbers={"one_step": first, "all_steps": last, "steps": STEPS, "deviation_with_only_forget_held": deviation},
    )


# --- what it keeps at 1 -------------------------------------------------------------------------------------


def measure_extremes(lab: Lab) -> dict[str, tuple[float, float]]:
    """Measure the least and the greatest value of each quantity over STEPS, forget gate open, everything else held."""
    s = lab.specimen("LSTM")
    xs = s.rng.normal(size=(STEPS, s.x.shape[-1]))
    steps = run_sequence(s.cell, s.w, xs, s.state, _hold_all(s, 1.0))
    quantities = {
        "勾配": np.diagonal(lab.once(measure_carried, 1.0), axis1=-2, axis2=-1),
        "記憶の値": np.stack([step.state[1] for step in steps]),
        "隠れ状態の値": np.stack([step.state[0] for step in steps]),
    }
    return {name: (float(values.min()), float(values.max())) for name, values in quantities.items()}


@kind(
    "keeps",
    of=Choice(("CEC",)),
    value=Choice(("勾配", "記憶の値", "隠れ状態の値")),
    example="""
        kind = "keeps"
        of = "CEC"
        value = "勾配"
        given = "忘却ゲートが1で、ほかのゲートと候補の値を固定したとき"
        twins = ["記憶の値", "隠れ状態の値"]
    """,
    ja="""
        CECが1に保つもの：勾配か、記憶の値か、出力か。

        忘却ゲートを開き、ほかを全て乱数の値に固定して、三つを300時刻追う。
    """,
)
def keeps(claim: Claim, lab: Lab) -> Finding:
    """What the CEC keeps at 1: the gradient, not the value of the memory and not the output.

    All three are followed over 300 steps with the forget gate open and everything else held at random values.
    """
    ranges, name = lab.once(measure_extremes), format_value(claim.value)
    low, high = ranges[name]
    return Finding(
        holds=low == high == 1.0,
        experiment=f"忘却ゲートを1に、ほかのゲートと候補も固定し、{name}を{STEPS}時刻測った",
        measured=f"{name}は{_format_span(low, high)}",
        expected=f"{name}はいつも1",
        tolerance=0.0,
        numbers={quantity: list(pair) for quantity, pair in ranges.items()},
    )


def _format_span(low: float, high: float) -> str:
    return f"いつも{low:g}" if low == high else f"{low:.2f}から{high:.2f}まで動く"


# --- the value ----------------------------------------------------------------------------------------------

CHANGES: Mapping[str, int] = {"そのまま": 0, "弱めて": -1, "強めて": 1}


def measure_value(lab: Lab) -> float:
    """Return |c_t| / |c_0| after STEPS with the forget gate open and the input gate shut."""
    s = lab.specimen("LSTM")
    xs = s.rng.normal(size=(STEPS, s.x.shape[-1]))
    c = run_sequence(s.cell, s.w, xs, s.state, make_keeping_clamps(s.cell))[-1].state[1]
    share = np.unique(c / s.state[1])
    return float(share[np.abs(share - 1.0).argmax()])


@kind(
    "holding",
    of=Choice(("CEC",)),
    value=Choice(tuple(CHANGES)),
    example="""
        kind = "holding"
        of = "CEC"
        value = "そのまま"
        given = "忘却ゲートが1、入力ゲートが0のとき"
        twins = ["弱めて", "強めて"]
    """,
    ja="CECが値をそのまま、弱めて、または強めて渡すか。乱数の入力300時刻の後で測る。",
)
def holding(claim: Claim, lab: Lab) -> Finding:
    """Whether the CEC hands its value on as it is, weaker, or stronger: after 300 steps of random inputs."""
    share = lab.once(measure_value)
    return Finding(
        holds=np.sign(share - 1.0) == CHANGES[format_value(claim.value)],
        experiment=f"忘却ゲートを1、入力ゲートを0に固定し、でたらめな入力を{STEPS}時刻与えて、CECの値を最初と比べた",
        measured=f"{STEPS}時刻後の値は最初の{share:.3f}倍",
        expected={"そのまま": "ちょうど1倍", "弱めて": "1倍未満", "強めて": "1倍より大きい"}[format_value(claim.value)],
        tolerance=0.0,
        numbers={"share": share, "steps": STEPS},
    )


def measure_nonlinearity(lab: Lab) -> float:
    """Measure how far c_T is from an affine function of c_0, relative: the second difference in a random direction.

    The forget gate is held at random values (not only 1), so that a value or a gate that happens to be 1 hides nothing.
    """
    s = lab.specimen("LSTM")
    steps = 8
    xs = s.rng.normal(size=(steps, s.x.shape[-1]))
    holds = [{symbol: s.rng.uniform(0.5, 1.0, s.x.size + 1) for symbol in s.cell.blocks} for _ in range(steps)]
    along = np.linspace(-2.0, 2.0, 5)[:, None] * s.rng.normal(size=s.state[1].size)
    h = np.broadcast_to(s.state[0], along.shape)
    c = run_sequence(s.cell, s.w, xs, (h, s.state[1] + along), holds)[-1].state[1]
    return float(np.abs(np.diff(c, n=2, axis=0)).max() / np.abs(np.diff(c, axis=0)).max())


LINEAR = 1e-12  # rounding of a sum of eight terms near 1


@kind(
    "path",
    of=Choice(("CEC",)),
    value=Choice(("ない", "ある")),
    example="""
        kind = "path"
        of = "CEC"
        value = "ない"
        given = "どのゲートの値も固定したとき"
        twins = ["ある"]
    """,
    ja="CECの経路に活性化関数があるか：ゲートを全て固定すると、届く値は覚えた値の一次式になるか。",
)
def path(claim: Claim, lab: Lab) -> Finding:
    """Whether an activation function lies on the CEC's path.

    With every gate held, what arrives after eight steps must be linear in what was stored; a tanh would bend it.
    """
    bend = lab.once(measure_nonlinearity)
    found = "ない" if bend <= LINEAR else "ある"
    return Finding(
        holds=found == claim.value,
        experiment="ゲートと候補を固定し、CECに置く値を一定の幅で変えて、8時刻後の値が直線上に並ぶかを2階差分で調べた",
        measured=f"直線からのずれ {bend:.1e}（活性化関数は{found}）",
        expected="ずれがない" if claim.value == "ない" else "ずれがある",
        tolerance=LINEAR,
        numbers={"deviation": bend},
    )
