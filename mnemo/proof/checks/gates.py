"""Which gates a model has, how many, and which model a gate belongs to: found by clamping, not by asking the cell."""

from __future__ import annotations

import numpy as np

from mnemo.proof.claims import Choice, Claim, Finding, Listed, Number, format_value, kind
from mnemo.proof.lab import MODELS, Lab, Specimen

GATES = ("入力ゲート", "出力ゲート", "忘却ゲート", "リセットゲート", "更新ゲート")
EXTREME = 30.0  # inputs so large that every squashing function saturates
SAMPLES = 400

HOW = "各ブロックを0に固定し、ほかの信号が通らなくなるかを調べた（向きを変えずに通す量だけを決めるものがゲート）"


def find_gates(lab: Lab, model: str) -> tuple[str, ...]:
    """Find the blocks that are gates: they depend on the input, stop a signal at 0, and never change its sign.

    A product has two factors; the gate is the one that only says how much (never negative), the content the other.
    """
    s = lab.specimen(model)
    xs = EXTREME * s.rng.normal(size=(SAMPLES, s.x.shape[-1]))
    seen: dict[bytes, str] = {}  # two blocks that always agree are one
    for symbol, values in s.cell.step(s.w, xs, s.state).blocks.items():
        if 0.0 <= values.min() < values.max() and find_stopped(s, symbol):
            seen.setdefault(values.tobytes(), s.cell.blocks[symbol])
    return tuple(seen.values())


def find_stopped(s: Specimen, symbol: str) -> list[tuple[str, str]]:
    """Return the signals (source, target) that pass with the block at 1 and stop with it at 0, everything else held."""
    stopped = []
    for target in (*s.cell.states, *(name for name in s.cell.blocks if name != symbol)):
        rest = {name: value for name, value in s.held().items() if name not in (symbol, target)}
        for source in (*s.cell.states, *rest):
            shut, open_ = (np.abs(s.response(source, target, {**rest, symbol: at})).max() for at in (0.0, 1.0))
            if shut == 0.0 and open_ > 0.0:
                stopped.append((source, target))
    return stopped


def _format_gates(gates: tuple[str, ...]) -> str:
    return f"ゲートは{len(gates)}個" + (f"：{'、'.join(gates)}" if gates else "")


@kind(
    "gate-count",
    of=Choice(MODELS),
    value=Number(0, 10, whole=True),
    example="""
        kind = "gate-count"
        of = "LSTM"
        value = 3
        twins = [2, 4]
    """,
    ja="""
        モデルのゲートの数。

        セルの各ブロックを0と1に固定する。0で信号を止め、符号を変えないものがゲート。
    """,
)
def gate_count(claim: Claim, lab: Lab) -> Finding:
    """How many gates a model has.

    Every block of the cell is clamped to 0 and to 1; one that stops a signal at 0, and never turns its sign, is a gate.
    """
    gates = lab.once(find_gates, claim.of)
    return Finding(
        holds=len(gates) == claim.value,
        experiment=HOW,
        measured=f"{claim.of}の{_format_gates(gates)}",
        expected=f"ゲートは{format_value(claim.value)}個",
        numbers={"gates": list(gates)},
    )


@kind(
    "gates",
    of=Choice(MODELS),
    value=Listed(Choice(GATES), 1, 5),
    example="""
        kind = "gates"
        of = "GRU"
        value = ["リセットゲート", "更新ゲート"]
        twins = [["入力ゲート", "出力ゲート", "忘却ゲート"]]
    """,
    ja="モデルのゲートの名前。過不足なく、順番は問わない。見つけ方は gate-count と同じ。",
)
def gates(claim: Claim, lab: Lab) -> Finding:
    """Which gates a model has: all of them and no other, in any order. Found as for gate-count."""
    found = lab.once(find_gates, claim.of)
    assert isinstance(claim.value, tuple)
    return Finding(
        holds=set(found) == set(claim.value),
        experiment=HOW,
        measured=f"{claim.of}の{_format_gates(found)}",
        expected=f"ゲートは{format_value(claim.value)}",
        numbers={"gates": list(found)},
    )


@kind(
    "belongs",
    of=Choice(GATES),
    value=Choice(MODELS),
    example="""
        kind = "belongs"
        of = "忘却ゲート"
        value = "LSTM"
        twins = ["GRU", "RNN"]
    """,
    ja="RNN、LSTM、GRUのうち、あるゲートを持つもの。ゲートの見つけ方は gate-count と同じ。",
)
def belongs(claim: Claim, lab: Lab) -> Finding:
    """Which one of RNN, LSTM and GRU has a gate. The gates of all three are found as for gate-count."""
    owners = [model for model in MODELS if claim.of in lab.once(find_gates, model)]
    return Finding(
        holds=owners == [claim.value],
        experiment=f"RNN・LSTM・GRUのすべてで、{HOW}",
        measured=f"{claim.of}をもつのは{'、'.join(owners) or 'なし'}",
        expected=f"{claim.of}をもつのは{format_value(claim.value)}だけ",
        numbers={model: list(lab.once(find_gates, model)) for model in MODELS},
    )
