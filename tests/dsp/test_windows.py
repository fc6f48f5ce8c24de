"""Sliding windows, against scipy's."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage, signal

from mnemo.dsp import windows


@pytest.mark.parametrize("shape", [(1,), (7,), (1000,), (1000, 3)])
@pytest.mark.parametrize("reach", [0, 1, 3, 7, 48])
def test_the_minimum_is_that_of_scipy(shape: tuple[int, ...], reach: int) -> None:
    x = np.random.default_rng(0).standard_normal(shape)
    wanted = ndimage.minimum_filter1d(x, 2 * reach + 1, axis=0, mode="nearest")
    assert (windows.slide_minimum(x, reach) == wanted).all()


@pytest.mark.parametrize("shape", [(1,), (7,), (1000,), (1000, 3)])
@pytest.mark.parametrize("reach", [1, 3, 12])
def test_the_average_is_that_of_scipy(shape: tuple[int, ...], reach: int) -> None:
    x = np.random.default_rng(0).standard_normal(shape)
    weights = np.hanning(2 * reach + 3)[1:-1]
    weights /= weights.sum()
    wanted = ndimage.convolve1d(x, weights, axis=0, mode="nearest")
    assert windows.slide_average(x, weights) == pytest.approx(wanted, abs=1e-12)


@pytest.mark.parametrize(("reach", "share", "beta"), [(15, 0.5, 5.0), (24, 0.25, 4.0)])
def test_the_low_pass_is_that_of_scipy(reach: int, share: float, beta: float) -> None:
    wanted = signal.firwin(2 * reach + 1, share, window=("kaiser", beta))
    assert windows.design_kaiser_low_pass(reach, share, beta) == pytest.approx(wanted, abs=1e-14)
