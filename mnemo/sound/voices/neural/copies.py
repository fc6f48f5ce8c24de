"""The lead's phrase once more at another pitch or with another throat: doubles and harmonies, by WORLD.

The pitch of the phrase is known, so no tracker is needed; the words are the lead's own and cannot drift from it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyworld
from numpy.typing import NDArray
from scipy import signal

from mnemo import units
from mnemo.sound.voices.neural import phrase
from mnemo.sound.voices.neural.model import RATE
from mnemo.sound.voices.neural.phrase import Singer
from mnemo.sound.voices.phrases.cutting import LEAD_IN_S, Request, Sung
from mnemo.sound.voices.speech_to_singing import timbre
from mnemo.sound.voices.speech_to_singing.analysis import FRAME_S

FFT = 1024
LOWEST_HZ = pyworld.get_cheaptrick_f0_floor(RATE, FFT)

Array = NDArray[np.float64]


def sing(lead: Sung, lead_request: Request, singer: Singer, requests: Sequence[Request]) -> list[Sung]:
    """Sing requests that have the words and the times of the lead's, each with a pitch and a singer of its own."""
    sound = lead.audio[:: units.SAMPLE_RATE // RATE].astype(np.float64)  # holds nothing above RATE / 2
    at_s = np.arange(int(len(sound) / RATE / FRAME_S) + 1, dtype=np.float64) * FRAME_S
    song_s = at_s - LEAD_IN_S
    voiced = phrase.voicing_curve(lead_request, lead.times, song_s) > 0.5
    f0_hz = np.where(voiced, np.maximum(phrase.f0_hz(singer, lead_request, lead.times, song_s), LOWEST_HZ), 0.0)
    log_power = np.log(pyworld.cheaptrick(sound, f0_hz, at_s, RATE, f0_floor=LOWEST_HZ, fft_size=FFT))
    noise = pyworld.d4c(sound, f0_hz, at_s, RATE, threshold=0.0, fft_size=FFT)

    def sing_one(request: Request) -> Sung:
        shaped = timbre.shape_envelopes(log_power, voiced, request.singer, np.zeros(len(at_s)), RATE)
        own_hz = np.where(voiced, phrase.f0_hz(singer, request, lead.times, song_s), 0.0)
        audio = pyworld.synthesize(own_hz, np.exp(shaped.astype(np.float64)), noise, RATE, FRAME_S * 1000)
        audio = signal.resample_poly(audio, units.SAMPLE_RATE // RATE, 1)[: len(lead.audio)]
        return Sung(audio.astype(np.float32), lead.times)  # as even as the lead is

    return [sing_one(request) for request in requests]
