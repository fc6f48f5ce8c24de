"""Reverb and delay: their times and sides, and nothing of the dry sound."""

from __future__ import annotations

import numpy as np
import pytest

from mnemo import units
from mnemo.sound import effects
from mnemo.styles.sound import Delay, Reverb

RATE = units.SAMPLE_RATE


def click(samples: int) -> np.ndarray:
    x = np.zeros((samples, 2), np.float32)
    x[0] = 1
    return x


def test_a_reverb_waits_then_decays_by_sixty_db() -> None:
    reverb = Reverb(decay_s=1.0, predelay_s=0.02, damping=1.0)
    out = effects.reverberate(click(2 * RATE), reverb)
    assert np.abs(out[: round(0.019 * RATE)]).max() < 1e-6
    level = 10 * np.log10(np.mean(out[: RATE * 11 // 10].reshape(-1, RATE // 20, 2) ** 2, axis=(1, 2)))
    assert level[3] - level[13] == pytest.approx(30, abs=2)  # half a second: half of T60


def test_the_room_has_unit_energy() -> None:
    assert np.sum(effects.make_impulse_response(Reverb()) ** 2, axis=0) == pytest.approx([1, 1], rel=0.01)


def test_highs_die_first() -> None:
    out = effects.make_impulse_response(Reverb(decay_s=1.5, damping=0.3))
    early, late = (np.abs(np.fft.rfft(out[a : a + RATE // 4, 0])) ** 2 for a in (RATE // 20, RATE))
    hz = np.fft.rfftfreq(RATE // 4, 1 / RATE)
    share = [p[hz > 4000].sum() / p.sum() for p in (early, late)]
    assert share[1] < 0.2 * share[0]


def test_echoes_are_in_time_and_change_sides() -> None:
    out = effects.apply_ping_pong(click(2 * RATE), Delay(beats=0.75, feedback_db=-6.0), 400_000)
    step = round(0.3 * RATE)  # three quarters of a 0.4 s beat
    tops = [np.abs(out[i * step : i * step + 200]).max(axis=0) for i in range(4)]
    assert tops[0].max() == 0
    assert tops[1][0] > 0 == tops[1][1]
    assert tops[2][1] / tops[1][0] == pytest.approx(10 ** (-6 / 20), rel=1e-3)
    assert tops[2][0] == 0


def test_a_detuned_copy_has_its_pitch() -> None:
    t = np.arange(2 * RATE) / RATE
    x = np.sin(2 * np.pi * 1000 * t).astype(np.float32)
    for cents in (-50.0, 50.0):
        spectrum = np.abs(np.fft.rfft(effects.detune(x, cents, 0.02) * np.hanning(2 * RATE)))
        assert spectrum.argmax() / 2 == pytest.approx(1000 * 2 ** (cents / 1200), abs=7)  # lines are 12.5 Hz apart
