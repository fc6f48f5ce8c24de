"""Periodic waves without aliasing: one band-limited table a semitone, a stack of them where a filter moves.

A note is the Fourier series of its wave, cut off at `LIMIT_HZ` and summed once into a table by an inverse FFT; to play
it is to read the table. A moving low-pass is a stack of tables, one for each quarter octave of cutoff, whose harmonics
have the filter's magnitude; the cutoff moves through the stack and neighbours are cross-faded (they are in phase, so
nothing cancels). So no partial is ever made that would alias, at any cutoff.

Source: band-limited wavetables, Massie 1998, "Wavetable sampling synthesis". Deviation: the filter is zero-phase.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnemo import units
from mnemo.styles.sound import Oscillator

LIMIT_HZ = 19_000.0  # no partial above, whatever the sample rate
OVERSAMPLING = 16  # table entries a period of the highest harmonic: linear interpolation errs by -76 dB of it
SMALLEST = 2048  # entries
STEPS_PER_OCTAVE = 4  # of cutoff, between neighbours in a stack
LOWEST_HZ = 20.0  # cutoff at step 0
CYCLE = 16_384  # samples of the cycle from which drive makes a spectrum

Array = NDArray[Any]
Table = NDArray[np.complex64]


def saw(k: Array, duty: float) -> Array:
    return -1j / k * (2 / np.pi)


def square(k: Array, duty: float) -> Array:
    return np.where(k % 2 == 1, -1j / k, 0) * (4 / np.pi)


def pulse(k: Array, duty: float) -> Array:
    return (np.sin(np.pi * k * duty) / k * (4 / np.pi)).astype(np.complex128)


def triangle(k: Array, duty: float) -> Array:
    return np.where(k % 2 == 1, -1j * (-1.0) ** ((k - 1) // 2) / k**2, 0) * (8 / np.pi**2)


def sine(k: Array, duty: float) -> Array:
    return np.where(k == 1, -1j, 0)


def organ(k: Array, duty: float) -> Array:
    """Return the drawbars: octaves and a fifth over the fundamental."""
    return -1j * np.select([k == 1, k == 2, k == 3, k == 4, k == 8], [1.0, 0.6, 0.35, 0.3, 0.15], 0.0)


# name -> Fourier coefficients of the harmonics k = 1, 2, ...: wave(t) = Re sum c_k exp(2 pi i k t)
WAVES = {"saw": saw, "square": square, "pulse": pulse, "triangle": triangle, "sine": sine, "organ": organ}


def compute_steps(cutoff_hz: float, octaves: Array | float = 0.0) -> Array:
    """Compute the position of a cutoff, moved by octaves, in a stack, in steps. Beyond hearing the filter is open."""
    moved = math.log2(cutoff_hz / LOWEST_HZ) + octaves
    return np.asarray(STEPS_PER_OCTAVE * np.clip(moved, 0.0, math.log2(units.SAMPLE_RATE / 2 / LOWEST_HZ)))


def compute_magnitude(hz: Array, cutoff_hz: float, slope_db: int, resonance_db: float) -> Array:
    """Compute a resonant low-pass's magnitude: two poles for each 12 dB an octave; only the last pair has a peak."""
    ratio = hz / cutoff_hz
    q = math.sqrt(0.5) * units.db_to_gain(resonance_db)
    peaked = 1 / np.sqrt((1 - ratio**2) ** 2 + (ratio / q) ** 2)
    return peaked if slope_db == 12 else peaked / np.sqrt(1 + ratio**4)


@lru_cache(maxsize=64)
def compute_spectrum(osc: Oscillator, harmonics: int) -> Array:
    """Compute the coefficients of the wave's harmonics 1..n, after tanh where the oscillator is driven."""
    k = np.arange(1, CYCLE // 2, dtype=np.float64)
    wave = WAVES[osc.wave](k, osc.duty)
    if osc.drive_db > 0:
        cycle = np.fft.irfft(np.concatenate([[0], wave]) * CYCLE / 2, CYCLE)
        bent = np.tanh(cycle * units.db_to_gain(osc.drive_db))
        wave = np.fft.rfft(bent)[1:-1] * 2 / CYCLE
    return wave[:harmonics]


@lru_cache(maxsize=4096)
def make_table(osc: Oscillator, semitone: int, step: int, slope_db: int, resonance_db: float) -> Table:
    """Make one period at a MIDI note, through the filter at a step of cutoff.

    The imaginary part of an entry is the difference to the next one, for linear interpolation.
    """
    f0_hz = units.midi_to_hz(semitone)
    harmonics = max(1, int(LIMIT_HZ / f0_hz))
    k = np.arange(1, harmonics + 1)
    cutoff_hz = LOWEST_HZ * 2 ** (step / STEPS_PER_OCTAVE)
    size = max(SMALLEST, 1 << math.ceil(math.log2(harmonics * OVERSAMPLING)))
    bins = np.zeros(size // 2 + 1, np.complex128)
    bins[1 : harmonics + 1] = compute_spectrum(osc, harmonics) * compute_magnitude(
        k * f0_hz, cutoff_hz, slope_db, resonance_db
    )
    period = np.fft.irfft(bins * size / 2, size)
    return (period + 1j * (np.roll(period, -1) - period)).astype(np.complex64)


@dataclass(frozen=True, eq=False)
class CutoffPath:
    """The path of a filter's cutoff through a wavetable stack, the same for all voices of an oscillator."""

    lowest: int
    highest: int
    level: Array  # (samples,) of the stack, from 0
    fade: Array  # (samples,) to the next level, 0..1

    @classmethod
    def of(cls, steps: Array) -> CutoffPath:
        """Make the path from one step a sample."""
        lowest = int(steps.min())
        level = (steps - lowest).astype(np.intp)
        return cls(lowest, int(steps.max()) + 1, level, (steps - lowest - level).astype(np.float32))


def read_stack(
    osc: Oscillator, semitone: int, phase: Array, path: CutoffPath, slope_db: int, peak_db: float
) -> NDArray[np.float32]:
    """Read the wave at each `phase` (periods), with the filter's cutoff on its path. (samples,), float32."""
    stack = np.concatenate(
        [make_table(osc, semitone, s, slope_db, peak_db) for s in range(path.lowest, path.highest + 1)]
    )
    size = len(stack) // (path.highest - path.lowest + 1)
    at = (phase - np.floor(phase)) * size
    index = at.astype(np.intp)
    between = (at - index).astype(np.float32)
    index += path.level * size
    first = stack.take(index)
    index += size
    second = stack.take(index)
    start = first.real + between * first.imag
    return start + path.fade * (second.real + between * second.imag - start)
