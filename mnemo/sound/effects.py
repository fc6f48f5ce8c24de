"""Reverb and delay are returns of their own: a send goes in, and nothing of the dry sound comes out."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from mnemo import units
from mnemo.dsp import filters
from mnemo.dsp.blocks import IN_FLOAT32, cut_padded, piece_slices
from mnemo.dsp.sections import design_band_pass, run_sections
from mnemo.runtime.threads import map_in_threads
from mnemo.styles.sound import Delay, Reverb

Sound = NDArray[np.float32]

REVERB_SEED = 909
BANDS = 6  # of the impulse response, each with its own decay
SILENT = np.float32(1e-8)  # a block that is softer than this sends nothing
INAUDIBLE = np.float32(1e-6)  # echoes softer than this are left out
PERIOD = 3840  # samples, 80 ms, after which a sliding delay starts anew
ROWS = 8  # such periods at once: they stay in the cache
CONVOLUTION = 1 << 18  # samples a transform; a response must be shorter


def make_impulse_response(reverb: Reverb) -> Sound:
    """Make the room's impulse response: bands of noise, the higher the faster they decay. (samples, 2), unit energy."""
    rate = units.SAMPLE_RATE
    samples = units.s_to_samples(reverb.decay_s * 1.1)
    t = np.arange(samples) / rate
    white = np.random.default_rng(REVERB_SEED).standard_normal((samples, 2))
    edges = np.geomspace(reverb.low_cut_hz, reverb.high_cut_hz, BANDS + 1)
    out = np.zeros((samples, 2))
    for i, (low, high) in enumerate(pairwise(edges)):
        decay_s = reverb.decay_s * reverb.damping ** (i / (BANDS - 1))
        sections = design_band_pass(2, low, high, rate)
        out += run_sections(sections, white.T).T * 10 ** (-3 * t / decay_s)[:, None]
    out *= np.minimum(1.0, t / 0.003)[:, None]
    out /= np.sqrt((out**2).sum(axis=0))
    return np.concatenate([np.zeros((units.s_to_samples(reverb.predelay_s), 2)), out]).astype(np.float32)


def reverberate(send: Sound, reverb: Reverb) -> Sound:
    """Replace a stereo send by the reverb's return. Each side is convolved with the response of its own side."""
    response = make_impulse_response(reverb) * np.float32(units.db_to_gain(reverb.level_db))
    map_in_threads(lambda side: convolve(send[:, side], response[:, side]), range(2))
    return send


def convolve(x: Sound, response: Sound) -> None:
    """Replace a signal by its convolution (overlap-add of FFTs), cut off at the signal's length."""
    spectrum = np.fft.rfft(response, CONVOLUTION, norm=IN_FLOAT32) * np.float32(math.sqrt(CONVOLUTION))
    step = CONVOLUTION - len(response) + 1
    ringing = np.zeros(len(response) - 1, np.float32)
    for start in range(0, len(x), step):
        dry = x[start : start + step]
        if max(dry.max(), -dry.min()) < SILENT:
            wet = np.zeros(CONVOLUTION, np.float32)
        else:
            spectra = np.fft.rfft(dry, CONVOLUTION, norm=IN_FLOAT32) * spectrum
            wet = np.fft.irfft(spectra, CONVOLUTION, norm=IN_FLOAT32).astype(np.float32, copy=False)
        wet[: len(ringing)] += ringing
        x[start : start + step] = wet[: len(x) - start][:step]
        ringing = wet[step:]


def apply_ping_pong(send: Sound, delay: Delay, us_per_beat: int) -> Sound:
    """Replace a stereo send by its echoes, which alternate between the sides and start on the left.

    left[n] = gain * send[n - step] + feedback^2 * left[n - 2 step]; right[n] = feedback * left[n - step]
    """
    step = units.ticks_to_samples(delay.beats * units.TICKS_PER_BEAT, us_per_beat)
    gain, feedback = (np.float32(units.db_to_gain(db)) for db in (delay.level_db, delay.feedback_db))
    mono = (send[:, 0] + send[:, 1]) * (gain / 2)
    filters.run_filters(mono, filters.high_pass(delay.low_cut_hz), filters.low_pass(delay.high_cut_hz), out=mono)
    left, right = send.T
    send[:] = 0.0
    for start in range(step, len(mono), step):
        ago = slice(start - step, min(start, len(mono) - step))
        here = slice(start, ago.stop + step)
        left[here] = mono[ago] + feedback * right[ago]
        right[here] = feedback * left[ago]
        send[here][np.abs(send[here]) < INAUDIBLE] = 0.0  # avoids denormals, which compute slowly
    return send


def detune(x: Sound, cents: float, delay_s: float) -> Sound:
    """Return a copy detuned by a few cents: the delay slides and starts anew every 80 ms, as in a chorus.

    Two read heads run half a period apart; each is faded out where it starts anew. Samples are interpolated linearly.
    """
    slope = 2 ** (cents / 1200) - 1
    latest = math.ceil(delay_s * units.SAMPLE_RATE + abs(slope) * PERIOD / 2) + 1
    rows = -(-len(x) // PERIOD)
    windows = np.lib.stride_tricks.sliding_window_view(
        cut_padded(x, -latest, rows * PERIOD + 2 * latest), PERIOD + 2 * latest
    )[::PERIOD]
    out = np.zeros((rows, PERIOD), np.float32)
    for start in (0, PERIOD // 2):
        ramp = (np.arange(PERIOD) + start) % PERIOD
        at = np.arange(PERIOD) + latest + slope * (ramp - PERIOD / 2) - delay_s * units.SAMPLE_RATE  # in a window
        weight = 0.5 - 0.5 * np.cos(2 * np.pi * ramp / PERIOD)
        early = np.floor(at).astype(np.intp)
        late_share, early_share = ((weight * part).astype(np.float32) for part in (at - early, 1 - at + early))
        for some in piece_slices(rows, size=ROWS):
            heard = windows[some]
            out[some] += heard.take(early, axis=1) * early_share
            out[some] += heard.take(early + 1, axis=1) * late_share
    return out.ravel()[: len(x)]
