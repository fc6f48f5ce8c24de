"""Consonants and the edges of vowels run as spoken; what is held is the middle of a vowel."""

from __future__ import annotations

import numpy as np

from mnemo.sound.voices.neural import stretch
from mnemo.sound.voices.neural.model import CURVES_HZ
from mnemo.sound.voices.neural.timing import Plan

SPOKEN_S = np.array([0.0, 0.4, 0.5, 0.6, 0.7, 0.8, 1.2])  # silence, consonant, vowel, consonant, vowel, silence


def mapped(sung_s: list[float]) -> stretch.TimeMap:
    edges = np.array([*sung_s, sung_s[-1] + 0.5])
    return stretch.map_times(Plan((), edges[0], 80, edges, np.zeros(len(edges)), ((2, 3), (4, 5))), SPOKEN_S)


def test_a_long_vowel_is_held_in_its_middle() -> None:
    times = mapped([-0.5, 0.0, 0.1, 1.0, 1.1, 1.2])
    consonants_s = np.array([0.02, 0.08, 1.02, 1.08])
    assert np.allclose(times.spoken_at(consonants_s), [0.42, 0.48, 0.62, 0.68])
    edge_s = stretch.EDGE * 0.1
    assert edge_s < stretch.EDGE_S
    assert np.allclose(times.spoken_at(np.array([0.1 + edge_s, 1.0 - edge_s])), [0.5 + edge_s, 0.6 - edge_s])
    middle = times.spoken_at(np.array([0.2, 0.9]))
    assert np.allclose(np.diff(middle), (0.1 - 2 * edge_s) * 0.7 / (0.9 - 2 * edge_s))
    assert np.allclose(times.sung_at(times.spoken_at(consonants_s)), consonants_s)


def test_the_last_vowel_ends_before_speech_dies_away() -> None:
    times = mapped([-0.5, 0.0, 0.1, 0.2, 0.3, 1.0])
    assert np.allclose(times.spoken_at(np.array([0.3, 1.0])), [0.7, 0.7 + 0.1 * stretch.LAST])


def test_a_short_vowel_runs_evenly() -> None:
    times = mapped([-0.5, 0.0, 0.1, 0.15, 0.25, 0.3])
    assert np.allclose(times.spoken_at(np.array([0.1, 0.125, 0.15])), [0.5, 0.55, 0.6])


def test_what_takes_no_time_is_passed_over_and_speech_never_runs_back() -> None:
    edges = np.array([0.0, 1.0, 1.0, 2.0, 3.0])
    times = stretch.map_times(Plan((), 0.0, 80, edges, np.zeros(5), ()), np.array([0.0, 0.4, 0.6, 0.5, 1.0]))
    assert np.allclose(times.sung_s, [0.0, 1.0, 2.0, 3.0])
    assert np.allclose(times.spoken_s, [0.0, 0.6, 0.6, 1.0], atol=1e-5)
    assert np.all(np.diff(times.spoken_s) > 0)


def test_frames_are_read_between_and_weigh_what_they_show() -> None:
    ramp = (np.arange(96, dtype=np.float32) + 0.5)[None, None] / CURVES_HZ  # each frame's feature is its time
    times = mapped([-0.5, 0.0, 0.1, 1.0, 1.1, 1.2])
    at_s = (np.arange(160) + 0.5) / CURVES_HZ - 0.5
    inside = (at_s > 0.0) & (at_s < 1.1)
    read = stretch.read_frames(ramp, times.spoken_at(at_s))[0, 0]
    assert np.allclose(read[inside], times.spoken_at(at_s)[inside], atol=1e-6)
    weights = stretch.weigh_frames(times, at_s)
    assert np.isclose(weights[inside].sum() / CURVES_HZ, 0.3, atol=0.02)  # as long as in speech
    assert weights.min() >= stretch.RATES[0]
