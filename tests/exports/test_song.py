"""song.json: the shape that DESIGN.md promises, filled with what the voice did."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from mnemo.exports.release.format import Material
from mnemo.exports.song import assemble_song
from mnemo.model import MoraTime, Performance, Release, Score
from mnemo.styles import load
from tests.builders import GATE_LINE, a_performance, a_proven, a_score


def of(score: Score, performance: Performance, files: dict[str, str] | None = None) -> dict:
    return dict(assemble_song(Material(a_proven(), score, performance, load("technopop")), files or {}).document)


@pytest.fixture(scope="module")
def doc() -> dict:
    return of(a_score(), a_performance(), {"mp3": "demo.mp3"})


def test_keys_are_the_contract(doc: dict) -> None:
    head = ["format", "topic", "title", "style", "voice", "seed", "bpm", "key", "sample_rate", "duration_s"]
    assert list(doc) == [*head, "sections", "lines", "facts", "quality", "credits", "files"]
    assert set(doc["sections"][0]) == {"name", "start_s", "end_s", "chords"}
    assert set(doc["sections"][0]["chords"][0]) == {"symbol", "start_s", "end_s"}
    assert set(doc["lines"][0]) == {"text", "kana", "facts", "section", "start_s", "end_s", "morae"}
    mora = "kana phonemes midi start_s vowel_s end_s accent falls phrase"
    assert set(doc["lines"][0]["morae"][0]) == set(mora.split())
    assert set(doc["facts"][0]) == {"id", "kind", "grade", "sentence", "why", "source", "refuted"}


def test_one_entry_a_mora_with_the_voices_times() -> None:
    score, performance = a_score(), a_performance()
    late = tuple(
        MoraTime(t.start_s + 0.003, None if t.vowel_s is None else t.vowel_s + 0.004, t.end_s)
        for t in performance.times
    )
    doc = of(score, dataclasses.replace(performance, lines=score.sung_lines(late)))
    morae = [m for line in doc["lines"] for m in line["morae"]]
    assert len(morae) == len(score.lead.notes)
    for mora, note, time in zip(morae, score.lead.notes, late, strict=True):
        assert mora["kana"] == note.mora.kana
        assert mora["midi"] == (None if note.mora.kana == "ッ" else note.midi)
        assert mora["start_s"] == pytest.approx(time.start_s, abs=1e-6)
        assert (mora["vowel_s"] is None) == (note.mora.kana == "ッ")
    assert doc["lines"][0]["start_s"] == morae[0]["start_s"]
    assert doc["lines"][0]["kana"] == "".join(m["kana"] for m in doc["lines"][0]["morae"]) == GATE_LINE.kana


def test_phrases_are_numbered_within_the_line(doc: dict) -> None:
    assert [m["phrase"] for m in doc["lines"][0]["morae"]] == [0] * 4 + [1] * 4 + [2] * 4


def test_lines_know_their_section(doc: dict) -> None:
    assert [doc["sections"][line["section"]]["name"] for line in doc["lines"]] == (
        ["verse 1"] * 2 + ["chorus 1"] * 2 + ["chorus 2"] * 2
    )


def test_facts_say_what_is_true_and_what_was_refuted(doc: dict) -> None:
    for fact, proven in zip(doc["facts"], a_proven().facts, strict=True):
        assert fact["grade"] == "proven"
        assert len(fact["refuted"]) == len(proven.evidence.refuted)
        assert fact["sentence"] not in fact["refuted"]


def test_it_is_plain_json(doc: dict, tmp_path: Path) -> None:
    assert json.loads(json.dumps(doc, allow_nan=False)) == doc


SCHEMA = json.loads((Path(__file__).parent / "song.schema.json").read_text("utf-8"))


def test_song_json_keeps_its_contract(demo: Release) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(json.loads(demo.files["song"].read_text("utf-8")), SCHEMA)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("lines", 0, "morae", 0, "midi"), None),
        (("lines", 0, "morae", 0, "vowel_s"), "0.5"),
        (("lines", 0, "morae", 0, "kana"), "げ"),
        (("facts", 0, "grade"), "true"),
        (("files", "mp3"), "../demo.mp3"),
        (("key",), "H minor"),
        (("seed",), 1.5),
        (("surprise",), 1),
    ],
)
def test_the_schema_notices_what_breaks_the_contract(demo: Release, path: tuple[Any, ...], value: object) -> None:
    broken = json.loads(demo.files["song"].read_text("utf-8"))
    inside = broken
    for key in path[:-1]:
        inside = inside[key]
    inside[path[-1]] = value
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(broken, SCHEMA)
