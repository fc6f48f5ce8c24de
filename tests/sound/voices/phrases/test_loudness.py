"""Evening: vowels of any level come out at their note's."""

from __future__ import annotations

import numpy as np

from mnemo import units
from mnemo.dsp.loudness import k_weighting
from mnemo.model import Mora, MoraTime, SungNote
from mnemo.sound.voices.phrases import loudness

A = Mora("ア", ("a",), True)


def test_unequal_tones_become_equal_and_velocity_counts() -> None:
    at_s = np.arange(units.SAMPLE_RATE * 3) / units.SAMPLE_RATE
    tone = np.sin(2 * np.pi * 300 * at_s) * np.array([0.02, 0.5, 0.1])[(at_s).astype(int)]
    notes = [SungNote(0, 1, 60, A, 0, velocity) for velocity in (96, 96, 48)]
    times = [MoraTime(i + 0.3, i + 0.3, i + 0.7) for i in range(3)]
    even = loudness.even_out_loudness(tone, notes, times, 0.0)
    levels = [np.sqrt(np.mean(even[int((i + 0.45) * 48_000) : int((i + 0.55) * 48_000)] ** 2)) for i in range(3)]
    decibels = 20 * np.log10(np.array(levels) / levels[0])
    assert abs(decibels[1]) < 1.5
    assert abs(decibels[2] + 6.0) < 1.5


def test_weighting_is_the_standards() -> None:
    from scipy.signal import sosfilt

    rng = np.random.default_rng(1)
    noise = rng.standard_normal(48_000)
    ours, theirs = loudness._weight(noise), sosfilt(k_weighting(48_000), noise)
    assert abs(np.std(ours) / np.std(theirs) - 1) < 0.01


def test_a_held_vowel_that_dies_away_is_held() -> None:
    at_s = np.arange(units.SAMPLE_RATE * 2) / units.SAMPLE_RATE
    tone = 0.1 * np.sin(2 * np.pi * 300 * at_s) * 10 ** (-0.5 * np.clip(at_s - 0.5, 0.0, 1.0))  # 10 dB in a second
    notes, times = [SungNote(0, 1, 60, A, 0, 96)], [MoraTime(0.5, 0.5, 1.5)]
    lost_db = []
    for stretch_s in (np.inf, 0.15):
        even = loudness.even_out_loudness(tone, notes, times, 0.0, 10.0, stretch_s)
        first, last = (np.std(even[int(a * 48_000) : int((a + 0.1) * 48_000)]) for a in (0.6, 1.3))
        lost_db.append(20 * np.log10(first / last))
    assert lost_db[0] > 6.0
    assert abs(lost_db[1]) < 1.0
