"""Audio is encoded to mp3 by pydub and ffmpeg, so that the decoded mp3 stays below the true-peak ceiling.

An encoder moves peaks: dense music comes back 0.2 to 1.9 dB hotter. So the file is decoded and its true peaks are
measured; where they exceed the ceiling, the audio there is turned down for some milliseconds and encoded again. This
hardly changes the loudness, as turning down the whole song would.

Long audio is encoded in stretches, on all cores; one that was encoded before comes from the cache. Frames need no bits
of each other (no reservoir) and the encoder forgets quickly, so that they are the frames of one long run, byte by byte:
measured on 32 s of a song for stretches that begin 6 to 48 frames early. A peak at a seam is measured in both.
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
from mnemo.dsp.windows import slide_average, slide_minimum
from mnemo.exports.mp3.info_frame import FRAME, write_info_frame
from mnemo.model import Audio
from mnemo.runtime import cache, ffmpeg
from mnemo.runtime.threads import map_in_threads

Parts = Callable[[], Iterable[Audio]]  # audio part by part, as often as it is asked for
Samples = NDArray[np.int16]  # (samples, channels)
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
HEADER_BYTES = 4  # of a frame
DELAY = 576 + 529  # samples by which LAME and any decoder are late, which players make up for
CEILING_DBTP = -1.0
MARGIN_DB = 0.1  # aimed for below the ceiling, since a changed input moves the peaks again
DIPS = 4  # then the whole is turned down, which ends in any case
_ENCODERS = threading.BoundedSemaphore(os.cpu_count() or 1)  # more at once would not be faster; each holds the audio
BLOCK = 256  # samples that share one gain, 5 ms
SPREAD = 5  # blocks over which a dip fades in and out
STRETCH = 800  # frames (19 s) that are encoded at once: a start of ffmpeg takes as long as encoding 1 s
BEFORE, AFTER = 24, 4  # frames that are encoded too and left out
CACHE_SPACE = "mp3"
FULL_SCALE = 2.0**15


def encode_mp3(source: Audio | Parts, sample_rate: int = units.SAMPLE_RATE) -> bytes:
    """Return samples, (samples, 1 or 2), as mp3, decoding to at most `CEILING_DBTP`.

    Raises MissingPartError, WriteError.
    """
    samples = _round_samples(source() if callable(source) else [source])
    frames = range(0, max(1, -(-len(samples) // FRAME)), STRETCH)
    encoder = _digest_encoder()

    def encode(first: int) -> bytes:
        begin, end = max(0, first - BEFORE) * FRAME, (first + STRETCH + AFTER) * FRAME
        heard = samples[begin:] if first == frames[-1] else samples[begin:end]
        key = cache.digest(encoder, sample_rate, heard)
        return cache.memo(CACHE_SPACE, key, lambda: _encode_below_ceiling(heard, sample_rate))

    stretches = map_in_threads(encode, frames)
    if len(stretches) == 1:
        return stretches[0]
    size = FRAME * KBITS[samples.shape[1]] * 1000 // (8 * sample_rate)
    music = bytearray()
    for first, stretch in zip(frames, stretches, strict=True):
        start = 1 + min(first, BEFORE)  # frame 0 is the tag
        music += stretch[start * size :] if first == frames[-1] else stretch[start * size : (start + STRETCH) * size]
    return write_info_frame(stretches[0][:size], bytes(music), len(samples)) + music


def _encode_below_ceiling(samples: Samples, sample_rate: int) -> bytes:
    """Encode samples, and where they decode to more than the ceiling, encode them again with less gain there."""
    gains = np.ones(1)
    for remedy in itertools.chain([_dip_gains] * DIPS, itertools.repeat(_lower_gain)):
        with _ENCODERS:
            blob = _run_encoder(_apply_gains(samples, gains), sample_rate)
        peaks = _measure_peaks(blob)
        if units.gain_to_db(float(peaks.max(initial=0.0))) <= CEILING_DBTP:
            return blob
        gains = gains * remedy(peaks)
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


def _round_samples(parts: Iterable[Audio]) -> Samples:
    """Round the samples to 16 bits, since the encoder's own noise is far above theirs: (samples, channels)."""
    rounded = []
    for part in parts:
        gain = np.float32(FULL_SCALE / LAME_SCALE[part.shape[1]])
        rounded += [_clip_samples(part[piece] * gain) for piece in piece_slices(len(part))]
    return np.concatenate(rounded)


def _clip_samples(x: Any) -> Samples:
    return np.clip(np.rint(x), -FULL_SCALE, FULL_SCALE - 1).astype("<i2")


def _apply_gains(samples: Samples, gains: Gains) -> Samples:
    """Apply a gain to all samples, or one to each block, interpolated linearly."""
    if len(gains) == 1:
        return samples if gains[0] == 1 else _clip_samples(samples * np.float32(gains[0]))
    centres = (np.arange(len(gains)) + 0.5) * BLOCK
    return _clip_samples(samples * np.interp(np.arange(len(samples)), centres, gains).astype(np.float32)[:, None])


def _run_encoder(samples: Samples, sample_rate: int) -> bytes:
    """Run the encoder once."""
    pydub = _load_pydub()
    channels = samples.shape[1]
    segment = pydub.AudioSegment(samples.tobytes(), sample_width=2, frame_rate=sample_rate, channels=channels)
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
    target = units.db_to_gain(CEILING_DBTP - MARGIN_DB)
    gains = slide_minimum(np.minimum(1.0, target / np.maximum(peaks, 1e-9)), SPREAD)
    fade = np.hanning(2 * SPREAD + 3)[1:-1]
    return slide_average(gains, fade / fade.sum())


def _lower_gain(peaks: NDArray[np.float32]) -> Gains:
    """Return one gain that lowers the whole by as much as the highest decoded peak is too high."""
    return np.full(1, units.db_to_gain(CEILING_DBTP - MARGIN_DB) / float(peaks.max()))
