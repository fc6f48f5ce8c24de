from __future__ import annotations

import json
from pathlib import Path

import pytest

from mnemo.model import Grade
from mnemo.proof import prove
from mnemo.proof.certificate import make_document
from mnemo.topic import read_topic

LYRICS = Path(__file__).resolve().parents[2] / "lyrics"


@pytest.fixture(scope="module")
def first_song() -> dict[str, object]:
    return make_document(prove(read_topic(LYRICS / "lstm-gru.toml")))


def test_it_is_plain_json(first_song: dict[str, object]) -> None:
    text = json.dumps(first_song, ensure_ascii=False, allow_nan=False)
    assert json.loads(text) == first_song


def test_twice_the_same(first_song: dict[str, object]) -> None:
    again = make_document(prove(read_topic(LYRICS / "lstm-gru.toml")))
    assert json.dumps(again) == json.dumps(first_song)


def test_every_fact_says_how_it_was_decided(first_song: dict[str, object]) -> None:
    for fact in first_song["facts"]:  # type: ignore[attr-defined]
        assert fact["grade"] in [grade.value for grade in Grade]
        assert fact["experiment"]
        assert fact["measured"]
        assert fact["expected"]
        assert fact["refuted"]
        assert fact["source"]


def test_the_first_song_meets_the_bar(first_song: dict[str, object]) -> None:
    """At least 20 facts proven by measurement, at least 1.5 refuted twins each on average."""
    facts: list[dict[str, object]] = first_song["facts"]  # type: ignore[assignment]
    proven = [fact for fact in facts if fact["grade"] == "proven"]
    assert len(proven) >= 20
    assert sum(len(fact["refuted"]) for fact in proven) / len(proven) >= 1.5  # type: ignore[arg-type, misc]


def test_plots_come_as_data(first_song: dict[str, object]) -> None:
    plots = [fact["plot"] for fact in first_song["facts"] if fact["plot"]]  # type: ignore[attr-defined]
    assert any(plot["log_y"] and len(plot["curves"]) == 3 for plot in plots)
