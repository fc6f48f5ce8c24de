"""Breaths: only after a rest, only before the first sound."""

from __future__ import annotations

import numpy as np

from mnemo.sound.voices.speech_to_singing import breath

AT_S = np.arange(-0.6, 0.5, 1 / 48_000)


def test_ends_before_the_first_sound_and_starts_inside_of_the_rest() -> None:
    air = breath.make_breath(-0.06, 0.4, AT_S, np.random.default_rng(1))
    sounding = AT_S[np.abs(air) > 1e-6]
    assert -0.4 < sounding[0] < sounding[-1] < -0.1
    assert 0.001 < np.sqrt(np.mean(air[(AT_S > -0.3) & (AT_S < -0.15)] ** 2)) < 0.02


def test_no_breath_after_a_short_rest() -> None:
    assert not breath.make_breath(-0.06, 0.2, AT_S, np.random.default_rng(1)).any()
