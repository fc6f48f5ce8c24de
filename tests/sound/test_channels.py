"""A channel: level, place and range of a sound, and how kick and section move it."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import signal

from mnemo import units
from mnemo.dsp import filters
from mnemo.sound.channels import apply_movement, place_in_channel
from mnemo.sound.disk import iterate_pieces
from mnemo.styles.sound import Channel

TONE = (np.ones((4800, 2)) * np.sin(np.arange(4800) / 8)[:, None]).astype(np.float32)


def test_a_channel_has_its_level_and_place() -> None:
    left, centre = place_in_channel(TONE, Channel(level_db=-6.0, pan=-1.0)), place_in_channel(TONE, Channel())
    assert not left[:, 1].any()
    assert np.std(left[:, 0]) / np.std(centre[:, 0]) == pytest.approx(np.sqrt(2) * 10 ** (-6 / 20), rel=1e-3)


def test_filtered_notes_sum_to_the_filtered_part() -> None:
    """What is cut off of the ringing lies 100 dB below."""
    channel = Channel(low_cut_hz=60.0, high_cut_hz=5000.0)
    noise = np.random.default_rng(0).standard_normal((2400, 2)).astype(np.float32)
    part = np.zeros((units.SAMPLE_RATE, 2), np.float32)
    notes = np.zeros_like(part)
    for start in (0, 1000, 20_000):
        part[start : start + len(noise)] += noise
        sound = place_in_channel(noise, channel)
        notes[start : start + len(sound)] += sound
    whole = signal.sosfilt(
        np.concatenate([filters.high_pass(60.0), filters.low_pass(5000.0)]), part.astype(np.float64), axis=0
    )
    assert notes == pytest.approx(whole, abs=2e-5)


def test_a_kick_pushes_and_a_section_moves() -> None:
    still, down = np.zeros(4800, np.float32), np.ones(4800, np.float32)

    def level(channel: Channel, pumping: np.ndarray, gain: float) -> float:
        moves = np.full(len(TONE), gain, np.float32)
        return float(
            np.concatenate([x for _, x in apply_movement(iterate_pieces(TONE.copy()), channel, pumping, moves)]).std()
        )

    assert level(Channel(pump=0.5), down, 1.0) == pytest.approx(0.5 * TONE.std(), rel=1e-3)
    assert level(Channel(pump=0.5), still, 0.25) == pytest.approx(0.25 * TONE.std(), rel=1e-3)
