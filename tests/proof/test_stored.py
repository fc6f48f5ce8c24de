"""What is kept is found again by everything that decides it, and by nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from mnemo.proof import stored as module
from mnemo.proof.stored import SPACE, find_or_make
from mnemo.runtime import cache


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MNEMO_CACHE", str(tmp_path))


def test_made_once() -> None:
    made: list[int] = []
    for _ in range(3):
        assert find_or_make(lambda: made.append(1) or {"n": 1}, dict, "a", 1) == {"n": 1}
    assert made == [1]


def test_other_values_other_code_or_other_versions_make_it_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    find_or_make(lambda: {"n": 1}, dict, "a", 1)
    assert find_or_make(lambda: {"n": 2}, dict, "a", 2) == {"n": 2}
    monkeypatch.setattr(module, "list_versions", lambda: {"numpy": "0"})
    assert find_or_make(lambda: {"n": 3}, dict, "a", 1) == {"n": 3}
    monkeypatch.setattr(module, "digest_code", lambda: "other")
    assert find_or_make(lambda: {"n": 4}, dict, "a", 1) == {"n": 4}


def test_another_sort_is_not_believed(tmp_path: Path) -> None:
    find_or_make(lambda: {"n": 1}, dict, "a")
    (entry,) = [path for path in (tmp_path / SPACE).rglob("*") if path.is_file()]
    cache.write(SPACE, entry.name, [1])
    assert find_or_make(lambda: {"n": 2}, dict, "a") == {"n": 2}
