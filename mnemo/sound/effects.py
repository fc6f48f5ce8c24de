"""Reverb and delay, as returns of their own: what goes in is a send, what comes out holds nothing of the dry sound."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import fft, signal

from mnemo import units
from mnemo.quality.pieces import spans
from mnemo.sound import filters
from mnemo.sound.threads import each
from mnemo.styles.sound import Delay, Reverb

Sound = NDArray[np.float32]

REVERB_SEED = 909
BANDS = 6  # of the impulse response, each with its own decay
AUDIBLE_DB = -60.0  # echoes softer than this are left out
MAX_ECHOES = 12
CONVOLUTION = 1 << 18  # samples a transform; a response must be shorter


def impulse(reverb: Reverb) -> Sound:
    """The response of the room: noise in bands whose decay shortens towards the highs. (samples, 2), unit energy."""
    rate = units.SAMPLE_RATE
    samples = units.s_to_samples(reverb.decay_s * 1.1)
    t = np.arange(samples) / rate
    white = np.random.default_rng(REVERB_SEED).standard_normal((samples, 2))
    edges = np.geomspace(reverb.low_cut_hz, reverb.high_cut_hz, BANDS + 1)
    out = np.zeros((samples, 2))
    for i, (low, high) in enumerate(pairwise(edges)):
        decay_s = reverb.decay_s * reverb.damping ** (i / (BANDS - 1))
        sections = signal.butter(2, (low, high), "bandpass", fs=rate, output="sos")
        out += signal.sosfilt(sections, white, axis=0) * 10 ** (-3 * t / decay_s)[:, None]
    out *= np.minimum(1.0, t / 0.003)[:, None]
    out /= np.sqrt((out**2).sum(axis=0))
    return np.concatenate([np.zeros((units.s_to_samples(reverb.predelay_s), 2)), out]).astype(np.float32)


def reverberate(send: Sound, reverb: Reverb) -> Sound:
    """The reverb's return of a stereo send, as long as the send. Each side is heard by its own side of the room."""
    response = impulse(reverb) * np.float32(units.db_to_gain(reverb.level_db))
    out = np.zeros_like(send)
    each(lambda side: convolve(send[:, side], response[:, side], out[:, side]), range(2))
    return out


def convolve(x: Sound, response: Sound, out: Sound) -> None:
    """Add the convolution to `out`, by overlap-add of FFTs; what lasts longer than `out` is cut off."""
    spectrum = fft.rfft(response, CONVOLUTION)
    step = CONVOLUTION - len(response) + 1
    for start in range(0, len(x), step):
        wet = fft.irfft(fft.rfft(x[start : start + step], CONVOLUTION) * spectrum, CONVOLUTION)
        target = out[start : start + CONVOLUTION]
        target += wet[: len(target)]


def ping_pong(send: Sound, delay: Delay, us_per_beat: int) -> Sound:
    """Echoes in time, from side to side, each duller: (samples, 2). The first comes from the left."""
    step = units.ticks_to_samples(delay.beats * units.TICKS_PER_BEAT, us_per_beat)
    middle = (send[:, 0] + send[:, 1]) * np.float32(0.5)
    mono = filters.run(middle, filters.high_pass(delay.low_cut_hz), filters.low_pass(delay.high_cut_hz))
    out = np.zeros_like(send)
    echoes = min(MAX_ECHOES, math.floor(AUDIBLE_DB / delay.feedback_db)) if delay.feedback_db < 0 else MAX_ECHOES
    for i in range(1, echoes + 1):
        if i * step >= len(send):
            break
        gain = units.db_to_gain(delay.level_db + (i - 1) * delay.feedback_db)
        out[i * step :, (i + 1) % 2] += mono[: len(send) - i * step] * np.float32(gain)
    return out


def shifted(x: Sound, cents: float, delay_s: float) -> Sound:
    """A copy detuned by a few cents, as a chorus does: a delay that slides, started anew every 80 ms, cross-faded.

    Two read heads half a period apart, each silent where it starts anew. Linear interpolation between samples.
    """
    period = units.s_to_samples(0.08)
    slope = 2 ** (cents / 1200) - 1
    latest = math.ceil(delay_s * units.SAMPLE_RATE + abs(slope) * period / 2) + 1
    padded = np.concatenate([np.zeros(latest + 1, np.float32), x, np.zeros(latest + 1, np.float32)])
    out = np.zeros(len(x), np.float32)
    for start in (0, period // 2):
        ramp = (np.arange(period) + start) % period
        # one period of read positions, relative to the sample that is written
        lag = slope * (ramp - period / 2) - delay_s * units.SAMPLE_RATE + latest + 1
        whole = np.floor(lag).astype(np.int64)
        between = (lag - whole).astype(np.float32)
        weight = (0.5 - 0.5 * np.cos(2 * np.pi * ramp / period)).astype(np.float32)
        for piece in spans(len(x)):
            n = np.arange(piece.start, piece.stop)
            phase = n % period
            at = n + whole[phase]
            early = padded[at]
            out[piece] += weight[phase] * (early + between[phase] * (padded[at + 1] - early))
    return out
