"""The master reaches its loudness under its ceiling; karaoke and cuts get the same gains."""

from __future__ import annotations

import numpy as np
import pytest

from mnemo import units
from mnemo.dsp import loudness, peaks
from mnemo.sound import master
from mnemo.styles.sound import Master

RATE = units.SAMPLE_RATE
SETTINGS = Master()


def dense(seconds: float, level: float = 0.1) -> np.ndarray:
    """Noise with loud knocks twice a second: a mix whose peaks stand far above its loudness."""
    generator = np.random.default_rng(1)
    x = level * generator.standard_normal((round(seconds * RATE), 2))
    for at in range(0, len(x), RATE // 2):
        x[at : at + 400] *= 8 * np.exp(-np.arange(400) / 80)[:, None][: len(x) - at]
    return x.astype(np.float32)


@pytest.mark.parametrize("level", [0.003, 0.1, 0.9])
def test_any_mix_comes_out_as_loud_as_asked(level: float) -> None:
    out, _ = master.master(dense(8, level), SETTINGS)
    assert loudness.measure_loudness(out, RATE) == pytest.approx(SETTINGS.loudness_lufs, abs=0.1)
    assert peaks.measure_true_peak_db(out) <= SETTINGS.true_peak_db


def test_the_limiter_holds_true_peaks_without_touching_the_rest() -> None:
    x = 0.2 * np.ones((RATE, 2), np.float32)
    x[RATE // 2 : RATE // 2 + 20] = 1.5
    out = master.apply_reduction(
        x, master.compute_reduction(peaks.measure_true_peaks(x, master.LIMITER_BLOCK), 0.0, -1.0), 0.0
    )
    assert peaks.measure_true_peak_db(out) <= -1.0
    assert np.array_equal(out[: RATE // 4], x[: RATE // 4])
    assert out[-1, 0] == pytest.approx(0.2, rel=1e-3)


def test_a_cut_is_mastered_as_the_whole_was() -> None:
    x = dense(8)
    out, chain = master.master(x, SETTINGS)
    start, end = 2 * RATE + 77, 5 * RATE
    cut = chain.apply(x[start:end], start)
    settled = RATE // 4  # filters and limiter know nothing of what came before
    error = cut[settled:-settled] - out[start + settled : end - settled]
    assert 10 * np.log10(np.mean(error**2) / np.mean(out**2)) < -50


def test_applying_the_chain_to_the_mix_gives_the_master() -> None:
    x = dense(4)
    out, chain = master.master(x, SETTINGS)
    assert np.array_equal(chain.apply(x), out)


def test_bass_is_mono_and_treble_is_not() -> None:
    t = np.arange(2 * RATE) / RATE
    for hz, kept in ((50, False), (1000, True)):
        tone = np.sin(2 * np.pi * hz * t)
        out = master.shape_tone(np.stack([tone, -tone], 1).astype(np.float32), SETTINGS)
        assert (np.abs(out[RATE:]).max() > 0.5) == kept


def test_saturation_leaves_small_signals_and_bends_large_ones() -> None:
    t = np.arange(RATE) / RATE
    tone = np.stack([np.sin(2 * np.pi * 1000 * t)] * 2, 1).astype(np.float32)
    soft, loud = 0.01 * tone, 2.0 * tone
    master.saturate(soft, 0.0)
    master.saturate(loud, 0.0)
    middle = slice(RATE // 4, 3 * RATE // 4)
    assert soft[middle] == pytest.approx(0.01 * tone[middle], abs=2e-5)
    assert np.abs(loud[middle]).max() == pytest.approx(np.tanh(2.0), abs=0.01)


def test_saturation_does_not_alias() -> None:
    """A 9 kHz tone's third harmonic folds from 27 kHz to 21 kHz at the plain rate; here it is filtered."""
    t = np.arange(RATE) / RATE
    x = np.stack([np.sin(2 * np.pi * 9000 * t)] * 2, 1).astype(np.float32)
    master.saturate(x, 0.0)
    spectrum = np.abs(np.fft.rfft(x[:, 0] * np.hanning(RATE)))
    assert 20 * np.log10(spectrum[20_900:21_100].max() / spectrum[9000]) < -40
