"""What a performance says about its own mix: the measures of `mnemo.quality.mix` that cost little, JSON-ready."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnemo import units
from mnemo.dsp import loudness, peaks
from mnemo.dsp.blocks import piece_slices
from mnemo.model import MoraTime, Score
from mnemo.quality import mix as measure

Sound = NDArray[np.float32]
RATE = units.SAMPLE_RATE


def of_mix(score: Score, lead: Sound, mix: Sound, times: Sequence[MoraTime]) -> dict[str, float]:
    """Before mastering: the words in front, and chorus over verse."""
    sung = [(t.start_s, t.end_s) for t in times if t.vowel_s is not None]
    front = measure.words_over_band(*_middles(lead, mix), sung, RATE)
    powers = loudness.measure_step_powers(mix, RATE)
    return _rounded(
        words_over_band_median_db=float(np.median(front)),
        words_over_band_p10_db=float(np.percentile(front, 10)),
        chorus_over_verse_lu=_loudness_of(score, powers, "chorus") - _loudness_of(score, powers, "verse"),
    )


def of_master(mastered: Sound) -> dict[str, float | int]:
    """Loudness, peaks and what must not be."""
    powers = loudness.measure_step_powers(mastered, RATE)
    values = _rounded(
        loudness_lufs=loudness.compute_gated_loudness(powers),
        loudness_range_lu=loudness.compute_loudness_range(powers),
        true_peak_db=peaks.measure_true_peak_db(mastered),
        dc_offset=measure.dc_offset(mastered),
    )
    return {**values, "clipped_samples": measure.clipped_samples(mastered)}


def _rounded(**values: float) -> dict[str, float]:
    return {name: round(value, 4) for name, value in values.items()}


def _middles(lead: Sound, mix: Sound) -> tuple[Sound, Sound]:
    """The lead and all else in mono."""
    voice, rest = np.empty((2, len(mix)), np.float32)
    for piece in piece_slices(len(mix)):
        voice[piece] = lead[piece, 0] + lead[piece, 1]
        rest[piece] = mix[piece, 0] + mix[piece, 1] - voice[piece]
    return voice, rest


def _loudness_of(score: Score, powers: NDArray[Any], kind: str) -> float:
    """Gated loudness of all sections of a kind."""
    chosen = np.zeros(len(powers), bool)
    for section in score.sections:
        if section.kind == kind:
            start, end = (units.ticks_to_s(t, score.us_per_beat) for t in (section.start_ticks, section.end_ticks))
            chosen[round(start / loudness.BLOCK_STEP_S) : round(end / loudness.BLOCK_STEP_S)] = True
    return loudness.compute_gated_loudness(powers[chosen])
