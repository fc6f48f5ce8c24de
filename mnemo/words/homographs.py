"""Words with several readings in common use: which they are, and when nobody can tell which one is meant."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

TABLE = Path(__file__).parent / "homographs.tsv"  # its head says where it comes from and by which rule


@lru_cache(maxsize=1)
def table() -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Word -> its common and its rare readings, in katakana as they sound; the commonest first."""
    rows = [line.split("\t") for line in TABLE.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    return {word: (tuple(common.split()), tuple(rare.split())) for word, common, rare in rows}


def readings(word: str) -> tuple[str, ...]:
    """Every reading of a word that has several; none for other words."""
    common, rare = table().get(word, ((), ()))
    return common + rare


def asks(word: str, reading: str) -> bool:
    """Whether an author must say how a word is read: two readings are common, or the front end took a rare one."""
    common, _ = table()[word]
    return len(common) > 1 or reading not in common
