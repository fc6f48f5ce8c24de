"""Room for the kick and for the words."""

from __future__ import annotations

import numpy as np
import pytest

from mnemo import units
from mnemo.dsp.arrays import to_decibels
from mnemo.dsp.blocks import PIECE
from mnemo.quality.mix import measure_band_power
from mnemo.sound import ducking
from mnemo.sound.disk import StemFile
from mnemo.styles.sound import Ducking, Pump
from tests.builders import a_score

RATE = units.SAMPLE_RATE
SETTINGS = Ducking(clear_db=10.0, most_db=12.0)


def stereo(x: np.ndarray) -> np.ndarray:
    return np.stack([x, x], 1).astype(np.float32)


def voice(seconds: float) -> np.ndarray:
    """A harmonic tone in the middle third of the time."""
    t = np.arange(round(seconds * RATE)) / RATE
    tone = sum(np.sin(2 * np.pi * 220 * k * t) / k for k in range(1, 25))
    return stereo(0.1 * tone * ((t > seconds / 3) & (t < 2 * seconds / 3)))


def noise(seconds: float) -> np.ndarray:
    return stereo(0.05 * np.random.default_rng(0).standard_normal(round(seconds * RATE)))


def level(x: np.ndarray, low: float, high: float) -> np.ndarray:
    return to_decibels(measure_band_power(x, RATE, low, high, RATE // 10))


def made_room(x: np.ndarray, cuts: ducking.Cuts, share: float) -> np.ndarray:
    return np.array(StemFile(len(x), ducking.duck([(x, share)], cuts))())


def test_the_band_yields_where_and_while_the_lead_sings() -> None:
    lead, band = voice(6), noise(6)
    ducked = made_room(band, ducking.find_cuts(lead, [band], SETTINGS), 1.0)
    words = level(ducked, 1000, 4000) - level(band, 1000, 4000)
    assert words[25:35].max() < -6
    assert words[25:35].min() > -12.5
    assert np.array_equal(ducked[:RATE], band[:RATE])
    assert (level(ducked, 12_000, 16_000) - level(band, 12_000, 16_000)) == pytest.approx(0, abs=0.1)


def test_tracks_are_ducked_at_once_as_one_by_one() -> None:
    lead, band, other = voice(3), noise(3), 0.5 * noise(3)[::-1]
    cuts = ducking.find_cuts(lead, [band, other], SETTINGS)
    alone = [made_room(band, cuts, 1.0), made_room(other, cuts, 0.5)]
    both = [(band, 1.0), (other, 0.5)]
    together = np.array(StemFile(len(band), ducking.duck(both, cuts))())
    assert together == pytest.approx(alone[0] + alone[1], abs=1e-6)
    late = list(ducking.duck(both, cuts, slice(PIECE, len(band))))
    assert late[0][0].start == PIECE
    assert all(np.array_equal(audio, together[piece]) for piece, audio in late)


def test_the_band_is_the_sum_of_its_tracks() -> None:
    lead, band = voice(3), noise(3)
    one, two = (ducking.find_cuts(lead, tracks, SETTINGS) for tracks in ([band], [0.25 * band, 0.75 * band]))
    assert np.array_equal(one.frames, two.frames)
    assert one.db == pytest.approx(two.db, abs=1e-3)


def test_a_lead_that_stands_clear_asks_for_nothing() -> None:
    lead, band = voice(3), 1e-4 * noise(3)
    assert len(ducking.find_cuts(lead, [band], Ducking(clear_db=3.0, low_hz=500, high_hz=2000)).frames) == 0


def test_a_silent_lead_asks_for_nothing() -> None:
    assert len(ducking.find_cuts(np.zeros_like(noise(2)), [noise(2)], SETTINGS).frames) == 0


def test_half_a_share_is_half_the_decibels() -> None:
    lead, band = voice(6), noise(6)
    cuts = ducking.find_cuts(lead, [band], SETTINGS)
    losses = []
    for share in (1.0, 0.5, 0.0):
        x = made_room(band, cuts, share)
        losses.append((level(x, 1000, 4000) - level(band, 1000, 4000))[25:35].mean())
    assert losses[1] == pytest.approx(losses[0] / 2, abs=1.0)
    assert losses[2] == 0


def test_the_pump_is_down_on_every_kick_and_up_before_the_next() -> None:
    score = a_score()
    curve = ducking.compute_pumping(score, Pump(), 10 * RATE)
    beat = round(0.4 * RATE)
    assert all(curve[k * beat] == 1.0 for k in range(20))
    assert all(curve[k * beat - RATE // 100] < 0.01 for k in range(1, 20))
    assert curve.min() == 0
