"""The first topic edited, killed, starved and raced: how often the release was not what it must be.

    python -m tests.bench.bench_incremental [VOICE [EDITS [KILLS]]]

makes 20 edits (or so many) one after another beside each other's caches, and each from nothing too, and compares every
file. Then it kills a run after an edit at 50 moments (or so many), evenly spread from its start to its end, limits the
size of files as a full disk does, and starts two runs at once; the last good release must be whole each time, and the
next run right. Every count of failures must be 0.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from pathlib import Path

from mnemo.topic import find_topic
from tests.instruments.edits import edit_topic
from tests.instruments.releases import Place

TOPIC = "lstm-gru"
FULL_DISKS = (100_000, 1_000_000, 3_000_000, 10_000_000, 40_000_000)  # bytes that a file may have


def compare_edits(folder: Path, options: tuple[str, ...], edits: int) -> Place:
    """Make each edit after the last and from nothing, and print which files differ."""
    base = find_topic(TOPIC).read_text("utf-8")
    place, differing = Place(folder / "edited", options), 0
    place.make(base)
    for number in range(edits):
        text = edit_topic(base, number)
        begun = time.perf_counter()
        found = place.make(text)
        after_edit_s, begun = time.perf_counter() - begun, time.perf_counter()
        anew = Place(folder / "anew", options)
        wanted = anew.make(text)
        shutil.rmtree(anew.folder)
        wrong = sorted(name for name in found.keys() | wanted.keys() if found.get(name) != wanted.get(name))
        differing += bool(wrong)
        anew_s = time.perf_counter() - begun
        print(f"edit {number:2}: {after_edit_s:5.1f} s, from nothing {anew_s:5.1f} s; files that differ: {wrong}")
    print(f"edits with other bytes than from nothing: {differing} of {edits}")
    return place


def kill_runs(place: Place, kills: int) -> None:
    base = find_topic(TOPIC).read_text("utf-8")
    good, begun = place.make(edit_topic(base, 0)), time.perf_counter()
    after = place.make(edit_topic(base, 1))
    seconds, broken = time.perf_counter() - begun, 0
    for number in range(kills):
        if place.digests() != good:
            place.make(edit_topic(base, 0))
        place.write(edit_topic(base, 1))
        place.kill_after(seconds * (number + 0.5) / kills)
        broken += place.digests() not in (good, after)
    print(f"kill -9 at {kills} moments in {seconds:.0f} s: {broken} broken releases")
    print(f"the next run right: {place.make(edit_topic(base, 1)) == after}")


def starve_runs(place: Place) -> None:
    base = find_topic(TOPIC).read_text("utf-8")
    after, good = place.make(edit_topic(base, 1)), place.make(edit_topic(base, 0))
    place.write(edit_topic(base, 1))
    for largest in FULL_DISKS:
        with place.start(largest) as run:
            _, said = run.communicate()
        whole = place.digests() == good
        print(f"no room beyond {largest} bytes: exit {run.returncode}, last release whole: {whole}; {said.strip()}")
    print(f"the next run right: {place.make(edit_topic(base, 1)) == after}")


def race_runs(place: Place) -> None:
    base = find_topic(TOPIC).read_text("utf-8")
    after = place.make(edit_topic(base, 1))
    place.make(edit_topic(base, 0))
    place.write(edit_topic(base, 1))
    runs = [place.start(), place.start()]
    for run in runs:
        run.communicate()
    print(f"two runs at once: exits {[run.returncode for run in runs]}, the release right: {place.digests() == after}")


def main(voice: str = "mei", edits: str = "20", kills: str = "50") -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = compare_edits(Path(folder), ("--voice", voice), int(edits))
        kill_runs(place, int(kills))
        starve_runs(place)
        race_runs(place)


if __name__ == "__main__":
    main(*sys.argv[1:])
