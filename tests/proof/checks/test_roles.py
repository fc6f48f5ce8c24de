from __future__ import annotations

import pytest

from mnemo.proof.cells import GRU
from mnemo.proof.checks.gates import GATES
from mnemo.proof.checks.roles import ACTIONS
from tests.proof.claiming import LAB, find, holds, with_cell

ROLES = {
    "新しい情報をCECに取り込む": "入力ゲート",
    "CECの情報を次の時刻へ出力する": "出力ゲート",
    "不要になった記憶を消去する": "忘却ゲート",
    "過去の隠れ状態を無視する": "リセットゲート",
    "入力ゲートと忘却ゲートの役割を兼ねる": "更新ゲート",
}


@pytest.mark.parametrize("action", ACTIONS)
def test_one_gate_does_each_job(action: str) -> None:
    of = ACTIONS[action].of
    assert [gate for gate in GATES if holds("role", of, gate, action=action)] == [ROLES[action]]


def test_a_job_is_done_in_its_own_model() -> None:
    assert not holds("role", "GRU", "入力ゲート", action="新しい情報をCECに取り込む")


@pytest.mark.parametrize("cell", [GRU(keeps=False), GRU(reset_after=True)])
def test_roles_do_not_depend_on_the_variant(cell: GRU) -> None:
    lab = with_cell("GRU", cell)
    assert holds("role", "GRU", "更新ゲート", lab, action="入力ゲートと忘却ゲートの役割を兼ねる")
    assert holds("role", "GRU", "リセットゲート", lab, action="過去の隠れ状態を無視する")


def test_what_stays_when_a_gate_is_shut() -> None:
    stays = {"入力ゲート": "残る", "出力ゲート": "残る", "忘却ゲート": "消える"}
    for gate, outcome in stays.items():
        assert [v for v in ("残る", "消える") if holds("closing", gate, v)] == [outcome]


def test_a_shut_output_gate_hides_what_the_cell_keeps() -> None:
    numbers = find("closing", "出力ゲート", "残る").numbers
    assert numbers == {"share": 1.0, "hidden": 0.0}


def test_the_counterexample_says_what_the_gate_does_not_stop() -> None:
    measured = find("role", "LSTM", "出力ゲート", LAB, action="新しい情報をCECに取り込む").measured
    assert measured.startswith("出力ゲートを0→1にすると入力→CECが")
    assert measured.endswith("決めるのは入力ゲート")
