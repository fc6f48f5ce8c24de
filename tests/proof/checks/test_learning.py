from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

from mnemo.proof.checks.learning import (
    LONG,
    MARGIN,
    MOST,
    SHORT,
    measure_scores,
    measure_stacked,
    measure_wider,
    measure_with_gates,
)
from mnemo.proof.training import CHANCE
from mnemo.topic import read_topic
from tests.proof.claiming import LAB, find, holds


@pytest.fixture(scope="module")
def got() -> dict[tuple[str, int], tuple[float, ...]]:
    return dict(LAB.once(measure_scores))


def test_all_learn_the_short_lag(got: dict[tuple[str, int], tuple[float, ...]]) -> None:
    assert all(np.mean(got[model, SHORT.lag]) > 0.65 for model in ("RNN", "LSTM", "GRU"))


def test_gated_cells_beat_the_rnn_at_the_long_lag(got: dict[tuple[str, int], tuple[float, ...]]) -> None:
    """The bar: by at least 0.4 in accuracy in at least 4 of 5 seeds."""
    assert (MARGIN, MOST, LONG.seeds) == (0.4, 4, 5)
    plain = np.array(got["RNN", LONG.lag])
    for model in ("LSTM", "GRU"):
        assert (np.array(got[model, LONG.lag]) - plain >= MARGIN).sum() >= MOST
    assert np.mean(plain) < CHANCE + 0.15


def test_claims_follow_the_experiment() -> None:
    for model, outcome in {"RNN": "苦手", "LSTM": "得意", "GRU": "得意"}.items():
        assert [v for v in ("苦手", "得意") if holds("learning", model, v)] == [outcome]


def test_the_conditions_are_stated_with_the_result() -> None:
    finding = find("learning", "RNN", "苦手")
    for condition in (SHORT.lag, LONG.lag, LONG.updates, LONG.keep_bias, LONG.rate):
        assert f"{condition:g}" in finding.experiment
    assert finding.numbers["budget"]["updates"] == LONG.updates


def test_the_songs_declare_the_conditions() -> None:
    """What a fact says in `given` is what was done."""
    lyrics = Path(__file__).resolve().parents[3] / "lyrics"
    facts = [f for name in ("lstm-gru", "lstm-gru-2") for f in read_topic(lyrics / f"{name}.toml").facts]
    for fact in (f for f in facts if f.kind == "learning"):
        for said in (
            "間{lag}時刻",
            "雑音{noise:g}",
            "更新{updates}回",
            "学習率{rate:g}",
            "バイアスが初め{keep_bias:g}",
        ):
            assert said.format(**asdict(LONG)) in fact.given


def test_only_gates_keep_the_gradient() -> None:
    assert measure_with_gates(LAB) == pytest.approx(1.0)
    assert measure_wider(LAB) < 1e-4
    assert measure_stacked(LAB) < 1e-4
    remedies = ("ゲート機構", "隠れ層の拡大", "層の追加")
    assert [r for r in remedies if holds("remedy", "勾配消失問題", r)] == ["ゲート機構"]
