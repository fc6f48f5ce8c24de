"""`--with hearing`: what a recogniser (Whisper) hears of the song, in song.json's `quality` and in the certificate.

It has no file of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mnemo.errors import Translated
from mnemo.exports.release.format import Format, Material, Song, name_files


def check() -> None:
    from mnemo.hearing import load_whisper

    load_whisper()


def measure(material: Material) -> Mapping[str, Any]:
    from mnemo.hearing import hear, load_whisper, performed_song

    return hear(performed_song(material.performance, material.proven.topic), load_whisper()).document()


def write(song: Song, folder: Path) -> None:
    """Write nothing: song.json and proof.json take it from `song.document`."""


FORMAT = Format(
    files=name_files(),
    write=write,
    optional=True,
    check=check,
    measure=measure,
    about=Translated(
        "What a recogniser hears of the song (extra mnemo[ear]), in song.json and proof.json.",
        ja="音声認識が曲をどう聞くか（追加機能 mnemo[ear]）。song.json と proof.json に入る。",
    ),
)
