"""The decoder's sound brought to the pitch that was asked: it follows to some 8 cents in the middle and 30 at times.

The pitch that sounds is measured by autocorrelation near the one that was asked, and the sound is read a little faster
or slower where they differ: a tape whose speed is corrected. Nothing is analysed and made again, so the voice keeps its
sound; 30 cents move the formants by 1.7 %. The time that is won or lost in a vowel (some ms) is given back where no
voice is.

Source of the measure: P. Boersma, "Accurate short-term analysis of the fundamental frequency", IFA Proceedings 17,
1993: the autocorrelation of a windowed frame, divided by that of its window. Deviation: one candidate, in a band around
the pitch that was asked, instead of a path through many.

In a few vowels of a thousand the decoder alternates between two periods: the voice is rough, and a pitch tracker hears
it an octave lower. A comb filter is the cure, a quarter of the period before, half of this one and a quarter of the one
after: 1 at the harmonics, 0 halfway between them, where the alternation is (J. S. Lim, A. V. Oppenheim, L. D. Braida,
"Evaluation of an adaptive comb filtering method for enhancing speech degraded by white noise addition", IEEE
Transactions on Acoustics, Speech, and Signal Processing 26, 1978). It acts where the sound is more like itself after
two periods than after one.
"""

from __future__ import annotations

from functools import cache as once

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from mnemo.dsp.blocks import IN_FLOAT32
from mnemo.dsp.windows import slide_average
from mnemo.runtime.threads import map_in_threads

FRAME_S, HOP_S = 0.03, 0.005
TOP_HZ = 4_000.0  # harmonics above say little of the pitch and much of the noise
FINER = 4  # points of the autocorrelation a sample
BAND_CENTS = 300.0  # around the pitch that was asked: a short vowel was 110 off; an octave beyond is left alone
PERIODIC = 0.5  # autocorrelation of a frame that has a pitch
SMOOTH_FRAMES = 2.0  # of the corrections: standard deviation of a Gaussian
ALTERNATING = 0.015, 0.03  # autocorrelation at two periods less that at one: the comb begins, works in full
GIVE_BACK = 0.12  # of the speed, at most, where no voice is
TAPS = 16  # of the interpolation, on each side
PHASES = 512  # between two samples, at which its filter is tabled; linear between them: 106 dB down
READ_AT_ONCE = 4_096  # samples whose windows fit into the processor's cache
FRAMES_AT_ONCE = 64  # that are measured in one thread

Array = NDArray[np.float64]
Voiced = NDArray[np.bool_]


def correct_pitch(sound: Array, hz: Array, voiced: Voiced, rate: int, factor: int) -> Array:
    """Return the sound at `factor` times its rate with the pitch `hz` where it is voiced. (N,), (N,), (N,) -> (F N,)"""
    frames = np.arange(0, len(sound), round(HOP_S * rate))
    measured, alternation = measure_pitch(sound, hz, voiced, frames, rate)
    gaussian = _make_gaussian(SMOOTH_FRAMES)
    cents = np.where(voiced[frames], slide_average(_bridge_gaps(measured), gaussian), 0.0)
    heard_at = _time_frames(2.0 ** (cents / 1200.0) - 1.0, voiced[frames]) * len(sound) / len(frames)
    at = np.interp(np.arange(factor * len(sound)) / factor, heard_at, np.append(frames, len(sound)))
    share = slide_average(np.interp(alternation, ALTERNATING, (0.0, 1.0)), gaussian)
    return even_periods(read_at(sound, at), factor * rate / np.repeat(hz, factor), np.interp(at, frames, share))


def even_periods(sound: Array, period: Array, share: Array) -> Array:
    """Put a share of the sound through the comb filter. (N,), (N,) samples a period, (N,) 0 to 1 -> (N,)"""
    some = np.flatnonzero(share)
    before, after = (read_at(sound, np.clip(some + step * period[some], 0, len(sound))) for step in (-1, 1))
    evened = sound.copy()
    evened[some] += share[some] * ((before + after) / 4 - sound[some] / 2)
    return evened


def measure_pitch(sound: Array, hz: Array, voiced: Voiced, frames: NDArray[np.int64], rate: int) -> tuple[Array, Array]:
    """Return the cents that the sound is above `hz` around each sample of `frames`, and how far its periods alternate.

    Without a pitch near `hz` they are nan and 0.
    """
    size = round(FRAME_S * rate) // 2 * 2
    window = np.hanning(size)
    length = 2 * size
    low = np.fft.rfftfreq(length, 1 / rate) < TOP_HZ
    of_window = np.maximum(_autocorrelate(window, length, low, FINER * size), 1e-4)  # 0 where they don't overlap
    padded = np.pad(sound, size // 2)
    cents, alternation = np.full(len(frames), np.nan), np.zeros(len(frames))
    wanted = np.flatnonzero(voiced[frames])

    def measure_some(first: int) -> None:
        some = wanted[first : first + FRAMES_AT_ONCE]
        pieces = padded[frames[some][:, None] + np.arange(size)]
        pieces = (pieces - pieces.mean(axis=1, keepdims=True)) * window
        for i, likeness in zip(some, _autocorrelate(pieces, length, low, FINER * size) / of_window, strict=True):
            asked = FINER * rate / hz[frames[i]]
            period = _find_period(likeness, asked)
            if period is not None:
                cents[i] = 1200.0 * np.log2(asked / period)
                alternation[i] = _measure_alternation(likeness, period)

    map_in_threads(measure_some, range(0, len(wanted), FRAMES_AT_ONCE))
    return cents, alternation


def _autocorrelate(pieces: Array, length: int, low: NDArray[np.bool_], lags: int) -> Array:
    """Return it at `FINER` points a sample, 1 at lag 0. (..., size) -> (..., lags)"""
    spectra = np.fft.rfft(pieces.astype(np.float32), length, norm=IN_FLOAT32)
    power = ((spectra.real**2 + spectra.imag**2) * low).astype(np.complex64)
    found = np.fft.irfft(power, FINER * length, norm=IN_FLOAT32)[..., :lags]
    return np.asarray(found / np.maximum(found[..., :1], 1e-12))


def _find_period(likeness: Array, asked: float) -> float | None:
    """Return the lag of the highest peak near the one that was asked; None without one."""
    reach = 2.0 ** (BAND_CENTS / 1200.0)
    low, high = int(asked / reach), int(np.ceil(asked * reach))
    best = low + int(np.argmax(likeness[low : high + 1]))
    left, here, right = likeness[best - 1 : best + 2]
    if here < PERIODIC or here < max(left, right):
        return None
    curve = left - 2.0 * here + right
    return float(best + (0.5 * (left - right) / curve if curve < 0 else 0.0))


def _measure_alternation(likeness: Array, period: float) -> float:
    """Return by how much the sound is more like itself after two periods than after one; 0 if a frame is too short."""
    one, two = round(period), round(2.0 * period)
    return float(likeness[two] - likeness[one]) if two < len(likeness) // 2 else 0.0


def _make_gaussian(deviation: float) -> Array:
    """Make the weights of a Gaussian average, out to four standard deviations."""
    weights = np.exp(-0.5 * (np.arange(-round(4 * deviation), round(4 * deviation) + 1) / deviation) ** 2)
    return weights / weights.sum()


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
    """Return the sound between its samples, by a windowed sinc. (N,), (M,) in samples, 0 to N -> (M,)"""
    windows = sliding_window_view(np.pad(sound, TAPS).astype(np.float32), 2 * TAPS)
    filters, slopes = _table_filters()
    read = np.empty(len(at))
    for first in range(0, len(at), READ_AT_ONCE):
        some = slice(first, first + READ_AT_ONCE)
        whole = np.minimum(at[some].astype(np.int64), len(sound) - 1)
        phases = np.minimum(at[some] - whole, 1.0) * PHASES
        phase = np.minimum(phases.astype(np.int64), PHASES - 1)
        part = (phases - phase).astype(np.float32)[:, None]
        read[some] = np.einsum("mt,mt->m", windows[whole + 1], filters[phase] + part * slopes[phase])
    return read


@once
def _table_filters() -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the interpolation's filter at each phase, and how it differs from that to the next. (PHASES, 2 TAPS)"""
    distance = np.arange(PHASES + 1)[:, None] / PHASES - np.arange(1 - TAPS, TAPS + 1)
    filters = np.sinc(distance) * np.cos(0.5 * np.pi * distance / TAPS) ** 2
    return filters[:-1].astype(np.float32), np.diff(filters, axis=0).astype(np.float32)
