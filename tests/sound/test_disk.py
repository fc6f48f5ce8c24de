"""Audio on disk: the same samples again, no name in the folder, a refusal that says why."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import numpy as np
import pytest

from mnemo.errors import WriteError
from mnemo.model import Stem
from mnemo.sound.disk import Kept

NOISE = np.random.default_rng(1).standard_normal((4800, 2)).astype(np.float32)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_what_was_kept_comes_back_and_cannot_be_changed() -> None:
    stem = Stem("lead", "lead", Kept(NOISE))
    assert np.array_equal(stem.audio, NOISE)
    assert np.array_equal(stem.audio[100:200], NOISE[100:200])
    with pytest.raises(ValueError, match="read-only"):
        stem.audio[0] = 1


def test_an_array_outlives_what_kept_it() -> None:
    audio = Kept(NOISE)()
    assert np.array_equal(audio, NOISE)


def test_any_layout_is_kept_as_float32() -> None:
    assert np.array_equal(Kept(NOISE.T.copy().T)(), NOISE)
    assert Kept(NOISE.astype(np.float64))().dtype == np.float32


@pytest.mark.skipif(os.name == "nt", reason="an open file keeps its name there")
def test_nothing_is_left_even_when_the_process_is_killed(folder: Path) -> None:
    kept = Kept(NOISE)
    assert list(folder.iterdir()) == []
    assert len(kept()) == len(NOISE)


def test_a_disk_that_refuses_is_a_write_error(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(folder / "gone"))
    with pytest.raises(WriteError, match="gone"):
        Kept(NOISE)
