"""The array type of all signals, and decibels of powers."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
SILENCE_DB = -120.0


def to_decibels(power: Any) -> Array:
    return np.asarray(10 * np.log10(np.maximum(power, 10 ** (SILENCE_DB / 10))))
