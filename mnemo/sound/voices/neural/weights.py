"""Weights as the export stores them, 8 bits each, and as they are computed with."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Stored = tuple[NDArray[Any], NDArray[Any], NDArray[np.float32]]  # values, zero, scale: (values - zero) scale


def to_float(weight: Stored) -> NDArray[np.float32]:
    values, zero, scale = weight
    made = values.astype(np.float32)
    made -= zero.astype(np.float32)
    made *= scale
    return made
