"""Closed streams and broken bytes: what cron, a window without console, or a slip of the pipe does to a command."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzzing_commands import TOPIC


def run(folder: Path, redirect: str, *words: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """A command with streams redirected or closed by the shell."""
    line = f'exec "$0" -m mnemo --lang en "$@" {redirect}'
    environment = {**os.environ, "MNEMO_CACHE": str(folder / "cache")}
    command = ["sh", "-c", line, sys.executable, *words]
    return subprocess.run(command, input=given, capture_output=True, cwd=folder, env=environment, check=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "song.toml").write_text(TOPIC, "utf-8")
    return tmp_path


@pytest.mark.skipif(os.name == "nt", reason="closes descriptors with a shell")
@pytest.mark.parametrize("redirect", [">&-", "2>&-", "<&-", ">&- 2>&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["topics"], 0),
        (["check", "song.toml"], 0),
        (["quiz", "song.toml"], 0),
        (["kinds"], 0),
        (["check", "no.toml"], 2),
    ],
)
def test_a_closed_stream_is_skipped(folder: Path, redirect: str, words: list[str], code: int) -> None:
    done = run(folder, redirect, *words)
    assert done.returncode == code, done
    assert b"Traceback" not in done.stdout + done.stderr
    assert b"fault of mnemo" not in done.stdout + done.stderr


@pytest.mark.skipif(os.name == "nt", reason="closes descriptors with a shell")
@pytest.mark.parametrize("junk", [b"\xff\xfe\n", b"\x80\x81\x82\n", b"\xe3\x81\n", b"maybe\n", b"\n", b"\x00\n"])
def test_broken_bytes_are_asked_again(folder: Path, junk: bytes) -> None:
    """Junk, then an answer: the question is still there."""
    done = run(folder, "", "quiz", "song.toml", "--seed", "1", "--count", "1", given=junk + b"o\nx\no\n")
    assert done.returncode == 0, done
    assert done.stdout.count("○/×> ".encode()) >= 2
    assert b" of 1 right" in done.stdout
    assert done.stderr == b""
