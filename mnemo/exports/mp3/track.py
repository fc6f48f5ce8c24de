"""An mp3 of a release: encoded, with all its tags."""

from __future__ import annotations

from pathlib import Path

from mnemo.exports.mp3 import encode, tags
from mnemo.exports.mp3.encode import Parts
from mnemo.exports.release.format import Song
from mnemo.exports.view.timeline import Timeline
from mnemo.model import Audio


def write_mp3(
    song: Song,
    folder: Path,
    role: str,
    audio: Audio | Parts,
    timeline: Timeline,
    suffix: str = "",
    track: str = "1",
) -> None:
    """Write an mp3 with all tags; lyrics and chapters at the times that they have in this audio."""
    frames = [
        *tags.names(song, tags.label(song, suffix, track), tags.cover(song, folder)),
        *tags.lyrics(timeline.lines),
        *tags.chapters(song.score.title, timeline),
    ]
    blob = encode.encode_mp3(audio, song.performance.sample_rate)
    (folder / song.files[role]).write_bytes(tags.tagged(blob, frames))
