from __future__ import annotations

import pytest

from mnemo.proof.cells import GRU, LSTM
from mnemo.proof.checks.gates import find_gates
from mnemo.proof.lab import Lab
from tests.proof.claiming import find, holds, with_cell

COUNTS = {"RNN": 0, "LSTM": 3, "GRU": 2}


@pytest.mark.parametrize("model", COUNTS)
def test_each_model_has_one_number_of_gates(model: str) -> None:
    assert [n for n in range(6) if holds("gate-count", model, n)] == [COUNTS[model]]


def test_the_lstm_of_1997_has_two_gates() -> None:
    lab = with_cell("LSTM", LSTM.of_1997())
    assert find_gates(lab, "LSTM") == ("入力ゲート", "出力ゲート")


@pytest.mark.parametrize("cell", [GRU(reset_after=True), GRU(keeps=False), LSTM(peepholes=True)])
def test_variants_have_the_same_gates(cell: GRU | LSTM) -> None:
    model = type(cell).__name__
    assert find_gates(with_cell(model, cell), model) == find_gates(Lab(), model)


def test_the_order_of_gates_does_not_matter_but_each_of_them_does() -> None:
    assert holds("gates", "LSTM", ("忘却ゲート", "入力ゲート", "出力ゲート"))
    assert not holds("gates", "LSTM", ("忘却ゲート", "入力ゲート"))
    assert not holds("gates", "GRU", ("リセットゲート", "更新ゲート", "出力ゲート"))


def test_a_gate_belongs_to_one_model() -> None:
    for gate, owner in {"忘却ゲート": "LSTM", "更新ゲート": "GRU", "リセットゲート": "GRU"}.items():
        assert [model for model in COUNTS if holds("belongs", gate, model)] == [owner]


def test_the_counterexample_names_what_was_found() -> None:
    assert find("gate-count", "GRU", 3).measured == "GRUのゲートは2個：リセットゲート、更新ゲート"
