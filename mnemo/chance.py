"""Chance by place: every random choice has its own generator, so that one more note here changes nothing there.

A running generator would make every note depend on all notes before it. Here the seed of each choice is a digest of
the song's seed and of where the choice is made (section kind, place of the line, part, bar).
"""

from __future__ import annotations

import hashlib

import numpy as np


def generator(seed: int, *place: str | int) -> np.random.Generator:
    """Return the random generator of one place, which is the same on every platform."""
    plain = tuple(str(part) if isinstance(part, str) else part for part in place)  # an enum by its text
    key = repr((seed, plain)).encode()
    return np.random.default_rng(int.from_bytes(hashlib.sha256(key).digest()[:8], "big"))
