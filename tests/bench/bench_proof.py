"""How long proving takes: nothing kept, kept, and which experiments cost most. `python -m tests.bench.bench_proof`"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from mnemo.proof.checks import find_kinds
from mnemo.proof.lab import Lab
from mnemo.proof.verify import examine
from mnemo.topic import read_topic
from tests.instruments.timing import TREE, time_mnemo

TOPICS = ("lstm-gru", "lstm-gru-2")


def costliest(topic: str, count: int = 6) -> list[tuple[float, str]]:
    """The facts that take longest on a fresh lab, in seconds."""
    lab, spent = Lab(), []
    for fact in read_topic(TREE / "lyrics" / f"{topic}.toml").facts:
        begun = time.perf_counter()
        examine(fact, find_kinds()[fact.kind], lab)
        spent.append((time.perf_counter() - begun, fact.id))
    return sorted(spent, reverse=True)[:count]


def main() -> None:
    for topic in TOPICS:
        with tempfile.TemporaryDirectory() as cache:
            for state in ("nothing kept", "kept"):
                wall, busy = time_mnemo("check", topic, folder=TREE, cache=Path(cache))
                print(f"check {topic:<12} {state:<13} {wall:6.2f} s wall {busy:6.2f} s processor")
    for seconds, fact in costliest(TOPICS[0]):
        print(f"  {fact:<18} {1000 * seconds:8.1f} ms")


if __name__ == "__main__":
    main()
