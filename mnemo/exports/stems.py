"""stems/*.flac: each part by itself, 24 bit and lossless; one channel where both would be the same.

All begin at sample 0 and last as long as the wav. Their sum is the mix before mastering times `quality.stems.scale` of
song.json, which is 1, or a half, a quarter ... where a stem would else exceed full scale. Rounding to 24 bits moves the
sum by at most half a step a stem: 17 stems stay 118 dB below full scale.
"""

from __future__ import annotations

import math
from functools import partial
from pathlib import Path

import numpy as np

from mnemo.dsp.blocks import piece_slices, split_channels
from mnemo.errors import Translated
from mnemo.exports.release.format import Format, Material, Song
from mnemo.exports.release.writing import raise_as_os_error, run_in_parallel
from mnemo.model import Audio, Stem

FULL_SCALE = 1 << 23  # steps of 24 bits
SPARE_BITS = 8  # libsndfile takes 32 bits, of which the file keeps the upper 24


def name_files(material: Material) -> dict[str, str]:
    return {f"stems/{stem.name}": f"stems/{stem.name}.flac" for stem in material.performance.stems}


def measure(material: Material) -> dict[str, float]:
    """Find the power of two by which all stems are multiplied, so that none exceeds full scale."""
    peak = max((_measure_peak(stem.audio) for stem in material.performance.stems), default=0.0)
    halvings = max(0, math.ceil(math.log2(peak * FULL_SCALE / (FULL_SCALE - 1)))) if peak else 0
    return {"scale": 0.5**halvings}


def write(song: Song, folder: Path) -> None:
    (folder / "stems").mkdir()
    run_in_parallel(partial(_write_stem, song, folder, stem) for stem in song.performance.stems)


FORMAT = Format(
    files=name_files,
    write=write,
    optional=True,
    priority=1,
    about=Translated(
        "Each part as a FLAC of its own; their sum is the mix before mastering.",
        ja="パートごとのFLAC。足すとマスタリング前のミックスになる。",
    ),
    measure=measure,
)


def _write_stem(song: Song, folder: Path, stem: Stem) -> None:
    import soundfile

    audio, steps = stem.audio, np.float64(song.document["quality"]["stems"]["scale"] * FULL_SCALE)
    channels = 1 if _is_mono(audio) else 2
    path = folder / song.files[f"stems/{stem.name}"]
    with (
        raise_as_os_error(path),
        soundfile.SoundFile(path, "w", song.performance.sample_rate, channels, "PCM_24", format="FLAC") as file,
    ):
        for piece in piece_slices(len(audio)):
            file.write(np.rint(audio[piece, :channels] * steps).astype(np.int32) << SPARE_BITS)


def _measure_peak(audio: Audio) -> float:
    return max((float(np.abs(audio[piece]).max()) for piece in piece_slices(len(audio))), default=0.0)


def _is_mono(audio: Audio) -> bool:
    left, right = split_channels(audio)
    return all(np.array_equal(left[piece], right[piece]) for piece in piece_slices(len(audio)))
