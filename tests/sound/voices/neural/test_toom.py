"""The convolution by points gives what the definition gives, for every length of filter and every dilation."""

from __future__ import annotations

import numpy as np
import pytest

from mnemo.sound.voices.neural import toom

ERROR_DB = {3: -105.0, 7: -92.0, 11: -76.0}  # 8 dB above what was measured for noise


def convolve_directly(frames: np.ndarray, weights: np.ndarray, dilation: int) -> np.ndarray:
    """By the definition, in double precision. (T, C), (C_out, C, taps) -> (T - (taps - 1) dilation, C_out)"""
    taps = weights.shape[2]
    length = len(frames) - (taps - 1) * dilation
    return sum(
        frames[i * dilation : i * dilation + length].astype(float) @ weights[:, :, i].T.astype(float)
        for i in range(taps)
    )


@pytest.mark.parametrize("taps", [3, 7, 11])
@pytest.mark.parametrize("dilation", [1, 3, 5])
def test_it_is_the_convolution_of_the_definition(taps: int, dilation: int) -> None:
    rng = np.random.default_rng(taps + dilation)
    space = toom.Space()
    weights = rng.standard_normal((32, 32, taps)).astype(np.float32)
    kernel = toom.make_filter(weights, dilation)
    for tiles in (3, 1, 5):  # the space is used again by blocks of other sizes
        frames = rng.standard_normal((kernel.count_needed(tiles), 32)).astype(np.float32)
        found = toom.convolve(frames, kernel, tiles, space).reshape(-1, 32)
        assert len(found) == toom.STEP * dilation * tiles
        expected = convolve_directly(frames, weights, dilation)[: len(found)]
        error_db = 20 * np.log10(np.std(found - expected) / np.std(expected))
        assert error_db < ERROR_DB[taps]


def test_a_block_needs_what_its_results_reach() -> None:
    kernel = toom.make_filter(np.ones((2, 2, 7), np.float32), 3)
    assert kernel.reach == 9
    assert kernel.count_tiles(24) == 1
    assert kernel.count_tiles(25) == 2
    assert kernel.count_needed(2) >= 48 + 2 * kernel.reach
    impulse = np.zeros((kernel.count_needed(2), 2), np.float32)
    impulse[kernel.reach] = 1.0  # what stands in the middle of the filter for the first result
    found = toom.convolve(impulse, kernel, 2, toom.Space()).reshape(-1, 2)
    assert np.allclose(found[[0, 3, 6, 9]], 2.0, atol=1e-4)
    assert np.allclose(found[[1, 2, 4, 12]], 0.0, atol=1e-4)


def test_a_filter_without_points_is_an_error() -> None:
    with pytest.raises(KeyError):
        toom.make_filter(np.ones((2, 2, 5), np.float32), 1)
