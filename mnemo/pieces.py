"""A big topic in pieces, each a song of its own: the facts of whole groups, in the order in which the groups begin.

A group of few facts shares a song with the next ones; one of very many is cut. What has no group is a group too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from mnemo.errors import ArgumentError
from mnemo.fact_values import MAX_NAME
from mnemo.model import Fact, Topic
from mnemo.topic import read_topic

FEWEST, MOST = 6, 20  # facts of a piece: fewer make no song worth a track, more are hard to learn at once


@dataclass(frozen=True)
class Piece:
    """What one song is made of: a whole fact file, or its `number`-th piece (from 1)."""

    path: Path
    number: int = 0

    @property
    def name(self) -> str:
        return _name(self.path.stem, self.number) if self.number else self.path.stem

    def read(self) -> Topic:
        """Read the topic, or the part of it. Raises TopicError."""
        topic = read_topic(self.path)
        return split(topic)[self.number - 1] if self.number else topic


def find_pieces(path: Path) -> list[Piece]:
    """Return the pieces of a fact file. Raises ArgumentError where it has too few facts for two."""
    topic = read_topic(path)
    pieces = [Piece(path, number) for number, _ in enumerate(split(topic), 1)]
    if len(pieces) < 2:
        template = "{topic} has {count} facts, which make one song; --split is for more"
        raise ArgumentError(template, topic=topic.name, count=len(topic.facts))
    return pieces


def split(topic: Topic) -> list[Topic]:
    """Return the pieces of a topic, with numbered names and titles."""
    groups: dict[str, list[Fact]] = {}
    for fact in topic.facts:
        groups.setdefault(fact.group, []).append(fact)
    pieces: list[list[Fact]] = []
    for facts in groups.values():
        for part in _cut(facts):
            if pieces and _fit(pieces[-1], part):
                pieces[-1] += part
            else:
                pieces.append(list(part))
    if len(pieces) > 1 and len(pieces[-1]) < FEWEST and len(pieces[-2]) + len(pieces[-1]) <= MOST:
        pieces[-2:] = [pieces[-2] + pieces[-1]]
    return [
        replace(topic, name=_name(topic.name, n), title=f"{topic.title} {n}", facts=tuple(facts))
        for n, facts in enumerate(pieces, 1)
    ]


def _fit(piece: Sequence[Fact], part: Sequence[Fact]) -> bool:
    """Tell whether a piece is too small to stand without the next group."""
    return len(piece) < FEWEST and len(piece) + len(part) <= MOST


def _cut(facts: Sequence[Fact]) -> Iterator[Sequence[Fact]]:
    """Yield equal parts of at most MOST facts."""
    parts = -(-len(facts) // MOST)
    for k in range(parts):
        yield facts[len(facts) * k // parts : len(facts) * (k + 1) // parts]


def _name(stem: str, number: int) -> str:
    return f"{stem[: MAX_NAME - 4]}-{number}"
