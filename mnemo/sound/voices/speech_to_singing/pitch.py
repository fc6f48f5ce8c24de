"""The F0 of a phrase, with the transitions and the vibrato of a singer.

Source: Saitou, Goto, Unoki & Akagi 2007 (see the package), section 3.1: the melody goes through second-order systems,
H(s) = k / (s^2 + 2 zeta omega s + omega^2), that give overshoot (zeta < 1), preparation (its mirror in time) and
vibrato, and fine fluctuation is added (low-passed noise).

Deviations, all for eighths at 150 bpm: the paper's overshoot has omega = 34.8 rad/s and zeta = 0.54 and takes 0.2 s to
settle, a whole note here; omega is OMEGA and zeta ZETA instead, and the step comes LEAD_S before the vowel, so that the
vowel itself is in tune. Vibrato is on notes of VIBRATO_FROM_S and more and fades in.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from mnemo.model import MoraTime, SungNote
from mnemo.styles.schema import SingerStyle

OMEGA = 110.0  # rad/s
ZETA = 0.7
LEAD_S = 0.030  # the step, before the vowel's onset
PREPARATION = 0.06  # of the step, the other way,
PREPARATION_CENTS = 30.0  # and at most so much
PREPARATION_OMEGA = 29.2 * 2  # rad/s; the paper's, twice as fast
VIBRATO_FROM_S = 0.4
VIBRATO_DELAY_S = 0.2
VIBRATO_RISE_S = 0.15
FLUCTUATION_CENTS = 4.0  # root mean square
FLUCTUATION_HZ = 8.0


def f0_hz(
    notes: Sequence[SungNote],
    times: Sequence[MoraTime],
    singer: SingerStyle,
    at_s: NDArray[np.float64],
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    """Return the pitch at every moment, voiced or not. (F,) -> (F,)"""
    sung = [(n, t, t.vowel_s) for n, t in zip(notes, times, strict=True) if t.vowel_s is not None]
    cents = np.full(len(at_s), 100.0 * sung[0][0].midi + singer.detune_cents)
    for (before, _, _), (here, _, onset_s) in pairwise(sung):
        step = 100.0 * (here.midi - before.midi)
        cents += _transition(at_s - (onset_s - LEAD_S), step)
    for _, time, onset_s in sung:
        cents += singer.vibrato_cents * _vibrato(at_s - onset_s, time.end_s - onset_s, singer.vibrato_hz)
    cents += _fluctuation(len(at_s), float(at_s[1] - at_s[0]), rng)
    return 440.0 * 2.0 ** ((cents - 6900.0) / 1200.0)


def _transition(t: NDArray[np.float64], step_cents: float) -> NDArray[np.float64]:
    """Return a step at t = 0 through the damped system, and its preparation before."""
    damped = OMEGA * np.sqrt(1.0 - ZETA**2)
    after = np.maximum(t, 0.0)
    swing = np.cos(damped * after) + ZETA / np.sqrt(1.0 - ZETA**2) * np.sin(damped * after)
    rise = np.where(t > 0, 1.0 - np.exp(-ZETA * OMEGA * after) * swing, 0.0)
    ahead = PREPARATION_OMEGA * np.maximum(-t, 0.0)
    dip = ahead * np.exp(1.0 - ahead)  # a critically damped impulse, mirrored: its peak is 1, at 1 / omega
    return step_cents * rise - np.clip(PREPARATION * step_cents, -PREPARATION_CENTS, PREPARATION_CENTS) * dip


def _vibrato(t: NDArray[np.float64], length_s: float, rate_hz: float) -> NDArray[np.float64]:
    """Return a sine that fades in after the delay and stops with the vowel; 0 on short notes."""
    if length_s < VIBRATO_FROM_S:
        return np.zeros(len(t))
    depth = np.clip((t - VIBRATO_DELAY_S) / VIBRATO_RISE_S, 0.0, 1.0) * np.clip((length_s - t) / 0.03, 0.0, 1.0)
    return depth * np.sin(2.0 * np.pi * rate_hz * (t - VIBRATO_DELAY_S))


def _fluctuation(frames: int, frame_s: float, rng: np.random.Generator) -> NDArray[np.float64]:
    """Return low-passed white noise in cents."""
    spectrum = np.fft.rfft(rng.standard_normal(frames))
    spectrum[np.fft.rfftfreq(frames, frame_s) > FLUCTUATION_HZ] = 0.0
    slow = np.fft.irfft(spectrum, frames)
    return FLUCTUATION_CENTS * slow / max(float(np.std(slow)), 1e-9)
