"""Stored weights are turned into what they stand for."""

from __future__ import annotations

import numpy as np

from mnemo.sound.voices.neural import weights


def test_a_stored_weight_counts_from_its_zero_in_its_scale() -> None:
    values = np.array([[0, 128, 255]], np.uint8)
    made = weights.to_float((values, np.array(128, np.uint8), np.array(0.5, np.float32)))
    assert made.dtype == np.float32
    assert made.tolist() == [[-64.0, 0.0, 63.5]]
    assert values.tolist() == [[0, 128, 255]]


def test_columns_may_have_scales_of_their_own() -> None:
    made = weights.to_float((np.array([[1, 1]], np.int8), np.zeros(2, np.int8), np.array([0.5, 2.0], np.float32)))
    assert made.tolist() == [[0.5, 2.0]]
