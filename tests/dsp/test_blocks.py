"""Work in pieces gives what work at once would give."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from scipy import signal

from mnemo.dsp import blocks, filters, peaks

LONG = 2 * blocks.PIECE + 12_345


@pytest.mark.parametrize("multiple", [1, 16, 4800])
def test_spans_cover_everything_once_in_whole_multiples(multiple: int) -> None:
    found = list(blocks.piece_slices(LONG, multiple))
    assert found[0].start == 0
    assert found[-1].stop == LONG
    assert all(a.stop == b.start for a, b in pairwise(found))
    assert all((s.stop - s.start) % multiple == 0 for s in found[:-1])


def test_filtering_carries_its_state_over() -> None:
    x = np.random.default_rng(0).standard_normal(LONG)
    sections = signal.butter(4, 200, "highpass", fs=48_000, output="sos")
    found = np.concatenate([y for _, y in blocks.filter_pieces(x, sections)])
    assert found == pytest.approx(signal.sosfilt(sections, x), abs=1e-12)


@pytest.mark.parametrize("odd", [False, True])
def test_correlating_with_mirrored_taps(odd: bool) -> None:
    rng = np.random.default_rng(0)
    x, half = rng.standard_normal(200), rng.standard_normal(6)
    taps = np.concatenate([half, half[::-1] * (-1 if odd else 1)])
    found = blocks.correlate_mirrored(x, taps, 150, odd)
    assert found == pytest.approx(np.correlate(x, taps, "valid")[:150], abs=1e-12)


def test_true_peaks_do_not_show_the_pieces() -> None:
    """A burst across the joint of two pieces, and the same burst far from it."""
    burst = np.sin(np.pi / 2 * np.arange(64) + np.pi / 4) * np.hanning(64)
    x = np.zeros(LONG, np.float32)
    x[blocks.PIECE - 32 : blocks.PIECE + 32] = burst
    y = np.zeros(LONG, np.float32)
    y[4096 - 32 : 4096 + 32] = burst
    at_joint, elsewhere = peaks.measure_true_peaks(x, 16), peaks.measure_true_peaks(y, 16)
    joint = blocks.PIECE // 16
    assert at_joint[joint - 4 : joint + 4] == pytest.approx(elsewhere[256 - 4 : 256 + 4], abs=1e-6)


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("block", [16, 256])
def test_peaks_near_a_level_are_the_true_ones(channels: int, block: int) -> None:
    """Music of all loudnesses: what reaches the level is measured as by the interpolator everywhere."""
    rng = np.random.default_rng(1)
    x = filters.run_filters(rng.standard_normal((LONG, channels)).astype(np.float32), filters.low_pass(9000.0))
    x *= np.hanning(LONG).astype(np.float32)[:, None] * (0.2 + rng.random((LONG, 1)).astype(np.float32).round())
    wanted = peaks.measure_true_peaks(x, block)
    level = float(np.percentile(wanted, 80))
    found = peaks.measure_peaks_near(x, level, block)
    assert (found <= wanted).all()
    assert np.array_equal(np.maximum(found, level), np.maximum(wanted, level))
    assert (found != wanted).mean() > 0.25  # the rest is not interpolated
