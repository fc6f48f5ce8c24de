"""Releases made in processes of their own, from nothing or beside earlier ones, whole or stopped on the way."""

from __future__ import annotations

import contextlib
import hashlib
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

FACTS = """\
title = "ゲートのうた"
exam = "G検定"

[readings]
LSTM = "エルエスティーエ'ム"
"入力ゲート" = "ニューリョクゲ'ート"
"出力ゲート" = "シュツリョクゲ'ート"
"忘却ゲート" = "ボーキャクゲ'ート"

[[fact]]
id = "lstm-gate-count"
kind = "gate-count"
of = "LSTM"
value = 3
hook = true
source = "Gers, Schmidhuber & Cummins 2000"

[[fact]]
id = "lstm-gates"
kind = "gates"
of = "LSTM"
value = ["入力ゲート", "出力ゲート", "忘却ゲート"]
twins = [["入力ゲート", "出力ゲート"]]
wordings = ["LSTMの/*入力・出力・忘却ゲート*"]
source = "Gers, Schmidhuber & Cummins 2000"

[[fact]]
id = "gate"
kind = "definition"
of = "情報を通すかどうかを選択する仕組み"
value = "ゲート機構"
twins = ["畳み込み", "プーリング"]
wordings = ["情報を選ぶ*ゲート機構*"]
source = "Hochreiter & Schmidhuber 1997"
"""
WORDINGS = ("情報を選ぶ*ゲート機構*", "情報を絞る*ゲート機構*", "信号を選ぶ*ゲート機構*", "流れを選ぶ*ゲート機構*")


def reword(wording: int) -> str:
    """Return a small fact file with one of four wordings of its last fact."""
    return FACTS.replace(WORDINGS[0], WORDINGS[wording])


@dataclass(frozen=True)
class Place:
    """A topic `song`, the folder of its release, and the cache that its runs share."""

    folder: Path
    options: tuple[str, ...] = ("--voice", "test")

    @property
    def release(self) -> Path:
        return self.folder / "out" / "song"

    def write(self, text: str) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "song.toml").write_text(text, "utf-8")

    def start(self, largest_file: int | None = None) -> subprocess.Popen[str]:
        """Start a run; with a limit in bytes, the disk is full for any file that grows beyond it."""
        return subprocess.Popen(
            [*_limited(largest_file), "generate", "song.toml", "--out", "out", *self.options],
            cwd=self.folder,
            env={**os.environ, "MNEMO_CACHE": str(self.folder / "cache")},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def make(self, text: str) -> dict[str, str]:
        """Make the release of a fact file and return what it holds."""
        self.write(text)
        with self.start() as run:
            _, said = run.communicate()
        assert run.returncode == 0, said
        return self.digests()

    def kill_after(self, seconds: float) -> None:
        """Start a run and kill it and its children at once after some time."""
        with self.start() as run:
            time.sleep(seconds)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(run.pid, signal.SIGKILL)

    def digests(self) -> dict[str, str]:
        """Return the SHA-256 of every file of the release by its name.

        Decks are left out: a note that an edit changed is dated after that of the last release, so that Anki takes it.
        """
        files = sorted(path for path in self.release.rglob("*") if path.is_file() and path.suffix != ".apkg")
        return {str(p.relative_to(self.release)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def _limited(largest_file: int | None) -> list[str]:
    if largest_file is None:
        return [sys.executable, "-m", "mnemo"]
    code = f"import resource, runpy; resource.setrlimit(resource.RLIMIT_FSIZE, ({largest_file}, {largest_file})); "
    return [sys.executable, "-c", code + "runpy.run_module('mnemo', run_name='__main__')"]
