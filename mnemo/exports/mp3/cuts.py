"""Lines as pieces of audio: where a line can be cut out of the song, and how pieces are joined.

A line takes a whole number of bars, but its first consonant sounds before the bar line, and so does the next line's. So
it is cut a moment before both: the piece is as long as its bars, begins before its own first consonant, and ends before
the next one's. Pieces of whole bars can be repeated and the band keeps its step.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from mnemo import units
from mnemo.exports.release.format import Material
from mnemo.model import Audio

LEAD_IN_S = 0.02  # silence of the voice before the first consonant
JOIN_S = 0.01  # cross-fade of a join


@dataclass(frozen=True, slots=True)
class Cut:
    """A line's piece of the song, in samples; `line` is an index into Score.lines."""

    line: int
    start: int
    end: int


def line_cuts(material: Material) -> list[Cut]:
    """Return the piece of each line, in singing order."""
    sung = material.performance.lines
    bar_s = units.ticks_to_s(units.TICKS_PER_BAR, material.score.us_per_beat)
    next_starts = [line.start_s for line in sung[1:]] + [np.inf]
    cuts = []
    for number, (line, next_s) in enumerate(zip(sung, next_starts, strict=True)):
        length = line.line.bars * bar_s
        start_s = max(0.0, min(line.start_s, next_s - length) - LEAD_IN_S)
        cuts.append(Cut(number, units.s_to_samples(start_s), units.s_to_samples(start_s + length)))
    return cuts


def joined(pieces: Iterable[Audio]) -> Iterator[Audio]:
    """Yield pieces one after another; each but the last brings `JOIN_S` more than its length, which fades into the
    next.
    """
    overlap = units.s_to_samples(JOIN_S)
    fade = np.sqrt(np.linspace(0, 1, overlap, dtype=np.float32))[:, None]  # equal power
    before: Audio | None = None
    for piece in pieces:
        if before is not None:
            yield piece[:overlap] * fade + before * fade[::-1]
        yield piece[0 if before is None else overlap : -overlap]
        before = piece[-overlap:]
    if before is not None:
        yield before


def taken(audio: Audio, start: int, end: int) -> Audio:
    """Return a piece with the `JOIN_S` that `joined` fades out; beyond the end of the song, silence."""
    end += units.s_to_samples(JOIN_S)
    missing = end - len(audio)
    return np.pad(audio[start:end], ((0, missing), (0, 0))) if missing > 0 else audio[start:end]


def faded(piece: Audio, in_s: float, out_s: float) -> Audio:
    """Return a piece that rises from silence and falls back to it (quarter sines)."""
    rise, fall = (min(units.s_to_samples(s), len(piece) // 2) for s in (in_s, out_s))
    shape = np.ones(len(piece), np.float32)
    shape[:rise] = np.sin(np.linspace(0, np.pi / 2, rise))
    shape[len(piece) - fall :] = np.cos(np.linspace(0, np.pi / 2, fall))
    return piece * shape[:, None]


def blended(one: Audio, other: Audio, start: int) -> Audio:
    """Return `one`, but from a sample on `other`, whose first and last `JOIN_S` are fades."""
    out = one.copy()
    at = np.arange(len(other)) / units.s_to_samples(JOIN_S)
    weight = np.minimum(1.0, np.minimum(at, at[::-1])).astype(np.float32)[:, None]
    here = out[start : start + len(other)]
    here[:] = here * (1 - weight) + other * weight
    return out
