"""Alignment: as many errors as the edit distance, at the phones where they are."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnemo.hearing.alignment import align

PHONES = st.lists(st.sampled_from("akst"), max_size=8)


@cache
def distance(a: tuple[str, ...], b: tuple[str, ...]) -> int:
    """By its definition, from the front."""
    if not a or not b:
        return len(a) + len(b)
    return min(distance(a[1:], b[1:]) + (a[0] != b[0]), distance(a[1:], b) + 1, distance(a, b[1:]) + 1)


@given(PHONES.filter(bool), PHONES)
def test_errors_sum_to_the_edit_distance(expected: list[str], heard: list[str]) -> None:
    aligned = align(expected, heard)
    assert sum(aligned.errors) == distance(tuple(expected), tuple(heard))
    assert len(aligned.errors) == len(expected)
    assert len(aligned.owners) == len(heard)
    assert list(aligned.owners) == sorted(aligned.owners)


@pytest.mark.parametrize(
    ("heard", "errors"),
    [
        ("kasa", "0000"),
        ("kata", "0010"),  # another phone
        ("kaa", "0010"),  # a phone less
        ("kasat", "0001"),  # invented after the end
        ("tkasa", "1000"),  # invented before the beginning
        ("", "1111"),
    ],
)
def test_errors_stand_where_they_are(heard: str, errors: str) -> None:
    assert align("kasa", heard).errors == tuple(map(int, errors))


def test_nothing_expected_is_refused() -> None:
    with pytest.raises(ValueError):
        align("", "a")
