"""Where a model keeps its memory, whether that is a CEC, and how the GRU weighs old and new."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

import numpy as np

from mnemo.proof.cells import Array, Cell
from mnemo.proof.claims import Choice, Claim, Finding, Number, format_value, kind
from mnemo.proof.lab import MODELS, STORES, Lab, measure_derivative

HOLDING: Mapping[str, float] = {"忘却ゲート": 1.0, "入力ゲート": 0.0}  # how the LSTM's gates stand to keep a memory


def make_keeping_clamps(cell: Cell, share: float = 1.0) -> dict[str, Array | float]:
    """Make clamps under which a cell keeps its memory, or a share of it a step; its other gates are free.

    LSTM: forget open, input shut. GRU: the update gate at the end that keeps the old state, found by trying both.
    """
    clamps: dict[str, Array | float] = {}
    for symbol, name in cell.blocks.items():
        if name in HOLDING:
            clamps[symbol] = share * HOLDING[name]
        elif name == "更新ゲート":
            keeps = _measure_kept(cell, symbol, 1.0) >= _measure_kept(cell, symbol, 0.0)
            clamps[symbol] = share if keeps else 1.0 - share
    return clamps


def _measure_kept(cell: Cell, symbol: str, end: float) -> float:
    """Return how much of the state one step keeps with a gate at one end (weights zero, so nothing else counts)."""
    w = {name: np.zeros_like(value) for name, value in cell.weights(np.random.default_rng(0), 1, 1).items()}
    return float(cell.step(w, np.zeros(1), cell.start(np.ones(1)), {symbol: end}).state[-1][0])


# --- where the memory is ------------------------------------------------------------------------------------

SHORT = 20  # steps from storing to reading


def does_remember(lab: Lab, model: str, wiped: str) -> bool:
    """Tell whether the output still depends on the first input when one part of the state is wiped half way.

    The first step writes with all gates as they are; then the memory is held; the last step reads freely.
    """
    s = lab.specimen(model)
    hold = make_keeping_clamps(s.cell)
    index = s.cell.states.index(wiped)
    xs = s.rng.normal(size=(SHORT, s.x.shape[-1]))

    def run(x: Array) -> Array:
        state = s.cell.step(s.w, x, s.state).state
        for t in range(1, SHORT):
            if t == SHORT // 2:
                state = tuple(np.zeros_like(part) if k == index else part for k, part in enumerate(state))
            state = s.cell.step(s.w, xs[t], state, hold).state
        return np.concatenate([np.broadcast_to(part, (*x.shape[:-1], part.shape[-1])) for part in state], axis=-1)

    return bool(measure_derivative(run, s.x).any())


def find_stores(lab: Lab, model: str) -> tuple[str, ...]:
    """Return the parts of the state without which the past is gone."""
    parts = lab.cells[model].states
    return tuple(STORES[part] for part in parts if not lab.once(does_remember, model, part))


@kind(
    "memory",
    of=Choice(MODELS),
    value=Choice(tuple(STORES.values())),
    example="""
        kind = "memory"
        of = "GRU"
        value = "隠れ状態"
        twins = ["CEC"]
    """,
    ja="""
        モデルが状態のどこに記憶を持つか。

        何かを覚えさせ、途中で状態の一部を消す。消すと出力が覚えたものに全くよらなくなる部分が、記憶の場所。
    """,
)
def memory(claim: Claim, lab: Lab) -> Finding:
    """In which part of its state a model keeps its memory.

    Something is stored and held; half way one part of the state is wiped. The part whose loss makes the output
    independent of what was stored, exactly, held the memory.
    """
    found = lab.once(find_stores, claim.of)
    name = format_value(claim.value)
    return Finding(
        holds=found == (name,),
        experiment=f"最初の入力を記憶させて{SHORT}時刻保ち、途中で状態の一部を消して、出力が最初の入力に依存するかを測った",
        measured=f"{_format_wiped(name, found)}消すと記憶が失われるのは{'、'.join(found) or 'なし'}",
        expected=f"消すと記憶が失われるのは{name}だけ",
        numbers={"stores": list(found), "states": [STORES[p] for p in lab.cells[claim.of].states]},
    )


def _format_wiped(name: str, found: tuple[str, ...]) -> str:
    return "" if name in found else f"{name}を消しても記憶は残る。"


# --- has it a CEC? ------------------------------------------------------------------------------------------


def measure_keep_and_write(lab: Lab, model: str) -> tuple[float, float]:
    """Return the (keep, write) weights of the best memory of a model, over all settings of its gates to 0, 1/2 and 1.

    keep is ∂s_t/∂s_{t-1} and write ∂s_t/∂candidate with every block held; best is the largest smaller one of the two.
    """
    s = lab.specimen(model)
    part = s.cell.states[-1]
    pairs = []
    for values in product((0.0, 0.5, 1.0), repeat=len(s.gates)):
        holds = {**s.held(), **dict(zip(s.gates, values, strict=True))}
        keep = np.abs(np.diag(s.response(part, part, holds))).min()
        write = np.abs(np.diag(s.response(s.candidate, part, holds))).min()
        pairs.append((float(keep), float(write)))
    return max(pairs, key=min)


def has_separate_state(lab: Lab, model: str) -> bool:
    """Tell whether the past reaches the next step beside the output: with h wiped, is anything left of the state?"""
    s = lab.specimen(model)
    return any(bool(s.response(part, part, s.held()).any()) for part in s.cell.states[1:])


@kind(
    "has-cec",
    of=Choice(MODELS),
    value=Choice(("ない", "ある")),
    example="""
        kind = "has-cec"
        of = "GRU"
        value = "ない"
        twins = ["ある"]
    """,
    ja="""
        モデルがCECを持つか：出力とは別の状態で、重み1で保ちながら同時に書き込めるもの。

        恒等な経路だけでは決まらない。更新ゲートを固定したGRUも h をそのまま運ぶ。しかしGRUには見せる h のほ
        かに状態がなく、保つ重みと書く重みの和は1。
    """,
)
def has_cec(claim: Claim, lab: Lab) -> Finding:
    """Whether a model has a CEC: a state apart from its output that keeps with weight 1 and is written meanwhile.

    An identity path alone would not tell: a GRU with its update gate held carries h unchanged too. But the GRU has no
    state beside the h that it shows, and its weights for keeping and writing sum to 1.
    """
    keep, write = lab.once(measure_keep_and_write, claim.of)
    apart = lab.once(has_separate_state, claim.of)
    found = "ある" if apart and keep == 1.0 and write == 1.0 else "ない"
    beside = "出力とは別の状態をもつ" if apart else "出力とは別の状態をもたない"
    return Finding(
        holds=found == claim.value,
        experiment="出力とは別の状態があるか、また、重み1で保ちながら同時に書き込めるかを、ゲートの全通りの開閉で調べた",
        measured=f"{claim.of}は{beside}。両立する保持と書き込みの重みは最大で{keep:.2f}と{write:.2f}（CECは{found}）",
        expected="別の状態があり、保持も書き込みも1"
        if claim.value == "ある"
        else "別の状態がないか、保持と書き込みが両立しない",
        tolerance=0.0,
        numbers={"separate_state": apart, "keep": keep, "write": write},
    )


# --- the update gate's weights ------------------------------------------------------------------------------


def measure_update_weights(lab: Lab) -> tuple[float, float]:
    """Measure the least and the greatest sum of the weights of old state and candidate over random gates."""
    s = lab.specimen("GRU")
    part, sums = s.cell.states[-1], []
    for _ in range(20):
        holds = {**s.held(), **{symbol: s.rng.uniform(size=s.state[0].size) for symbol in s.gates}}
        old, new = (np.diag(s.response(source, part, holds)) for source in (part, s.candidate))
        sums.extend((old + new).tolist())
    return min(sums), max(sums)


ROUNDING = 1e-12


@kind(
    "weights",
    of=Choice(("更新ゲート",)),
    value=Number(0, 10),
    example="""
        kind = "weights"
        of = "更新ゲート"
        value = 1
        twins = [2, 0]
    """,
    ja="GRUの古い状態の重みと候補の重みの和。ゲートの値によらない。",
)
def weights(claim: Claim, lab: Lab) -> Finding:
    """What the weights of the old state and of the candidate sum to in a GRU, whatever the gates' values are."""
    low, high = lab.once(measure_update_weights)
    assert isinstance(claim.value, int | float)
    return Finding(
        holds=max(abs(low - claim.value), abs(high - claim.value)) <= ROUNDING,
        experiment="ゲートにでたらめな値を入れ、新しい隠れ状態に対する古い状態と候補の重みを20回測って足した",
        measured=f"重みの和はいつも{low:.3f}" if high - low <= ROUNDING else f"重みの和は{low:.3f}から{high:.3f}",
        expected=f"重みの和はいつも{format_value(claim.value)}",
        tolerance=ROUNDING,
        numbers={"least": low, "most": high},
    )
