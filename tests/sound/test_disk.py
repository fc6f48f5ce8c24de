"""Audio on disk: the same samples again, no name in the folder, a refusal that says why."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from unittest.mock import Mock

import numpy as np
import pytest

from mnemo.dsp.blocks import PIECE
from mnemo.errors import WriteError
from mnemo.model import Stem
from mnemo.sound.disk import StemFile, iterate_pieces

NOISE = np.random.default_rng(1).standard_normal((4800, 2)).astype(np.float32)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MNEMO_CACHE", str(tmp_path))
    return tmp_path


def test_what_was_kept_comes_back_and_cannot_be_changed() -> None:
    stem = Stem("lead", "lead", StemFile.of(NOISE))
    assert np.array_equal(stem.audio, NOISE)
    assert np.array_equal(stem.audio[100:200], NOISE[100:200])
    with pytest.raises(ValueError, match="read-only"):
        stem.audio[0] = 1


def test_an_array_outlives_what_kept_it() -> None:
    audio = StemFile.of(NOISE)()
    assert np.array_equal(audio, NOISE)


def test_any_layout_is_kept_as_float32() -> None:
    assert np.array_equal(StemFile.of(NOISE.T.copy().T)(), NOISE)
    assert StemFile.of(NOISE.astype(np.float64))().dtype == np.float32


@pytest.mark.skipif(os.name == "nt", reason="an open file keeps its name there")
def test_nothing_is_left_even_when_the_process_is_killed(folder: Path) -> None:
    kept = StemFile.of(NOISE)
    assert list(folder.iterdir()) == []
    assert len(kept()) == len(NOISE)


def test_a_disk_that_refuses_is_a_write_error(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "file").touch()
    monkeypatch.setenv("MNEMO_CACHE", str(folder / "file"))  # where no folder can be
    monkeypatch.setattr(tempfile, "tempdir", str(folder / "gone"))
    with pytest.raises(WriteError, match="gone"):
        StemFile.of(NOISE)


def test_a_disk_that_is_full_is_a_write_error() -> None:
    kept = StemFile.of(NOISE)
    kept._file = Mock(write=lambda data: 100)  # bytes that still found room
    with pytest.raises(WriteError, match="space"):
        kept.replace(iterate_pieces(NOISE))


def test_other_audio_takes_its_place() -> None:
    kept = StemFile.of(np.concatenate([NOISE, 0 * NOISE]))
    kept.replace(iterate_pieces(np.concatenate([0 * NOISE, NOISE])))
    assert np.array_equal(kept(), np.concatenate([0 * NOISE, NOISE]))


def test_silence_takes_no_room_and_no_work() -> None:
    silent, loud = np.zeros((3 * PIECE, 2), np.float32), np.ones((PIECE, 2), np.float32)
    kept = StemFile.of(np.concatenate([silent, loud, silent]))
    assert [piece.start for piece, _ in kept.pieces()] == [3 * PIECE]
    assert [len(audio) for _, audio in kept.pieces()] == [PIECE]
    assert len(kept()) == 7 * PIECE
