"""A breath before a phrase, where the rest leaves room: filtered noise that swells and stops before the first sound."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mnemo import units

FROM_REST_S = 0.3  # a shorter rest is too short to breathe in
LENGTH_S = 0.32
GAP_S = 0.05  # between the breath and the first sound
LEVEL = 0.006  # root mean square at its loudest
BAND_HZ = (900.0, 6_500.0)
NOISE = 1 << 14  # samples of noise that are filtered: more than a breath has


def make_breath(
    start_s: float, rest_s: float, at_s: NDArray[np.float64], rng: np.random.Generator
) -> NDArray[np.float64]:
    """Make a breath that ends GAP_S before `start_s`, on the time axis `at_s`; nothing after a short rest."""
    end_s = start_s - GAP_S
    length_s = min(LENGTH_S, rest_s + end_s - 0.05)  # the rest ends at 0, the first consonant is inside of it
    if rest_s < FROM_REST_S or length_s < LENGTH_S / 2:
        return np.zeros(len(at_s))
    noise = rng.standard_normal(NOISE)
    spectrum = np.fft.rfft(noise)
    hz = np.fft.rfftfreq(NOISE, 1 / units.SAMPLE_RATE)
    spectrum *= 1.0 / np.sqrt((1.0 + (BAND_HZ[0] / np.maximum(hz, 1.0)) ** 4) * (1.0 + (hz / BAND_HZ[1]) ** 4))
    air = np.fft.irfft(spectrum, NOISE)
    sounding = slice(*np.searchsorted(at_s, [end_s - length_s, end_s]).tolist())
    part = (at_s[sounding] - (end_s - length_s)) / length_s
    made = np.zeros(len(at_s))
    made[sounding] = LEVEL * np.sin(np.pi * part**1.5) ** 2 * air[: len(part)] / np.std(air)
    return made
