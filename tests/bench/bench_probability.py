"""Are the words of two sets of songs equally probable to the ear? Run by hand; it asserts nothing.

    python -m tests.bench.bench_probability FOLDER OTHER_FOLDER [--sound dry]

The folders are bench_ear's --songs, made by two trees or with two settings. For each line that both sing, Whisper's log
probability of its text, by token, in the first folder less that in the second: positive where the first is clearer.
The mean of the paired lines is printed with its standard error, a row a song and one for all.
"""

from __future__ import annotations

import argparse
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from mnemo.hearing import load_whisper, read_song
from mnemo.hearing.whisper import Whisper
from mnemo.topic import find_topic, read_topic
from tests.bench.bench_ear import find_different
from tests.instruments.probability import score_texts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs=2)
    parser.add_argument("--sound", choices=("dry", "mix"), default="dry")
    options = parser.parse_args()
    first, second = options.folders
    ear = load_whisper()
    ear.hear(np.zeros(16_000, np.float32))  # loads the model before threads share it
    every: list[float] = []
    for place in sorted(path.parent.relative_to(first) for path in first.glob("*/*/song.json")):
        if not (second / place / "song.json").is_file():
            continue
        one, other = (_score_lines(ear, folder / place, options.sound) for folder in (first, second))
        changes = [one[text] - other[text] for text in one if text in other]
        print(place, _describe(changes), flush=True)
        every += changes
    print("all", _describe(every))


def _score_lines(ear: Whisper, release: Path, sound: str) -> dict[str, float]:
    """Return the log-probability of each line's text by token, where it is first sung."""
    song = read_song(release, read_topic(find_topic(release.name)))
    lines = find_different(song.lines)
    with ThreadPoolExecutor(ear.workers) as pool:
        found = pool.map(
            lambda line: score_texts(ear, song.sounds[sound], {"": line.text}, line.start_s, line.end_s)[""], lines
        )
        return {line.text: log / tokens for line, (log, tokens) in zip(lines, found, strict=True)}


def _describe(changes: list[float]) -> str:
    if len(changes) < 2:
        return "no two lines to compare"
    return f"{np.mean(changes):+.4f} +- {np.std(changes, ddof=1) / len(changes) ** 0.5:.4f} ({len(changes)} lines)"


if __name__ == "__main__":
    main()
