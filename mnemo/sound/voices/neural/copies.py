"""A phrase again at another pitch or with another throat, by a vocoder: doubles, harmonies, a chorus in another key.

The pitch of the phrase is known, so no tracker is needed; the words are its own and cannot drift from it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyworld
from numpy.typing import NDArray

from mnemo import units
from mnemo.dsp.blocks import correlate_mirrored
from mnemo.dsp.windows import design_kaiser_low_pass
from mnemo.sound.voices.neural import phrase
from mnemo.sound.voices.neural.model import RATE
from mnemo.sound.voices.neural.singer import Singer
from mnemo.sound.voices.phrases.cutting import LEAD_IN_S, Request, Sung
from mnemo.sound.voices.speech_to_singing import timbre, vocoder
from mnemo.sound.voices.speech_to_singing.analysis import (
    FFT,
    FRAME_S,
    NOISE_FRAMES,
    interpolate_rows,
    measure_envelopes,
)

LOWEST_HZ = pyworld.get_cheaptrick_f0_floor(RATE, FFT)
REACH = 10  # samples on each side from which one between two samples is read

Array = NDArray[np.float64]
Sound = NDArray[np.float32]


def sing(first: Sung, first_request: Request, singer: Singer, requests: Sequence[Request]) -> list[Sung]:
    """Sing requests that have the words and the times of the first, each with a pitch and a singer of its own."""
    sound = first.audio[:: units.SAMPLE_RATE // RATE].astype(np.float64)  # holds nothing above RATE / 2
    at_s = np.arange(int(len(sound) / RATE / FRAME_S) + 1, dtype=np.float64) * FRAME_S
    song_s = at_s - LEAD_IN_S
    voiced = phrase.voicing_curve(first_request, first.times, song_s) > 0.5
    f0_hz = np.where(voiced, np.maximum(phrase.f0_hz(singer, first_request, first.times, song_s), LOWEST_HZ), 0.0)
    log_power, coarse = measure_envelopes(sound, f0_hz, at_s, RATE, LOWEST_HZ)
    noise = interpolate_rows(coarse, np.arange(len(at_s)) / NOISE_FRAMES)

    def sing_one(request: Request) -> Sung:
        shaped = timbre.shape_envelopes(log_power, voiced, request.singer, np.zeros(len(at_s)), RATE)
        own_hz = np.where(voiced, phrase.f0_hz(singer, request, first.times, song_s), 0.0)
        rng = phrase.make_chance(request, "noise")
        audio = vocoder.synthesise(own_hz, shaped, noise, round(FRAME_S * RATE), rng, RATE)
        return Sung(_double_rate(audio)[: len(first.audio)], first.times)  # as even as the first is

    return [sing_one(request) for request in requests]


def _double_rate(sound: Sound) -> Sound:
    """Return the sound at twice its rate: its samples, and those that a half-band filter reads between them."""
    taps = (2.0 * design_kaiser_low_pass(2 * REACH - 1, 0.5, 5.0)[::2]).astype(np.float32)
    doubled = np.empty(2 * len(sound), np.float32)
    doubled[::2] = sound
    doubled[1::2] = correlate_mirrored(np.pad(sound, (REACH - 1, REACH)), taps, len(sound))
    return doubled
