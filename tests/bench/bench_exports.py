"""What publishing costs and what comes out: CPU time a format, what all that is for practice adds to the song's own
files, loudness and true peak of every decoded mp3.

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
from mnemo.dsp.loudness import measure_loudness
from mnemo.dsp.peaks import measure_true_peak_db
from mnemo.exports import publish
from mnemo.exports.release.choice import Choice, make_plan
from mnemo.exports.release.format import Format, Material, Song
from mnemo.exports.release.writing import write_all
from mnemo.exports.song import assemble_song
from mnemo.music import compose
from mnemo.proof import prove
from mnemo.runtime.memory import tune_allocator
from mnemo.sound import perform, voices
from mnemo.topic import find_topic, read_topic
from mnemo.words import write_lyric
from tests.instruments.mp3 import decode_mp3

TOPIC = "lstm-gru"
SONG = ("audio", "midi", "musicxml", "proof", "song")  # the song itself; all others are for practice
PAIRS = 4


def made(voice: str) -> Material:
    style = styles.load(styles.DEFAULT)
    proven = prove(read_topic(find_topic(TOPIC)))
    score = compose(write_lyric(proven, style), style, 0)
    return Material(proven, score, perform(score, voices.load(voice), style), style)


def cpu_s() -> float:
    """Of this process and of the encoders that have ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def as_song(material: Material) -> Song:
    return assemble_song(material, make_plan(Choice(), material).made)


def costs(material: Material, folder: Path) -> dict[str, float]:
    """CPU seconds of each format, one after another."""
    chosen, song = make_plan(Choice(), material).formats, as_song(material)
    spent = {}
    for name in _order(chosen, material):
        before = cpu_s()
        chosen[name].write(song, folder)
        spent[name] = cpu_s() - before
    return spent


def practice_s(material: Material, folder: Path) -> float:
    """How much longer writing takes with everything for practice than with the song alone."""
    chosen, song = make_plan(Choice(), material).formats, as_song(material)
    (folder / "all").mkdir(parents=True)
    (folder / "song").mkdir()
    everything = _written_s(chosen, song, folder / "all")
    chosen["cover"].write(song, folder / "song")  # the mp3s show it
    return everything - _written_s({name: chosen[name] for name in SONG}, song, folder / "song")


def _written_s(chosen: dict[str, Format], song: Song, folder: Path) -> float:
    start = time.perf_counter()
    write_all(chosen, song, folder)
    return time.perf_counter() - start


def _order(chosen: dict[str, Format], material: Material) -> list[str]:
    roles = {role: name for name, form in chosen.items() for role in form.files(material)}
    return list(TopologicalSorter({n: {roles[r] for r in f.needs} for n, f in chosen.items()}).static_order())


def main() -> None:
    tune_allocator()  # as the command line does
    material = made(sys.argv[1] if len(sys.argv) > 1 else "test")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "costs").mkdir()
        spent = costs(material, folder / "costs")
        for name, seconds in sorted(spent.items(), key=lambda item: -item[1]):
            print(f"{name:12}{seconds:6.2f} s CPU")
        print(f"{'together':12}{sum(spent.values()):6.2f} s CPU")
        for pair in range(PAIRS):
            print(f"what is for practice adds {practice_s(material, folder / str(pair)):.1f} s")
        _publish(material, folder)


def _publish(material: Material, folder: Path) -> None:
    start = time.perf_counter()
    release = publish(material.proven, material.score, material.performance, material.style, folder)
    print(f"published in {time.perf_counter() - start:.1f} s on {os.cpu_count()} cores")
    for path in sorted(p for p in release.files.values() if p.suffix == ".mp3"):
        audio = decode_mp3(path.read_bytes())
        rate = material.performance.sample_rate
        measured = f"{measure_loudness(audio, rate):7.2f} LUFS{measure_true_peak_db(audio):7.2f} dBTP"
        print(f"{path.name:28}{len(audio) / rate:7.1f} s{measured}")


if __name__ == "__main__":
    main()
