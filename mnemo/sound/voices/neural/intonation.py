"""The decoder's sound brought to the pitch that was asked: it follows to some 8 cents in the middle and 30 at times.

The pitch that sounds is measured by autocorrelation near the one that was asked, and the sound is read a little faster
or slower where they differ: a tape whose speed is corrected. Nothing is analysed and made again, so the voice keeps its
sound; 30 cents move the formants by 1.7 %. The time that is won or lost in a vowel (some ms) is given back where no
voice is.

Source of the measure: P. Boersma, "Accurate short-term analysis of the fundamental frequency", IFA Proceedings 17,
1993: the autocorrelation of a windowed frame, divided by that of its window. Deviation: one candidate, in a band around
the pitch that was asked, instead of a path through many.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

FRAME_S, HOP_S = 0.03, 0.005
TOP_HZ = 4_000.0  # harmonics above say little of the pitch and much of the noise
FINER = 4  # points of the autocorrelation a sample
BAND_CENTS = 300.0  # around the pitch that was asked: a short vowel was 110 off; an octave beyond is left alone
PERIODIC = 0.5  # autocorrelation of a frame that has a pitch
SMOOTH_S = 0.01  # of the correction
GIVE_BACK = 0.12  # of the speed, at most, where no voice is
TAPS = 16  # of the interpolation, on each side

Array = NDArray[np.float64]
Voiced = NDArray[np.bool_]


def correct_pitch(sound: Array, hz: Array, voiced: Voiced, rate: int, factor: int) -> Array:
    """Return the sound at `factor` times its rate with the pitch `hz` where it is voiced. (N,), (N,), (N,) -> (F N,)"""
    frames = np.arange(0, len(sound), round(HOP_S * rate))
    cents = _bridge_gaps(measure_cents(sound, hz, voiced, frames, rate))
    cents = np.where(voiced[frames], ndimage.gaussian_filter1d(cents, SMOOTH_S / HOP_S), 0.0)
    heard_at = _time_frames(2.0 ** (cents / 1200.0) - 1.0, voiced[frames]) * len(sound) / len(frames)
    return read_at(sound, np.interp(np.arange(factor * len(sound)) / factor, heard_at, np.append(frames, len(sound))))


def measure_cents(sound: Array, hz: Array, voiced: Voiced, frames: NDArray[np.int64], rate: int) -> Array:
    """Return how far the sound is above `hz` around each sample of `frames`; nan where it has no pitch near it."""
    size = round(FRAME_S * rate) // 2 * 2
    window = np.hanning(size)
    fft = 1 << (2 * size).bit_length()
    low = np.fft.rfftfreq(fft, 1 / rate) < TOP_HZ
    of_window = _autocorrelate(window, fft, low, FINER * size)
    padded = np.pad(sound, size // 2)
    found = np.full(len(frames), np.nan)
    wanted = np.flatnonzero(voiced[frames])
    pieces = padded[frames[wanted][:, None] + np.arange(size)]
    pieces = (pieces - pieces.mean(axis=1, keepdims=True)) * window
    for i, likeness in zip(wanted, _autocorrelate(pieces, fft, low, FINER * size) / of_window, strict=True):
        found[i] = _find_peak_cents(likeness, FINER * rate / hz[frames[i]])
    return found


def _autocorrelate(pieces: Array, fft: int, low: NDArray[np.bool_], lags: int) -> Array:
    """Return it at `FINER` points a sample, 1 at lag 0. (..., size) -> (..., lags)"""
    power = np.abs(np.fft.rfft(pieces, fft)) ** 2 * low
    found = np.fft.irfft(power, FINER * fft)[..., :lags]
    return np.asarray(found / np.maximum(found[..., :1], 1e-12))


def _find_peak_cents(likeness: Array, period: float) -> float:
    """Return the cents by which the highest peak near `period` is above it in pitch; nan without one."""
    reach = 2.0 ** (BAND_CENTS / 1200.0)
    low, high = int(period / reach), int(np.ceil(period * reach))
    best = low + int(np.argmax(likeness[low : high + 1]))
    left, here, right = likeness[best - 1 : best + 2]
    if here < PERIODIC or here < max(left, right):
        return float("nan")
    curve = left - 2.0 * here + right
    return 1200.0 * float(np.log2(period / (best + (0.5 * (left - right) / curve if curve < 0 else 0.0))))


def _bridge_gaps(cents: Array) -> Array:
    """Return the errors with gaps filled between their neighbours; 0 where nothing was found."""
    known = np.flatnonzero(np.isfinite(cents))
    return np.interp(np.arange(len(cents)), known, cents[known]) if len(known) else np.zeros(len(cents))


def _time_frames(slower: Array, voiced: Voiced) -> Array:
    """Return when each frame is heard, in frames: `slower` by so much, and level again where no voice is. (F + 1,)"""
    late = 0.0  # what is heard now is so much later than it was
    steps = np.ones(len(slower))
    for i, (more, on) in enumerate(zip(slower, voiced, strict=True)):
        step = float(more) if on else float(np.clip(-late, -GIVE_BACK, GIVE_BACK))
        late += step
        steps[i] += step
    return np.concatenate([[0.0], np.cumsum(steps)])


def read_at(sound: Array, at: Array) -> Array:
    """Return the sound between its samples, by a windowed sinc. (N,), (M,) in samples -> (M,)"""
    padded = np.pad(sound, TAPS)
    whole = np.floor(at).astype(np.int64)
    read = np.zeros(len(at))
    for tap in range(1 - TAPS, TAPS + 1):
        distance = at - whole - tap
        inside = np.clip(whole + tap + TAPS, 0, len(padded) - 1)
        read += padded[inside] * np.sinc(distance) * np.cos(0.5 * np.pi * distance / TAPS) ** 2
    return read
