"""Random fact files and random runs of the command line: a release or one clear line, and nothing else happens."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.fuzzing import ROOT, mutant
from tests.fuzzing_commands import watch

pytestmark = pytest.mark.slow

HANG_S = 10
MEMORY_BYTES = 1 << 30
ENCODERS = ("ffmpeg",)  # programs that a stage may start


def fuzz(stage: str, count: int, seed: int, folder: Path) -> dict[str, Any]:
    """What `count` mutants did, in a process of their own with a cache of its own."""
    environment = {**os.environ, "MNEMO_CACHE": str(folder / "cache"), "PYTHONPATH": str(ROOT), "TMPDIR": str(folder)}
    environment |= {"PYTHONDONTWRITEBYTECODE": "1", "MPLCONFIGDIR": str(folder / "matplotlib")}
    command = [sys.executable, "-m", "tests.fuzzing", stage, str(count), str(seed), str(folder)]
    ran = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr[-3000:]
    return json.loads(ran.stdout.splitlines()[-1])


def check(report: dict[str, Any], count: int) -> None:
    assert report["faults"] == []
    assert report["passed"] + report["refused"] == count
    assert report["written_outside"] == []
    assert [p for p in report["read_outside"] if not any(name in p for name in ENCODERS)] == []
    assert report["peak_bytes"] <= MEMORY_BYTES


def test_the_fuzzer_makes_many_different_files():
    chance = random.Random(0)
    made = {mutant(chance) for _ in range(300)}
    assert len(made) == 300


@pytest.mark.parametrize("seed", range(4))
def test_mutants_are_read_and_validated(tmp_path, seed):
    """10,000 in four parts; enough pass, so that what is right is not refused either."""
    report = fuzz("read", 2500, seed, tmp_path)
    check(report, 2500)
    assert report["slowest_s"] <= HANG_S
    assert 0.1 <= report["passed"] / 2500 <= 0.9


@pytest.mark.parametrize("seed", range(2))
def test_mutants_are_put_to_proof(tmp_path, seed):
    """500 in two parts."""
    report = fuzz("proof", 250, 100 + seed, tmp_path)
    check(report, 250)
    assert report["slowest_s"] <= HANG_S
    assert report["passed"] >= 10


@pytest.mark.slow
def test_mutants_become_songs_or_say_why_not(tmp_path):
    report = fuzz("generate", 20, 200, tmp_path)
    check(report, 20)
    assert report["passed"] >= 2
    songs = list((tmp_path / "output").glob("*/song.json"))
    assert [song.parent.name for song in songs] == ["mutant"]


@pytest.mark.skipif(os.name == "nt", reason="closes descriptors with a shell")
def test_commands_without_streams_and_with_odd_paths(tmp_path):
    """For more runs: `python -m tests.fuzzing_commands COUNT SEED FOLDER [SHARE OF SONGS]`."""
    report = watch(12, 7, tmp_path, songs=0.2)
    assert report["faults"] == []
    assert report["runs"] == 12
