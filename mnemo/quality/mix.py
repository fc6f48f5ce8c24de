"""Measures of a mix: loudness, peaks, tone, width, and how far the words stand in front.

Audio is (samples,) or (samples, channels), full scale 1.0. Sources are named with each measure.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from mnemo.quality.pieces import around, by_block, columns, correlated, filtered, spans

Array = NDArray[Any]

SILENCE_DB = -120.0
BLOCK_S, BLOCK_STEP_S = 0.4, 0.1  # gating blocks of BS.1770
SHORT_TERM_S = 3.0
ABSOLUTE_GATE_LUFS = -70.0
RELATIVE_GATE_LU = -10.0
RANGE_GATE_LU = -20.0
NEAR = 0.75  # -2.5 dB: music rises by less than that between two samples (1.25 dB for a sine of 8 kHz)
PEAK_REACH = 6  # samples on each side from which the interpolator reads
WORDS_HZ = (1000.0, 4000.0)  # where consonants and second formants are told apart


def decibels(power: Any) -> Array:
    return np.asarray(10 * np.log10(np.maximum(power, 10 ** (SILENCE_DB / 10))))


# --- loudness ---------------------------------------------------------------------------------------------


def k_weighting(rate: int) -> Array:
    """ITU-R BS.1770-4, annex 1: a shelf for the head, then a high-pass. Second-order sections.

    Designed from the analogue prototypes (Brecht De Man 2018), so that it holds at any sample rate; at 48 kHz the
    coefficients are those of the standard.
    """
    sections = []
    for hz, q, gain_db, kind in ((1681.974450955533, 0.7071752369554196, 3.999843853973347, "shelf"),
                                 (38.13547087602444, 0.5003270373238773, 0.0, "pass")):  # fmt: skip
        k = math.tan(math.pi * hz / rate)
        a0 = 1 + k / q + k * k
        a = [1.0, 2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0]
        vh = 10 ** (gain_db / 20)
        vb = vh**0.4996667741545416
        b = {
            "shelf": [(vh + vb * k / q + k * k) / a0, 2 * (k * k - vh) / a0, (vh - vb * k / q + k * k) / a0],
            "pass": [1.0, -2.0, 1.0],
        }[kind]
        sections.append(b + a)
    return np.array(sections)


def block_powers(x: Array, sections: Array, block: int) -> Array:
    """Power of each whole block after a filter, summed over the channels: (blocks,)."""
    blocks = len(x) // block
    total = np.zeros(blocks)
    for piece, y in filtered(x[: blocks * block], sections, block):
        for channel in columns(y):  # not a product of matrices: its rounding depends on the cores
            total[piece.start // block : piece.stop // block] += by_block(np.add, np.square(channel), block) / block
    return total


def step_powers(x: Array, rate: int) -> Array:
    """K-weighted power of each tenth of a second, summed over channels: (steps,)."""
    return block_powers(x, k_weighting(rate), round(BLOCK_STEP_S * rate))


def lufs(power: Array | float) -> Array:
    return -0.691 + decibels(power)


def window_loudness(powers: Array, window_s: float) -> Array:
    """LUFS of every window of that length, a tenth of a second apart."""
    n = round(window_s / BLOCK_STEP_S)
    if len(powers) < n:
        return lufs(powers.mean(keepdims=True)) if len(powers) else np.array([SILENCE_DB])
    return lufs(np.convolve(powers, np.ones(n) / n, "valid"))


def gated_loudness(powers: Array) -> float:
    """Integrated loudness of BS.1770-4 from powers of tenths of a second."""
    blocks = window_loudness(powers, BLOCK_S)
    loud = blocks[blocks > ABSOLUTE_GATE_LUFS]
    if not len(loud):
        return SILENCE_DB
    gate = _mean_lufs(loud) + RELATIVE_GATE_LU
    return _mean_lufs(loud[loud > gate])


def loudness(x: Array, rate: int) -> float:
    """Integrated loudness in LUFS (ITU-R BS.1770-4)."""
    return gated_loudness(step_powers(x, rate))


def loudness_range(x: Array, rate: int) -> float:
    """LRA in LU (EBU Tech 3342): 10th to 95th percentile of the gated short-term loudness."""
    return loudness_range_of(step_powers(x, rate))


def loudness_range_of(powers: Array) -> float:
    """LRA from powers of tenths of a second."""
    values = window_loudness(powers, SHORT_TERM_S)
    loud = values[values > ABSOLUTE_GATE_LUFS]
    if not len(loud):
        return 0.0
    loud = loud[loud > _mean_lufs(loud) + RANGE_GATE_LU]
    return float(np.percentile(loud, 95) - np.percentile(loud, 10))


def _mean_lufs(values: Array) -> float:
    return float(10 * np.log10(np.mean(10 ** (values / 10))))


# --- peaks, offset, tail ----------------------------------------------------------------------------------


def true_peaks(x: Array, block: int = 1) -> Array:
    """The highest of the four-fold interpolated samples in each block, over the channels: (blocks,). BS.1770, annex 2.

    The interpolator has 12 taps a phase, as the standard's; its first phase is the samples themselves. The second and
    the last are each other's mirror: the sum and the difference of what is even and odd in them, and the higher of
    |even + odd| and |even - odd| is |even| + |odd|.
    """
    taps = 4 * signal.firwin(8 * PEAK_REACH + 1, 0.25, window=("kaiser", 4.0)).astype(np.float32)
    quarter, half, mirrored = (taps[phase::4] for phase in (1, 2, 3))
    even, odd = (quarter + mirrored) / 2, (quarter - mirrored) / 2
    peaks = np.zeros(-(-len(x) // block), np.float32)
    for piece in spans(len(x), block):
        blocks = slice(piece.start // block, -(-piece.stop // block))
        samples = (blocks.stop - blocks.start) * block
        for channel in columns(x):
            source = around(channel, piece.start - PEAK_REACH, samples + 2 * PEAK_REACH)
            highest = np.abs(source[PEAK_REACH : PEAK_REACH + samples])
            beside = np.abs(correlated(source[1:], even, samples))
            beside += np.abs(correlated(source[1:], odd, samples, odd=True))
            np.maximum(highest, beside, out=highest)
            np.maximum(highest, np.abs(correlated(source[1:], half, samples)), out=highest)
            np.maximum(peaks[blocks], by_block(np.maximum, highest, block), out=peaks[blocks])
    return peaks


def peaks_near(x: Array, level: float, block: int) -> Array:
    """The highest sample of each block over the channels, the true peak in pieces that come near a level: (blocks,)."""
    peaks = np.empty(-(-len(x) // block), np.float32)
    for piece in spans(len(x), block):
        blocks = slice(piece.start // block, -(-piece.stop // block))
        peaks[blocks] = by_block(np.maximum, np.abs(x[piece]), block)
        if peaks[blocks].max() > level * NEAR:
            before = min(blocks.start, -(-PEAK_REACH // block))  # blocks
            heard = x[piece.start - before * block : piece.stop + PEAK_REACH]
            peaks[blocks] = true_peaks(heard, block)[before:][: blocks.stop - blocks.start]
    return peaks


def true_peak_db(x: Array) -> float:
    """dBTP of the whole: the interpolator runs where samples come near the highest so far."""
    highest = 0.0
    for piece in spans(len(x)):
        heard = x[max(0, piece.start - PEAK_REACH) : piece.stop + PEAK_REACH]
        if np.abs(heard).max() > highest * NEAR:
            highest = max(highest, float(true_peaks(heard, len(heard))[0]))
    return float(2 * decibels(highest))


def dc_offset(x: Array) -> float:
    """The largest mean of a channel."""
    sums = [[channel.sum() for channel in columns(x[piece])] for piece in spans(len(x))]
    return float(np.abs(np.sum(sums, axis=0, dtype=np.float64)).max() / len(x))


def clipped_samples(x: Array, ceiling: float = 0.9999) -> int:
    return sum(int(np.count_nonzero(np.abs(x[piece]) >= ceiling)) for piece in spans(len(x)))


def tail_db(x: Array, rate: int, last_s: float = 0.02) -> float:
    """Level of the last moments: how abruptly the file ends."""
    return float(decibels(np.mean(np.square(x[-round(last_s * rate) :], dtype=np.float64))))


# --- tone and width ---------------------------------------------------------------------------------------


def band_power(x: Array, rate: int, low_hz: float, high_hz: float, step: int) -> Array:
    """Power between two frequencies (Butterworth, order 4) in every step of samples, summed over channels: (steps,)."""
    return block_powers(x, signal.butter(4, (low_hz, high_hz), "bandpass", fs=rate, output="sos"), step)


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
    levels = [decibels(density[(hz >= c / edge) & (hz < c * edge)].mean()) for c in centres]
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
    return float(decibels(stereo) - decibels(mono))


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
    return decibels(lead_power) - decibels(rest_power)
