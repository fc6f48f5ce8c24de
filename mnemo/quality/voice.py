"""When the vowels of a take are heard to start, measured on its audio. A `notes`, `times` pair is one vocal part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from mnemo import units
from mnemo.model import Audio, MoraTime, SungNote

RATE = units.SAMPLE_RATE


FRAME = 1024  # samples of a spectrum, 21 ms
HOP = 120  # 2.5 ms
BANDS = 40  # mel bands
TOP_HZ = 10_000.0
BEFORE_S, AFTER_S = 0.06, 0.07  # around an onset
MIN_CONSONANT_S = 0.02
FLOOR_DB = 60.0  # below the loudest, nothing counts


Vowel = tuple[int, SungNote, float, float]  # index of the note, note, start_s, end_s


def find_vowel_onsets(audio: Audio, notes: Sequence[SungNote], times: Sequence[MoraTime]) -> dict[int, float]:
    """Return when each note's vowel is heard to start, near the time that is claimed; without ッ and ー.

    A vowel has started when the log-mel spectrum (shape and energy) has come half of the way from where it was (the
    consonant, the vowel before, or silence) to the middle of this vowel. Independent of how the voice was made.
    """
    heard = {}
    for index, note, start_s, end_s in find_vowels(notes, times):
        if note.mora.lengthens:
            continue
        consonant_s = start_s - times[index].start_s
        before_s = start_s - (consonant_s / 2 if consonant_s > MIN_CONSONANT_S else BEFORE_S)
        bands, at_s = compute_log_mel(audio, max(before_s, 0.0), start_s + min(AFTER_S, (end_s - start_s) / 2))
        heard[index] = _find_half_way(bands, at_s)
    return heard


def find_vowels(notes: Sequence[SungNote], times: Sequence[MoraTime]) -> Iterator[Vowel]:
    """Yield the notes that have a vowel, and when it starts and ends as the voice says; ッ has none."""
    for index, (note, time) in enumerate(zip(notes, times, strict=True)):
        if time.vowel_s is not None:
            yield index, note, time.vowel_s, time.end_s


def compute_log_mel(audio: Audio, start_s: float, end_s: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return (F, BANDS) in dB with a floor, and the frames' centres in seconds."""
    centres = np.arange(
        units.s_to_samples(start_s), max(units.s_to_samples(end_s), units.s_to_samples(start_s) + 1), HOP
    )
    padded = np.pad(audio.astype(np.float64), FRAME)
    frames = padded[centres[:, None] + np.arange(FRAME // 2, FRAME // 2 + FRAME)] * np.hanning(FRAME)
    power = np.abs(np.fft.rfft(frames)) ** 2 @ make_mel_bank(FRAME, BANDS, TOP_HZ).T
    decibels = 10 * np.log10(power + 1e-12)
    return np.maximum(decibels, decibels.max() - FLOOR_DB), centres / RATE


def make_mel_bank(fft_size: int, bands: int, top_hz: float) -> NDArray[np.float64]:
    """Return triangles evenly spaced on the mel scale (O'Shaughnessy: 2595 log10(1 + f/700)), of unit sum.

    (bands, bins)
    """
    edges = 700.0 * (10.0 ** (np.linspace(0.0, np.log10(1 + top_hz / 700.0), bands + 2)) - 1.0)
    hz = np.fft.rfftfreq(fft_size, 1 / RATE)
    up = (hz - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    down = (edges[2:, None] - hz) / (edges[2:] - edges[1:-1])[:, None]
    bank = np.maximum(0.0, np.minimum(up, down))
    bank[np.arange(bands), np.rint(edges[1:-1] * fft_size / RATE).astype(int)] += 1e-3  # no band without a bin
    return bank / bank.sum(axis=1, keepdims=True)


def _find_half_way(bands: NDArray[np.float64], at_s: NDArray[np.float64]) -> float:
    """Return when the spectrum, on its way from the first frames to the last, is last as near to the one as to the
    other.
    """
    first, last = bands[:3].mean(axis=0), bands[-3:].mean(axis=0)
    gone = np.mean((bands - first) ** 2, axis=1)
    left = np.mean((bands - last) ** 2, axis=1)
    still = np.flatnonzero(gone < left)
    return float(at_s[min(still[-1] + 1, len(at_s) - 1)] if len(still) else at_s[0])
