"""The readings that come with mnemo: the words of machine learning, Greek letters, units (`vocabulary.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("vocabulary.toml")


@cache
def read_vocabulary() -> Mapping[str, str]:
    """Return the katakana of each word, with ' after the mora where the pitch falls."""
    tables = tomllib.loads(TABLE.read_text("utf-8"))
    return {word: reading for table in tables.values() for word, reading in table.items()}


def add_vocabulary(readings: Mapping[str, str]) -> dict[str, str]:
    """Return a topic's readings with those that come with mnemo; the topic's own win."""
    return {**read_vocabulary(), **readings}
