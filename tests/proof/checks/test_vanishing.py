from __future__ import annotations

import numpy as np
import pytest

from mnemo.proof.cells import compute_jacobian, run_sequence
from mnemo.proof.checks.vanishing import (
    CONTRACTION,
    STEPS,
    fit_rate,
    make_contractive,
    make_plot,
    measure_depth,
    measure_norms,
)
from mnemo.proof.lab import Lab, measure_size
from tests.proof.claiming import LAB, find, holds


def test_norms_are_products_of_exact_jacobians() -> None:
    """The other road: the complex step over the whole run against the product of the cell's own Jacobians."""
    s = make_contractive(LAB, "RNN")
    xs = s.rng.normal(size=(STEPS, s.x.shape[-1]))
    product, state = np.eye(s.state[0].size), s.state
    for x, step in zip(xs[:20], run_sequence(s.cell, s.w, xs[:20], s.state), strict=True):
        product, state = compute_jacobian(s.cell, s.w, x, state) @ product, step.state
    assert LAB.once(measure_norms, "RNN")[19] == pytest.approx(measure_size(product), rel=1e-10)


@pytest.mark.parametrize("factor", [0.5, 0.99, 1.0, 1.2])
def test_the_rate_of_a_geometric_series(factor: float) -> None:
    assert fit_rate(tuple(3.0 * factor**t for t in range(50))) == pytest.approx(factor)


def test_the_rnn_vanishes_and_does_not_explode() -> None:
    assert holds("problem", "単純なRNN", "勾配消失問題")
    assert not holds("problem", "単純なRNN", "勾配爆発問題")
    assert all(norm <= CONTRACTION**t for t, norm in enumerate(LAB.once(measure_norms, "RNN"), 1))


def test_gates_on_keeping_leave_the_gradient_unchanged() -> None:
    fates = ("小さくなる", "大きくなる", "変わらない")
    found = {model: [f for f in fates if holds("gradient", model, f)] for model in ("RNN", "LSTM", "GRU")}
    assert found == {"RNN": ["小さくなる"], "LSTM": ["変わらない"], "GRU": ["変わらない"]}


def test_depth_grows_with_time() -> None:
    assert [measure_depth(Lab(), steps) for steps in (1, 2, 7)] == [1, 2, 7]
    assert holds("unrolled", "RNN", "時間方向")
    assert not holds("unrolled", "RNN", "層方向")


def test_bptt_gives_the_gradient_and_one_step_does_not() -> None:
    assert find("bptt", "RNN", "BPTT").numbers["relative_error"] < 1e-12
    assert find("bptt", "RNN", "1時刻だけの誤差逆伝播").numbers["relative_error"] > 0.1


def test_the_cec_prevents_vanishing_only() -> None:
    assert holds("prevents", "CEC", "勾配消失")
    assert not holds("prevents", "CEC", "勾配爆発")


def test_the_picture_has_the_three_cells_on_a_log_axis() -> None:
    plot = make_plot(LAB)
    assert [curve.label for curve in plot.curves] == ["RNN", "LSTM", "GRU"]
    assert plot.log_y
    assert all(min(curve.y) > 0.0 and len(curve.y) == STEPS for curve in plot.curves)
