from __future__ import annotations

import pytest

from mnemo.proof.cells import GRU
from mnemo.proof.checks.memory import make_keeping_clamps, measure_keep_and_write
from mnemo.proof.lab import Lab
from tests.proof.claiming import LAB, holds, with_cell


def test_where_each_model_keeps_its_memory() -> None:
    assert [s for s in ("CEC", "隠れ状態") if holds("memory", "LSTM", s)] == ["CEC"]
    assert [s for s in ("CEC", "隠れ状態") if holds("memory", "GRU", s)] == ["隠れ状態"]


def test_only_the_lstm_has_a_cec() -> None:
    assert {model: holds("has-cec", model, "ある") for model in ("RNN", "LSTM", "GRU")} == {
        "RNN": False,
        "LSTM": True,
        "GRU": False,
    }


def test_an_identity_path_is_not_a_cec() -> None:
    """A GRU with its update gate held carries h unchanged; what it cannot do is to write meanwhile."""
    keep, write = measure_keep_and_write(LAB, "GRU")
    assert keep + write == 1.0
    assert measure_keep_and_write(LAB, "LSTM") == (1.0, 1.0)


@pytest.mark.parametrize("cell", [GRU(), GRU(keeps=False), GRU(reset_after=True)])
def test_the_update_weights_sum_to_1_in_every_variant(cell: GRU) -> None:
    lab = with_cell("GRU", cell)
    assert holds("weights", "更新ゲート", 1, lab)
    assert not holds("weights", "更新ゲート", 2, lab)


def test_keeping_finds_the_convention() -> None:
    lab = Lab()
    assert make_keeping_clamps(lab.cells["GRU"]) == {"z": 1.0}
    assert make_keeping_clamps(GRU(keeps=False), 0.75) == {"z": 0.25}
    assert make_keeping_clamps(lab.cells["LSTM"]) == {"i": 0.0, "f": 1.0}
    assert make_keeping_clamps(lab.cells["RNN"]) == {}
