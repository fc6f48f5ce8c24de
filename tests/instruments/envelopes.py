"""Spectral envelopes of a voice, estimated without the code that makes it sing. Needs praat-parselmouth (for F0).

Source: M. Morise, "CheapTrick, a spectral envelope estimator for high-quality speech synthesis", Speech Communication
67, 2015: a window of three periods, smoothing over 2/3 F0 (eq. 6), liftering (eq. 8-9). Written anew in numpy, so that
the measure does not share code with the voice.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mnemo import units

RATE = units.SAMPLE_RATE
FFT = 2048
STEP_S = 0.005
UNVOICED_HZ = 500.0  # the window of unvoiced frames, as in CheapTrick
LOWEST_HZ = 80.0
LIFTER_0, LIFTER_1 = 1.18, -0.09

Array = NDArray[np.float64]


def f0_hz(audio: Array, at_s: Array) -> Array:
    import parselmouth

    pitch = parselmouth.Sound(audio, RATE).to_pitch_ac(time_step=STEP_S, pitch_floor=LOWEST_HZ, pitch_ceiling=1000.0)
    hz = pitch.selected_array["frequency"]
    nearest = np.clip(np.rint((at_s - pitch.xs()[0]) / STEP_S).astype(int), 0, len(hz) - 1)
    return np.where(hz[nearest] > 0, hz[nearest], UNVOICED_HZ)


def envelopes(audio: Array, at: NDArray[np.int64], f0_hz: Array) -> Array:
    """Power envelopes at these samples. (F,), (F,) -> (F, FFT / 2 + 1)"""
    f0 = f0_hz[:, None]
    n = np.arange(FFT) - FFT // 2
    window = np.where(np.abs(n) < 1.5 * RATE / f0, 0.5 + 0.5 * np.cos(2 * np.pi * n * f0 / (3 * RATE)), 0.0)
    padded = np.pad(audio, FFT)
    frames = padded[at[:, None] + n + FFT] * window / np.sqrt((window**2).sum(axis=1, keepdims=True))
    power = np.abs(np.fft.rfft(frames)) ** 2
    log = np.log(_smoothed(power, 2 / 3 * f0 * FFT / RATE) + 1e-20)
    quefrency_s = np.arange(FFT // 2 + 1) / RATE
    lifter = np.sinc(f0 * quefrency_s) * (LIFTER_0 + 2 * LIFTER_1 * np.cos(2 * np.pi * f0 * quefrency_s))
    cepstrum = np.fft.irfft(log)[:, : FFT // 2 + 1] * lifter
    whole = np.concatenate([cepstrum, cepstrum[:, -2:0:-1]], axis=1)
    return np.exp(np.fft.rfft(whole).real)


def _smoothed(power: Array, width_bins: Array) -> Array:
    """Mean over a width in bins, per row, mirrored at 0 Hz and at the top."""
    half = int(np.ceil(width_bins.max() / 2)) + 1
    mirrored = np.pad(power, ((0, 0), (half, half)), mode="reflect")
    total = np.concatenate([np.zeros((len(power), 1)), np.cumsum(mirrored, axis=1)], axis=1)
    centre = np.arange(power.shape[1]) + half + 0.5
    return (_at(total, centre + width_bins / 2) - _at(total, centre - width_bins / 2)) / width_bins


def _at(rows: Array, position: Array) -> Array:
    low = np.minimum(position.astype(int), rows.shape[1] - 2)
    part = position - low
    return np.take_along_axis(rows, low, 1) * (1 - part) + np.take_along_axis(rows, low + 1, 1) * part
