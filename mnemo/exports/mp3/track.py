"""An mp3 of a release: encoded, with all its tags."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mnemo.exports.mp3 import encode, tags
from mnemo.exports.mp3.encode import Parts
from mnemo.exports.release.format import Song
from mnemo.model import Audio


def write_mp3(
    song: Song,
    folder: Path,
    role: str,
    audio: Audio | Parts,
    document: Mapping[str, Any],
    suffix: str = "",
    track: str = "1",
) -> None:
    """An mp3 with all tags; lyrics and chapters from a document like song.json whose times are those of this audio."""
    frames = [
        *tags.names(song, tags.label(song, suffix, track), tags.cover(song, folder)),
        *tags.lyrics(document),
        *tags.chapters(document),
    ]
    blob = encode.mp3(audio, song.performance.sample_rate)
    (folder / song.files[role]).write_bytes(tags.tagged(blob, frames))
