"""The array type of all signals, and decibels of powers."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
SILENCE_DB = -120.0


def to_decibels(power: Any) -> Array:
    return np.asarray(10 * np.log10(np.maximum(power, 10 ** (SILENCE_DB / 10))))


def round_level(level_db: float, step_db: float) -> float:
    """Round a level that was measured over the whole song.

    Where an edited line moves such a level by a little, nothing changes: not a sample far from the line.
    """
    return round(level_db / step_db) * step_db
