"""The vocal chain turns a voice's take into a track of the mix, and makes its sends to plate and delay."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import astuple
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from mnemo import units
from mnemo.dsp import arrays, blocks, filters, loudness, sections, windows
from mnemo.dsp.blocks import piece_slices
from mnemo.dsp.panning import pan_gains
from mnemo.model import MoraTime, StemGroup, VocalName, VocalPart
from mnemo.runtime import cache
from mnemo.runtime.threads import map_in_threads
from mnemo.sound import effects
from mnemo.sound.disk import Pieces
from mnemo.sound.levels import TakeLevels
from mnemo.styles.sound import VocalChain

Sound = NDArray[np.float32]

# Part name -> group of its stems; other parts are backing. Karaoke leaves the lead group out: answer and echo too.
GROUPS = dict.fromkeys((VocalName.LEAD, VocalName.DOUBLE, VocalName.ANSWER, VocalName.ECHO), StemGroup.LEAD)
BACKING = VocalChain(level_db=-9.0, presence_db=0.0, reverb_db=-9.0)

REFERENCE_LUFS = -20.0
LEVEL_STEP_DB = 0.5  # levels of a whole take are rounded to this
SIBILANTS_HZ, SIBILANTS_Q = 7500.0, 0.8
SIBILANT_DB = -8.0  # a vowel's share of this band is smaller
AUDIBLE_DB = -40.0  # the de-esser leaves passages alone that are further below the loudest
COMPRESSOR_ATTACK_S, COMPRESSOR_RELEASE_S = 0.01, 0.09
DEESSER_ATTACK_S, DEESSER_RELEASE_S = 0.005, 0.04
COPIES = ((-7.0, 0.011), (7.0, 0.017))  # cents and seconds of the widening copies, left and right
THROW_FADE_S = 0.01
CACHE_SPACE = "takes"


def find_group(part: VocalPart) -> StemGroup:
    return GROUPS.get(part.name, StemGroup.BACKING)


def find_chain(name: VocalName, chains: Mapping[VocalName, VocalChain]) -> VocalChain:
    return chains.get(name, BACKING)


def find_polished(take: Sound, settings: VocalChain, levels: TakeLevels | None = None) -> tuple[Sound, TakeLevels]:
    """Polish a take, or take it from the cache, which holds what of it is not silent: (samples,), and its levels."""

    def polish_pieces() -> tuple[list[tuple[int, Sound]], tuple[float, ...]]:
        polished, measured = polish(take, settings, levels)
        pieces = piece_slices(len(take))
        return [(piece.start, polished[piece]) for piece in pieces if polished[piece].any()], astuple(measured)

    key = cache.digest(_digest_code(), settings, take, levels)
    found, measured = cache.memo(CACHE_SPACE, key, polish_pieces)
    out = np.zeros(len(take), np.float32)
    for start, audio in found:
        out[start : start + len(audio)] = audio
    return out, TakeLevels(*measured)


@lru_cache(maxsize=1)
def _digest_code() -> str:
    """Digest the code that decides how a polished take sounds."""
    return cache.code_digest(sys.modules[__name__], arrays, blocks, filters, loudness, sections, units, windows)


def polish(take: Sound, settings: VocalChain, levels: TakeLevels | None = None) -> tuple[Sound, TakeLevels]:
    """Apply high-pass, de-esser, compressor, presence and air, and set the level in the mix: (samples,).

    Return it with its levels; a stretch of a take is given those of the whole.
    """
    x = filters.run_filters(take, filters.high_pass(settings.low_cut_hz, 4))
    peak_db = deess(x, settings.deess_db, levels.peak_db if levels else None)
    loud_db = compress(x, settings.threshold_db, settings.ratio, levels.loud_db if levels else None)
    tone = filters.bell(3000.0, 0.7, settings.presence_db), filters.shelf(9000.0, settings.air_db, high=True)
    filters.run_filters(x, *tone, out=x)
    loud = levels.loudness_lufs if levels else _measure_loudness(x)
    if loud > loudness.ABSOLUTE_GATE_LUFS:
        x *= np.float32(units.db_to_gain(REFERENCE_LUFS - loud + settings.level_db))
    return x, TakeLevels(peak_db, loud_db, loud)


def _measure_loudness(x: Sound) -> float:
    """Measure the loudness of a take; silence is at the gate."""
    loud = max(loudness.measure_loudness(x, units.SAMPLE_RATE), loudness.ABSOLUTE_GATE_LUFS)
    return arrays.round_level(loud, LEVEL_STEP_DB)


def pan(x: Sound, pan: float, samples: int) -> Pieces:
    """Yield the first samples of a mono track, panned to its place in the mix: (samples, 2) in all."""
    left, right = pan_gains(pan)
    for piece in piece_slices(min(samples, len(x))):
        yield piece, np.stack([x[piece] * left, x[piece] * right], axis=1)


def deess(x: Sound, most_db: float, peak_db: float | None = None) -> float:
    """Turn the sibilants' band down, in place, where it holds much of the power.

    Return the level of the loudest 5 ms; a stretch of a take is given that of the whole.
    """
    hiss = filters.run_filters(x, filters.band(SIBILANTS_HZ, SIBILANTS_Q))
    of_hiss, of_all = arrays.to_decibels(filters.measure_powers(hiss)), arrays.to_decibels(filters.measure_powers(x))
    peak_db = arrays.round_level(of_all.max(), LEVEL_STEP_DB) if peak_db is None else peak_db
    audible = of_hiss > peak_db + AUDIBLE_DB
    cut = np.where(audible, -np.clip(of_hiss - of_all - SIBILANT_DB, 0.0, most_db), 0.0)
    gain = filters.Gain.of_db(filters.follow_gain(cut, DEESSER_ATTACK_S, DEESSER_RELEASE_S))
    for piece in piece_slices(len(x)):
        x[piece] -= (1 - gain(piece)) * hiss[piece]
    return peak_db


def compress(x: Sound, threshold_db: float, ratio: float, loud_db: float | None = None) -> float:
    """Divide the level above the threshold by the ratio, in place. The threshold is relative to the 99th percentile.

    Return that percentile in dB; a stretch of a take is given that of the whole.
    """
    level = arrays.to_decibels(filters.measure_powers(x))
    loud_db = arrays.round_level(np.percentile(level, 99), LEVEL_STEP_DB) if loud_db is None else loud_db
    over = np.maximum(0.0, level - (loud_db + threshold_db))
    curve = filters.follow_gain(-over * (1 - 1 / ratio), COMPRESSOR_ATTACK_S, COMPRESSOR_RELEASE_S)
    filters.Gain.of_db(curve).apply(x, out=x)
    return loud_db


def widen(track: Sound) -> Pieces:
    """Yield the two detuned copies that make a voice wide, without the voice itself: (samples, 2) in all."""
    mono = (track[:, 0] + track[:, 1]) * np.float32(0.5)
    left, right = map_in_threads(lambda copy: effects.detune(mono, *copy), COPIES)
    for piece in piece_slices(len(mono)):
        yield piece, np.stack([left[piece], right[piece]], axis=1)


def take_throws(track: Sound, part: VocalPart, times: Sequence[MoraTime]) -> Pieces:
    """Yield only the last mora of each line, which is sent to the delay (a delay throw)."""
    last = {note.line: i for i, note in enumerate(part.notes)}
    for i in last.values():
        start, end = (units.s_to_samples(s) for s in (times[i].start_s, times[i].end_s))
        end, heard = min(end, len(track)), max(0, start)  # in a stretch of the song a line may begin before it
        if heard < end:
            age = np.arange(end - start) / units.s_to_samples(THROW_FADE_S)
            fade = np.minimum(1.0, np.minimum(age, age[::-1])).astype(np.float32)[heard - start :]
            yield slice(heard, end), track[heard:end] * fade[:, None]
