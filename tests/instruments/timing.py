"""What a command of mnemo takes, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

TREE = Path(__file__).resolve().parents[2]


def time_mnemo(*words: str, folder: Path, cache: Path, tree: Path = TREE) -> tuple[float, float]:
    """Run `mnemo` with these words in a folder and return its wall time and core-seconds, its workers included.

    `tree` is the checkout whose mnemo it is. What went wrong ends the caller.
    """
    environment = os.environ | {"PYTHONPATH": str(tree), "MNEMO_CACHE": str(cache)}
    before, begun = os.times(), time.perf_counter()
    command = [sys.executable, "-m", "mnemo", *words]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    wall_s, after = time.perf_counter() - begun, os.times()
    if done.returncode:
        raise SystemExit(f"{tree}: mnemo {' '.join(words)}: {done.stderr}")
    core_s = after.children_user + after.children_system - before.children_user - before.children_system
    return wall_s, core_s
