"""How this process handles memory: what a song needs is large arrays that come and go and small objects that stay."""

from __future__ import annotations

import ctypes
import gc
from contextlib import suppress

GARBAGE_FROM = 100_000  # objects: a score is a million small ones that live, and looking through them takes a third
M_TRIM_THRESHOLD, M_TOP_PAD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -2, -3, -8  # malloc.h
LARGE_BYTES = 4 << 20
KEPT_BYTES = 32 << 20
STEP_BYTES = 16 << 20
HEAPS = 2


def tune_allocator() -> None:
    """Arrays that are large return to the system when they are let go of; pieces and smaller ones are kept for later.

    glibc raises the size from which it gives back to that of the largest array below 32 MB that was let go of: a song
    in mono. After that a fifth of what a song takes is holes between arrays. It gives back the end of its heap from
    128 kB on, so that every piece of a song takes its pages anew, a quarter of the time. And it opens a heap for each
    thread, where what was let go of stays: a quarter of a gigabyte after some songs (mallopt(3)).
    """
    gc.set_threshold(GARBAGE_FROM)
    with suppress(OSError, AttributeError, TypeError):  # another system, another library
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(M_MMAP_THRESHOLD, LARGE_BYTES)
        mallopt(M_TRIM_THRESHOLD, KEPT_BYTES)
        mallopt(M_TOP_PAD, STEP_BYTES)
        mallopt(M_ARENA_MAX, HEAPS)


def leave() -> None:
    """Before the process ends: what still lives is not looked through once more, which takes a third of a second."""
    gc.freeze()
