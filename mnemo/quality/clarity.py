"""How clearly sung morae are the morae that they should be: nearest neighbours in mel-cepstral distance.

Each sung mora is compared with every spoken mora of an inventory; it is clear when the nearest one has its phonemes.
The same figure for plainly spoken lines is the ceiling of the measure. Needs praat-parselmouth (for F0).

Sources. Envelope: M. Morise, "CheapTrick, a spectral envelope estimator for high-quality speech synthesis", Speech
Communication 67, 2015: a window of three periods, smoothing over 2/3 F0 (eq. 6), liftering (eq. 8-9). Written anew in
numpy, so that the measure does not share code with the voice. Distance: mel-cepstral distortion without c0 (R. Kubichek
1993) along the path of dynamic time warping (H. Sakoe & S. Chiba 1978, symmetric form P = 0, normalised by N + M).

What a mora is does not depend on who says it, nor on its pitch. So, for sung and spoken alike:
- the slow slope of the spectrum and its ripple count less: B.-H. Juang, L. Rabiner & J. Wilpon, "On the use of bandpass
  liftering in speech recognition", IEEE Trans. ASSP-35(7), 1987; deviation: the weights are scaled to a mean of 1;
- a singer's mean cepstrum is taken off (`centred`): B. Atal, JASA 55(6), 1974. It moves all morae alike.

Deviation: a noise floor FLOOR_DB below the loudest frame is added to the power, or the shape of silence would count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnemo import units
from mnemo.quality.voice import mel_bank

RATE = units.SAMPLE_RATE
FFT = 2048
STEP_S = 0.005
VOWEL_FRAMES = 16  # a spoken vowel
BANDS, CEPSTRA = 40, 24  # mel bands up to TOP_HZ; c1..c24
TOP_HZ = 12_000.0
FLOOR_DB = 80.0  # the top octave of a vowel is 60 dB below its loudest band, and tells カ from パ
UNVOICED_HZ = 500.0  # the window of unvoiced frames, as in CheapTrick
LOWEST_HZ = 80.0
LIFTER_0, LIFTER_1 = 1.18, -0.09
MCD_DB = 10.0 / np.log(10.0) * np.sqrt(2.0)

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """A mora that was heard: its phonemes and its liftered mel-cepstra, (frames, CEPSTRA) every STEP_S."""

    phonemes: tuple[str, ...]
    cepstra: Array


@dataclass(frozen=True, slots=True)
class Span:
    """Where a mora is in a recording."""

    phonemes: tuple[str, ...]
    start_s: float
    vowel_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Match:
    """What a mora was nearest to, and the distances in dB to its own kind and to the nearest other kind."""

    phonemes: tuple[str, ...]
    nearest: tuple[str, ...]
    own_db: float
    other_db: float

    @property
    def clear(self) -> bool:
        return self.own_db < self.other_db


def samples(audio: Array, spans: Sequence[Span]) -> list[Sample]:
    """The morae of a recording, each vowel resampled to VOWEL_FRAMES: its length says nothing of what it is."""
    frames = mel_cepstra(audio)
    found = []
    for span in spans:
        consonant = frames[round(span.start_s / STEP_S) : round(span.vowel_s / STEP_S)]
        at = np.linspace(span.vowel_s, span.end_s - STEP_S, VOWEL_FRAMES) / STEP_S
        vowel = frames[np.minimum(np.rint(at).astype(int), len(frames) - 1)]
        found.append(Sample(span.phonemes, np.concatenate([consonant, vowel])))
    return found


def centred(heard: Sequence[Sample], recording: Sequence[Sample]) -> list[Sample]:
    """Morae less the mean of a recording by the same singer. Compare singers by recordings of one text."""
    mean = np.concatenate([s.cepstra for s in recording]).mean(axis=0)
    return [Sample(s.phonemes, s.cepstra - mean) for s in heard]


def matches(heard: Sequence[Sample], inventory: Sequence[Sample]) -> list[Match]:
    """Each heard mora against the inventory, which must hold its own kind."""
    kinds = sorted({s.phonemes for s in inventory})
    kind = np.array([kinds.index(s.phonemes) for s in inventory])
    lengths = np.array([len(s.cepstra) for s in inventory])
    padded = np.zeros((len(inventory), lengths.max(), CEPSTRA))
    for row, sample in zip(padded, inventory, strict=True):
        row[: len(sample.cepstra)] = sample.cepstra
    found = []
    for sample in heard:
        distance_db = _warped(sample.cepstra, padded, lengths)
        of_kind = np.full(len(kinds), np.inf)
        np.minimum.at(of_kind, kind, distance_db)
        own = kinds.index(sample.phonemes)
        others = np.where(np.arange(len(kinds)) == own, np.inf, of_kind)
        nearest = kinds[int(np.argmin(of_kind))]
        found.append(Match(sample.phonemes, nearest, float(of_kind[own]), float(others.min())))
    return found


def share(found: Sequence[Match]) -> float:
    """The share of clear morae, 0..1."""
    return sum(m.clear for m in found) / len(found)


def mel_cepstra(audio: Array) -> Array:
    """(samples,) -> (frames, CEPSTRA), liftered, every STEP_S from sample 0."""
    at = np.arange(0, len(audio), units.s_to_samples(STEP_S))
    f0_hz = _f0(audio, at / RATE)
    parts = np.array_split(np.arange(len(at)), max(len(at) // 500, 1))
    bank = mel_bank(FFT, BANDS, TOP_HZ).T
    power = np.concatenate([_envelope(audio, at[i], f0_hz[i]) @ bank for i in parts])
    log = np.log(power + power.max() * 10 ** (-FLOOR_DB / 10))
    k, b = np.arange(1, CEPSTRA + 1)[:, None], np.arange(BANDS)
    lifter = 1.0 + CEPSTRA / 2 * np.sin(np.pi * k / CEPSTRA)  # of length L = CEPSTRA
    return log @ (lifter / lifter.mean() * np.cos(np.pi * k * (b + 0.5) / BANDS)).T / BANDS


def _f0(audio: Array, at_s: Array) -> Array:
    import parselmouth

    pitch = parselmouth.Sound(audio, RATE).to_pitch_ac(time_step=STEP_S, pitch_floor=LOWEST_HZ, pitch_ceiling=1000.0)
    hz = pitch.selected_array["frequency"]
    nearest = np.clip(np.rint((at_s - pitch.xs()[0]) / STEP_S).astype(int), 0, len(hz) - 1)
    return np.where(hz[nearest] > 0, hz[nearest], UNVOICED_HZ)


def _envelope(audio: Array, at: NDArray[np.int64], f0_hz: Array) -> Array:
    """Power envelopes at these samples. (F,), (F,) -> (F, FFT / 2 + 1)"""
    f0 = f0_hz[:, None]
    n = np.arange(FFT) - FFT // 2
    window = np.where(np.abs(n) < 1.5 * RATE / f0, 0.5 + 0.5 * np.cos(2 * np.pi * n * f0 / (3 * RATE)), 0.0)
    padded = np.pad(audio, FFT)
    frames = padded[at[:, None] + n + FFT] * window / np.sqrt((window**2).sum(axis=1, keepdims=True))
    power = np.abs(np.fft.rfft(frames)) ** 2
    log = np.log(_smoothed(power, 2 / 3 * f0 * FFT / RATE) + 1e-20)
    quefrency_s = np.arange(FFT // 2 + 1) / RATE
    lifter = np.sinc(f0 * quefrency_s) * (LIFTER_0 + 2 * LIFTER_1 * np.cos(2 * np.pi * f0 * quefrency_s))
    cepstrum = np.fft.irfft(log)[:, : FFT // 2 + 1] * lifter
    whole = np.concatenate([cepstrum, cepstrum[:, -2:0:-1]], axis=1)
    return np.exp(np.fft.rfft(whole).real)


def _smoothed(power: Array, width_bins: Array) -> Array:
    """Mean over a width in bins, per row, mirrored at 0 Hz and at the top."""
    half = int(np.ceil(width_bins.max() / 2)) + 1
    mirrored = np.pad(power, ((0, 0), (half, half)), mode="reflect")
    total = np.concatenate([np.zeros((len(power), 1)), np.cumsum(mirrored, axis=1)], axis=1)
    centre = np.arange(power.shape[1]) + half + 0.5
    return (_at(total, centre + width_bins / 2) - _at(total, centre - width_bins / 2)) / width_bins


def _at(rows: Array, position: Array) -> Array:
    low = np.minimum(position.astype(int), rows.shape[1] - 2)
    part = position - low
    return np.take_along_axis(rows, low, 1) * (1 - part) + np.take_along_axis(rows, low + 1, 1) * part


def _warped(one: Array, many: Array, lengths: NDArray[np.int64]) -> Array:
    """Mel-cepstral distance in dB of one mora to each of many. (N, C), (R, M, C), (R,) -> (R,)"""
    squared = (one**2).sum(axis=1)[:, None] + (many**2).sum(axis=2)[:, None] - 2.0 * one @ many.transpose(0, 2, 1)
    local = MCD_DB * np.sqrt(np.maximum(squared, 0.0))  # R, N, M
    refs, rows, columns = local.shape
    total = np.full((refs, rows + 1, columns + 1), np.inf)
    total[:, 0, 0] = 0.0
    for diagonal in range(rows + columns - 1):  # all cells of an anti-diagonal at once
        i = np.arange(max(0, diagonal - columns + 1), min(rows, diagonal + 1))
        j = diagonal - i
        here = local[:, i, j]
        straight = np.minimum(total[:, i, j + 1], total[:, i + 1, j]) + here
        total[:, i + 1, j + 1] = np.minimum(straight, total[:, i, j] + 2 * here)
    return total[np.arange(refs), rows, lengths] / (rows + lengths)
