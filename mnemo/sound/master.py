"""Mastering: mono bass, tone, glue compressor, saturation, and a look-ahead true-peak limiter at the loudness target.

`master(mix, settings)` measures the whole mix and returns it mastered, with the `Chain` that did it; `Chain.apply`
masters any other sum of the same stems (karaoke, a recall mix with gaps, a cut for a jingle) with the same gains.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnemo import units
from mnemo.dsp import arrays, filters, loudness, peaks
from mnemo.dsp.blocks import correlate_mirrored, cut_padded, filter_pieces, piece_slices
from mnemo.dsp.windows import design_kaiser_low_pass, slide_average, slide_minimum
from mnemo.runtime.threads import map_in_threads
from mnemo.sound.levels import MasterLevels
from mnemo.styles.sound import Master

Sound = NDArray[np.float32]
Array = NDArray[Any]

GLUE_ATTACK_S, GLUE_RELEASE_S = 0.03, 0.2
LOUD_PERCENTILE = 95  # of the levels of 5 ms: the loudest passages
NOMINAL_DB = -12.0  # at which they enter the saturation
SUBSONIC_HZ = 22.0
SATURATION_REACH = 16  # samples on each side from which the two filters around the tanh read
HALF_BAND = design_kaiser_low_pass(SATURATION_REACH - 1, 0.5, 5.0).astype(np.float32)
BETWEEN, AT = HALF_BAND[::2], HALF_BAND[SATURATION_REACH - 1]  # every other tap of a half-band filter is zero
LIMITER_BLOCK = 16  # samples a step of the limiter's gain
LOOKAHEAD_S = 0.004  # the gain falls and recovers over this long on each side
RECOVERY_S = 0.06  # for each 8.7 dB (one neper)
MARGIN_DB = 0.05  # by so much a peak may exceed the ceiling, since the gain is interpolated
PASSES = 6  # at most, of gain against loudness; each pass leaves a small part of the error
LIMITED_DB = 1.0  # by so much limiting may lower the loudness before more peaks are measured
CLOSE_DB = 0.001
LOUD_STEP_DB, GAIN_STEP_DB = 0.25, 0.1  # what is measured over the whole mix is rounded to these
HALF = np.float32(0.5)


@dataclass(frozen=True, eq=False)
class Chain:
    """The gains with which the whole mix was mastered."""

    settings: Master
    glue_db: Array  # at control rate, from sample 0 of the mix
    levels: MasterLevels

    def apply(self, mix: Sound, start: int = 0, out: Sound | None = None) -> Sound:
        """Master a mix, or a cut of one whose first sample was the `start`-th of the whole. `out` may be `mix`."""
        x = shape_tone(mix, self.settings, out)
        filters.Gain.of_db(self.glue_db).apply(x, out=x, start=start)
        saturate(x, self.settings.drive_db)
        gain_db = self.levels.gain_db
        found = measure_block_peaks(x, gain_db, self.settings)
        reduction = compute_reduction(found, gain_db, self.settings.true_peak_db)
        return apply_reduction(x, reduction, gain_db, out=x)


def master(mix: Sound, settings: Master, levels: MasterLevels | None = None) -> tuple[Sound, Chain]:
    """Master the mix to the target's loudness, or a stretch of it by the levels of the whole.

    Return it with the chain for other sums of its stems.
    """
    x = shape_tone(mix, settings)
    glue_db, loud_db = compute_glue_db(x, settings, levels.loud_db if levels else None)
    filters.Gain.of_db(glue_db).apply(x, out=x)
    saturate(x, settings.drive_db)
    gain_db, peaks = find_gain_db(x, settings, levels.gain_db if levels else None)
    apply_reduction(x, compute_reduction(peaks, gain_db, settings.true_peak_db), gain_db, out=x)
    return x, Chain(settings, glue_db, MasterLevels(loud_db, gain_db))


def shape_tone(mix: Sound, settings: Master, out: Sound | None = None) -> Sound:
    """Remove subsonics, make the bass mono and apply two shelves. This is linear, so it holds for any sum of stems."""
    tone = [filters.high_pass(SUBSONIC_HZ)]
    tone.append(filters.shelf(120.0, settings.bass_db, high=False))
    tone.append(filters.shelf(6000.0, settings.treble_db, high=True))
    out = filters.run_filters(mix, *tone, out=out)
    side = (out[:, 0] - out[:, 1]) * HALF
    for piece, high in filter_pieces(side, filters.high_pass(settings.mono_below_hz)):
        low = side[piece] - high
        out[piece, 0] -= low
        out[piece, 1] += low
    return out


def compute_glue_db(x: Sound, settings: Master, loud_db: float | None = None) -> tuple[Array, float]:
    """Compute the compressor's gain in dB at control rate, with the gain to the saturation's nominal level.

    Return it with the level of the loudest passages; a stretch of the mix is given that of the whole.
    """
    level = arrays.to_decibels(filters.measure_powers(x))
    loud_db = (
        arrays.round_level(float(np.percentile(level, LOUD_PERCENTILE)), LOUD_STEP_DB) if loud_db is None else loud_db
    )
    over = np.maximum(0.0, level - (loud_db - settings.glue_db))
    curve = filters.follow_gain(-over * (1 - 1 / settings.glue_ratio), GLUE_ATTACK_S, GLUE_RELEASE_S)
    return curve + (NOMINAL_DB - loud_db), loud_db


def saturate(x: Sound, drive_db: float) -> None:
    """Apply tanh at twice the sample rate, in place. Small signals pass at unity gain."""
    drive = np.float32(units.db_to_gain(drive_db))

    def bend(side: int) -> None:
        before = np.zeros(SATURATION_REACH, np.float32)
        for piece in piece_slices(len(x)):
            samples = piece.stop - piece.start
            source = cut_padded(x[:, side], piece.start - SATURATION_REACH, samples + 2 * SATURATION_REACH)
            source[:SATURATION_REACH], before = before, source[samples:][:SATURATION_REACH].copy()
            x[piece, side] = _saturate_piece(source * (2 * drive), samples) / drive

    map_in_threads(bend, range(2))


def _saturate_piece(x: Sound, samples: int) -> Sound:
    """Apply tanh to the samples and to those interpolated between them, then filter back to the sample rate."""
    on = np.tanh(x[SATURATION_REACH : SATURATION_REACH + samples] * AT)
    between = np.tanh(correlate_mirrored(x[1:], BETWEEN, samples + SATURATION_REACH - 1))
    return AT * on + correlate_mirrored(between, BETWEEN, samples)


def find_gain_db(x: Sound, settings: Master, known_db: float | None = None) -> tuple[float, Sound]:
    """Find the gain in dB with which the limited result has the target's loudness, and the peaks that it limits.

    K-weighting and a slow gain commute with little error, so the weighted power of each block is computed once and each
    pass only scales it.
    """
    if known_db is not None:
        return known_db, measure_block_peaks(x, known_db, settings)
    weighting = loudness.k_weighting(units.SAMPLE_RATE)
    left, right = map_in_threads(
        lambda side: loudness.measure_block_powers(x[:, side], weighting, LIMITER_BLOCK), range(2)
    )
    powers = left + right
    blocks = round(loudness.BLOCK_STEP_S * units.SAMPLE_RATE / LIMITER_BLOCK)
    steps = len(powers) // blocks

    def short_of_target_db(weighted: Array) -> float:
        tenths = weighted[: steps * blocks].reshape(steps, blocks).mean(axis=1)
        return settings.loudness_lufs - loudness.compute_gated_loudness(tenths)

    gain_db = short_of_target_db(powers)
    highest_db = gain_db + LIMITED_DB
    peaks = measure_block_peaks(x, highest_db, settings)
    for _ in range(PASSES):
        gains = compute_reduction(peaks, gain_db, settings.true_peak_db) * units.db_to_gain(gain_db)
        short_db = short_of_target_db(powers * gains[: len(powers)] ** 2)
        gain_db += short_db
        if gain_db > highest_db:
            highest_db = gain_db + LIMITED_DB
            peaks = measure_block_peaks(x, highest_db, settings)
        if abs(short_db) < CLOSE_DB:
            break
    return arrays.round_level(gain_db, GAIN_STEP_DB), peaks


def measure_block_peaks(x: Sound, gain_db: float, settings: Master) -> Sound:
    """Measure the peak of each block of the limiter, over both channels; where it would reach the ceiling after a gain,
    or after less, the true one.
    """
    ceiling = units.db_to_gain(settings.true_peak_db - MARGIN_DB - gain_db)
    left, right = map_in_threads(lambda side: peaks.measure_peaks_near(x[:, side], ceiling, LIMITER_BLOCK), range(2))
    return np.maximum(left, right)


def compute_reduction(peaks: Sound, gain_db: float, ceiling_db: float) -> Array:
    """Compute the limiter's gain (<= 1) for each block, so that after `gain_db` every true peak is under the ceiling.

    The gain needed at each block's peak is held over the look-ahead on both sides and averaged by a window no longer
    than that, so at every peak the average is of values that are all low enough.
    """
    ceiling = units.db_to_gain(ceiling_db - MARGIN_DB - gain_db)
    depth = np.log(np.maximum(peaks / ceiling, 1.0))  # nepers
    # release: the depth falls by at most `slope` a block, d[n] = max over m <= n of depth[m] - (n - m) slope
    slope = np.arange(len(depth)) * (LIMITER_BLOCK / (RECOVERY_S * units.SAMPLE_RATE))
    held = np.maximum(np.maximum.accumulate(depth + slope) - slope, 0.0)
    reach = round(LOOKAHEAD_S * units.SAMPLE_RATE / LIMITER_BLOCK)
    window = np.hanning(2 * reach + 3)[1:-1]
    lowest = np.exp(slide_minimum(-held, reach + 1))
    return slide_average(lowest, window / window.sum())


def apply_reduction(x: Sound, blocks: Array, gain_db: float, out: Sound | None = None) -> Sound:
    """Apply the gain and the limiter's reduction, interpolated linearly between blocks. `out` may be `x` itself."""
    gain = (blocks * units.db_to_gain(gain_db)).astype(np.float32)
    return filters.Gain(gain, LIMITER_BLOCK).apply(x, out)
