"""Equal-power panning."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

CENTRE = np.float32(np.sqrt(2))  # times `pan_gains`, so that the centre keeps its level


def pan_gains(pan: float) -> NDArray[np.float32]:
    """Return the gains of left and right for a place from -1 to 1; their squares sum to one."""
    angle = (1 + pan) * np.pi / 4
    return np.array([np.cos(angle), np.sin(angle)], np.float32)
