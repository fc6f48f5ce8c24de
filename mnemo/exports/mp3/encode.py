"""Audio is encoded to mp3 by pydub and ffmpeg, so that the decoded mp3 stays below the true-peak ceiling.

An encoder moves peaks: dense music comes back 0.2 to 1.9 dB hotter. So the file is decoded and its true peaks are
measured; where they exceed the ceiling, the audio there is turned down for some milliseconds and encoded again. This
hardly changes the loudness, as turning down the whole song would. Samples that were encoded before come from the cache.
"""

from __future__ import annotations

import io
import itertools
import os
import sys
import threading
import warnings
from collections.abc import Callable, Iterable
from functools import cache as remember
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnemo import units
from mnemo.dsp.blocks import PIECE, piece_slices
from mnemo.dsp.peaks import measure_peaks_near
from mnemo.model import Audio
from mnemo.runtime import cache, ffmpeg

Parts = Callable[[], Iterable[Audio]]  # audio part by part, as often as it is asked for
Gains = NDArray[np.float64]  # one for each block, or one for all

KBITS = {1: 96, 2: 192}  # a second, by channels
LAME_SCALE = {1: 0.95, 2: 0.97}  # LAME turns its input down by this (presets.c); undone, so that the loudness stays
# Pinned, and without anything that varies: no encoder tags, no metadata, one thread. Level 7 takes half the time of the
# default and came out closer to its input here (39 against 37 dB below 1 kHz, 17 against 15 dB at 4 to 10 kHz).
OPTIONS = ["-compression_level", "7", "-map_metadata", "-1", "-id3v2_version", "0", "-threads", "1"]
OPTIONS += ["-fflags", "+bitexact", "-flags:a", "+bitexact"]
# No frame needs bits of another: a player that jumps loses nothing, and pieces can be cut out, since at 48 kHz and a
# constant rate all frames have the same number of bytes. It costs 0.3 to 0.7 dB of the distances above.
OPTIONS += ["-reservoir", "0"]
FRAME, HEADER_BYTES = 1152, 4  # samples of an mp3 frame (MPEG-1 layer III)
DELAY = 576 + 529  # samples by which LAME and any decoder are late, which players make up for
CEILING_DBTP = -1.0
MARGIN_DB = 0.1  # aimed for below the ceiling, since a changed input moves the peaks again
DIPS = 4  # then the whole is turned down, which ends in any case
_ENCODERS = threading.BoundedSemaphore(os.cpu_count() or 1)  # more at once would not be faster; each holds the audio
BLOCK = 256  # samples that share one gain, 5 ms
SPREAD = 5  # blocks over which a dip fades in and out
CACHE_SPACE = "mp3"


def encode_mp3(source: Audio | Parts, sample_rate: int = units.SAMPLE_RATE) -> bytes:
    """Return samples, (samples, 1 or 2), as mp3, decoding to at most `CEILING_DBTP`.

    Raises MissingPartError, WriteError.
    """
    parts: Parts = source if callable(source) else lambda: [source]
    with _ENCODERS:
        whole, channels = _round_samples(parts(), np.ones(1))
        key = cache.digest(_digest_encoder(), sample_rate, channels, whole)
        if isinstance(found := cache.read(CACHE_SPACE, key), bytes):
            return found
        blob = _run_encoder(whole, channels, sample_rate)
    blob = _hold_ceiling(blob, parts, sample_rate)
    cache.write(CACHE_SPACE, key, blob)
    return blob


def _hold_ceiling(blob: bytes, parts: Parts, sample_rate: int) -> bytes:
    """Return the mp3, or where it decodes to more than the ceiling, one that was encoded again with less gain there."""
    gains = np.ones(1)
    for remedy in itertools.chain([_dip_gains] * DIPS, itertools.repeat(_lower_gain)):
        peaks = _measure_peaks(blob)
        if units.gain_to_db(float(peaks.max(initial=0.0))) <= CEILING_DBTP:
            return blob
        gains = gains * remedy(peaks)
        with _ENCODERS:
            blob = _run_encoder(*_round_samples(parts(), gains), sample_rate)
    raise AssertionError("a remedy is always left")


def cut_mp3(blob: bytes, start: int, end: int) -> bytes:
    """Cut a stereo mp3 made here from one sample to another, to the frame (24 ms), without encoding it again.

    The first frame fades in, since half of what overlaps in it is missing (12 ms); a silent frame at the end makes the
    last one fade out.
    """
    size = FRAME * KBITS[2] * 1000 // (8 * units.SAMPLE_RATE)
    first, stop = (1 + (sample + DELAY) // FRAME for sample in (start, end))  # frame 0 is LAME's tag
    silent = blob[first * size :][:HEADER_BYTES] + bytes(size - HEADER_BYTES)
    return blob[first * size : stop * size] + silent


def mix_to_mono(audio: Audio) -> Audio:
    """Mix stereo samples to mono, (samples, 1), which halves time and file size of what one practises with."""
    return (audio[:, :1] + audio[:, 1:]) * np.float32(0.5)


def _round_samples(parts: Iterable[Audio], gains: Gains) -> tuple[bytearray, int]:
    """Round the samples to 16 bits, since the encoder's own noise is far above theirs; also return the channels."""
    whole, channels, samples = bytearray(), 0, 0
    for part in parts:
        channels = part.shape[1]
        for piece in piece_slices(len(part)):
            gain = _interpolate_gain(gains, samples + piece.start, samples + piece.stop) * (
                2.0**15 / LAME_SCALE[channels]
            )
            whole += np.clip(np.rint(part[piece] * gain), -(2**15), 2**15 - 1).astype("<i2").tobytes()
        samples += len(part)
    return whole, channels


def _run_encoder(whole: bytearray, channels: int, sample_rate: int) -> bytes:
    """Run the encoder once on samples of 16 bits."""
    pydub = _load_pydub()
    segment = pydub.AudioSegment(whole, sample_width=2, frame_rate=sample_rate, channels=channels)
    out = io.BytesIO()
    try:
        parameters = [*OPTIONS, "-b:a", f"{KBITS[channels]}k"]
        segment.export(out, format="mp3", codec="libmp3lame", parameters=parameters)
    except pydub.exceptions.CouldntEncodeError as e:
        raise ffmpeg.failure("mp3", str(e).strip().splitlines()) from None
    return out.getvalue()


def _digest_encoder() -> str:
    """Digest what decides an mp3 besides its samples: this module, and which ffmpeg it is."""
    program = Path(ffmpeg.program())
    stat = program.stat()
    return cache.digest(cache.code_digest(sys.modules[__name__]), str(program), stat.st_size, stat.st_mtime_ns)


def _interpolate_gain(gains: Gains, start: int, stop: int) -> Any:
    """Interpolate the gain at these samples linearly between the middles of blocks; a single gain holds everywhere."""
    if len(gains) == 1:
        return np.float32(gains[0])
    centres = (np.arange(len(gains)) + 0.5) * BLOCK
    return np.interp(np.arange(start, stop), centres, gains).astype(np.float32)[:, None]


@remember
def _load_pydub() -> Any:
    """Load pydub and tell it which ffmpeg to use. At import it warns where none is on the path, which we silence."""
    warnings.filterwarnings("ignore", "Couldn't find ffmpeg", RuntimeWarning)
    import pydub

    pydub.AudioSegment.converter = ffmpeg.program()
    return pydub


def _measure_peaks(blob: bytes) -> NDArray[np.float32]:
    """Measure the peak of every block of the decoded mp3. Pieces share two blocks, as a peak needs both its sides."""
    import soundfile

    found, ceiling = [], units.db_to_gain(CEILING_DBTP)
    with soundfile.SoundFile(io.BytesIO(blob)) as file:
        for piece in file.blocks(PIECE, overlap=2 * BLOCK, dtype="float32", always_2d=True):
            found.append(measure_peaks_near(piece, ceiling, BLOCK))
    firsts, lasts = [None, *[1] * (len(found) - 1)], [*[-1] * (len(found) - 1), None]
    return np.concatenate([peaks[a:b] for peaks, a, b in zip(found, firsts, lasts, strict=True)])


def _dip_gains(peaks: NDArray[np.float32]) -> Gains:
    """Return gains that dip around the blocks whose decoded peak is too high."""
    from scipy.ndimage import minimum_filter1d

    target = units.db_to_gain(CEILING_DBTP - MARGIN_DB)
    gains = minimum_filter1d(np.minimum(1.0, target / np.maximum(peaks, 1e-9)), 2 * SPREAD + 1)
    fade = np.hanning(2 * SPREAD + 3)[1:-1]
    return np.convolve(np.pad(gains, SPREAD, mode="edge"), fade / fade.sum(), mode="valid")


def _lower_gain(peaks: NDArray[np.float32]) -> Gains:
    """Return one gain that lowers the whole by as much as the highest decoded peak is too high."""
    return np.full(1, units.db_to_gain(CEILING_DBTP - MARGIN_DB) / float(peaks.max()))
