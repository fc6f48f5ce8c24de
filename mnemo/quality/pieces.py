"""Long signals in pieces, so that a song needs no memory beyond itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import signal

Array = NDArray[Any]

PIECE = 1 << 18  # samples: two megabytes in double precision


def spans(samples: int, multiple: int = 1) -> Iterator[slice]:
    """Slices that cover the samples, each (but the last) a multiple of something long."""
    size = max(1, PIECE // multiple) * multiple
    for start in range(0, samples, size):
        yield slice(start, min(samples, start + size))


def filtered(x: Array, sections: Array, multiple: int = 1) -> Iterator[tuple[slice, Array]]:
    """A mono signal through second-order sections in double precision, piece by piece with the state carried over."""
    state = np.zeros((len(sections), 2))
    for piece in spans(len(x), multiple):
        y, state = signal.sosfilt(sections, x[piece].astype(np.float64), zi=state)
        yield piece, y
