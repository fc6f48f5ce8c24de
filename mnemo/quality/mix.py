"""Measures of a mix: offset, tail, tone, width, and how far the words stand in front.

Audio is (samples,) or (samples, channels), full scale 1.0. Sources are named with each measure.
"""

from __future__ import annotations

import numpy as np
from scipy import signal

from mnemo.dsp.arrays import Array, to_decibels
from mnemo.dsp.blocks import piece_slices, split_channels
from mnemo.dsp.loudness import measure_block_powers

WORDS_HZ = (1000.0, 4000.0)  # where consonants and second formants are told apart


# --- peaks, offset, tail ----------------------------------------------------------------------------------


def dc_offset(x: Array) -> float:
    """The largest mean of a channel."""
    sums = [[channel.sum() for channel in split_channels(x[piece])] for piece in piece_slices(len(x))]
    return float(np.abs(np.sum(sums, axis=0, dtype=np.float64)).max() / len(x))


def clipped_samples(x: Array, ceiling: float = 0.9999) -> int:
    return sum(int(np.count_nonzero(np.abs(x[piece]) >= ceiling)) for piece in piece_slices(len(x)))


def tail_db(x: Array, rate: int, last_s: float = 0.02) -> float:
    """Level of the last moments: how abruptly the file ends."""
    return float(to_decibels(np.mean(np.square(x[-round(last_s * rate) :], dtype=np.float64))))


# --- tone and width ---------------------------------------------------------------------------------------


def band_power(x: Array, rate: int, low_hz: float, high_hz: float, step: int) -> Array:
    """Power between two frequencies (Butterworth, order 4) in every step of samples, summed over channels: (steps,)."""
    return measure_block_powers(x, signal.butter(4, (low_hz, high_hz), "bandpass", fs=rate, output="sos"), step)


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
    stereo = band_power(x, rate, low_hz, high_hz, step)[0] / 2
    mono = band_power(x.mean(axis=1), rate, low_hz, high_hz, step)[0]
    return float(to_decibels(stereo) - to_decibels(mono))


# --- the words --------------------------------------------------------------------------------------------


def words_over_band(
    lead: Array, rest: Array, spans_s: list[tuple[float, float]], rate: int, band_hz: tuple[float, float] = WORDS_HZ
) -> Array:
    """dB by which the lead stands above all else between 1 and 4 kHz, one value a span (a sung mora): (spans,)."""
    step = rate // 100
    powers = [np.append(0, np.cumsum(band_power(x, rate, *band_hz, step))) for x in (lead, rest)]
    values = []
    for start_s, end_s in spans_s:
        a = min(round(start_s * rate / step), len(powers[0]) - 2)
        b = min(max(a + 1, round(end_s * rate / step)), len(powers[0]) - 1)
        values.append([p[b] - p[a] for p in powers])
    lead_power, rest_power = np.array(values).T
    return to_decibels(lead_power) - to_decibels(rest_power)
