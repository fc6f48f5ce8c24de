"""Topics for the tests of words: the two songs of the repository, as if proven, and small ones made of wordings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from mnemo.model import Evidence, Fact, Grade, Place, Proven, ProvenFact, Topic
from mnemo.topic import read_topic

LYRICS = Path(__file__).parents[2] / "lyrics"
SONGS = tuple(sorted(p.stem for p in LYRICS.glob("*.toml")))


@lru_cache
def topic(name: str) -> Topic:
    return read_topic(LYRICS / f"{name}.toml")


def as_proven(topic: Topic) -> Proven:
    """What `prove` gives, without its experiments."""
    return Proven(topic, tuple(ProvenFact(f, Evidence(Grade.CITED, "", "", "")) for f in topic.facts))


def with_wordings(name: str, fact: str, *wordings: str) -> Proven:
    """A song in which one fact is worded by hand."""
    song = topic(name)
    facts = tuple(replace(f, wordings=wordings) if f.id == fact else f for f in song.facts)
    return as_proven(replace(song, facts=facts))


def small(*facts: Sequence[str], hooks: int = 0) -> Proven:
    """A topic of facts with these wordings, which mark one answer; the first `hooks` are hooks."""
    made = tuple(
        Fact(
            f"f{i}", "definition", "x", wordings[0].split("*")[1], {}, Place("x.toml", i + 1), hook=i < hooks,
            wordings=tuple(wordings),
        )
        for i, wordings in enumerate(facts)
    )  # fmt: skip
    return as_proven(Topic("small", "小さなうた", "G検定", {}, made, "x.toml"))
