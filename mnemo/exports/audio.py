"""<topic>.wav, <topic>.mp3 and <topic>-karaoke.mp3: the song as it is heard.

The wav holds the master in 24 bits. The mp3s carry everything that a phone can show: cover, lyrics, chapters.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from mnemo.exports import encode, tags
from mnemo.exports.encode import Parts
from mnemo.exports.format import Format, Song, in_parallel, named
from mnemo.model import Audio


def write(song: Song, folder: Path) -> None:
    performance, document = song.performance, song.document
    in_parallel(
        [
            partial(write_mp3, song, folder, "mp3", performance.master, document),
            partial(write_mp3, song, folder, "karaoke", performance.karaoke, document, "（カラオケ）", "2"),
            partial(_write_wav, song, folder),
        ]
    )


FORMAT = Format(
    files=named(wav="{topic}.wav", mp3="{topic}.mp3", karaoke="{topic}-karaoke.mp3"),
    write=write,
    needs=("cover",),
    urgent=4,
)


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


def _write_wav(song: Song, folder: Path) -> None:
    import soundfile

    path = folder / song.files["wav"]
    soundfile.write(path, song.performance.master, song.performance.sample_rate, subtype="PCM_24")
