"""Measures of a mix that only tests and benches read: tail, loudness range, tone and width.

Audio is (samples,) or (samples, channels), full scale 1.0.
"""

from __future__ import annotations

import numpy as np
from scipy import signal

from mnemo.dsp import loudness
from mnemo.dsp.arrays import Array, to_decibels
from mnemo.quality.mix import measure_band_power


def tail_db(x: Array, rate: int, last_s: float = 0.02) -> float:
    """Level of the last moments: how abruptly the file ends."""
    return float(to_decibels(np.mean(np.square(x[-round(last_s * rate) :], dtype=np.float64))))


def measure_loudness_range(x: Array, rate: int) -> float:
    """LRA in LU (EBU Tech 3342): 10th to 95th percentile of the gated short-term loudness."""
    return loudness.compute_loudness_range(loudness.measure_step_powers(x, rate))


def long_term_spectrum(x: Array, rate: int) -> tuple[Array, Array]:
    """Frequencies and power density (Welch, 8192 points, Hann), mean of the channels."""
    hz, density = signal.welch(x.reshape(len(x), -1), rate, nperseg=8192, axis=0)
    return hz, density.mean(axis=1)


def spectral_slope(x: Array, rate: int, low_hz: float = 63.0, high_hz: float = 12_500.0) -> float:
    """dB an octave of the power density, by a straight line through third-octave means. White is 0, pink -3."""
    hz, density = long_term_spectrum(x, rate)
    centres = 1000.0 * 2.0 ** (np.arange(-12, 12) / 3)
    centres = centres[(centres >= low_hz) & (centres <= high_hz)]
    edge = 2 ** (1 / 6)
    levels = [to_decibels(density[(hz >= c / edge) & (hz < c * edge)].mean()) for c in centres]
    return float(np.polyfit(np.log2(centres), np.array(levels), 1)[0])


def centroid_hz(x: Array, rate: int) -> float:
    """Brightness: the centre of gravity of the magnitude spectrum."""
    hz, density = long_term_spectrum(x, rate)
    magnitude = np.sqrt(density)
    return float((hz * magnitude).sum() / magnitude.sum())


def mono_loss_db(x: Array, rate: int, low_hz: float = 500.0, high_hz: float = 4000.0) -> float:
    """How much quieter the band is when left and right are added: 0 for mono, 3 for independent, more for opposed."""
    step = len(x)
    stereo = measure_band_power(x, rate, low_hz, high_hz, step)[0] / 2
    mono = measure_band_power(x.mean(axis=1), rate, low_hz, high_hz, step)[0]
    return float(to_decibels(stereo) - to_decibels(mono))
