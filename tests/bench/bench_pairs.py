"""This tree against another one, in pairs: a release from nothing, after an edit, its mp3 alone, and a preview.

    python -m tests.bench.bench_pairs OTHER_TREE [VOICE [ROUNDS [WHAT...]]]

runs each of nothing, only-mp3, edit, preview and again (or WHAT of them) in processes of their own, first by one tree
and then by the other, in turns, and prints every pair with its core-seconds and the medians: seconds, and for releases
the share of the song's length too. Give it a machine that does nothing else.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from mutagen.mp3 import MP3

from mnemo.topic import find_topic
from tests.instruments.edits import edit_topic
from tests.instruments.timing import TREE, time_mnemo

TOPIC = "lstm-gru"
REWORDED = (  # a line of a verse; previews sing each in turn
    "信号を絞る",
    "記憶を選ぶ",
    "信号を通す",
    "流れを選ぶ",
    "情報を通す",
    "記憶を絞る",
    "信号を決める",
    "流れを通す",
)


@dataclass(frozen=True)
class Runner:
    """A tree with a cache and an output folder of its own."""

    tree: Path
    folder: Path
    voice: str

    def run(self, *words: str) -> tuple[float, float]:
        """Run a command of the tree by the voice and return its wall time and core-seconds."""
        return time_mnemo(
            *words, "--voice", self.voice, folder=self.folder, cache=self.folder / "cache", tree=self.tree
        )

    def write(self, text: str) -> None:
        (self.folder / "song.toml").write_text(text, "utf-8")

    def measure(self, what: str, number: int) -> tuple[float, float]:
        """Do round `number` of one kind of run."""
        base = find_topic(TOPIC).read_text("utf-8")
        if what in ("nothing", "only-mp3"):
            shutil.rmtree(self.folder / "cache", ignore_errors=True)
            shutil.rmtree(self.folder / "out", ignore_errors=True)
            self.write(base)
            return self.run("generate", "song.toml", "--out", "out", *(["--only", "mp3"] if what == "only-mp3" else []))
        if what == "edit":
            self.write(edit_topic(base, number))
            return self.run("generate", "song.toml", "--out", "out")
        if what == "preview":
            self.write(base.replace("情報を選ぶ", REWORDED[number % len(REWORDED)], 1))
        return self.run("preview", "song.toml", "--fact", "gate", "--no-play", "--out", "preview.mp3")


def main(other: str, voice: str = "mei", rounds: str = "5", *what: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        runners = []
        for tree in (Path(other).resolve(), TREE):
            place = Path(folder) / str(len(runners))
            place.mkdir()
            runners.append(Runner(tree, place, voice))
        for kind in what or ("nothing", "only-mp3", "edit", "preview", "again"):
            compare(runners, kind, int(rounds))


def compare(runners: list[Runner], kind: str, rounds: int) -> None:
    """Print the pairs of one kind of run and their medians."""
    if kind in ("edit", "preview", "again"):
        for runner in runners:
            runner.write(find_topic(TOPIC).read_text("utf-8"))
            runner.run("generate", "song.toml", "--out", "out")
            runner.measure("preview", 0)
    pairs = []
    for number in range(1, rounds + 1):
        order = runners if number % 2 else runners[::-1]
        found = {runner: runner.measure(kind, number) for runner in order}
        pairs.append([found[runner] for runner in runners])
        cells = (f"{wall_s:6.2f} s ({core_s:6.1f})" for wall_s, core_s in pairs[-1])
        print(f"{kind:9} {number}: other, this: {', '.join(cells)}", flush=True)
    medians = [statistics.median(pair[side][0] for pair in pairs) for side in (0, 1)]
    line = f"{kind:9}  : medians {medians[0]:.2f}, {medians[1]:.2f} s"
    if kind in ("nothing", "only-mp3", "edit"):
        song_s = MP3(runners[1].folder / "out" / "song" / "song.mp3").info.length
        line += f" = {medians[0] / song_s:.3f}, {medians[1] / song_s:.3f} of the song"
    print(line, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
