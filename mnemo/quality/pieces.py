"""Long signals in pieces that stay in the processor's cache, so that a song needs no memory beyond itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import signal

Array = NDArray[Any]

PIECE = 1 << 15  # samples: a quarter of a megabyte in double precision
SILENT_STATE = 1e-9  # of a filter: what still rings is 180 dB below full scale, and the next piece is silent


def spans(samples: int, multiple: int = 1) -> Iterator[slice]:
    """Slices that cover the samples, each (but the last) a multiple of something long."""
    size = max(1, PIECE // multiple) * multiple
    for start in range(0, samples, size):
        yield slice(start, min(samples, start + size))


def filtered(x: Array, sections: Array, multiple: int = 1) -> Iterator[tuple[slice, Array]]:
    """A mono signal through second-order sections in double precision, piece by piece with the state carried over.

    A silent piece costs nothing once the filter has rung out.
    """
    state = np.zeros((len(sections), 2))
    for piece in spans(len(x), multiple):
        source = x[piece]
        if np.abs(state).max() < SILENT_STATE and not source.any():
            state[:] = 0.0
            yield piece, np.zeros(len(source))
        else:
            y, state = signal.sosfilt(sections, source.astype(np.float64), zi=state)
            yield piece, y
