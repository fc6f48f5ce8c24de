"""A take in passages between its silences, each polished by itself and kept by its content.

An edited line is sung anew, the others are not; so only its passage goes through the vocal chain again. What the chain
measures on the whole take comes from the powers of all passages.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cache as once
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from mnemo import units
from mnemo.dsp import arrays, blocks, filters, loudness, sections, windows
from mnemo.dsp.blocks import reduce_blocks
from mnemo.dsp.filters import HOP
from mnemo.runtime import cache
from mnemo.sound import chain
from mnemo.styles.sound import VocalChain

Sound = NDArray[np.float32]
T = TypeVar("T")

CACHE_SPACE = "takes"
SILENCE_S = 0.35  # between passages: the gains of the chain come back to where they begin
RING_S = 0.1  # after the last sound, in which its filters ring out


def find_sounding(take: Sound) -> Iterator[slice]:
    """Yield the passages of a take, in whole hops, each with what rings after it."""
    sounds = np.flatnonzero(reduce_blocks(np.maximum, np.abs(take), HOP))
    apart, ring = (round(s * units.SAMPLE_RATE / HOP) for s in (SILENCE_S, RING_S))
    for run in np.split(sounds, np.flatnonzero(np.diff(sounds) > apart) + 1):
        if len(run):
            yield slice(run[0] * HOP, min((run[-1] + 1 + ring) * HOP, len(take)))


class Passage:
    """A passage of a take on its way through the vocal chain. Powers are one a hop: (hops,)."""

    def __init__(self, take: Sound, span: slice, settings: VocalChain) -> None:
        self.span = span
        self._dry = take[span]
        self._settings = settings
        self._key = cache.digest(_digest_code(), settings, self._dry)
        self._deessed: tuple[float, Sound] | None = None

    def measure_filtered(self) -> NDArray[np.float64]:
        """Measure the powers before the de-esser."""
        return self._memo(lambda: filters.measure_powers(self._filtered))

    def measure_deessed(self, peak_db: float) -> NDArray[np.float64]:
        """Measure the powers after the de-esser, which is told the take's loudest level."""
        return self._memo(lambda: filters.measure_powers(self._deess(peak_db)), peak_db)

    def polish(self, peak_db: float, loud_db: float) -> tuple[Sound, NDArray[np.float64]]:
        """Return the passage after the whole chain but its level, and its K-weighted powers of whole hops."""

        def polish() -> tuple[Sound, NDArray[np.float64]]:
            x = self._deess(peak_db)
            chain.compress(x, self._settings.threshold_db, self._settings.ratio, loud_db)
            chain.shape_tone(x, self._settings)
            return x, loudness.measure_block_powers(x, loudness.k_weighting(units.SAMPLE_RATE), HOP)

        return self._memo(polish, peak_db, loud_db)

    @cached_property
    def _filtered(self) -> Sound:
        return filters.run_filters(self._dry, filters.high_pass(self._settings.low_cut_hz, 4))

    def _deess(self, peak_db: float) -> Sound:
        """Return a copy of the passage after the de-esser."""
        if self._deessed is None or self._deessed[0] != peak_db:
            x = self._filtered.copy()
            chain.deess(x, self._settings.deess_db, peak_db)
            self._deessed = peak_db, x
        return self._deessed[1].copy()

    def _memo(self, make: Callable[[], T], *levels: float) -> T:
        return cache.memo(CACHE_SPACE, cache.digest(self._key, levels), make)


def gather_powers(passages: Iterable[tuple[slice, NDArray[np.float64]]], samples: int) -> NDArray[np.float64]:
    """Return the powers of a whole take, which is silent between its passages: (hops,)."""
    powers = np.zeros(-(-samples // HOP))
    for span, found in passages:
        powers[span.start // HOP :][: len(found)] = found
    return powers


@once
def _digest_code() -> str:
    """Digest the code that decides how a polished take sounds."""
    return cache.code_digest(sys.modules[__name__], chain, arrays, blocks, filters, loudness, sections, units, windows)
