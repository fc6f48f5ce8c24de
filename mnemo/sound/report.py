"""Measures of a performance's own mix for song.json: those of `mnemo.quality.mix` that cost little."""

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
from mnemo.runtime.threads import run_both

Sound = NDArray[np.float32]
RATE = units.SAMPLE_RATE


def measure_mix(score: Score, lead: Sound, mix: Sound, times: Sequence[MoraTime]) -> dict[str, float]:
    """Measure before mastering how far the words are above the band, and the chorus above the verse."""
    sung = [(t.start_s, t.end_s) for t in times if t.vowel_s is not None]
    front = measure.measure_words_over_band(*_split_to_mono(lead, mix), sung, RATE)
    powers = loudness.measure_step_powers(mix, RATE)
    return _round_values(
        words_over_band_median_db=float(np.median(front)),
        words_over_band_p10_db=float(np.percentile(front, 10)),
        chorus_over_verse_lu=_measure_kind(score, powers, "chorus") - _measure_kind(score, powers, "verse"),
    )


def measure_master(mastered: Sound) -> dict[str, float | int]:
    """Measure loudness and peaks, and the faults that must be zero: DC offset and clipped samples."""
    powers, true_peak_db = run_both(
        lambda: loudness.measure_step_powers(mastered, RATE), lambda: peaks.measure_true_peak_db(mastered)
    )
    values = _round_values(
        loudness_lufs=loudness.compute_gated_loudness(powers),
        loudness_range_lu=loudness.compute_loudness_range(powers),
        true_peak_db=true_peak_db,
        dc_offset=measure.measure_dc_offset(mastered),
    )
    return {**values, "clipped_samples": measure.count_clipped_samples(mastered)}


def _round_values(**values: float) -> dict[str, float]:
    return {name: round(value, 4) for name, value in values.items()}


def _split_to_mono(lead: Sound, mix: Sound) -> tuple[Sound, Sound]:
    """Return the lead and the rest of the mix, both in mono."""
    voice, rest = np.empty((2, len(mix)), np.float32)
    for piece in piece_slices(len(mix)):
        voice[piece] = lead[piece, 0] + lead[piece, 1]
        rest[piece] = mix[piece, 0] + mix[piece, 1] - voice[piece]
    return voice, rest


def _measure_kind(score: Score, powers: NDArray[Any], kind: str) -> float:
    """Measure the gated loudness of all sections of a kind."""
    chosen = np.zeros(len(powers), bool)
    for section in score.sections:
        if section.kind == kind:
            start, end = (units.ticks_to_s(t, score.us_per_beat) for t in (section.start_ticks, section.end_ticks))
            chosen[round(start / loudness.BLOCK_STEP_S) : round(end / loudness.BLOCK_STEP_S)] = True
    return loudness.compute_gated_loudness(powers[chosen])
