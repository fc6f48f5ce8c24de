"""stems/*.wav: float32, so that their sum is the mix before mastering, to the last bit that counts.

They are written as the mix makes them (`mnemo.sound.disk`) and get their names here.
"""

from __future__ import annotations

from pathlib import Path

from mnemo.errors import Translated
from mnemo.exports.release.format import Format, Material, Song


def files(material: Material) -> dict[str, str]:
    return {f"stems/{stem.name}": f"stems/{stem.name}.wav" for stem in material.performance.stems}


def write(song: Song, folder: Path) -> None:
    from mnemo.sound.disk import StemFile

    (folder / "stems").mkdir()
    for stem in song.performance.stems:
        kept = stem.source if isinstance(stem.source, StemFile) else StemFile.of(stem.audio)
        kept.save(folder / song.files[f"stems/{stem.name}"])


FORMAT = Format(
    files=files,
    write=write,
    priority=1,
    about=Translated(
        "Each part as a wav of its own; their sum is the mix before mastering.",
        ja="パートごとのwav。足すとマスタリング前のミックスになる。",
    ),
)
