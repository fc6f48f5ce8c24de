"""The first song, made once for all tests that measure it, by the command that a user types."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent


def mnemo(*arguments: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own."""
    command = [sys.executable, "-m", "mnemo", *arguments]
    return subprocess.run(
        command, cwd=cwd, env={**os.environ, **environment}, capture_output=True, text=True, check=False, timeout=900
    )


@pytest.fixture(scope="session")
def cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory, cache_folder: Path) -> Path:
    """output/lstm-gru of `mnemo generate lstm-gru`, with stems, the default voice and style, nothing cached."""
    out = tmp_path_factory.mktemp("song")
    run = mnemo("generate", "lstm-gru", "--with", "stems", "--out", str(out), MNEMO_CACHE=str(cache_folder))
    assert run.returncode == 0, run.stderr
    return out / "lstm-gru"


@pytest.fixture(scope="session")
def song(release: Path) -> dict[str, Any]:
    return json.loads((release / "song.json").read_text("utf-8"))
