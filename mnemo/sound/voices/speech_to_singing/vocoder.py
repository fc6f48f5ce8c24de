"""Pitch, spectral envelopes and aperiodicity -> sound, as WORLD's synthesis does, with many pulses in one piece.

Source: M. Morise, F. Yokomori, K. Ozawa, "WORLD: a vocoder-based high-quality speech synthesis system for real-time
applications", IEICE Trans. Inf. & Syst. E99-D(7), 2016, section 3.4, and its program synthesis.cpp: minimum-phase
responses of the periodic part at the pulses of F0, each shifted by its fraction of a sample and without its DC, and
noise through the response of the aperiodic part.

Deviations: a response is made once a frame; at a pulse, those of the two frames around it are cross-faded, where WORLD
interpolates the power. A pulse is shifted by a multiple of 1 / SHIFTS of a sample. Noise is filtered frame by frame,
not pulse by pulse, and without a phase, which is not heard in noise. In single precision, where numpy has it. A test
compares it with `pyworld.synthesize`, which takes four times as long.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from mnemo import chance, units

SHIFTS = 256  # of a pulse within a sample: the error is 50 dB below the sound at 10 kHz, and 70 dB at 1 kHz
UNVOICED_HZ = 500.0  # at this rate the phase of the pulses goes on where there are none
NOISES = 2048  # frames of noise, 5 s in both signs, which come in random order: half the price of fresh noise
NOISE_PIECES = 2  # a frame, each without its mean: like WORLD's noise from pulse to pulse, it has little below F0
FLOOR, CEILING = 0.001, 1.0 - 1e-6  # of the aperiodicity, so that both parts have a logarithm
PIECE = 256  # pulses or frames that are computed at once

Array = NDArray[np.float64]
Rows = NDArray[np.float32]
Spectra = NDArray[np.complex64]


def synthesise(
    f0_hz: Array,
    log_power: Rows,
    aperiodicity: Rows,
    frame_samples: int,
    rng: np.random.Generator,
    rate: int = units.SAMPLE_RATE,
) -> Rows:
    """Return the sound of T frames at `rate`, the first at sample 0.

    (T,) with 0 where it is unvoiced, (T, K) in natural logarithms, (T, K) from 0 to 1 -> (T * frame_samples,)
    """
    fft = 2 * (log_power.shape[1] - 1)
    out = np.zeros((len(f0_hz) + fft // frame_samples + 2) * frame_samples + fft, np.float32)  # from sample -fft
    power = np.clip(aperiodicity, FLOOR, CEILING) ** 2
    noisy = log_power + np.where(f0_hz[:, None] > 0, np.log(power), np.float32(0))
    _add_noise(out[fft - _find_lead(fft, frame_samples) :], np.exp(np.float32(0.5) * noisy), frame_samples, rng)
    _add_pulses(out[fft // 2 :], f0_hz, _make_spectra(log_power + np.log(1 - power)), frame_samples, rate)
    return out[fft - 1 :][: len(f0_hz) * frame_samples]  # WORLD's responses begin one sample late


def _make_spectra(log_power: Rows) -> Spectra:
    """Return the spectra of minimum phase that have these powers. (T, K) -> (T, K)

    The phase is -2 sum c_n sin(n omega) over the cepstrum c of the logarithm of the magnitude.
    """
    log_magnitude = np.float32(0.5) * log_power.astype(np.float32, copy=False)
    cepstrum = np.fft.irfft(log_magnitude.astype(np.complex64))[:, : log_power.shape[1]]
    phase = np.fft.irfft(np.complex64(1j) * cepstrum)[:, : log_power.shape[1]]
    phase *= 2 * (log_power.shape[1] - 1)
    spectra = np.empty(log_power.shape, np.complex64)
    magnitude = np.exp(log_magnitude)
    np.multiply(magnitude, np.cos(phase), out=spectra.real, casting="same_kind")
    np.multiply(magnitude, np.sin(phase), out=spectra.imag, casting="same_kind")
    return spectra


def _add_noise(out: Rows, magnitudes: Rows, frame_samples: int, rng: np.random.Generator) -> None:
    """Add white noise through the response of each frame; `out` begins the noises' lead before the first frame."""
    fft = 2 * (magnitudes.shape[1] - 1)
    steps = out[: len(out) // frame_samples * frame_samples].reshape(-1, frame_samples)
    noises = _make_noises(fft, frame_samples)
    for first in range(0, len(magnitudes), PIECE):
        some = magnitudes[first : first + PIECE]
        heard = np.fft.irfft(noises[rng.integers(0, NOISES, len(some))] * some)
        for k in range(-(-fft // frame_samples)):
            part = heard[:, k * frame_samples : (k + 1) * frame_samples]
            steps[first + k :][: len(some), : part.shape[1]] += part


def _add_pulses(out: Rows, f0_hz: Array, spectra: Spectra, frame_samples: int, rate: int) -> None:
    """Add the response of every pulse; `out` begins half a transform before the first frame."""
    fft = 2 * (spectra.shape[1] - 1)
    at, shift, period = _place_pulses(f0_hz, frame_samples, rate)
    table, remover = _make_shifts(fft), _make_remover(fft)
    low = np.minimum(at // frame_samples, len(spectra) - 2)
    part = np.minimum(at / frame_samples - low, 1.0).astype(np.float32)[:, None]
    for first in range(0, len(at), PIECE):
        some = slice(first, first + PIECE)
        spectrum = spectra[low[some]] * (1 - part[some])
        spectrum += spectra[low[some] + 1] * part[some]
        spectrum *= table[shift[some]]
        heard = np.fft.irfft(spectrum)[:, : fft // 2] * np.sqrt(period[some, None])
        pulses = -heard.sum(1, keepdims=True) * remover
        pulses[:, fft // 2 :] += heard
        for start, pulse in zip(at[some].tolist(), pulses, strict=True):
            out[start : start + fft] += pulse


def _place_pulses(f0_hz: Array, frame_samples: int, rate: int) -> tuple[NDArray[np.int64], NDArray[np.int64], Rows]:
    """Return for each pulse the sample before it, how far after it it is in SHIFTS, and its period in samples."""
    frames, known = np.arange(len(f0_hz) * frame_samples) / frame_samples, np.arange(len(f0_hz))
    voiced = np.interp(frames, known, f0_hz > 0) > 0.5
    hz = np.where(voiced, np.interp(frames, known, f0_hz), UNVOICED_HZ)
    turns = np.cumsum(hz / rate)
    at = np.flatnonzero((np.diff(np.floor(turns)) > 0) & voiced[:-1])
    after = (np.floor(turns[at + 1]) - turns[at]) / (turns[at + 1] - turns[at])
    shift = np.minimum((after * SHIFTS).astype(np.int64), SHIFTS - 1)
    return at, shift, (rate / hz[at]).astype(np.float32)


@cache
def _make_shifts(fft: int) -> Spectra:
    """Make the spectra that delay by 0 to (SHIFTS - 1) / SHIFTS of a sample. (SHIFTS, K)"""
    delay = (np.arange(SHIFTS) + 0.5) / SHIFTS
    return np.exp(-2j * np.pi / fft * np.outer(delay, np.arange(fft // 2 + 1))).astype(np.complex64)


def _find_lead(fft: int, frame_samples: int) -> int:
    """Return how many samples of a transform stand before a frame in its middle."""
    return (fft - frame_samples) // 2


@cache
def _make_noises(fft: int, frame_samples: int) -> Spectra:
    """Make the spectra of frames of white noise after their lead; half have the others' opposite sign. (NOISES, K)"""
    shape = NOISES // 2, NOISE_PIECES, frame_samples // NOISE_PIECES
    noise = chance.generator(0, "noise").standard_normal(shape)
    noise -= noise.mean(-1, keepdims=True)
    lead = np.zeros((shape[0], _find_lead(fft, frame_samples)))
    spectra = np.fft.rfft(np.concatenate([lead, noise.reshape(shape[0], -1)], axis=1), fft)
    return np.concatenate([spectra, -spectra]).astype(np.complex64)


@cache
def _make_remover(fft: int) -> Rows:
    """Make a window of sum 1, by which a pulse loses its DC."""
    window = np.hanning(fft + 2)[1:-1]
    return (window / window.sum()).astype(np.float32)
