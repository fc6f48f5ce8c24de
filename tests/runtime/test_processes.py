"""Jobs on all cores: in order, with their errors, and gone when they are no longer wanted."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mnemo.errors import TopicError
from mnemo.model import Place
from mnemo.runtime.processes import map_in_processes
from tests.fuzzing import ROOT

SLEEPERS = """
import sys, time
from mnemo.runtime.processes import map_in_processes
from tests.runtime.test_processes import sleep
if __name__ == "__main__":
    print("ready", flush=True)
    map_in_processes(sleep, [sys.argv[1]] * 4)
"""


def double(number: int) -> int:
    return 2 * number


def refuse(number: int) -> int:
    raise TopicError("no {number}", place=Place("x.toml", number), number=number)


def sleep(folder: str) -> None:
    """Says which process sleeps."""
    (Path(folder) / str(os.getpid())).touch()
    time.sleep(60)


def test_results_are_in_the_order_of_the_jobs():
    assert map_in_processes(double, range(7)) == [0, 2, 4, 6, 8, 10, 12]
    assert map_in_processes(double, range(3), pays_from=4) == [0, 2, 4]
    assert map_in_processes(double, []) == []


def test_an_error_crosses_with_its_place():
    with pytest.raises(TopicError, match=r"x\.toml:1: no 1"):
        map_in_processes(refuse, [1, 2, 3])


def alive(pid: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


@pytest.mark.skipif(sys.platform != "linux" or (os.cpu_count() or 1) < 2, reason="looks into /proc, needs two cores")
@pytest.mark.parametrize(("number", "early"), [(signal.SIGINT, False), (signal.SIGINT, True), (signal.SIGKILL, False)])
def test_workers_end_with_their_parent(tmp_path, number, early):
    """On Ctrl-C, for the whole group, while they start or work; and when the parent is killed."""
    script = tmp_path / "sleepers.py"
    script.write_text(SLEEPERS)
    command = [sys.executable, str(script), str(tmp_path)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    parent = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    assert parent.stdout is not None
    assert parent.stdout.readline() == "ready\n"
    deadline = time.monotonic() + 30
    workers: list[int] = []
    while not early and len(workers) < 2 and time.monotonic() < deadline:
        workers = [int(path.name) for path in tmp_path.iterdir() if path.name.isdigit()]
        time.sleep(0.05)
    time.sleep(0.1)
    if number == signal.SIGKILL:
        parent.kill()
    else:
        os.killpg(parent.pid, number)
    _, err = parent.communicate(timeout=15)
    assert err.count("Traceback") == (number == signal.SIGINT)  # the script's own
    while any(map(alive, workers)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(alive, workers))
