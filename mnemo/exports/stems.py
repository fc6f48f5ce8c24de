"""stems/*.wav: float32, so that their sum is the mix before mastering, to the last bit that counts.

scipy writes them: libsndfile puts the time of writing into the PEAK chunk of a float wav.
"""

from __future__ import annotations

from pathlib import Path

from mnemo.exports.format import Format, Material, Song


def files(material: Material) -> dict[str, str]:
    return {f"stems/{stem.name}": f"stems/{stem.name}.wav" for stem in material.performance.stems}


def write(song: Song, folder: Path) -> None:
    import numpy as np
    from scipy.io import wavfile

    (folder / "stems").mkdir()
    for stem in song.performance.stems:
        audio = np.ascontiguousarray(stem.audio, np.float32)
        wavfile.write(folder / song.files[f"stems/{stem.name}"], song.performance.sample_rate, audio)
        del audio  # before the next is read


FORMAT = Format(files=files, write=write, urgent=1)
