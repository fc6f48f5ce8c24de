"""Stored results of slow experiments: `mnemo.runtime.cache` holds them under a digest of what decides them."""

from __future__ import annotations

import platform
from collections.abc import Callable, Mapping
from functools import cache as remember
from pathlib import Path
from typing import TypeVar

import numpy as np

import mnemo
from mnemo.runtime import cache

SPACE = "proof"

T = TypeVar("T")


def list_versions() -> Mapping[str, str]:
    """List the versions that decide a result besides the sources: of the interpreter, numpy and mnemo."""
    return {"python": platform.python_version(), "numpy": np.__version__, "mnemo": mnemo.__version__}


@remember
def digest_code() -> str:
    """Digest every source file of this package."""
    return cache.digest(*(path.read_bytes() for path in sorted(Path(__file__).parent.rglob("*.py"))))


def find_or_make(make: Callable[[], T], sort: type[T], *decisive: object) -> T:
    """Return the stored result for these decisive values, or make and store it. Values differ by their repr."""
    key = cache.digest(digest_code(), sorted(list_versions().items()), decisive)
    found = cache.read(SPACE, key)
    if isinstance(found, sort):
        return found
    made = make()
    cache.write(SPACE, key, made)
    return made
