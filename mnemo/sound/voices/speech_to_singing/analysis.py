"""Speech -> WORLD spectral envelopes, and where each mora is in them.

Source: M. Morise, F. Yokomori, K. Ozawa, "WORLD: a vocoder-based high-quality speech synthesis system for real-time
applications", IEICE Trans. Inf. & Syst. E99-D(7), 2016 (DIO, StoneMask, CheapTrick, D4C).

Which frames are voiced is taken from the phonemes, not from a pitch tracker: a missed frame would be whispered.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyworld
from numpy.typing import NDArray

from mnemo import units
from mnemo.model import Mora, Phrase
from mnemo.sound.voices.speech_to_singing.speech import Phone, Speech, speak

FRAME_S = 0.005
FFT = 1024  # points of an envelope: 47 Hz apart, closer than the partials of any voice that sings here
NOISE_FRAMES = 4  # of FRAME_S, from one aperiodicity to the next: it changes slowly, and D4C is the dearest call
F0_SPEED = 4  # the first guess of F0 hears every fourth sample: as many frames are wrong by more than 100 cents
LOWEST_HZ = pyworld.get_cheaptrick_f0_floor(units.SAMPLE_RATE, FFT)  # three periods must fit into the transform
VOICELESS = frozenset(["k", "s", "t", "h", "f", "p", "ky", "hy", "py", "ch", "ts", "sh", "cl", "sil", "pau"])
LOWERED_HALF_TONES = -4.0  # speak lower: closer partials sample the envelope better, still lower blurs it in time


@dataclass(frozen=True, slots=True)
class Source:
    """Where one mora is in the speech: its consonant from `start_s`, its vowel (or N, or closure) from `vowel_s`."""

    mora: Mora
    start_s: float
    vowel_s: float
    end_s: float


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """T frames of FRAME_S, K bins from 0 to half the sample rate."""

    audio: NDArray[np.float64]  # the speech itself
    log_power: NDArray[np.float32]  # (T, K), natural logarithm
    aperiodicity: NDArray[np.float32]  # (T / NOISE_FRAMES, K), 0..1
    voiced: NDArray[np.bool_]  # (T,)
    sources: tuple[Source, ...]  # one a mora


def analyse(phrases: tuple[Phrase, ...], labels: list[str]) -> Analysis:
    """Analyse the line as Mei would speak it; `labels` are those of its phrases."""
    speech = speak(labels, LOWERED_HALF_TONES)
    rough_hz, times_s = pyworld.dio(speech.audio, units.SAMPLE_RATE, frame_period=FRAME_S * 1000, speed=F0_SPEED)
    f0_hz = pyworld.stonemask(speech.audio, rough_hz, times_s, units.SAMPLE_RATE)
    voiced = _find_voiced(speech, times_s)
    f0_hz = np.where(voiced, np.maximum(_fill_f0(f0_hz, voiced), LOWEST_HZ), 0.0)
    envelopes = measure_envelopes(speech.audio, f0_hz, times_s, units.SAMPLE_RATE, LOWEST_HZ)
    sources = _find_sources(tuple(m for p in phrases for m in p.morae), speech.phones[1:-1])
    return Analysis(speech.audio, *envelopes, voiced, sources)


def measure_envelopes(
    sound: NDArray[np.float64], f0_hz: NDArray[np.float64], times_s: NDArray[np.float64], rate: int, lowest_hz: float
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Measure the power at every frame, and the aperiodicity at every NOISE_FRAMES-th.

    (N,) sound, (T,) F0 with 0 where it is unvoiced, (T,) -> (T, K) in natural logarithms, (T / NOISE_FRAMES, K)
    """
    power = pyworld.cheaptrick(sound, f0_hz, times_s, rate, f0_floor=lowest_hz, fft_size=FFT)
    some = slice(None, None, NOISE_FRAMES)
    coarse = f0_hz[some].copy(), times_s[some].copy()
    aperiodicity = pyworld.d4c(sound, *coarse, rate, threshold=0.0, fft_size=FFT)
    return np.log(power).astype(np.float32), aperiodicity.astype(np.float32)


def interpolate_rows(frames: NDArray[np.float32], at: NDArray[np.float64]) -> NDArray[np.float32]:
    """Return rows at fractional positions, by linear interpolation. (T, K), (F,) -> (F, K)"""
    low = np.clip(at.astype(int), 0, len(frames) - 2)
    part = np.clip(at - low, 0.0, 1.0).astype(np.float32)[:, None]
    return frames[low] * (1 - part) + frames[low + 1] * part


def _find_voiced(speech: Speech, times_s: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return the phoneme of each frame: a frame belongs to the phoneme at its centre."""
    ends_s = np.array([p.end_s for p in speech.phones])
    flags = np.array([p.name not in VOICELESS for p in speech.phones])
    return flags[np.minimum(np.searchsorted(ends_s, times_s, side="right"), len(flags) - 1)]


def _fill_f0(f0_hz: NDArray[np.float64], voiced: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return F0 in every voiced frame, bridged where the tracker missed it; 0 elsewhere."""
    found = np.flatnonzero((f0_hz > 0) & voiced)
    if not len(found):
        return np.where(voiced, 250.0, 0.0)  # a line of one short mora: any plausible pitch will do
    return np.where(voiced, np.interp(np.arange(len(f0_hz)), found, f0_hz[found]), 0.0)


def _find_sources(morae: tuple[Mora, ...], phones: tuple[Phone, ...]) -> tuple[Source, ...]:
    found = []
    at = 0
    for mora in morae:
        own = phones[at : at + len(mora.phonemes)]
        found.append(Source(mora, own[0].start_s, own[-1].start_s, own[-1].end_s))
        at += len(own)
    return tuple(found)
