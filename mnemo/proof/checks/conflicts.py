"""What the LSTM's additions are for: gates resolve conflicts of weights, peepholes let gates see the CEC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np

from mnemo.proof.cells import Array, Clamps, run_sequence
from mnemo.proof.claims import Choice, Claim, Finding, format_value, kind
from mnemo.proof.lab import Lab, Specimen, measure_derivative

MOMENTS = 3


@dataclass(frozen=True)
class Conflict:
    """Two demands on one weight, as the pattern of what must (True) and must not (False) come through in time."""

    text: str
    wanted: tuple[bool, ...]


CONFLICTS: Mapping[str, Conflict] = {
    "入力重み衝突": Conflict("同じ入力重みのまま、1番目の入力は記憶し、2番目の入力は無視する", (True, False)),
    "出力重み衝突": Conflict("同じ記憶を、1番目と3番目の時刻には読み出し、2番目には出さない", (True, False, True)),
}


def find_resolvers(lab: Lab, conflict: str) -> tuple[str, ...]:
    """Find the gates that alone can meet both demands, by trying all schedules of 0 and 1; the others stay open."""
    s = lab.specimen("LSTM")
    wanted = CONFLICTS[conflict].wanted
    felt = find_stored if conflict == "入力重み衝突" else find_read
    met = [
        name
        for symbol, name in s.gates.items()
        if any(felt(s, symbol, times) == wanted for times in product((0.0, 1.0), repeat=MOMENTS))
    ]
    return tuple(met)


def find_stored(s: Specimen, gate: str, times: tuple[float, ...]) -> tuple[bool, ...]:
    """Tell whether the CEC at the end depends on the first and on the second input."""
    xs = s.rng.normal(size=(MOMENTS, s.x.shape[-1]))
    clamps = _schedule_gate(s, gate, times)

    def end(moment: int) -> bool:
        def run(x: Array) -> Array:
            inputs = [x if t == moment else np.broadcast_to(xs[t], x.shape) for t in range(MOMENTS)]
            return run_sequence(s.cell, s.w, np.stack(inputs), s.state, clamps)[-1].state[1]

        return bool(measure_derivative(run, xs[moment]).any())

    return end(0), end(1)


def find_read(s: Specimen, gate: str, times: tuple[float, ...]) -> tuple[bool, ...]:
    """Tell whether the output at each moment shows what the CEC held at the start; the input is kept out of the CEC."""
    xs = s.rng.normal(size=(MOMENTS, s.x.shape[-1]))
    clamps = [{**holds, s.candidate: 0.0} for holds in _schedule_gate(s, gate, times)]

    def run(c: Array) -> Array:
        steps = run_sequence(s.cell, s.w, xs, (s.state[0], c), clamps)
        return np.stack([step.state[0] for step in steps], axis=-1).reshape(*c.shape[:-1], -1)

    felt = measure_derivative(run, s.state[1]).reshape(-1, MOMENTS, s.state[1].size)
    return tuple(bool(felt[:, t].any()) for t in range(MOMENTS))


def _schedule_gate(s: Specimen, gate: str, times: tuple[float, ...]) -> list[Clamps]:
    """Return every gate open but one, which follows its schedule."""
    return [{**dict.fromkeys(s.gates, 1.0), gate: value} for value in times]


@kind(
    "conflict",
    of=Choice(tuple(CONFLICTS)),
    value=Choice(("入力ゲート", "出力ゲート", "忘却ゲート")),
    example="""
        kind = "conflict"
        of = "入力重み衝突"
        value = "入力ゲート"
        twins = ["出力ゲート", "忘却ゲート"]
    """,
    ja="""
        重み衝突（Hochreiter & Schmidhuber 1997, 3.2）を解消するゲート。

        一つの重みでは両立しない要求（ある入力は覚え、次は無視する。今は読み出し、後では黙る）を、ゲートを一
        つだけ時刻ごとに開け閉めできるLSTMに与え、全ての開け方を試す。
    """,
)
def conflict(claim: Claim, lab: Lab) -> Finding:
    """Which gate resolves a weight conflict of Hochreiter & Schmidhuber (1997, 3.2).

    The demands that one weight cannot meet (store one input and ignore the next; read now and keep silent later) are
    put to the LSTM with one gate free to open and shut over time; all schedules are tried.
    """
    found = lab.once(find_resolvers, claim.of)
    name = format_value(claim.value)
    return Finding(
        holds=found == (name,),
        experiment=f"「{CONFLICTS[claim.of].text}」が、1つのゲートの開閉だけでできるかを、全通りの開閉で試した",
        measured=f"できるのは{'、'.join(found) or 'なし'}" + ("" if name in found else f"で、{name}の開閉ではできない"),
        expected=f"{name}の開閉だけでできる",
        numbers={"resolved_by": list(found)},
    )


# --- peepholes ----------------------------------------------------------------------------------------------

SEEN: Mapping[str, str] = {"CEC": "c", "隠れ状態": "h", "入力": "x"}
SAME = 1e-12


def measure_newly_seen(lab: Lab, source: str) -> float:
    """Measure by how much the gates' dependence on a source changes without the peepholes' weights (largest entry)."""
    with_ = lab.specimen("覗き穴結合")
    shut = {name: np.zeros_like(value) if name == "P" else value for name, value in with_.w.items()}
    plain = Specimen(with_.cell, shut, with_.x, with_.state, with_.rng)
    changes = []
    for gate in with_.gates:
        seen, unseen = (_measure_slope(s, gate, SEEN[source]) for s in (with_, plain))
        changes.append(float(np.abs(seen - unseen).max()))
    return max(changes)


def _measure_slope(s: Specimen, gate: str, source: str) -> Array:
    """Return ∂ log(g / (1 − g)) / ∂ source."""
    g = np.asarray(s.held()[gate])[:, None]
    rest = {name: value for name, value in s.held().items() if name != gate}
    return s.response(source, gate, rest) / (g * (1.0 - g))


@kind(
    "peephole",
    of=Choice(("覗き穴結合",)),
    value=Choice(tuple(SEEN)),
    example="""
        kind = "peephole"
        of = "覗き穴結合"
        value = "CEC"
        twins = ["隠れ状態"]
    """,
    ja="""
        覗き穴結合によって、ゲートが新しく見るもの（Gers & Schmidhuber 2000）。

        各ゲートの対数オッズの傾きを、CEC、隠れ状態、入力について、覗き穴のあるなしで測る。
    """,
)
def peephole(claim: Claim, lab: Lab) -> Finding:
    """What gates see through peephole connections that they do not see without (Gers & Schmidhuber 2000).

    The slope of each gate's log odds by the CEC, the hidden state and the input, with peepholes and without.
    """
    name = format_value(claim.value)
    changes = {source: lab.once(measure_newly_seen, source) for source in SEEN}
    found = [source for source, change in changes.items() if change > SAME]
    return Finding(
        holds=found == [name],
        experiment="ゲートの対数オッズが何に応じて動くかを、覗き穴結合のあるLSTMとないLSTMで比べた",
        measured=f"{name}への感度は{_format_change(changes[name])}。変わるのは{'、'.join(found) or 'なし'}",
        expected=f"{name}への感度だけが新しく生じる",
        tolerance=SAME,
        numbers=changes,
    )


def _format_change(change: float) -> str:
    return f"{change:.2f}変わる" if change > SAME else "変わらない"
