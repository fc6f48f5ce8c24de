"""How the cost of songs grows: with facts, with songs of an album, with cores; core-seconds, wall time and memory.

    python -m tests.bench.bench_growth [--facts 8,26,60,120] [--songs 1,2,4,8] [--cores 1,2] [--voice mei] [--runs 1]

Every run is a process of its own with an empty cache, and every figure is of it and of the processes that it started:
core-seconds are user and system time, memory is the largest resident set of any of them. A row is a median over --runs.
The slope under each table is that of a straight line through its rows (least squares), and the last column is a row's
cost for each fact, or song: where that stays, the cost is linear. Facts are lines of one's own, no two alike; each song
of an album has --album-facts of them. On one core the process is bound to it (Linux: sched_setaffinity).
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

HEADINGS = ("core-seconds", "wall s", "MB", "song s", "core-seconds each")
# Readings of these are sure, and a line of a subject, an object and a verb is sung in two bars.
SUBJECTS = ("入力", "出力", "記憶", "学習", "勾配", "誤差", "重み", "言葉", "画像", "音声", "文章")
OBJECTS = ("情報", "時間", "未来", "過去", "世界", "心", "朝", "夜", "海", "森", "山")
VERBS = ("作る", "選ぶ", "送る", "見る", "守る", "示す", "学ぶ")


@dataclass(frozen=True)
class Cost:
    """What a run took, and how long its songs are together."""

    core_s: float
    wall_s: float
    memory_mb: float
    song_s: float


def write_topic(folder: Path, name: str, facts: int, first: int = 0) -> Path:
    """Write a topic of so many lines of one's own; the `first` of all possible lines is its first."""
    lines = [make_line(first + i) for i in range(facts)]
    path = folder / f"{name}.toml"
    path.write_text(f'title = "{name}"\nsource = "made up"\nsay = [\n' + "".join(f'"{t}",\n' for t in lines) + "]\n")
    return path


def make_line(number: int) -> str:
    """Make a line with its answer and a false one; the first 121 of them ask different questions."""
    subject, row = number % len(SUBJECTS), number // len(SUBJECTS)
    thing = OBJECTS[(row + subject) % len(OBJECTS)]
    verb, twin = (VERBS[(row + number + by) % len(VERBS)] for by in (0, 1))
    return f"{SUBJECTS[subject]}は{thing}を*{verb}|{twin}*"


def run_mnemo(arguments: Sequence[str], cores: int | None) -> Cost:
    """Run the command line once with an empty cache. Raises CalledProcessError where it fails."""
    with tempfile.TemporaryDirectory() as cache, tempfile.TemporaryDirectory() as out:
        command = [sys.executable, "-m", "tests.bench.bench_growth", "--measure", str(cores or 0)]
        command += [*arguments, "--out", out]
        begun = time.perf_counter()
        environment = {**os.environ, "MNEMO_CACHE": cache}
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
        wall_s = time.perf_counter() - begun
        core_s, memory_mb = map(float, done.stdout.splitlines()[-1].split())
        return Cost(core_s, wall_s, memory_mb, sum(read_length_s(path) for path in Path(out).rglob("song.json")))


def read_length_s(path: Path) -> float:
    import json

    return float(json.loads(path.read_text("utf-8"))["duration_s"])


def measure(cores: int, arguments: Sequence[str]) -> None:
    """Run mnemo below this process and print the core-seconds and megabytes of all that it started."""
    if cores and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, range(cores))
    code = "import os; os.cpu_count = lambda: " + (str(cores) if cores else str(os.cpu_count()))
    code += "; import sys; sys.argv[0] = 'mnemo'; from mnemo.cli.commands import main; main()"
    done = subprocess.run([sys.executable, "-c", code, *arguments], stdout=subprocess.DEVNULL, check=False)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(used.ru_utime + used.ru_stime, used.ru_maxrss / (1024 if sys.platform == "linux" else 1024**2))
    sys.exit(done.returncode)


def show_growth(title: str, sizes: Sequence[int], runs: int, run: Callable[[int], Cost]) -> None:
    """Print a row for each size, and the slope of core-seconds and of memory."""
    print(f"\n{title:>8}" + "".join(f"{heading:>18}" for heading in HEADINGS), flush=True)
    rows = []
    for size in sizes:
        costs = [run(size) for _ in range(runs)]
        core_s, wall_s, memory_mb, song_s = (
            statistics.median(getattr(cost, name) for cost in costs) for name in Cost.__dataclass_fields__
        )
        rows.append((core_s, memory_mb))
        values = (core_s, wall_s, memory_mb, song_s, core_s / size)
        print(f"{size:>8}" + "".join(f"{value:>18.2f}" for value in values), flush=True)
    if len(rows) > 1:
        (core, _), (memory, _) = (np.polyfit(sizes, [row[i] for row in rows], 1) for i in range(2))
        print(f"   slope{core:>18.3f}{'':>18}{memory:>18.2f}   for each of {title}")


def main() -> None:
    if sys.argv[1:2] == ["--measure"]:
        measure(int(sys.argv[2]), sys.argv[3:])
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in (("facts", "8,26,60,120"), ("songs", "1,2,4,8"), ("cores", "1,2")):
        parser.add_argument(f"--{name}", type=lambda text: [int(n) for n in text.split(",") if n], default=default)
    parser.add_argument("--voice", default="mei")
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--album-facts", type=int, default=12)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)

        def make_song(facts: int, cores: int | None = None) -> Cost:
            topic = write_topic(folder, f"facts-{facts}", facts)
            return run_mnemo(["generate", str(topic), "--voice", options.voice], cores)

        def make_album(songs: int) -> Cost:
            each = options.album_facts
            topics = [str(write_topic(folder, f"song-{n}", each, n * each)) for n in range(songs)]
            return run_mnemo(["album", *topics, "--voice", options.voice], None)

        show_growth("facts", options.facts, options.runs, make_song)
        show_growth("songs", options.songs, options.runs, make_album)
        show_growth("cores", options.cores, options.runs, lambda cores: make_song(26, cores))


if __name__ == "__main__":
    main()
