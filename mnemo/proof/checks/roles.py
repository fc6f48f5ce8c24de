"""Which gate does what: each gate is shut and opened while everything else is held, and signals are followed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from mnemo.errors import Translated
from mnemo.proof.cells import Array, Clamps, run_sequence
from mnemo.proof.checks.gates import GATES
from mnemo.proof.claims import Arg, Choice, Claim, Finding, format_value, kind
from mnemo.proof.lab import Lab, Specimen

MEMORY = "memory"  # the part of the state that remembers: c of the LSTM, h of the GRU
HALF = 0.5  # where the gates that are not asked about stand


@dataclass(frozen=True)
class Flow:
    """A signal that a gate is said to rule, from a source to a target within one step."""

    source: str
    target: str
    text: str


@dataclass(frozen=True)
class Action:
    """What a gate does: each flow stops at one end of the gate and passes at the other, a different end for each.

    A spared flow must pass at both ends: the output gate stops what leaves, not what is kept.
    """

    of: str
    flows: tuple[Flow, ...]
    spared: tuple[Flow, ...] = ()


KEPT = Flow(MEMORY, MEMORY, "前のCEC→CEC")

ACTIONS: Mapping[str, Action] = {
    "新しい情報をCECに取り込む": Action("LSTM", (Flow("x", MEMORY, "入力→CEC"),), spared=(KEPT,)),
    "CECの情報を次の時刻へ出力する": Action("LSTM", (Flow(MEMORY, "h", "CEC→隠れ状態"),), spared=(KEPT,)),
    "不要になった記憶を消去する": Action("LSTM", (KEPT,)),
    "過去の隠れ状態を無視する": Action("GRU", (Flow("h", "n", "前の隠れ状態→候補"),)),
    "入力ゲートと忘却ゲートの役割を兼ねる": Action(
        "GRU", (Flow(MEMORY, MEMORY, "前の隠れ状態→隠れ状態"), Flow("n", MEMORY, "候補→隠れ状態"))
    ),
}


def measure_flow(s: Specimen, gate: str, value: float, flow: Flow) -> float:
    """Return how much of a flow passes with one gate at `value`, the others half open and the rest of the cell held."""
    holds: dict[str, Array | float] = {**s.held(), **dict.fromkeys(s.gates, HALF), gate: value}
    source, target = (s.cell.states[-1] if end == MEMORY else end for end in (flow.source, flow.target))
    if source == "x":
        del holds[s.candidate]  # what is new comes in through the candidate
    holds.pop(target, None)
    return float(np.abs(s.response(source, target, holds)).max())


Ends = tuple[float, float]  # how much passes with the gate at 0 and at 1


def measure_flows(lab: Lab, action: str) -> dict[str, tuple[list[Ends], list[Ends]]]:
    """Return, by gate name, how much passes of the action's flows, and of the flows that it spares."""
    act = ACTIONS[action]
    s = lab.specimen(act.of)

    def ends(symbol: str, flow: Flow) -> Ends:
        return measure_flow(s, symbol, 0.0, flow), measure_flow(s, symbol, 1.0, flow)

    return {
        name: ([ends(symbol, flow) for flow in act.flows], [ends(symbol, flow) for flow in act.spared])
        for symbol, name in s.gates.items()
    }


def does_job(flows: list[Ends], spared: list[Ends]) -> bool:
    """Tell whether a gate does the job: one flow stops exactly at 0; two stop at one end each; spared ones never."""
    stopped_at = [tuple(end == 0.0 for end in ends) for ends in flows]
    wanted = {1: [(True, False)], 2: [(False, True), (True, False)]}[len(flows)]
    return sorted(stopped_at) == wanted and all(min(ends) > 0.0 for ends in spared)


@kind(
    "role",
    of=Choice(("LSTM", "GRU")),
    value=Choice(GATES),
    args={"action": Arg(Choice(tuple(ACTIONS)), Translated("what the gate decides", ja="ゲートが決めること"))},
    example="""
        kind = "role"
        of = "LSTM"
        action = "不要になった記憶を消去する"
        value = "忘却ゲート"
        twins = ["入力ゲート", "出力ゲート"]
    """,
    ja="""
        ある仕事をするゲート。

        仕事とは、例えば入力からCECへの情報の流れ。ゲートを一つずつ0と1に固定する。流れを完全に止める、ただ
        一つのゲートがその仕事をする。二つの仕事を兼ねるゲートは、二つの流れをそれぞれの端で決める。
    """,
)
def role(claim: Claim, lab: Lab) -> Finding:
    """Which gate of a model does a certain job.

    A job is a flow of information, say from the input into the CEC. Every gate is clamped to 0 and 1 in turn; the one
    that stops the flow exactly, and no other, does the job. A gate that does the work of two rules two flows, each at
    its own end.
    """
    action = format_value(claim.args["action"])
    passed, flows = lab.once(measure_flows, action), ACTIONS[action].flows
    found = [name for name, ends in passed.items() if does_job(*ends)]
    name = format_value(claim.value)
    return Finding(
        holds=ACTIONS[action].of == claim.of and found == [name],
        experiment=f"{'と'.join(flow.text for flow in flows)}の流れを、各ゲートを0と1に固定して測った",
        measured=_format_passed(name, passed[name][0] if name in passed else None, flows)
        + f"。決めるのは{'、'.join(found) or 'なし'}",
        expected=f"{name}だけが決める",
        tolerance=0.0,
        numbers={gate: {"flows": ruled, "spared": spared} for gate, (ruled, spared) in passed.items()},
    )


def _format_passed(name: str, ends: list[Ends] | None, flows: tuple[Flow, ...]) -> str:
    if ends is None:
        return f"{name}はない"
    parts = [f"{flow.text}が {shut:.2f}→{open_:.2f}" for flow, (shut, open_) in zip(flows, ends, strict=True)]
    return f"{name}を0→1にすると{'、'.join(parts)}"


# --- what remains when a gate is shut -----------------------------------------------------------------------

STEPS = 50


def measure_remaining(lab: Lab, gate: str) -> tuple[float, float]:
    """Return the share of the CEC's and the size of the hidden state's memory after STEPS with one gate shut.

    The other gates stand so that the memory would be kept: forget open, input shut, output open.
    """
    s = lab.specimen("LSTM")
    keep = {"忘却ゲート": 1.0, "入力ゲート": 0.0, "出力ゲート": 1.0}
    clamps: Clamps = {symbol: 0.0 if name == gate else keep[name] for symbol, name in s.gates.items() if name in keep}
    xs = s.rng.normal(size=(STEPS, s.x.shape[-1]))
    h, c = run_sequence(s.cell, s.w, xs, s.state, clamps)[-1].state
    return float(np.linalg.norm(c) / np.linalg.norm(s.state[1])), float(np.linalg.norm(h))


@kind(
    "closing",
    of=Choice(("入力ゲート", "出力ゲート", "忘却ゲート")),
    value=Choice(("残る", "消える")),
    example="""
        kind = "closing"
        of = "出力ゲート"
        value = "残る"
        twins = ["消える"]
    """,
    ja="LSTMのゲートを一つ閉じ、ほかは記憶を保つようにしたとき、CECの記憶が残るかどうか。",
)
def closing(claim: Claim, lab: Lab) -> Finding:
    """Whether the CEC's memory stays when one gate of the LSTM is shut and the others stand so as to keep it."""
    share, visible = lab.once(measure_remaining, claim.of)
    outcome = {1.0: "残る", 0.0: "消える"}.get(share, "どちらでもない")
    return Finding(
        holds=outcome == claim.value,
        experiment=f"{claim.of}を0に固定して{STEPS}時刻進め、CECの値を最初と比べた",
        measured=f"{STEPS}時刻後のCECは{share:.2f}倍（{outcome}）、隠れ状態の大きさは{visible:.2f}",
        expected=f"CECの値が{format_value(claim.value)}",
        tolerance=0.0,
        numbers={"share": share, "hidden": visible},
    )
