"""A fuzzer of the command line: streams closed in all combinations, any bytes on stdin, files and folders of odd names.

Run as a module, it makes runs of `mnemo` and prints what happened as JSON:
`python -m tests.fuzzing_commands COUNT SEED FOLDER`.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import random
import shutil
import subprocess
import sys
import time
import unicodedata
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.fuzzing import ROOT

DOCUMENTED = {0, 1, 2, 130}  # `mnemo.cli.commands.main`
FAULTY = (b"Traceback", b"fault of mnemo", b"Exception ignored", b"Fatal Python", b"Warning:")
HANG_S = 120  # of wall time, on a machine that does other things too

TOPIC = """
title = "うた"
exam = "試験"
[[fact]]
id = "a"
kind = "definition"
of = "陽性の中の正解の割合"
value = "適合率"
twins = ["再現率"]
source = "x"
"""

# What a program takes for a protocol, an option, two words, a line, an escape; composed, decomposed, no text, too long.
ODD = ("a:b", "-dash", "two words", "line\nbreak", "😀", "か\u3099", "が", "\udcff", "con")
FOLDERS = (
    *ODD, " ", "\x1b[31m", "\u202e", "{0.__class__}", "%s%n", "x" * 255, "ア" * 90, "deep/" * 60, "~", "$HOME",
    "[good]", "'\"",
)  # fmt: skip
TOPICS = ("song", *ODD, "x" * 250, "ア" * 64)
WAYS = (
    "good", "file", "file/below", "dangling", "dangling/below", "loop", "readonly", "/proc/nowhere", "/dev/null", "",
)  # fmt: skip
CLOSED = tuple(" ".join(closed) for closed in itertools.product(("", "<&-"), ("", ">&-"), ("", "2>&-")))
FULL = ("</dev/null", ">/dev/full", "2>/dev/full", ">/dev/full 2>&1")
INPUTS = (b"", b"o\nx\no\nx\n", b"q\n", b"\xff\xfe\n\x80\n", b"\x00\n", b"\xe3\x81", b"\r\n" * 9, "ｏ\n×\n".encode())
SONG = ("--voice", "test", "--tempo", "240", "--only", "lrc")


@dataclass(frozen=True)
class Attempt:
    """One run of the command line. `target` is the folder that it may write, None for a run that writes no song."""

    words: tuple[str, ...]
    redirect: str
    given: bytes
    target: Path | None = None


def attempt(chance: random.Random, songs: float) -> Attempt:
    """A run with something odd about it; `songs` is the share of those that may make a song."""
    redirect = chance.choice(FULL if chance.random() < 0.1 else CLOSED)
    given = chance.choice(INPUTS) if chance.random() < 0.6 else chance.randbytes(chance.randrange(200))
    topic = _topic(chance)
    if chance.random() < songs:
        out = chance.choice(FOLDERS) if chance.random() < 0.5 else chance.choice(WAYS)
        words = ("generate", topic, *SONG, f"--out={out}")
        return Attempt(words, redirect, given, Path(out) / unicodedata.normalize("NFC", Path(topic).stem))
    others = (
        ("topics",), ("styles",), ("kinds",), ("formats",), ("kinds", chance.choice(("gates", "definition", *FOLDERS))),
        ("check", topic), ("check", topic, "--explain", chance.choice(("a", *FOLDERS))), ("lyrics", topic),
        ("lyrics", topic, "--wordings"), ("lyrics", topic, "--style", chance.choice((*FOLDERS, *WAYS))),
        ("quiz", topic), ("quiz", topic, "--seed", "1", "--count", "2"), ("new", chance.choice((*TOPICS, *WAYS))),
        ("new", "fresh", "--from", chance.choice((topic, *FOLDERS, *WAYS))), ("play", "song", "--silent", "--out=file"),
    )  # fmt: skip
    return Attempt(chance.choice(others), redirect, given)


def _topic(chance: random.Random) -> str:
    """The path of a fact file: of an odd name, in an odd folder, or of something that is none."""
    kind = chance.random()
    if kind < 0.4:
        return f"./{chance.choice(TOPICS)}.toml"
    if kind < 0.7:
        return f"./{chance.choice(FOLDERS)}/song.toml"
    return chance.choice(("song.toml", "lyrics/kept.toml", "kept", "-dash.toml", *(f"{way}/song.toml" for way in WAYS)))


def furnish(folder: Path, good: Path) -> None:
    """The folder of one run: fact files and folders of odd names, what may be in the way, and a good release."""
    (folder / "lyrics").mkdir(parents=True)
    (folder / "lyrics" / "kept.toml").write_text(TOPIC, "utf-8")
    shutil.copytree(good, folder / "good" / "song")
    for name in TOPICS:
        with suppress(OSError):  # a name that this file system does not take
            (folder / f"{name}.toml").write_text(TOPIC, "utf-8")
    for name in FOLDERS:
        with suppress(OSError):
            (folder / name).mkdir(parents=True)
            (folder / name / "song.toml").write_text(TOPIC, "utf-8")
    (folder / "file").write_text("the user's", "utf-8")
    (folder / "dangling").symlink_to("nowhere")
    (folder / "loop").symlink_to("loop")
    (folder / "readonly").mkdir(mode=0o555)


def digests(folder: Path) -> dict[Path, str]:
    """Every file below a folder, as what it holds; a link as where it leads."""
    files = (Path(top) / name for top, _, names in os.walk(folder) for name in names)
    return {file: str(file.readlink()) if file.is_symlink() else _digest(file) for file in files}


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def run(one: Attempt, folder: Path, cache: Path) -> subprocess.CompletedProcess[bytes]:
    """A command with streams redirected or closed by the shell."""
    line = f'exec "$0" -m mnemo --lang en "$@" {one.redirect}'
    command = ["sh", "-c", line, sys.executable, *one.words]
    environment = {**os.environ, "MNEMO_CACHE": str(cache), "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        command, input=one.given, capture_output=True, cwd=folder, env=environment, check=False, timeout=HANG_S
    )


def wrong(one: Attempt, folder: Path, before: dict[Path, str], done: subprocess.CompletedProcess[bytes]) -> list[str]:
    """What a run did that it must not do."""
    shown = done.stdout + done.stderr
    found = [f"shows {mark!r}" for mark in FAULTY if mark in shown]
    if done.returncode not in DOCUMENTED:
        found.append(f"exit code {done.returncode}")
    if done.returncode and not done.stderr and "2>" not in one.redirect:
        found.append(f"exit code {done.returncode} without a word")
    after = digests(folder)
    target = folder / one.target if one.target and done.returncode == 0 else None
    found += [
        f"lost or changed {file}" for file, digest in before.items()
        if after.get(file) != digest and not (target and file.is_relative_to(target))
    ]  # fmt: skip
    if target and not all((target / name).is_file() for name in _promised(target)):
        found.append("exit code 0 without a whole song")
    found += [f"left {file}" for file in after if any(part.endswith(".mnemo") for part in file.parts)]
    return found


def _promised(target: Path) -> list[str]:
    with suppress(OSError):
        return [*json.loads((target / "song.json").read_text("utf-8"))["files"].values()]
    return ["song.json"]


def watch(count: int, seed: int, work: Path, songs: float) -> dict[str, object]:
    """Make runs, each in a folder of its own. Counts exit codes by command; keeps every fault."""
    chance = random.Random(seed)
    first = Attempt(("generate", "song.toml", *SONG, "--out=output"), "", b"")
    (work / "song.toml").write_text(TOPIC, "utf-8")
    made = run(first, work, work / "cache")
    assert made.returncode == 0, made.stderr
    codes: Counter[str] = Counter()
    faults, slowest = [], 0.0
    for number in range(count):
        folder = work / str(number)
        furnish(folder, work / "output" / "song")
        before, one, began = digests(folder), attempt(chance, songs), time.monotonic()
        try:
            done = run(one, folder, work / "cache")
            codes[f"{one.words[0]} {done.returncode}"] += 1
            found = wrong(one, folder, before, done)
        except subprocess.TimeoutExpired:
            found, done = ["hangs"], subprocess.CompletedProcess((), -1, b"", b"")
        if found:
            said = repr(done.stderr[-2000:])
            faults.append({"number": number, "attempt": repr(one), "faults": found, "stderr": said})
        slowest = max(slowest, time.monotonic() - began)
        shutil.rmtree(folder)
    return {"runs": count, "codes": dict(sorted(codes.items())), "faults": faults, "slowest_s": slowest}


def main() -> None:
    count, seed, work = int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
    songs = float(sys.argv[4]) if len(sys.argv) > 4 else 0.25
    print(json.dumps(watch(count, seed, work, songs), ensure_ascii=True))


if __name__ == "__main__":
    main()
