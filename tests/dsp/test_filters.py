"""Filters at the frequencies where their response is known; control curves."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import signal

from mnemo.dsp import filters
from mnemo.dsp.blocks import PIECE


def response_db(sections: np.ndarray, hz: float) -> float:
    _, h = signal.sosfreqz(sections, [hz], fs=48_000)
    return float(20 * np.log10(np.abs(h[0])))


@pytest.mark.parametrize("db", [-9.0, 6.0])
def test_shelves_and_bells_reach_their_gain(db: float) -> None:
    assert response_db(filters.bell(2000, 0.8, db), 2000) == pytest.approx(db, abs=1e-6)
    assert response_db(filters.bell(2000, 0.8, db), 20) == pytest.approx(0, abs=0.05)
    assert response_db(filters.shelf(500, db, high=False), 1) == pytest.approx(db, abs=0.01)
    assert response_db(filters.shelf(500, db, high=False), 20_000) == pytest.approx(0, abs=0.01)
    assert response_db(filters.shelf(5000, db, high=True), 1) == pytest.approx(0, abs=0.01)
    assert response_db(filters.shelf(5000, db, high=True), 23_999) == pytest.approx(db, abs=0.01)


def test_taking_a_band_away_is_a_bell() -> None:
    gain = 10 ** (-6 / 20)
    _, h = signal.sosfreqz(filters.band(1000, 1.0), [1000.0, 30.0], fs=48_000)
    assert 20 * np.log10(np.abs(1 - (1 - gain) * h)) == pytest.approx([-6.0, 0.0], abs=0.05)


def test_powers_of_a_constant() -> None:
    assert filters.measure_powers(np.full((2400, 2), 0.5, np.float32)) == pytest.approx(np.full(10, 0.25))


def test_a_followed_curve_is_down_in_time_and_comes_back() -> None:
    wanted = np.zeros(200)
    wanted[100:110] = -10.0
    got = filters.follow_gain(wanted, attack_s=0.02, release_s=0.05)
    assert len(got) == len(wanted)
    assert np.all(got[100:110] < -9.9)
    assert got[80] == pytest.approx(0, abs=1e-9)
    assert got[-1] == pytest.approx(0, abs=0.05)


def test_gains_pass_through_the_starts_of_the_hops_and_then_stay() -> None:
    g = filters.Gain.of_db(np.array([0.0, -20.0]))(slice(0, 4 * filters.HOP))
    assert g[0] == pytest.approx(1.0)
    assert g[filters.HOP] == pytest.approx(0.1)
    assert g[filters.HOP // 2] == pytest.approx(0.55)
    assert g[-1] == pytest.approx(0.1)


def test_a_cut_gets_the_gain_of_its_place() -> None:
    gain = filters.Gain.of_db(np.array([0.0, -20.0, -6.0]))
    whole = gain.apply(np.ones((3 * filters.HOP, 2), np.float32))
    cut = gain.apply(np.ones((2 * filters.HOP, 2), np.float32), start=100)
    assert np.array_equal(cut[:, 0], whole[100:][: len(cut), 0])


def test_a_filter_rests_in_silence_and_rings_out_before() -> None:
    x = np.zeros(6 * PIECE, np.float32)
    x[PIECE - 1] = x[4 * PIECE] = 1.0
    sections = filters.high_pass(80.0)
    whole = signal.sosfilt(sections, x.astype(np.float64))
    assert np.abs(filters.run_filters(x, sections) - whole).max() < 1e-7


def test_filtering_in_pieces_is_filtering_at_once() -> None:
    x = np.random.default_rng(0).standard_normal((200_000, 2)).astype(np.float32)
    sections = filters.high_pass(80.0)
    whole = signal.sosfilt(sections, x.astype(np.float64), axis=0)
    assert filters.run_filters(x, sections) == pytest.approx(whole, abs=1e-6)
    filters.run_filters(x, sections, out=x)
    assert x == pytest.approx(whole, abs=1e-6)
