"""A band that was played before is mapped, not played; where nothing can be kept it is played, the same."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from mnemo.model import Score
from mnemo.runtime import cache
from mnemo.sound import count_samples, kept_band, mix
from mnemo.sound.mix import BandTracks
from mnemo.styles import load
from tests.builders import a_score

STYLE = load("technopop")
SCORE = a_score()
WINDOW = slice(0, count_samples(SCORE))


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MNEMO_CACHE", str(tmp_path / "cache"))


def play(score: Score = SCORE) -> BandTracks:
    return kept_band.play_band(score, STYLE, WINDOW)


def assert_same(one: BandTracks, other: BandTracks) -> None:
    assert list(one.alike) == list(other.alike)
    assert list(one.returns) == list(other.returns)
    ours, theirs = ((*tracks.alike.values(), *tracks.returns.values()) for tracks in (one, other))
    assert all(np.array_equal(mine(), yours()) for mine, yours in zip(ours, theirs, strict=True))


def test_other_words_leave_the_band_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    first = play()
    assert_same(first, mix.play_band(SCORE, STYLE.sound, WINDOW.stop))
    monkeypatch.setattr(mix, "play_band", None)
    assert_same(play(dataclasses.replace(SCORE, title="another")), first)


def test_another_note_is_played() -> None:
    first = play()
    part = SCORE.parts[0]
    louder = dataclasses.replace(part, notes=(dataclasses.replace(part.notes[0], velocity=10), *part.notes[1:]))
    second = play(dataclasses.replace(SCORE, parts=(louder, *SCORE.parts[1:])))
    assert any(not np.array_equal(first.alike[share](), second.alike[share]()) for share in first.alike)


def test_a_damaged_track_is_played_again() -> None:
    first = play()
    for entry in cache.entries():
        if entry.space == kept_band.CACHE_SPACE and entry.size_bytes > WINDOW.stop:
            Path(entry.path).write_bytes(Path(entry.path).read_bytes()[:-8] + bytes(8)[::-1] * 2)
    assert_same(play(), mix.play_band(SCORE, STYLE.sound, WINDOW.stop))
    assert first.alike


def test_without_room_the_band_is_played(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "keep_array", lambda space, array: None)
    first = play()
    assert_same(first, mix.play_band(SCORE, STYLE.sound, WINDOW.stop))
    assert_same(play(), first)
