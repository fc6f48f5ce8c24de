"""cover.png: square, since that is what players show, and readable at 300 pixels."""

from __future__ import annotations

from pathlib import Path

from mnemo.errors import Translated
from mnemo.exports.release.format import Format, Song, name_files
from mnemo.model import Rendering

SIDE = 1200
ZLIB_RLE = 3  # a third of the time for a fifth more bytes


def write(song: Song, folder: Path) -> None:
    from mnemo.exports.drawing.cover_art import draw_cover

    draw_cover(song, SIDE).save(folder / song.files["cover"], compress_type=ZLIB_RLE)


FORMAT = Format(
    files=name_files(cover="cover.png"),
    write=write,
    rendering={"cover": Rendering.TIMES},
    priority=5,
    about=Translated("The cover: a square picture.", ja="カバー：正方形の絵。"),
)
