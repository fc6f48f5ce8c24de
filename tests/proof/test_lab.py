"""The bench: derivatives by the complex step against other roads, and experiments that run once."""

from __future__ import annotations

import numpy as np
import pytest

from mnemo.proof.cells import Array, compute_jacobian
from mnemo.proof.lab import MODELS, Lab, measure_across_time, measure_derivative, measure_size


def test_the_complex_step_is_exact() -> None:
    at = np.array([0.3, -1.2, 2.0])

    def function(x: Array) -> Array:
        return np.stack([np.exp(x[..., 0]) * x[..., 1], np.tanh(x[..., 2]) ** 2], axis=-1)

    t = np.tanh(at[2])
    right = [[np.exp(at[0]) * at[1], np.exp(at[0]), 0.0], [0.0, 0.0, 2.0 * t * (1.0 - t * t)]]
    assert np.allclose(measure_derivative(function, at), right, rtol=1e-15, atol=0.0)


@pytest.mark.parametrize("model", MODELS)
def test_a_response_is_a_block_of_the_jacobian(model: str) -> None:
    s = Lab().specimen(model)
    whole, n = compute_jacobian(s.cell, s.w, s.x, s.state), s.state[0].size
    for i, target in enumerate(s.cell.states):
        for k, source in enumerate(s.cell.states):
            block = whole[i * n : (i + 1) * n, k * n : (k + 1) * n]
            assert np.allclose(s.response(source, target), block, atol=1e-13)


@pytest.mark.parametrize("model", MODELS)
def test_across_time_begins_with_one_step(model: str) -> None:
    s = Lab().specimen(model)
    xs = s.rng.normal(size=(5, s.x.size))
    for part in s.cell.states:
        through = measure_across_time(s.cell, s.w, xs, s.state, part)
        alone = type(s)(s.cell, s.w, xs[0], s.state, s.rng)
        assert np.allclose(through[0], alone.response(part, part), atol=1e-14)
        assert through.shape == (5, 6, 6)


def test_a_held_block_responds_to_nothing_else() -> None:
    s = Lab().specimen("LSTM")
    held = s.held()
    assert not s.response("x", "c", held).any()
    assert s.response("x", "c").any()


def test_an_experiment_runs_once_for_each_argument() -> None:
    asked: list[int] = []

    def experiment(lab: Lab, number: int) -> int:
        asked.append(number)
        return number * number

    lab = Lab()
    assert [lab.once(experiment, n) for n in (2, 3, 2)] == [4, 9, 4]
    assert asked == [2, 3]


def test_specimens_are_decided_by_the_seed() -> None:
    first, again, other = (Lab(seed=seed).specimen("GRU") for seed in (1, 1, 2))
    assert np.array_equal(first.w["W"], again.w["W"])
    assert not np.array_equal(first.w["W"], other.w["W"])


def test_size_is_the_spectral_norm() -> None:
    assert measure_size(np.diag([3.0, -5.0, 1.0])) == pytest.approx(5.0)
