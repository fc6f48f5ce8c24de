"""What the cells learn: the same delayed-recall task, budget and seeds for all, at a short and at a long lag."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

import numpy as np

from mnemo.model import Curve, Plot
from mnemo.proof.cells import Cell
from mnemo.proof.checks.vanishing import STEPS, make_contractive, measure_norms
from mnemo.proof.claims import Choice, Claim, Finding, format_value, kind
from mnemo.proof.lab import MODELS, STANDARD, Lab, measure_derivative, measure_size
from mnemo.proof.stored import find_or_make
from mnemo.proof.training import CHANCE, SYMBOLS, Budget, measure_recall
from mnemo.runtime.processes import map_in_processes

SHORT, LONG = Budget(lag=5), Budget(lag=50)
LEARNT = 0.65  # mean accuracy at the short lag, so that failing at the long one is about the lag
MARGIN = 0.4  # in accuracy over the plain RNN
MOST = 4  # seeds of five
HOW = (
    f"{SYMBOLS}種類の記号を1つ見せ、間をおいて答えさせる課題（当てずっぽうは{CHANCE:.2f}）を、RNN・LSTM・GRUに同じ条件で学習させた"
    f"（間は{SHORT.lag}と{LONG.lag}時刻で雑音{LONG.noise:g}、隠れ状態{LONG.hidden}、更新{LONG.updates}回、学習率{LONG.rate:g}、"
    f"乱数{LONG.seeds}通り、忘却ゲートと更新ゲートのバイアスは初め{LONG.keep_bias:g}）"
)


Scores = Mapping[tuple[str, int], tuple[float, ...]]  # (model, lag) -> accuracy, one number a seed


def measure_scores(lab: Lab) -> Scores:
    """Measure the accuracy of every model at both lags. It is stored for the standard cells, which all topics use."""
    return find_or_make(lambda: _train(lab), dict, "scores", SHORT, LONG) if lab.cells is STANDARD else _train(lab)


def _train(lab: Lab) -> dict[tuple[str, int], tuple[float, ...]]:
    """Train on all cores, the longest jobs first. A song is sung soon after, by the same processes."""
    asked = [(model, budget) for budget in (LONG, SHORT) for model in reversed(MODELS)]
    made = map_in_processes(_train_one, [(lab.cells[model], budget) for model, budget in asked], keep=True)
    return {(model, budget.lag): accuracy for (model, budget), accuracy in zip(asked, made, strict=True)}


def _train_one(job: tuple[Cell, Budget]) -> tuple[float, ...]:
    return measure_recall(*job)


def count_wins(lab: Lab, model: str) -> int:
    """Count the seeds in which a model beats the plain RNN at the long lag by MARGIN."""
    got = lab.once(measure_scores)
    return sum(mine - plain >= MARGIN for mine, plain in zip(got[model, LONG.lag], got["RNN", LONG.lag], strict=True))


def judge_learner(lab: Lab, model: str) -> str:
    """Judge a model on long sequences: 得意 or 苦手.

    苦手: learns the short lag and not the long one. 得意: learns the short lag, and at the long one beats the RNN by
    MARGIN in MOST seeds. Anything else is 不明.
    """
    short, long = (float(np.mean(lab.once(measure_scores)[model, budget.lag])) for budget in (SHORT, LONG))
    if short < LEARNT:
        return "不明"
    if count_wins(lab, model) >= MOST:
        return "得意"
    return "苦手" if short - long >= MARGIN else "不明"


def make_plot(lab: Lab) -> Plot:
    """Return the mean accuracy against lag for the three cells."""
    lags = (SHORT.lag, LONG.lag)
    got = lab.once(measure_scores)
    means = {model: tuple(float(np.mean(got[model, lag])) for lag in lags) for model in MODELS}
    curves = tuple(Curve(model, tuple(map(float, lags)), values) for model, values in means.items())
    return Plot("記憶する間の長さと正答率", "間（時刻）", "正答率", curves)


EXPECTED = {
    "苦手": f"間{SHORT.lag}なら平均{LEARNT}以上答えられ、間{LONG.lag}では{MARGIN}以上下がる",
    "得意": f"間{LONG.lag}で、RNNを{MARGIN}以上、{LONG.seeds}通り中{MOST}通り以上で上回る",
}


def _format_scores(values: tuple[float, ...]) -> str:
    return "・".join(f"{v:.2f}" for v in values)


@kind(
    "learning",
    of=Choice(MODELS),
    value=Choice(("苦手", "得意")),
    example="""
        kind = "learning"
        of = "RNN"
        value = "苦手"
        given = "遅延再生の課題（間50時刻、雑音0.3）、更新300回、忘却ゲートと更新ゲートのバイアスが初め5のとき"
        twins = ["得意"]
    """,
    ja="""
        モデルが長い系列を学習できるか。

        遅延再生の課題を、短い間隔と長い間隔で、同じデータ・回数・シードでRNN、LSTM、GRUに学習させる。「苦手」
        は短い間隔を覚え、長い間隔で崩れること。「得意」は長い間隔で、5シード中4以上でRNNより正答率が0.4以
        上高いこと。
    """,
)
def learning(claim: Claim, lab: Lab) -> Finding:
    """Whether a model learns long sequences.

    Delayed recall is trained at a short and a long lag with the same data, budget and seeds for RNN, LSTM and GRU.
    Poor: it learns the short lag and loses at the long one. Good: at the long lag it beats the plain RNN by 0.4 in
    accuracy in at least four seeds of five.
    """
    got, found = lab.once(measure_scores), judge_learner(lab, claim.of)
    at_short, at_long = (_format_scores(got[claim.of, budget.lag]) for budget in (SHORT, LONG))
    plain = "" if claim.of == "RNN" else f"、RNNは{_format_scores(got['RNN', LONG.lag])}"
    return Finding(
        holds=found == claim.value,
        experiment=HOW,
        measured=f"{claim.of}の正答率は、間{SHORT.lag}で{at_short}、間{LONG.lag}で{at_long}{plain}（{found}）",
        expected=EXPECTED[format_value(claim.value)],
        tolerance=MARGIN,
        seed=LONG.seed,
        numbers={
            "accuracy": {f"{model}, lag {lag}": list(values) for (model, lag), values in sorted(got.items())},
            "chance": CHANCE,
            "budget": asdict(LONG),
        },
        plot=lab.once(make_plot),
    )


# --- remedies -----------------------------------------------------------------------------------------------

WIDE = 32
LAYERS = 3
KEPT = 0.5  # share of the gradient that must be left after STEPS


def measure_with_gates(lab: Lab) -> float:
    """Return the gradient that is left with gates: the less of LSTM and GRU, gates standing on keeping."""
    return min(lab.once(measure_norms, model)[-1] for model in ("LSTM", "GRU"))


def measure_wider(lab: Lab) -> float:
    """Return the gradient that is left in a wider RNN, its recurrent weights of the same spectral norm."""
    return lab.once(measure_norms, "RNN", WIDE)[-1]


def measure_stacked(lab: Lab) -> float:
    """Return the gradient that is left in RNNs on top of each other: ∂ top h_T / ∂ bottom h_0."""
    s = make_contractive(lab, "RNN")
    n = s.state[0].size
    above = {**s.w, "W": s.rng.normal(size=(n, n)) / n**0.5}
    xs = s.rng.normal(size=(STEPS, s.x.shape[-1]))

    def top(h: np.ndarray) -> np.ndarray:
        states = [(h if k == 0 else np.zeros_like(h),) for k in range(LAYERS)]
        for x in xs:
            for k in range(LAYERS):
                below = x if k == 0 else states[k - 1][0]
                states[k] = s.cell.step(s.w if k == 0 else above, below, states[k]).state  # type: ignore[assignment]
        return states[-1][0]

    return measure_size(measure_derivative(top, s.state[0]))


REMEDIES = {"ゲート機構": measure_with_gates, "隠れ層の拡大": measure_wider, "層の追加": measure_stacked}


@kind(
    "remedy",
    of=Choice(("勾配消失問題",)),
    value=Choice(tuple(REMEDIES)),
    example="""
        kind = "remedy"
        of = "勾配消失問題"
        value = "ゲート機構"
        given = "忘却ゲート（GRUでは更新ゲート）が記憶を保つ側に開いているとき"
        twins = ["隠れ層の拡大", "層の追加"]
    """,
    ja="""
        勾配消失を防ぐもの：ゲート、広い隠れ層、または多くの層。

        縮小的な再帰の重みで100時刻の勾配が保たれなければならない。ゲートでは、学習の実験も一致しなければな
        らない。
    """,
)
def remedy(claim: Claim, lab: Lab) -> Finding:
    """What keeps the gradient from vanishing: gates, a wider hidden layer or more layers.

    The gradient over 100 steps with contractive recurrent weights must be kept, and for the gates the learning
    experiment must agree: LSTM and GRU learn at the long lag what the RNN does not.
    """
    name = format_value(claim.value)
    left = lab.once(REMEDIES[name])
    learnt = {model: count_wins(lab, model) for model in ("LSTM", "GRU")} if name == "ゲート機構" else {}
    scored = "、".join(
        f"{model}は{LONG.seeds}通り中{count}通りでRNNを{MARGIN}以上上回る" for model, count in learnt.items()
    )
    return Finding(
        holds=left >= KEPT and all(count >= MOST for count in learnt.values()),
        experiment=f"再帰の重みが縮小的なとき、{STEPS}時刻さかのぼった勾配が{name}で残るかを測った"
        + (f"。また、{HOW}" if learnt else ""),
        measured=f"{name}で{STEPS}時刻後に残る勾配は{left:.2g}倍"
        + (f"。間{LONG.lag}の学習で{scored}" if scored else ""),
        expected=f"勾配が{KEPT}以上残る" + ("、長い間でも学べる" if learnt else ""),
        tolerance=KEPT,
        seed=LONG.seed,
        numbers={"gradient": left, "wins": learnt},
        plot=lab.once(make_plot),
    )
