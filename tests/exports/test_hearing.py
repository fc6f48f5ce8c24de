"""What was heard is in song.json and in the certificate when it is asked for, and nowhere otherwise."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mnemo import hearing
from mnemo.errors import MissingPartError
from mnemo.exports import publish
from mnemo.exports.release.choice import Choice
from mnemo.model import Release
from mnemo.styles import load
from tests.builders import a_performance, a_proven, a_score
from tests.hearing.made import ToneEar


def test_it_goes_into_song_json_and_the_certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ear = ToneEar()
    monkeypatch.setenv("MNEMO_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(hearing, "load_whisper", lambda: ear)
    score = a_score()
    choice = Choice(extras=["hearing"], only=["proof"])
    release = publish(a_proven(), score, a_performance(score), load("technopop"), tmp_path, choice)
    assert sorted(path.name for path in release.folder.iterdir()) == ["proof.json", "song.json"]
    song, proof = (json.loads((release.folder / f"{name}.json").read_text("utf-8")) for name in ("song", "proof"))
    assert song["quality"]["hearing"] == proof["hearing"]
    assert [line["text"] for line in proof["hearing"]["lines"]] == [line.text for line in score.lines]
    assert set(proof["hearing"]["total"]) == {"dry", "mix"}
    assert ear.heard


def test_nobody_listens_unless_asked(demo: Release) -> None:
    for name in ("song.json", "proof.json"):
        assert '"hearing"' not in (demo.folder / name).read_text("utf-8")


def test_a_missing_ear_is_said_before_any_work(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise MissingPartError("no ear")

    monkeypatch.setattr(hearing, "load_whisper", missing)
    with pytest.raises(MissingPartError, match="no ear"):
        Choice(extras=["hearing"])
