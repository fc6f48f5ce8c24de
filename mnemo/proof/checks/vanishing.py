"""Gradients through time: what becomes of them in the simple RNN, and what the remedies change."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from mnemo.model import Curve, Plot
from mnemo.proof.cells import Array, Clamps, run_bptt, run_sequence
from mnemo.proof.checks.memory import make_keeping_clamps
from mnemo.proof.claims import Choice, Claim, Finding, format_value, kind
from mnemo.proof.lab import MODELS, Lab, Specimen, measure_across_time, measure_derivative, measure_size

STEPS = 100
CONTRACTION = 0.9  # spectral norm of the recurrent weights: below 1 every step contracts (Pascanu et al. 2013)
PER_STEP = 0.01  # a rate closer to 1 than this counts as unchanged
DRIVE = 0.2  # scale of the input weights, so that the units stay off saturation and the weights show
ALMOST = 0.99  # how far the gates are open in the picture, so that its lines do not lie on each other


def make_contractive(lab: Lab, model: str, hidden: int = 8) -> Specimen:
    """Return a specimen whose recurrent weights are CONTRACTION times orthogonal, block by block, and without bias.

    Of all weights of that spectral norm these lose the least: no direction is shrunk more than another.
    """
    s = lab.specimen(model, hidden=hidden)
    blocks = np.split(s.w["U"], len(s.cell.blocks), axis=-1)
    u = np.concatenate([CONTRACTION * np.linalg.qr(block).Q for block in blocks], axis=-1)
    w = {**s.w, "U": u, "W": DRIVE * s.w["W"], "b": np.zeros_like(s.w["b"])}
    return Specimen(s.cell, w, s.x, s.state, s.rng)


def measure_norms(lab: Lab, model: str, hidden: int = 8, share: float = 1.0) -> tuple[float, ...]:
    """Return ‖∂s_t/∂s_0‖ for t = 1..STEPS of the part that remembers, the gates held to keep that share a step."""
    s = make_contractive(lab, model, hidden)
    xs = s.rng.normal(size=(STEPS, s.x.shape[-1]))
    through = measure_across_time(s.cell, s.w, xs, s.state, s.cell.states[-1], make_keeping_clamps(s.cell, share))
    return tuple(measure_size(matrix) for matrix in through)


def fit_rate(values: tuple[float, ...]) -> float:
    """Return the factor a step, fitted to the logarithms by least squares."""
    steps = np.arange(1, len(values) + 1)
    return float(np.exp(np.polyfit(steps, np.log(np.maximum(values, 1e-300)), 1)[0]))


def name_fate(values: tuple[float, ...]) -> str:
    """Name what becomes of the gradient by the fitted rate: 小さくなる, 変わらない or 大きくなる."""
    factor = fit_rate(values)
    if abs(factor - 1.0) <= PER_STEP:
        return "変わらない"
    return "小さくなる" if factor < 1.0 else "大きくなる"


def make_plot(lab: Lab) -> Plot:
    """Return the gradient against time for the three cells, gates held almost on keeping."""
    time = tuple(float(t) for t in range(1, STEPS + 1))
    curves = tuple(Curve(model, time, lab.once(measure_norms, model, share=ALMOST)) for model in MODELS)
    return Plot(
        f"さかのぼる時刻と勾配の大きさ（ゲートは{ALMOST:g}）", "さかのぼる時刻の数", "勾配の大きさ", curves, log_y=True
    )


FATES: Mapping[str, str] = {"勾配消失問題": "小さくなる", "勾配爆発問題": "大きくなる"}
HOW = f"再帰の重みを直交行列の{CONTRACTION}倍（最も縮みにくい縮小）にして、∂h_t/∂h_0の大きさを{STEPS}時刻まで測った"


def _format_decay(values: tuple[float, ...]) -> str:
    return f"勾配は1時刻ごとに{fit_rate(values):.3f}倍、{STEPS}時刻で{values[-1]:.1e}"


@kind(
    "problem",
    of=Choice(("RNN", "単純なRNN")),
    value=Choice(tuple(FATES)),
    example="""
        kind = "problem"
        of = "単純なRNN"
        value = "勾配消失問題"
        given = "再帰の重みが縮小的（スペクトルノルムが1未満）のとき"
        twins = ["勾配爆発問題"]
    """,
    ja="縮小的な再帰の重みを持つ単純なRNNの勾配が、100時刻で消えるか、爆発するか。",
)
def problem(claim: Claim, lab: Lab) -> Finding:
    """Whether the gradient of a simple RNN with contractive recurrent weights vanishes or explodes over 100 steps."""
    values = lab.once(measure_norms, "RNN")
    return Finding(
        holds=name_fate(values) == FATES[format_value(claim.value)],
        experiment=HOW,
        measured=f"{_format_decay(values)}（{name_fate(values)}）",
        expected=f"勾配が{FATES[format_value(claim.value)]}",
        tolerance=PER_STEP,
        numbers={"rate": fit_rate(values), "last": values[-1]},
        plot=lab.once(make_plot),
    )


@kind(
    "gradient",
    of=Choice(MODELS),
    value=Choice(("小さくなる", "大きくなる", "変わらない")),
    example="""
        kind = "gradient"
        of = "RNN"
        value = "小さくなる"
        given = "再帰の重みが縮小的（スペクトルノルムが1未満）のとき"
        twins = ["大きくなる", "変わらない"]
    """,
    ja="""
        さかのぼるほど勾配がどうなるか：ヤコビ行列の大きさに当てはめた、1時刻ごとの倍率。

        再帰の重みは縮小的。LSTMとGRUのゲートは、記憶を保つ値にする。
    """,
)
def gradient(claim: Claim, lab: Lab) -> Finding:
    """What becomes of the gradient the further back it goes: the factor a step, fitted to the Jacobian's norm.

    Recurrent weights are contractive; the gates of LSTM and GRU stand so that the memory is kept.
    """
    values = lab.once(measure_norms, claim.of)
    return Finding(
        holds=name_fate(values) == claim.value,
        experiment=HOW,
        measured=f"{_format_decay(values)}（{name_fate(values)}）",
        expected=f"勾配が{format_value(claim.value)}",
        tolerance=PER_STEP,
        numbers={"rate": fit_rate(values), "last": values[-1]},
        plot=lab.once(make_plot),
    )


# --- unrolled in time ---------------------------------------------------------------------------------------


def measure_depth(lab: Lab, steps: int) -> int:
    """Return how many transformations in a row lie between the first input and the last output.

    At how many moments does cutting the state (replacing it by a constant) make the output independent of the first
    input? Each such moment is a layer that everything must pass.
    """
    s = lab.specimen("RNN")
    xs = s.rng.normal(size=(steps, s.x.shape[-1]))

    def last(x: Array, cut: int) -> Array:
        state = s.state
        for t in range(steps):
            state = s.cell.step(s.w, x if t == 0 else xs[t], state).state
            state = tuple(np.zeros_like(part) for part in state) if t == cut else state
        return np.broadcast_to(state[0], (*x.shape[:-1], state[0].shape[-1]))

    def felt(cut: int) -> bool:
        return bool(measure_derivative(lambda x: last(x, cut), xs[0]).any())

    return sum(not felt(cut) for cut in range(steps)) if felt(-1) else 0  # -1 is never reached: nothing cut


LENGTHS = (1, 5, 10, 20)


@kind(
    "unrolled",
    of=Choice(("RNN",)),
    value=Choice(("時間方向", "層方向")),
    example="""
        kind = "unrolled"
        of = "RNN"
        value = "時間方向"
        twins = ["層方向"]
    """,
    ja="RNNを展開すると、どの方向に深くなるか。時刻を増やしたとき（1層）と、1時刻のときの深さを数える。",
)
def unrolled(claim: Claim, lab: Lab) -> Finding:
    """Along which direction an RNN becomes deep when it is unrolled: along time, or along its layers.

    The depth is counted for more and more time steps, and for a single one, where layers would have to show.
    """
    depths = {steps: lab.once(measure_depth, steps) for steps in LENGTHS}
    along_time = all(deep == steps for steps, deep in depths.items())
    found = "時間方向" if along_time else "層方向"
    counted = "、".join(f"{steps}時刻で{deep}段" for steps, deep in depths.items())
    return Finding(
        holds=found == claim.value,
        experiment="最初の入力から最後の出力までに必ず通る変換の段数を、時刻の数を変えて数えた（RNNは1層）",
        measured=f"深さは{counted}（1時刻の中では{depths[1]}段）",
        expected="時刻の数だけ深くなる" if claim.value == "時間方向" else "1時刻の中で深くなる",
        numbers={str(steps): deep for steps, deep in depths.items()},
    )


# --- backpropagation through time ---------------------------------------------------------------------------

SPAN = 8
EXACT = 1e-10


def measure_gradient_errors(lab: Lab) -> dict[str, float]:
    """Return each method's relative error of the recurrent weights' gradient, against the complex step of the loss."""
    s = lab.specimen("RNN")
    xs = s.rng.normal(size=(SPAN, 1, s.x.shape[-1]))
    start = tuple(part[None] for part in s.state)
    pull = s.rng.normal(size=(1, s.state[0].size))  # the loss is h_T · pull
    shape = s.w["U"].shape

    def loss(u: Array) -> Array:
        w = {**s.w, "U": u.reshape(-1, *shape)}
        runs = tuple(np.broadcast_to(part, (len(w["U"]), *part.shape)) for part in start)
        h = run_sequence(s.cell, w, np.broadcast_to(xs[:, None], (SPAN, len(w["U"]), *xs.shape[1:])), runs)[-1].state[0]
        return (h @ pull.T)[..., 0]

    truth = measure_derivative(loss, s.w["U"].ravel()).reshape(shape)
    steps = run_sequence(s.cell, s.w, xs, start)
    whole, _ = run_bptt(s.cell, s.w, xs, start, steps, {SPAN - 1: pull})
    one, _ = run_bptt(s.cell, s.w, xs[-1:], steps[-2].state, steps[-1:], {0: pull})
    made = {"BPTT": whole["U"], "1時刻だけの誤差逆伝播": one["U"]}
    largest = max(float(np.abs(truth).max()), np.finfo(float).tiny)
    return {name: float(np.abs(g - truth).max() / largest) for name, g in made.items()}


@kind(
    "bptt",
    of=Choice(("RNN",)),
    value=Choice(("BPTT", "1時刻だけの誤差逆伝播")),
    example="""
        kind = "bptt"
        of = "RNN"
        value = "BPTT"
        twins = ["1時刻だけの誤差逆伝播"]
    """,
    ja="RNNの重みの勾配を与える方法。損失そのものの微分（複素ステップ）と比べる。",
)
def through_time(claim: Claim, lab: Lab) -> Finding:
    """Which method gives the gradient of an RNN's weights: compared with the loss's own derivative (complex step)."""
    method = format_value(claim.value)
    error = lab.once(measure_gradient_errors)[method]
    return Finding(
        holds=error <= EXACT,
        experiment=f"{SPAN}時刻の系列で、{method}が求めた重みの勾配を、損失を直接微分した値（複素ステップ）と比べた",
        measured=f"{method}の勾配の誤差は{error:.1e}",
        expected=f"誤差は{EXACT:.0e}以下",
        tolerance=EXACT,
        numbers={"relative_error": error},
    )


# --- what the carousel prevents -----------------------------------------------------------------------------

LARGE = 6.0  # recurrent weights that make every cell's gradient grow
HALF = 0.5


def measure_lstm_gradient(lab: Lab, large: bool) -> float:
    """Return ‖∂c_T/∂c_0‖ of an LSTM with its forget gate open and everything else free, after STEPS."""
    s = make_contractive(lab, "LSTM")
    w = {**s.w, "U": s.w["U"] * (LARGE / CONTRACTION if large else 1.0)}
    clamps: Clamps = {symbol: 1.0 for symbol, name in s.gates.items() if name == "忘却ゲート"}
    if not large:
        clamps = make_keeping_clamps(s.cell)
    xs = s.rng.normal(size=(STEPS, s.x.shape[-1]))
    return measure_size(measure_across_time(s.cell, w, xs, s.state, "c", clamps)[-1])


@kind(
    "prevents",
    of=Choice(("CEC",)),
    value=Choice(("勾配消失", "勾配爆発")),
    example="""
        kind = "prevents"
        of = "CEC"
        value = "勾配消失"
        given = "忘却ゲートが1のとき"
        twins = ["勾配爆発"]
    """,
    ja="""
        CECが防ぐ勾配の問題。

        消失：縮小的な重みでは、RNNの勾配は100時刻で消え、CECの勾配は残る。爆発：再帰の重みが大きければ、
        LSTMの勾配も増える。
    """,
)
def prevents(claim: Claim, lab: Lab) -> Finding:
    """Which failure of the gradient the CEC prevents.

    Vanishing: with contractive weights the RNN's gradient is gone after 100 steps, the CEC's is whole. Exploding: with
    large recurrent weights the LSTM's gradient grows all the same.
    """
    rnn = lab.once(measure_norms, "RNN")[-1]
    if claim.value == "勾配消失":
        kept = lab.once(measure_lstm_gradient, False)
        holds, measured = rnn < HALF <= kept, f"{STEPS}時刻後の勾配は、RNNで{rnn:.1e}、CECで{kept:.2f}"
    else:
        kept = lab.once(measure_lstm_gradient, True)
        holds, measured = kept < 1.0 / HALF, f"再帰の重みを大きくすると、CECがあっても{STEPS}時刻後の勾配は{kept:.1e}倍"
    return Finding(
        holds=holds,
        experiment=f"LSTMの忘却ゲートを1に固定し、{STEPS}時刻さかのぼる勾配の大きさを測った",
        measured=measured,
        expected="勾配が残る" if claim.value == "勾配消失" else "勾配が2倍以上に大きくならない",
        tolerance=HALF,
        numbers={"rnn": rnn, "lstm": kept},
        plot=lab.once(make_plot),
    )
