"""Results of this package that are worth keeping, in `mnemo.runtime.cache` under a digest of what decides them."""

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


def versions() -> Mapping[str, str]:
    """What decides besides the sources: the interpreter, numpy, and mnemo."""
    return {"python": platform.python_version(), "numpy": np.__version__, "mnemo": mnemo.__version__}


@remember
def code() -> str:
    """A digest of every source file of this package."""
    return cache.digest(*(path.read_bytes() for path in sorted(Path(__file__).parent.rglob("*.py"))))


def kept(make: Callable[[], T], sort: type[T], *decisive: object) -> T:
    """The kept result of the right sort for these decisive values, or a new one. Values differ by their repr."""
    key = cache.digest(code(), sorted(versions().items()), decisive)
    found = cache.read(SPACE, key)
    if isinstance(found, sort):
        return found
    made = make()
    cache.write(SPACE, key, made)
    return made
