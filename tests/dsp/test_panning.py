"""Equal power from left to right."""

from __future__ import annotations

import numpy as np
import pytest

from mnemo.dsp.panning import CENTRE, pan_gains


@pytest.mark.parametrize("pan", [-1.0, -0.3, 0.0, 0.8, 1.0])
def test_power_is_the_same_everywhere(pan: float) -> None:
    assert np.sum(pan_gains(pan) ** 2) == pytest.approx(1.0)


def test_the_ends_are_one_sided_and_the_centre_is_even() -> None:
    assert pan_gains(-1.0) == pytest.approx([1, 0], abs=1e-6)
    assert pan_gains(1.0) == pytest.approx([0, 1], abs=1e-6)
    assert pan_gains(0.0) * CENTRE == pytest.approx([1, 1])
