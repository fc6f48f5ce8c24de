"""Stems as a reader finds them: float, whole, adding up."""

from __future__ import annotations

import numpy as np
import soundfile

from mnemo.exports.release.format import Song
from mnemo.model import Release


def test_stems_are_the_performance_bit_by_bit(demo: Release, demo_song: Song) -> None:
    for stem in demo_song.performance.stems:
        path = demo.folder / "stems" / f"{stem.name}.wav"
        info = soundfile.info(path)
        assert (info.subtype, info.samplerate, info.channels) == ("FLOAT", 48_000, 2)
        audio, _ = soundfile.read(path, dtype="float32")
        assert np.array_equal(audio, stem.audio)


def test_nothing_tells_when_they_were_written(demo: Release) -> None:
    """libsndfile would add a PEAK chunk with the time of writing."""
    head = (demo.folder / "stems" / "lead.wav").read_bytes()[:200]
    assert b"PEAK" not in head
