"""Which phones were heard wrong: the alignment of least edit distance (Levenshtein 1966)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Alignment(NamedTuple):
    """Errors of each expected phone, and for each heard phone the expected one that it was compared with.

    A phone that was invented is charged to the expected phone before it, at the beginning to the first, so that the
    errors sum up to the edit distance.
    """

    errors: tuple[int, ...]  # (expected,)
    owners: tuple[int, ...]  # (heard,), indices into the expected phones


def align(expected: Sequence[str], heard: Sequence[str]) -> Alignment:
    """Align what was heard with what was sung. Of equally good alignments, the one that compares most phones.

    Raises ValueError where nothing was expected: there would be nothing to charge an invention to.
    """
    if not expected:
        raise ValueError("no phones were expected")
    cost = _costs(expected, heard)
    errors, owners = [0] * len(expected), [0] * len(heard)
    i, j = len(expected), len(heard)
    while i or j:
        if i and j and cost[i][j] == cost[i - 1][j - 1] + (expected[i - 1] != heard[j - 1]):
            i, j = i - 1, j - 1
            errors[i] += expected[i] != heard[j]
            owners[j] = i
        elif i and cost[i][j] == cost[i - 1][j] + 1:
            i -= 1
            errors[i] += 1
        else:
            j -= 1
            owners[j] = max(i - 1, 0)
            errors[owners[j]] += 1
    return Alignment(tuple(errors), tuple(owners))


def _costs(expected: Sequence[str], heard: Sequence[str]) -> list[list[int]]:
    """Compute the edit distance of every prefix to every prefix. (expected + 1, heard + 1)"""
    rows = [list(range(len(heard) + 1))]
    for i, phone in enumerate(expected, 1):
        above, row = rows[-1], [i]
        for j, other in enumerate(heard):
            row.append(min(above[j] + (phone != other), above[j + 1] + 1, row[j] + 1))
        rows.append(row)
    return rows
