"""One voice, several singers: what a SingerStyle does to spectral envelopes.

Source of the emphasis near 3 kHz: Saitou et al. 2007, section 3.3 (singer's formant).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mnemo import units
from mnemo.styles.schema import SingerStyle

SINGERS_FORMANT_HZ = 3_000.0
SINGERS_FORMANT_WIDTH_HZ = 1_600.0  # from edge to edge of the raised cosine
BRIGHT_HZ = 3_500.0
DRIFT_SEMITONES = 0.35
CONTRAST = 0.2
CONTRAST_HZ = 940.0  # standard deviation of the smoothing


def shape_envelopes(
    log_power: NDArray[np.float32],
    voiced: NDArray[np.bool_],
    singer: SingerStyle,
    drift: NDArray[np.float64],
    rate: int = units.SAMPLE_RATE,
) -> NDArray[np.float32]:
    """Return the envelopes of this singer, formants moved by `drift` semitones.

    (T, K) from 0 to half of `rate`, (T,), (T,) -> (T, K), log of power
    """
    hz = np.linspace(0.0, rate / 2, log_power.shape[1])
    moved = _sharpen_formants(log_power, rate)
    _shift_formants(moved, singer.formant_shift_semitones + drift)
    nepers_per_db = np.log(10.0) / 10.0
    offset = np.clip((hz - SINGERS_FORMANT_HZ) / (SINGERS_FORMANT_WIDTH_HZ / 2), -1.0, 1.0)
    formant_db = singer.singers_formant_db * 0.5 * (1.0 + np.cos(np.pi * offset))
    bright_db = singer.brightness_db * np.clip((hz / BRIGHT_HZ - 0.7) / 0.6, 0.0, 1.0)
    moved += (nepers_per_db * bright_db).astype(np.float32)
    moved += np.outer(voiced, nepers_per_db * formant_db).astype(np.float32)
    return moved


def drift_semitones(at_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how far a singer's formants move while a vowel is held, in semitones: a sum of two unrelated rates."""
    return DRIFT_SEMITONES * (0.6 * np.sin(2 * np.pi * 2.3 * at_s) + 0.4 * np.sin(2 * np.pi * 3.7 * at_s + 1.0))


def _sharpen_formants(log_power: NDArray[np.float32], rate: int) -> NDArray[np.float32]:
    """Move formants CONTRAST times farther from the envelope smoothed over CONTRAST_HZ, by liftering the cepstrum.

    The averaging of the voice's model flattens its formants, and at the pitch of song few partials are left to show
    them; this is the post-filter of speech synthesis (T. Yoshimura et al., IEICE Trans. J87-D-II(8), 2004) as a lifter.
    """
    bins = log_power.shape[1]
    points = 2 * (bins - 1)
    quefrency_s = np.arange(bins) / rate
    smooth = np.exp(-2.0 * (np.pi * CONTRAST_HZ * quefrency_s) ** 2)
    lifter = points * (1.0 + CONTRAST * (1.0 - smooth))  # both spectra are even, so each is the other's inverse
    cepstrum = np.fft.irfft(log_power.astype(np.complex64))[:, :bins] * lifter
    return np.fft.irfft(cepstrum.astype(np.complex64))[:, :bins].astype(np.float32)


def _shift_formants(log_power: NDArray[np.float32], semitones: NDArray[np.float64]) -> None:
    """Stretch the frequency axis of each envelope in place: up is a shorter vocal tract. (T, K), (T,)"""
    rows = np.flatnonzero(semitones)
    if not len(rows):
        return
    top = log_power.shape[1] - 1
    wanted = np.minimum(np.arange(top + 1) / 2.0 ** (semitones[rows, None] / 12.0), top)
    low = np.minimum(wanted.astype(np.int32), top - 1)
    part = (wanted - low).astype(np.float32)
    log_power[rows] = log_power[rows[:, None], low] * (1 - part) + log_power[rows[:, None], low + 1] * part
