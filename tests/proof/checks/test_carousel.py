from __future__ import annotations

import pytest

from mnemo.proof.checks.carousel import STEPS
from tests.proof.claiming import find, holds, with_cell
from tests.proof.mutants import WrongLSTM


@pytest.mark.parametrize("forget", [0.0, 0.25, 0.5, 0.9, 1.0])
def test_the_gradient_through_the_cec_is_the_forget_gate_per_step(forget: float) -> None:
    values = (0.0, 0.25, 0.5, 0.9, 1.0)
    assert [v for v in values if holds("carousel", "CEC", v, forget=forget)] == [forget]


def test_the_identity_is_exact_over_hundreds_of_steps() -> None:
    finding = find("carousel", "CEC", 1, forget=1)
    assert STEPS >= 200
    assert finding.tolerance == 0.0
    assert finding.numbers["all_steps"] == 1.0


def test_only_the_gradient_is_kept_at_1() -> None:
    assert [v for v in ("勾配", "記憶の値", "隠れ状態の値") if holds("keeps", "CEC", v)] == ["勾配"]


def test_the_picture_shows_three_values_of_the_forget_gate() -> None:
    plot = find("carousel", "CEC", 1, forget=1).plot
    assert plot is not None
    assert [curve.y[99] for curve in plot.curves] == pytest.approx([1.0, 0.99**100, 0.9**100])


def test_with_only_the_forget_gate_held_the_identity_breaks() -> None:
    """FACTS.md: the gates see the past through h, so the condition belongs to the fact."""
    assert find("carousel", "CEC", 1, forget=1).numbers["deviation_with_only_forget_held"] > 0.01


@pytest.mark.parametrize(("leak", "found"), [(0.999, "弱めて"), (1.001, "強めて")])
def test_a_leak_is_noticed(leak: float, found: str) -> None:
    lab = with_cell("LSTM", WrongLSTM(carry=lambda i, f, c, g: leak * f * c + i * g))
    assert [v for v in ("そのまま", "弱めて", "強めて") if holds("holding", "CEC", v, lab)] == [found]
    assert not holds("carousel", "CEC", 1, lab, forget=1)


def test_the_path_is_linear() -> None:
    assert holds("path", "CEC", "ない")
    assert not holds("path", "CEC", "ある")
