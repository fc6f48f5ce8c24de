"""The vocal chain's dynamics and tone, in place: de-esser, compressor, presence and air."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mnemo.dsp import arrays, filters
from mnemo.dsp.blocks import piece_slices
from mnemo.styles.sound import VocalChain

Sound = NDArray[np.float32]

LEVEL_STEP_DB = 0.5  # levels of a whole take are rounded to this
SIBILANTS_HZ, SIBILANTS_Q = 7500.0, 0.8
SIBILANT_DB = -8.0  # a vowel's share of this band is smaller
AUDIBLE_DB = -40.0  # the de-esser leaves passages alone that are further below the loudest
LOUD_PERCENTILE = 99
COMPRESSOR_ATTACK_S, COMPRESSOR_RELEASE_S = 0.01, 0.09
DEESSER_ATTACK_S, DEESSER_RELEASE_S = 0.005, 0.04


def find_peak_db(powers: NDArray[np.float64]) -> float:
    """Find the level of the loudest 5 ms from the powers of all: (hops,)."""
    return arrays.round_level(float(arrays.to_decibels(powers.max())), LEVEL_STEP_DB)


def find_loud_db(powers: NDArray[np.float64]) -> float:
    """Find the level that all but the loudest hundredth stay under, from the powers of 5 ms: (hops,)."""
    return arrays.round_level(np.percentile(arrays.to_decibels(powers), LOUD_PERCENTILE), LEVEL_STEP_DB)


def deess(x: Sound, most_db: float, peak_db: float) -> None:
    """Turn the sibilants' band down where it holds much of the power. `peak_db` is the take's loudest level."""
    hiss = filters.run_filters(x, filters.band(SIBILANTS_HZ, SIBILANTS_Q))
    of_hiss, of_all = arrays.to_decibels(filters.measure_powers(hiss)), arrays.to_decibels(filters.measure_powers(x))
    audible = of_hiss > peak_db + AUDIBLE_DB
    cut = np.where(audible, -np.clip(of_hiss - of_all - SIBILANT_DB, 0.0, most_db), 0.0)
    gain = filters.Gain.of_db(filters.follow_gain(cut, DEESSER_ATTACK_S, DEESSER_RELEASE_S))
    for piece in piece_slices(len(x)):
        x[piece] -= (1 - gain(piece)) * hiss[piece]


def compress(x: Sound, threshold_db: float, ratio: float, loud_db: float) -> None:
    """Divide the level above the threshold by the ratio. The threshold is relative to `loud_db`, the take's."""
    level = arrays.to_decibels(filters.measure_powers(x))
    over = np.maximum(0.0, level - (loud_db + threshold_db))
    curve = filters.follow_gain(-over * (1 - 1 / ratio), COMPRESSOR_ATTACK_S, COMPRESSOR_RELEASE_S)
    filters.Gain.of_db(curve).apply(x, out=x)


def shape_tone(x: Sound, settings: VocalChain) -> None:
    """Add presence and air."""
    tone = filters.bell(3000.0, 0.7, settings.presence_db), filters.shelf(9000.0, settings.air_db, high=True)
    filters.run_filters(x, *tone, out=x)
