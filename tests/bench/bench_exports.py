"""What publishing costs and what comes out: CPU time a format, loudness and true peak of every decoded mp3.

    python -m tests.bench.bench_exports [VOICE]

sings the first topic with the test voice (or another) and prints a table. CPU time counts ffmpeg's too.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from graphlib import TopologicalSorter
from pathlib import Path

from mnemo import styles
from mnemo.exports import encode, publish
from mnemo.exports.format import Format, Material, Song, formats
from mnemo.exports.song import document
from mnemo.memory import settle
from mnemo.music import compose
from mnemo.proof import prove
from mnemo.quality.mix import loudness, true_peak_db
from mnemo.sound import perform, voices
from mnemo.topic import find_topic, read_topic
from mnemo.words import write_lyric

TOPIC = "lstm-gru"


def made(voice: str) -> Material:
    style = styles.load(styles.DEFAULT)
    proven = prove(read_topic(find_topic(TOPIC)))
    score = compose(write_lyric(proven, style), style, 0)
    return Material(proven, score, perform(score, voices.load(voice), style), style)


def cpu_s() -> float:
    """Of this process and of the encoders that have ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def costs(material: Material, folder: Path) -> dict[str, float]:
    """CPU seconds of each format, one after another."""
    chosen = formats()
    files = {role: name for form in chosen.values() for role, name in form.files(material).items()}
    parts = material.proven, material.score, material.performance
    song = Song(*parts, material.style, document(*parts, files), files)
    spent = {}
    for name in _order(chosen, material):
        before = cpu_s()
        chosen[name].write(song, folder)
        spent[name] = cpu_s() - before
    return spent


def _order(chosen: dict[str, Format], material: Material) -> list[str]:
    roles = {role: name for name, form in chosen.items() for role in form.files(material)}
    return list(TopologicalSorter({n: {roles[r] for r in f.needs} for n, f in chosen.items()}).static_order())


def main() -> None:
    settle()  # as the command line does
    material = made(sys.argv[1] if len(sys.argv) > 1 else "test")
    with tempfile.TemporaryDirectory() as folder:
        spent = costs(material, Path(folder))
        for name, seconds in sorted(spent.items(), key=lambda item: -item[1]):
            print(f"{name:12}{seconds:6.2f} s CPU")
        print(f"{'together':12}{sum(spent.values()):6.2f} s CPU")
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        parts = material.proven, material.score, material.performance, material.style
        release = publish(*parts, Path(folder))
        print(f"published in {time.perf_counter() - start:.1f} s on {os.cpu_count()} cores")
        for path in sorted(p for p in release.files.values() if p.suffix == ".mp3"):
            audio = encode.decode(path.read_bytes())
            rate = material.performance.sample_rate
            measured = f"{loudness(audio, rate):7.2f} LUFS{true_peak_db(audio):7.2f} dBTP"
            print(f"{path.name:28}{len(audio) / rate:7.1f} s{measured}")


if __name__ == "__main__":
    main()
