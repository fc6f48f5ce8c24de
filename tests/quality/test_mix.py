"""Measures of a mix against signals whose answer is known."""

from __future__ import annotations

import numpy as np
import pyloudnorm
import pytest
from scipy import signal

from mnemo.dsp import arrays, loudness, peaks
from mnemo.quality import mix
from tests.instruments import mix as instruments

RATE = 48_000


def sine(hz: float, seconds: float, peak: float = 1.0) -> np.ndarray:
    return peak * np.sin(2 * np.pi * hz * np.arange(round(seconds * RATE)) / RATE)


def noise(seconds: float, seed: int = 0) -> np.ndarray:
    return 0.1 * np.random.default_rng(seed).standard_normal(round(seconds * RATE))


def pink(seconds: float) -> np.ndarray:
    """Noise of -3 dB an octave, made in the frequency domain."""
    spectrum = np.fft.rfft(noise(seconds))
    spectrum[1:] /= np.sqrt(np.arange(1, len(spectrum)))
    return np.fft.irfft(spectrum)


def test_full_scale_sine_reads_as_the_standard_says() -> None:
    """BS.1770: a 0 dBFS sine of 997 Hz in one channel reads -3.01 LKFS."""
    assert loudness.measure_loudness(sine(997, 5), RATE) == pytest.approx(-3.01, abs=0.02)


def test_both_channels_add_three_decibels() -> None:
    one = sine(997, 5)
    assert loudness.measure_loudness(np.stack([one, one], 1), RATE) - loudness.measure_loudness(
        one, RATE
    ) == pytest.approx(3.01, abs=0.01)


def test_loudness_agrees_with_pyloudnorm_through_both_gates() -> None:
    x = np.concatenate([noise(4), 0.05 * noise(4, 1), np.zeros(3 * RATE), 0.5 * noise(6, 2)])
    x = np.stack([x, 0.7 * x[::-1]], 1)
    assert loudness.measure_loudness(x, RATE) == pytest.approx(pyloudnorm.Meter(RATE).integrated_loudness(x), abs=0.05)


def test_silence_has_no_loudness() -> None:
    assert loudness.measure_loudness(np.zeros((RATE, 2)), RATE) == arrays.SILENCE_DB


def test_loudness_range_of_two_levels_is_their_difference() -> None:
    """EBU Tech 3342, test signal 1: 20 s at -20 dBFS, 20 s at -30: 10 LU."""
    x = np.concatenate([sine(1000, 20, 0.1), sine(1000, 20, 0.1 * 10**-0.5)])
    assert instruments.measure_loudness_range(np.stack([x, x], 1), RATE) == pytest.approx(10.0, abs=1.0)


def test_true_peak_finds_what_lies_between_samples() -> None:
    """A quarter-rate sine at 45 degrees: every sample at 0.707, the wave reaches 1 (3 dB more)."""
    n = np.arange(RATE // 2)
    x = np.sin(np.pi / 2 * n + np.pi / 4) * np.hanning(len(n))
    assert 20 * np.log10(np.abs(x).max()) == pytest.approx(-3.01, abs=0.01)
    assert peaks.measure_true_peak_db(x) == pytest.approx(0.0, abs=0.1)


def test_true_peaks_say_in_which_block() -> None:
    x = np.zeros(1600)
    x[820] = 0.5
    assert int(peaks.measure_true_peaks(x, 16).argmax()) == 820 // 16


@pytest.mark.parametrize(("x", "slope"), [(noise(8), 0.0), (pink(8), -3.01)])
def test_slope_of_white_and_pink(x: np.ndarray, slope: float) -> None:
    assert instruments.spectral_slope(x, RATE) == pytest.approx(slope, abs=0.15)


def test_centroid_of_a_tone_is_the_tone() -> None:
    assert instruments.centroid_hz(sine(3000, 2) * np.hanning(2 * RATE), RATE) == pytest.approx(3000, rel=0.02)


def test_mono_loss_of_mono_independent_and_leaning_signals() -> None:
    a, b = noise(4, 1), noise(4, 2)
    assert instruments.mono_loss_db(np.stack([a, a], 1), RATE) == pytest.approx(0.0, abs=0.01)
    assert instruments.mono_loss_db(np.stack([a, b], 1), RATE) == pytest.approx(3.01, abs=0.2)
    assert instruments.mono_loss_db(np.stack([a, -0.9 * a], 1), RATE) > 20


def test_band_power_splits_tones() -> None:
    x = sine(2000, 1) + sine(200, 1)
    inside = mix.measure_band_power(x, RATE, 1000, 4000, RATE // 2)
    assert inside[1] == pytest.approx(0.5, rel=0.02)


def test_words_over_band_gives_the_ratio_a_mora() -> None:
    lead, rest = sine(2000, 2, 0.2), sine(2500, 2, 0.1)
    rest[RATE:] *= 4
    found = mix.measure_words_over_band(lead, rest, [(0.2, 0.6), (1.2, 1.6)], RATE)
    assert found == pytest.approx([6.02, -6.02], abs=0.2)


def test_words_over_band_ignores_the_bass() -> None:
    found = mix.measure_words_over_band(sine(2000, 1, 0.1), sine(80, 1, 0.9), [(0.3, 0.9)], RATE)
    assert found[0] > 40


def test_offset_clipping_and_tail() -> None:
    x = np.stack([sine(100, 1, 0.5) + 0.01, np.zeros(RATE)], 1)
    assert mix.measure_dc_offset(x) == pytest.approx(0.01, abs=1e-6)
    assert mix.count_clipped_samples(np.clip(3 * x, -1, 1)) > 1000
    assert mix.count_clipped_samples(x) == 0
    assert instruments.tail_db(np.append(x[:, 0], np.zeros(RATE)), RATE) == arrays.SILENCE_DB


def test_gated_loudness_of_step_powers_is_the_loudness() -> None:
    x = signal.chirp(np.arange(4 * RATE) / RATE, 100, 4, 8000) * 0.3
    assert loudness.compute_gated_loudness(loudness.measure_step_powers(x, RATE)) == loudness.measure_loudness(x, RATE)
