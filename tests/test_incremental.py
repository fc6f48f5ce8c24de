"""A run after an edit takes from the cache what it can and makes the same bytes; whatever stops it, nothing is lost.

Killed, starved and raced are runs that write words, notes and scores, which is quick. The bench
`tests.bench.bench_incremental` does the same with all files of the first topic: 20 edits, 50 moments of `kill -9`.
"""

from __future__ import annotations

import os
import signal
import time

import pytest

from mnemo.runtime import cache
from tests.instruments.releases import Place, reword

ON_PAPER = ("--voice", "test", "--only", "midi,musicxml,score,lrc")

pytestmark = pytest.mark.skipif(
    not hasattr(os, "killpg") or not hasattr(signal, "SIGKILL"), reason="no kill -9 on this system"
)


@pytest.fixture(scope="module")
def anew(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, str]]:
    """What the releases of the first two wordings hold, each made from nothing."""
    return [Place(tmp_path_factory.mktemp("anew"), ON_PAPER).make(reword(wording)) for wording in (0, 1)]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Place, float]:
    """A place with the release of the first wording, and how long it took."""
    place, begun = Place(tmp_path_factory.mktemp("made"), ON_PAPER), time.monotonic()
    place.make(reword(0))
    return place, time.monotonic() - begun


@pytest.mark.slow
def test_an_edited_song_with_all_its_files_has_the_bytes_of_one_made_from_nothing(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    place, other = Place(tmp_path_factory.mktemp("edited")), Place(tmp_path_factory.mktemp("anew"))
    first = place.make(reword(0))
    assert place.make(reword(1)) == other.make(reword(1))
    assert place.make(reword(0)) == first


def test_an_edited_song_has_the_bytes_of_one_made_from_nothing(
    made: tuple[Place, float], anew: list[dict[str, str]]
) -> None:
    """There and back: what the cache holds of either is right for it."""
    place, _ = made
    assert place.make(reword(1)) == anew[1]
    assert place.make(reword(0)) == anew[0]


def test_a_killed_run_loses_nothing(made: tuple[Place, float], anew: list[dict[str, str]]) -> None:
    place, seconds = made
    place.make(reword(0))
    place.write(reword(1))
    for share in (0.2, 0.5, 0.8):
        place.kill_after(share * seconds)
        assert place.digests() in anew  # the last release, or the next where the run was done
    assert place.make(reword(1)) == anew[1]
    assert [path.name for path in (place.folder / "out").iterdir()] == ["song"]


def test_a_full_disk_loses_nothing(made: tuple[Place, float], anew: list[dict[str, str]]) -> None:
    place, _ = made
    place.make(reword(0))
    place.write(reword(1))
    for largest in (20_000, 60_000):
        with place.start(largest) as run:
            _, said = run.communicate()
        assert run.returncode == 1, said
        assert len(said.strip().splitlines()) == 1
        assert "Traceback" not in said
        assert place.digests() == anew[0]
    assert place.make(reword(1)) == anew[1]


def test_two_runs_at_once(made: tuple[Place, float], anew: list[dict[str, str]]) -> None:
    """One of them may be refused; what is left is whole."""
    place, _ = made
    place.make(reword(0))
    place.write(reword(1))
    runs = [place.start(), place.start()]
    for run in runs:
        run.communicate()
    assert {run.returncode for run in runs} <= {0, 1}
    assert 0 in {run.returncode for run in runs}
    assert place.digests() == anew[1]


def test_a_cache_that_was_cut_short_is_not_trusted(
    made: tuple[Place, float], anew: list[dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    place, _ = made
    monkeypatch.setenv("MNEMO_CACHE", str(place.folder / "cache"))
    for number, entry in enumerate(sorted(cache.entries(), key=lambda entry: entry.path)):
        if number % 3 == 0:
            os.truncate(entry.path, entry.size_bytes // 2)
    assert place.make(reword(0)) == anew[0]
