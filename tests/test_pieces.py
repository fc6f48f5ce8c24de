"""A big topic in pieces."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from mnemo.errors import ArgumentError
from mnemo.model import Topic
from mnemo.pieces import FEWEST, MOST, Piece, find_pieces, split
from tests.words.songs import small


def grouped(*sizes: int, groups: str = "abcdefghijklmnopqrst") -> Topic:
    """A topic whose groups have so many facts."""
    facts = small(*[[f"{i}は*{i + 100}*"] for i in range(sum(sizes))]).topic.facts
    named = [group for group, size in zip(groups, sizes, strict=False) for _ in range(size)]
    topic = small(["1は*2*"]).topic
    return replace(topic, facts=tuple(replace(f, group=g) for f, g in zip(facts, named, strict=True)))


@pytest.mark.parametrize(
    ("sizes", "pieces"),
    [
        ((8, 8, 8), [8, 8, 8]),
        ((80,), [20, 20, 20, 20]),
        ((41,), [13, 14, 14]),
        ((3, 3, 12), [6, 12]),
        ((10, 2), [12]),
        ((2, 2, 2, 2), [8]),
        ((19, 3), [19, 3]),
        ((6, 6, 1), [6, 7]),
    ],
)
def test_pieces_are_groups_of_a_size_that_makes_a_song(sizes: tuple[int, ...], pieces: list[int]) -> None:
    topic = grouped(*sizes)
    found = split(topic)
    assert [len(piece.facts) for piece in found] == pieces
    assert [f for piece in found for f in piece.facts] == list(topic.facts)
    assert [piece.name for piece in found] == [f"small-{n}" for n in range(1, len(pieces) + 1)]
    assert found[0].title == "小さなうた 1"
    assert max(pieces) <= MOST
    assert min(pieces[:-1], default=FEWEST) >= FEWEST


def test_facts_of_a_group_come_together_wherever_they_stand() -> None:
    topic = grouped(6, 6, 6, groups="aba")
    assert [[f.group for f in piece.facts] for piece in split(topic)] == [["a"] * 12, ["b"] * 6]


def test_a_piece_is_read_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "big.toml"
    lines = ", ".join(f'"{i}番は*{i}*"' for i in range(30))
    path.write_text(f'title = "大きなうた"\nsource = "本"\nsay = [{lines}]\n', "utf-8")
    pieces = find_pieces(path)
    assert [(p.name, len(p.read().facts)) for p in pieces] == [("big-1", 15), ("big-2", 15)]
    assert len(Piece(path).read().facts) == 30


def test_a_small_topic_is_not_split(tmp_path: Path) -> None:
    path = tmp_path / "small.toml"
    path.write_text('title = "小"\nsource = "本"\nsay = ["1番は*2*"]\n', "utf-8")
    with pytest.raises(ArgumentError, match="small has 1 facts, which make one song"):
        find_pieces(path)
