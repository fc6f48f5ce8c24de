"""Nothing is computed twice, and nothing old is heard where something has changed."""

from __future__ import annotations

import dataclasses
import io
import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from mnemo import pipeline, styles
from mnemo.exports import publish
from mnemo.exports.mp3 import encode
from mnemo.exports.release.choice import Choice
from mnemo.model import Score
from mnemo.preview import making
from mnemo.preview.making import Singer
from mnemo.preview.passage import Wanted, find_passage
from mnemo.runtime import cache, resources
from mnemo.sound import perform, stretch, voices
from mnemo.sound.levels import Levels
from tests.builders import a_proven, a_score

STYLE = styles.load("technopop")
SINGER = Singer(STYLE, voices.load("test"), 0)
FACTS = """title = "歌"
source = "x"
say = ["記憶を保つのは*隠れ状態|出力*", "更新ゲートは*記憶を残す|記憶を消す*", "重みは*共有|分割*される"]
"""


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MNEMO_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "mine.toml"
    path.write_text(FACTS, "utf-8")
    return path


def refuse(*_: object, **__: object) -> None:
    raise AssertionError("it was computed again")


def test_a_score_is_written_once_for_the_same_inputs(
    path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    first = making.write_score(path, SINGER)
    assert isinstance(first, Score)
    with monkeypatch.context() as patch:
        patch.setattr(pipeline, "write_score", refuse)
        assert making.write_score(path, SINGER) == first
        for other in (
            dataclasses.replace(SINGER, seed=1),
            dataclasses.replace(SINGER, style=dataclasses.replace(STYLE, bpm=120.0)),
            dataclasses.replace(SINGER, voice=voices.load("mei")),
        ):
            with pytest.raises(AssertionError, match="again"):
                making.write_score(path, other)
        path.write_text(FACTS.replace("保つ", "持つ"), "utf-8")
        with pytest.raises(AssertionError, match="again"):
            making.write_score(path, SINGER)
    assert making.write_score(path, SINGER).lines != first.lines


def test_a_saved_template_counts(path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    making.write_score(path, SINGER)
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "say.j2").write_text("other", "utf-8")
    monkeypatch.setattr(resources, "folder", lambda name: tmp_path / name)
    monkeypatch.setattr(pipeline, "write_score", refuse)
    with pytest.raises(AssertionError, match="again"):
        making.write_score(path, SINGER)


def test_a_passage_is_sung_once_whatever_changes_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    score = a_score()
    last = len(score.lines)
    passage = find_passage(score, Wanted(line=1))
    first = making.make_mp3(score, passage, SINGER, None)
    other = dataclasses.replace(score.lines[-1], text="別")
    far = dataclasses.replace(score, title="別の題", lines=(*score.lines[:-1], other))
    monkeypatch.setattr(stretch, "perform_stretch", refuse)
    assert making.make_mp3(far, passage, SINGER, None) == first
    for changed, singer, levels in (
        (dataclasses.replace(far, lines=(other, *score.lines[1:])), SINGER, None),
        (far, dataclasses.replace(SINGER, solo=True), None),
        (far, dataclasses.replace(SINGER, style=dataclasses.replace(STYLE, title="x")), None),
        (far, SINGER, Levels.parse({"takes": {}, "lead_db": 40.0, "master": {"loud_db": -12.0, "gain_db": 0.5}})),
    ):
        with pytest.raises(AssertionError, match="again"):
            making.make_mp3(changed, passage, singer, levels)
    with pytest.raises(AssertionError, match="again"):
        making.make_mp3(far, find_passage(far, Wanted(line=last)), SINGER, None)


def test_the_mp3_is_as_long_as_the_passage_and_fades() -> None:
    score = a_score()
    passage = find_passage(score, Wanted(line=2))
    span = passage.samples(score.us_per_beat)
    audio, rate = soundfile.read(io.BytesIO(making.make_mp3(score, passage, SINGER, None)))
    assert rate == 48_000
    assert abs(len(audio) - (span.stop - span.start)) < 3 * encode.FRAME
    assert np.abs(audio).max() > 0.1


def test_levels_come_from_the_release_of_this_song(tmp_path: Path) -> None:
    score = a_score()
    performance = perform(score, SINGER.voice, STYLE)
    release = publish(a_proven(), score, performance, STYLE, tmp_path, Choice(only=["song"])).folder
    found = making.read_levels(release, score, SINGER.voice)
    assert found is not None
    assert found.document() == performance.quality["levels"]
    assert making.read_levels(release, dataclasses.replace(score, seed=9), SINGER.voice) is None
    assert making.read_levels(release, dataclasses.replace(score, us_per_beat=500_000), SINGER.voice) is None
    assert making.read_levels(release, score, voices.load("mei")) is None
    assert making.read_levels(tmp_path / "none", score, SINGER.voice) is None
    for broken in ("", "[]", "{}", json.dumps({"quality": 3})):
        (release / "song.json").write_text(broken, "utf-8")
        assert making.read_levels(release, score, SINGER.voice) is None


def test_a_file_is_whole_or_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "a" / "preview.mp3"
    making.write_file(b"one", out)

    def full(path: Path, content: bytes) -> None:
        path.touch()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="space"):
        making.write_file(b"two", out)
    assert [p.name for p in out.parent.iterdir()] == ["preview.mp3"]
    assert out.read_bytes() == b"one"


def test_a_damaged_entry_is_made_again(path: Path) -> None:
    first = making.write_score(path, SINGER)
    for entry in cache.entries():
        Path(entry.path).write_bytes(b"half")
    assert making.write_score(path, SINGER) == first
