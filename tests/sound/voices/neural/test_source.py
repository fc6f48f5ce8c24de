"""The excitation has the pitch that it is given, at every sample, and noise where no voice is."""

from __future__ import annotations

import numpy as np
import pytest

from mnemo.sound.voices.neural import source
from mnemo.sound.voices.neural.model import RATE

HARMONICS = np.array([0.5, 0.3, 0.2])


def excite(hz: float, voicing: float, noise: float = 0.0, seed: int = 0) -> np.ndarray:
    n = RATE // 2
    chance = np.random.default_rng(seed)
    return source.excite(np.full(n, hz), np.full(n, voicing), HARMONICS, 0.0, noise, chance)


@pytest.mark.parametrize("hz", [220.0, 441.7])
def test_partials_are_multiples_of_the_pitch(hz: float) -> None:
    spectrum = np.abs(np.fft.rfft(excite(hz, 1.0) * np.hanning(RATE // 2)))
    at = np.fft.rfftfreq(RATE // 2, 1 / RATE)
    assert at[np.argmax(spectrum)] == pytest.approx(hz, abs=2.0)
    for number in (2, 3):
        near = np.abs(at - number * hz) < 6.0
        assert spectrum[near].max() > 100 * spectrum[np.abs(at - (number + 0.5) * hz) < 6.0].max()


def test_harmonics_that_would_fold_are_left_out() -> None:
    high = excite(5_000.0, 1.0)
    spectrum = np.abs(np.fft.rfft(high * np.hanning(len(high))))
    at = np.fft.rfftfreq(len(high), 1 / RATE)
    assert spectrum[np.abs(at - (RATE - 15_000.0)) < 50.0].max() < 1e-3 * spectrum.max()


def test_the_voice_off_leaves_noise_of_the_papers_level() -> None:
    silent, noisy = excite(300.0, 0.0), excite(300.0, 0.0, noise=1.0)
    assert np.abs(silent).max() == 0.0
    assert np.std(noisy) == pytest.approx(source.UNVOICED_NOISE * np.linalg.norm(HARMONICS), rel=0.05)
    assert np.array_equal(noisy, excite(300.0, 0.0, noise=1.0))
    assert not np.array_equal(noisy, excite(300.0, 0.0, noise=1.0, seed=1))
