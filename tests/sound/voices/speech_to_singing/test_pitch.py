"""The F0 model: in tune where the vowel is, vibrato on long notes alone, overshoot and preparation at steps."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from mnemo.model import Mora, MoraTime, SungNote
from mnemo.sound.voices.speech_to_singing import pitch
from mnemo.styles.schema import SingerStyle

A = Mora("ア", ("a",), True)
RATE_HZ = 200
STEADY = SingerStyle(vibrato_cents=0.0)


def _cents(
    midi: tuple[int, ...], lengths_s: tuple[float, ...], singer: SingerStyle, fluctuation: bool = False
) -> tuple:
    edges = np.concatenate([[0.0], np.cumsum(lengths_s)])
    notes = [SungNote(0, 240, m, A, 0) for m in midi]
    times = [MoraTime(a, a, b) for a, b in pairwise(edges)]
    at_s = np.arange(0.0, edges[-1], 1 / RATE_HZ)
    keep, pitch.FLUCTUATION_CENTS = pitch.FLUCTUATION_CENTS, pitch.FLUCTUATION_CENTS if fluctuation else 0.0
    try:
        hz = pitch.f0_hz(notes, times, singer, at_s, np.random.default_rng(1))
    finally:
        pitch.FLUCTUATION_CENTS = keep
    return at_s, 6900 + 1200 * np.log2(hz / 440.0)


def test_the_middle_half_of_an_eighth_is_in_tune_even_after_an_octave() -> None:
    at_s, cents = _cents((60, 72, 60), (0.2, 0.2, 0.2), STEADY)
    inside = (at_s >= 0.25) & (at_s <= 0.35)
    assert np.abs(cents[inside] - 7200).max() < 60
    assert np.median(np.abs(cents[inside] - 7200)) < 8


def test_a_step_overshoots_and_is_prepared() -> None:
    at_s, cents = _cents((60, 67), (0.4, 0.4), STEADY)
    assert 5 < cents[(at_s > 0.4)].max() - 6700 < 60
    assert 10 < 6000 - cents[at_s < 0.37].min() < 60


def test_vibrato_is_for_long_notes_and_of_its_rate_and_depth() -> None:
    singer = SingerStyle(vibrato_hz=6.0, vibrato_cents=40.0)
    _, short = _cents((60, 60), (0.39, 0.2), singer)
    assert np.abs(short - 6000).max() < 1e-6
    at_s, cents = _cents((60,), (2.0,), singer)
    assert np.abs(cents[at_s < pitch.VIBRATO_DELAY_S] - 6000).max() < 1e-6
    swing = cents[(at_s > 0.5) & (at_s < 1.9)] - 6000
    assert 38 < swing.max() < 41
    spectrum = np.abs(np.fft.rfft(swing * np.hanning(len(swing)), 4096))
    assert abs(np.argmax(spectrum) * RATE_HZ / 4096 - 6.0) < 0.2


def test_fluctuation_is_small_slow_and_the_seeds() -> None:
    _, one = _cents((60,), (2.0,), STEADY, fluctuation=True)
    _, two = _cents((60,), (2.0,), STEADY, fluctuation=True)
    assert np.array_equal(one, two)
    assert abs(np.std(one) - pitch.FLUCTUATION_CENTS) < 0.5


def test_detuning_moves_everything() -> None:
    _, plain = _cents((60, 64), (0.3, 0.3), STEADY)
    _, moved = _cents((60, 64), (0.3, 0.3), SingerStyle(vibrato_cents=0.0, detune_cents=7.0))
    assert np.allclose(moved - plain, 7.0)
