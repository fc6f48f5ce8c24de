from __future__ import annotations

import pytest

from mnemo.proof.cells import GRU, LSTM, RNN, Cell
from mnemo.proof.checks.sizes import SIZES, count_multiplications, count_parameters
from tests.proof.claiming import holds, with_cell


def blocks_formula(blocks: int, n: int, m: int) -> int:
    """One weight matrix from input and state and one bias a block."""
    return blocks * (m * (n + m) + m)


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_counted_parameters_are_the_formulas(size: tuple[int, int]) -> None:
    n, m = size
    assert count_parameters(RNN(), n, m) == blocks_formula(1, n, m)
    assert count_parameters(LSTM(), n, m) == blocks_formula(4, n, m)
    assert count_parameters(GRU(), n, m) == blocks_formula(3, n, m)
    assert count_parameters(GRU(reset_after=True), n, m) == blocks_formula(3, n, m) + m
    assert count_parameters(LSTM(peepholes=True), n, m) == blocks_formula(4, n, m) + 3 * m
    assert count_parameters(LSTM.of_1997(), n, m) == blocks_formula(3, n, m)


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_counted_multiplications_are_the_formulas(size: tuple[int, int]) -> None:
    """Matrix products, and the gates' products: LSTM f·c, i·g, o·tanh(c); GRU r·h, z·h, (1 − z)·n."""
    n, m = size
    expected: dict[Cell, int] = {RNN(): 0, GRU(): 3 * m, LSTM(): 3 * m}
    for cell, gating in expected.items():
        assert count_multiplications(cell, n, m) == len(cell.blocks) * m * (n + m) + gating


def test_which_model_is_larger() -> None:
    for quantity in ("パラメータ", "計算量"):
        words = ("少ない", "多い", "同じ")
        assert [w for w in words if holds("compare", "GRU", w, than="LSTM", quantity=quantity)] == ["少ない"]
        assert [w for w in words if holds("compare", "GRU", w, than="RNN", quantity=quantity)] == ["多い"]
        assert [w for w in words if holds("compare", "GRU", w, than="GRU", quantity=quantity)] == ["同じ"]


def test_ratios_in_any_terms() -> None:
    assert holds("ratio", "GRU", (3, 4), than="LSTM")
    assert holds("ratio", "GRU", (6, 8), than="LSTM")
    assert holds("ratio", "RNN", (1, 4), than="LSTM")
    assert not holds("ratio", "GRU", (2, 3), than="LSTM")
    assert not holds("ratio", "GRU", (3, 4), with_cell("GRU", GRU(reset_after=True)), than="LSTM")
