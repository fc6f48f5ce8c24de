from __future__ import annotations

import pytest

from mnemo.proof.cells import GRU, LSTM
from mnemo.proof.cells.activations import TANH
from tests.proof.activations import HARD_SIGMOID, RELU
from tests.proof.claiming import LAB, find, holds, with_cell


@pytest.mark.parametrize("of", ["ゲート", "入力ゲート", "忘却ゲート", "更新ゲート"])
def test_gates_use_the_sigmoid(of: str) -> None:
    functions = ("シグモイド関数", "tanh関数", "ReLU関数")
    assert [f for f in functions if holds("activation", of, f)] == ["シグモイド関数"]


def test_a_tanh_gate_is_found_to_be_one() -> None:
    """The check measures; it does not know that gates are sigmoid."""
    lab = with_cell("LSTM", LSTM(gate=TANH))
    assert holds("activation", "忘却ゲート", "tanh関数", lab)
    assert not holds("activation", "忘却ゲート", "シグモイド関数", lab)


@pytest.mark.parametrize("cell", [LSTM(gate=HARD_SIGMOID), GRU(gate=HARD_SIGMOID), LSTM(gate=RELU)])
def test_other_functions_are_no_sigmoid(cell: LSTM | GRU) -> None:
    assert not holds("activation", "ゲート", "シグモイド関数", with_cell(type(cell).__name__, cell))


def test_gates_reach_0_and_1() -> None:
    assert holds("range", "ゲート", (0, 1))
    assert not holds("range", "ゲート", (-1, 1))
    assert not holds("range", "ゲート", (0, 2))
    assert holds("range", "忘却ゲート", (-1, 1), with_cell("LSTM", LSTM(gate=TANH)))


@pytest.mark.parametrize("keeps", [True, False])
def test_gates_let_all_pass_at_1_in_either_convention(keeps: bool) -> None:
    lab = with_cell("GRU", GRU(keeps=keeps))
    assert holds("opening", "ゲート", 1, lab)
    assert not holds("opening", "ゲート", 0, lab)


def test_a_half_open_gate_passes_some() -> None:
    finding = find("opening", "忘却ゲート", 0.5, LAB)
    assert not finding.holds
    assert 0.0 < finding.numbers["least"] <= finding.numbers["most"] < 1.0
