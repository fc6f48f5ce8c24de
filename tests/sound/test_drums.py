"""Strokes: pitch of the skin, bursts of the clap, length, and every General MIDI key that the kit knows."""

from __future__ import annotations

import numpy as np
import pytest

from mnemo import styles, units
from mnemo.sound import drums
from mnemo.styles.sound import Drum, Hiss, Metal, Tone

RATE = units.SAMPLE_RATE
KITS = [
    pytest.param(drum, id=f"{name}-{piece}")
    for name in styles.names()
    for piece, drum in styles.load(name).sound.kit.items()
]


@pytest.mark.parametrize("drum", KITS)
def test_a_stroke_starts_at_once_ends_silent_and_has_no_offset(drum: Drum) -> None:
    x = drums.render_stroke(drum, 100)
    assert len(x) == round(drums.find_length_s(drum) * RATE)
    assert np.abs(x[: RATE // 100]).max() > 0.1 * np.abs(x).max()
    assert abs(x[-1]) < 1e-4
    assert abs(x.mean()) < 0.02 * np.abs(x).max()


def test_a_kick_falls_to_its_pitch() -> None:
    x = drums.render_stroke(Drum(tone=(Tone(200, 50, 0.02, 1.0),)), 127)[RATE // 5 : RATE // 2]
    crossings = np.count_nonzero(np.diff(np.signbit(x)))
    assert crossings / 2 / 0.3 == pytest.approx(50, abs=2)


def test_a_clap_has_its_bursts() -> None:
    clap = Drum(hiss=(Hiss(800, 8000, bursts_s=(0.0, 0.012, 0.024), burst_decay_s=0.01),))
    power = drums.render_stroke(clap, 127)[: RATE // 25].reshape(-1, 96) ** 2
    level = power.mean(axis=1)
    for start in (0, 6, 12):  # in steps of 2 ms
        assert level[start] + level[start + 1] > 2 * level[start + 4]


def test_metal_has_nothing_below_its_high_pass() -> None:
    spectrum = np.abs(np.fft.rfft(drums.render_stroke(Drum(metal=(Metal(low_hz=7000, decay_s=0.5),)), 127)))
    hz = np.fft.rfftfreq(round(0.5 * RATE), 1 / RATE)
    assert spectrum[hz < 1500].max() < 0.03 * spectrum.max()


def test_louder_strokes_are_louder() -> None:
    drum = Drum(tone=(Tone(),))
    assert np.abs(drums.render_stroke(drum, 120)).max() > 3 * np.abs(drums.render_stroke(drum, 60)).max()


def test_every_style_has_a_drum_for_every_key() -> None:
    for name in styles.names():
        assert set(drums.PIECES.values()) <= set(styles.load(name).sound.kit), name
