"""What a sung take is worth, measured on its audio: pitch, onsets, evenness, clicks, frozen vowels.

All but `praat_pitch_errors_cents` need numpy and scipy alone. A `notes`, `times` pair is one vocal part and what its
Take says about it; ッ has a note and no vowel and is left out everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnemo import units
from mnemo.model import Audio, MoraTime, Score, SungNote, Take
from mnemo.quality.voice import HOP, Vowel, compute_log_mel, find_vowel_onsets, find_vowels

RATE = units.SAMPLE_RATE
MIN_PITCHED_S = 0.08  # shorter vowels are too short to have a pitch
MIN_HELD_S = 0.3  # from here on a vowel must keep moving
OCTAVE_CENTS = 600.0  # an error beyond is another note altogether
DIP_MARGIN = 0.015  # of two dips this equal, the shorter period is the pitch
OCTAVE_COST = 0.03  # Praat's own .01 took vowels of a likeness of .94 to 1.0 an octave lower; at 71 alpha still is
CLICK_NEIGHBOURHOOD_S = 0.025  # a glottal pulse has its like within this time, a click has not
CLICK_SELF_S = 0.001
CLICK_RATIO = 3.0  # times the steepest step around
CLICK_FLOOR = 0.01  # of full scale: smaller steps are not heard
BURSTING, BURST_EDGE_S = frozenset("kgtcdjpbr"), 0.01  # first letters of phonemes
HELD_S, HELD_EDGE_S, HELD_FRAME_S = 0.5, 0.05, 0.05
FROZEN_DB = 0.25  # a vowel's envelope moves less than this within 0.1 s: frozen
FROZEN_STEP_S = 0.1


def report(score: Score, take: Take) -> dict[str, Any]:
    """The cheap measures of the lead, JSON-ready, for song.json."""
    notes = score.lead.notes
    cents = np.abs(pitch_errors_cents(take.audio, notes, take.times))
    onsets_ms = 1000 * np.abs(onset_errors_s(take.audio, notes, take.times))
    spread_db = level_spread_db(take.audio, notes, take.times)
    return {
        "pitch_error_cents": _summary(cents),
        "octave_errors": int(np.sum(cents > OCTAVE_CENTS)),
        "onset_error_ms": _summary(onsets_ms),
        "loudness_spread_db": round(max(spread_db.values(), default=0.0), 2),
        "clicks": len(clicks(take.audio)),
        "frozen_vowels": len(frozen(take.audio, notes, take.times)),
    }


def pitch_errors_cents(audio: Audio, notes: Sequence[SungNote], times: Sequence[MoraTime]) -> NDArray[np.float64]:
    """Error of each vowel of 80 ms or more: its middle half's pitch, by autocorrelation, against its note's."""
    return np.array([_error_cents(_middle(audio, start, end), note) for _, note, start, end in _pitched(notes, times)])


def praat_pitch_errors_cents(
    audio: Audio, notes: Sequence[SungNote], times: Sequence[MoraTime]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The same by Praat (autocorrelation, Boersma 1993): (median of each vowel's middle half, every frame of them).

    A vowel in which Praat hears no pitch counts as wrong by two octaves. With OCTAVE_COST an octave is lower where two
    periods are more alike than one, not where they are equally alike.
    """
    import parselmouth

    sound = parselmouth.Sound(audio.astype(np.float64), RATE)
    lowest_hz = min(units.midi_to_hz(note.midi) for _, note, _, _ in _pitched(notes, times))
    floor_hz = min(100.0, lowest_hz / 1.4)
    pitch = sound.to_pitch_ac(0.0025, floor_hz, pitch_ceiling=1400.0, octave_cost=OCTAVE_COST)
    at_s, hz = pitch.xs(), pitch.selected_array["frequency"]
    medians, frames = [], []
    for _, note, start_s, end_s in _pitched(notes, times):
        quarter_s = (end_s - start_s) / 4
        heard = hz[(at_s >= start_s + quarter_s) & (at_s <= end_s - quarter_s)]
        cents = 1200.0 * np.log2(heard[heard > 0] / units.midi_to_hz(note.midi))
        medians.append(float(np.median(cents)) if len(cents) else 2400.0)
        frames += cents.tolist()
    return np.array(medians), np.array(frames)


def onset_errors_s(audio: Audio, notes: Sequence[SungNote], times: Sequence[MoraTime]) -> NDArray[np.float64]:
    """When each vowel is heard to start, less when it says it starts; ッ and ー are left out."""
    claimed = {index: start_s for index, _, start_s, _ in find_vowels(notes, times)}
    return np.array([heard_s - claimed[index] for index, heard_s in find_vowel_onsets(audio, notes, times).items()])


def level_spread_db(audio: Audio, notes: Sequence[SungNote], times: Sequence[MoraTime]) -> dict[int, float]:
    """Line -> standard deviation of the K-weighted level of its vowels, in dB."""
    loud = k_weighted(audio)
    spread = {}
    for line, vowels in groupby(find_vowels(notes, times), lambda v: v[1].line):
        power = [np.mean(loud[units.s_to_samples(a) : units.s_to_samples(b)] ** 2) for _, _, a, b in vowels]
        spread[line] = float(np.std(10 * np.log10(np.array(power) + 1e-12)))
    return spread


def held_losses_db(audio: Audio, notes: Sequence[SungNote], times: Sequence[MoraTime]) -> list[float]:
    """How much each vowel of 0.5 s or more is louder at its loudest than in its last 0.1 s before the release."""
    loud = k_weighted(audio)
    lost = []
    for _, _, start_s, end_s in find_vowels(notes, times):
        if end_s - start_s >= HELD_S:
            moments_s = np.arange(start_s + HELD_EDGE_S, end_s - HELD_EDGE_S - HELD_FRAME_S, HELD_FRAME_S / 2)
            power = [
                np.mean(loud[units.s_to_samples(a) : units.s_to_samples(a + HELD_FRAME_S)] ** 2) for a in moments_s
            ]
            levels_db = 10 * np.log10(np.array(power) + 1e-12)
            lost.append(float(levels_db.max() - levels_db[-3:].min()))
    return lost


def clicks(audio: Audio, notes: Sequence[SungNote] = (), times: Sequence[MoraTime] = ()) -> NDArray[np.int64]:
    """Samples where the signal steps far more steeply than anywhere around: a join that can be heard.

    Where a plosive or a flap of these notes is let go it bursts, which is no click.
    """
    step = np.abs(np.diff(audio.astype(np.float64)))
    block = units.s_to_samples(CLICK_SELF_S)
    blocks = step[: len(step) // block * block].reshape(-1, block)
    peak = blocks.max(axis=1)
    reach = round(CLICK_NEIGHBOURHOOD_S / CLICK_SELF_S)
    padded = np.pad(peak, reach)
    window = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1).copy()
    window[:, reach - 1 : reach + 2] = 0.0  # the block itself and those that the step may reach into
    found = np.flatnonzero((peak > CLICK_FLOOR) & (peak > CLICK_RATIO * window.max(axis=1)))
    steep = found * block + blocks[found].argmax(axis=1)
    bursts = [
        (time.start_s - BURST_EDGE_S, time.vowel_s + BURST_EDGE_S)
        for note, time in zip(notes, times, strict=True)
        if time.vowel_s is not None and note.mora.phonemes[0][0] in BURSTING
    ]
    return np.array([at for at in steep if not any(first <= at / RATE <= last for first, last in bursts)], np.int64)


def frozen(audio: Audio, notes: Sequence[SungNote], times: Sequence[MoraTime]) -> list[int]:
    """The notes whose vowel, longer than 0.3 s, stands still: its spectral envelope, levels evened, hardly moves."""
    found = []
    for index, _, start_s, end_s in find_vowels(notes, times):
        if end_s - start_s > MIN_HELD_S:
            bands, _ = compute_log_mel(audio, start_s + 0.05, end_s - 0.05)
            smooth = _moving_average(bands - bands.mean(axis=1, keepdims=True), 16)  # 40 ms: over the pulses
            lag = round(FROZEN_STEP_S * RATE / HOP)
            moved_db = np.sqrt(np.mean((smooth[lag:] - smooth[:-lag]) ** 2, axis=1))
            if len(moved_db) and float(np.median(moved_db)) < FROZEN_DB:
                found.append(index)
    return found


def k_weighted(audio: Audio) -> NDArray[np.float64]:
    """The weighting of loudness meters (ITU-R BS.1770-4)."""
    from scipy.signal import sosfilt

    from mnemo.dsp.loudness import k_weighting

    return sosfilt(k_weighting(RATE), audio)


def _pitched(notes: Sequence[SungNote], times: Sequence[MoraTime]) -> Iterator[Vowel]:
    return (v for v in find_vowels(notes, times) if v[3] - v[2] >= MIN_PITCHED_S)


def _middle(audio: Audio, start_s: float, end_s: float) -> NDArray[np.float64]:
    quarter_s = (end_s - start_s) / 4
    return audio[units.s_to_samples(start_s + quarter_s) : units.s_to_samples(end_s - quarter_s)].astype(np.float64)


def _error_cents(sound: NDArray[np.float64], note: SungNote) -> float:
    """By YIN's cumulative mean normalised difference (de Cheveigné & Kawahara 2002, eq. 8), two octaves around."""
    target = RATE / units.midi_to_hz(note.midi)  # period in samples
    longest = min(int(target * 2.2), len(sound) * 2 // 3)
    window = len(sound) - longest
    energy = np.cumsum(np.concatenate([[0.0], sound**2]))
    size = 1 << (len(sound) + window).bit_length()
    cross = np.fft.irfft(np.fft.rfft(sound, size) * np.conj(np.fft.rfft(sound[:window], size)), size)[: longest + 1]
    lags = np.arange(longest + 1)
    difference = energy[window] + energy[lags + window] - energy[lags] - 2.0 * cross
    normal = difference[1:] * lags[1:] / np.maximum(np.cumsum(difference[1:]), 1e-12)
    shortest = int(target / 4.4)
    inner = normal[shortest:-1]
    dips = shortest + np.flatnonzero((inner < inner.min() + DIP_MARGIN) & (inner <= normal[shortest - 1 : -2]))
    best = int(dips[np.argmax(normal[dips] <= normal[dips + 1])])
    if not 0 < best < len(normal) - 1:
        return 2 * 1200.0
    left, here, right = difference[best : best + 3]
    curve = left - 2 * here + right
    period = best + 1 + (0.5 * (left - right) / curve if curve > 0 else 0.0)
    return 1200.0 * float(np.log2(target / period))


def _moving_average(x: NDArray[np.float64], length: int) -> NDArray[np.float64]:
    total = np.cumsum(np.concatenate([np.zeros((1, x.shape[1])), x]), axis=0)
    return (total[length:] - total[:-length]) / length


def _summary(errors: NDArray[np.float64]) -> Mapping[str, float]:
    if not len(errors):
        return {"median": 0.0, "p95": 0.0}
    return {"median": round(float(np.median(errors)), 2), "p95": round(float(np.percentile(errors, 95)), 2)}
