from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mnemo.proof.cells import GRU, LSTM, RNN, Cell
from mnemo.proof.training import SYMBOLS, Budget, _compute_gradients, _draw_task, _draw_weights, measure_recall

SMALL = Budget(lag=3, updates=60, batch=16, hidden=8, seeds=2, rate=0.02)


@pytest.mark.parametrize("cell", [RNN(), LSTM(), GRU()], ids=lambda cell: type(cell).__name__)
def test_a_short_lag_is_learnt(cell: Cell) -> None:
    assert np.mean(measure_recall(cell, SMALL)) > 0.7


def test_without_updates_it_is_chance() -> None:
    many = replace(SMALL, updates=0, seeds=20)
    assert np.mean(measure_recall(LSTM(), many)) == pytest.approx(1 / SYMBOLS, abs=0.1)


def test_the_same_budget_gives_the_same_numbers_and_another_seed_others() -> None:
    assert measure_recall(GRU(), SMALL) == measure_recall(GRU(), SMALL)
    few = replace(SMALL, updates=20)
    assert measure_recall(GRU(), few) != measure_recall(GRU(), replace(few, seed=1))


def test_every_cell_sees_the_same_data() -> None:
    """Weights and data come from generators of their own."""
    streams = [np.random.default_rng((SMALL.seed, 1)) for _ in range(2)]
    (xs, answers), (again, same) = (_draw_task(rng, SMALL, SMALL.batch) for rng in streams)
    assert np.array_equal(xs, again)
    assert np.array_equal(answers, same)
    assert np.array_equal(xs[0, ..., :SYMBOLS].argmax(-1), answers)
    assert not xs[:-1, ..., SYMBOLS].any()


def test_the_bias_that_keeps_is_set_and_no_other() -> None:
    for cell, block in ((LSTM(), 1), (GRU(), 1)):
        b = _draw_weights(cell, SMALL, np.random.default_rng(0))["b"][0, 0].reshape(-1, SMALL.hidden)
        assert (b[block] == SMALL.keep_bias).all()
        assert not np.delete(b, block, axis=0).any()


def test_gradients_go_down_the_loss() -> None:
    """A small step against the gradient lowers the cross-entropy of the same data."""
    rng = np.random.default_rng(0)
    w = {k: v.astype(float) for k, v in _draw_weights(GRU(), SMALL, rng).items()}
    xs, answers = _draw_task(rng, SMALL, SMALL.batch)
    gradients = _compute_gradients(GRU(), w, xs, answers)
    stepped = {name: value - 1e-3 * gradients[name] for name, value in w.items()}
    slope = sum(float((g * g).sum()) for g in gradients.values())
    assert _loss(w, xs, answers) - _loss(stepped, xs, answers) == pytest.approx(1e-3 * slope, rel=0.05)


def _loss(w: dict[str, np.ndarray], xs: np.ndarray, answers: np.ndarray) -> float:
    from mnemo.proof.training import _compute_last

    scores = _compute_last(GRU(), w, xs) @ w["V"] + w["a"]
    logs = scores - np.log(np.exp(scores).sum(-1, keepdims=True))
    return float(-np.take_along_axis(logs, answers[..., None], -1).mean(axis=(-1, -2)).sum())
