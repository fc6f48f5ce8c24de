"""An album from fact files: side by side, the failures told at the end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mnemo import styles
from mnemo.album import make
from mnemo.errors import TopicError
from mnemo.pieces import Piece
from mnemo.sound import voices

FACTS = """
title = "ゲートのうた{n}"
exam = "G検定"

[[fact]]
id = "lstm-gate-count"
kind = "gate-count"
of = "LSTM"
value = 3
hook = true
"""

pytestmark = pytest.mark.slow


@pytest.fixture
def topics(tmp_path: Path) -> list[Path]:
    """Two that can be sung and, between them, one that cannot."""
    texts = {"one": FACTS.format(n=1), "broken": "title =", "two": FACTS.format(n=2)}
    for name, text in texts.items():
        (tmp_path / f"{name}.toml").write_text(text, "utf-8")
    return [tmp_path / f"{name}.toml" for name in texts]


@pytest.mark.parametrize(
    ("songs", "available", "expected"),
    [(1, 2, [2]), (2, 2, [1, 1]), (3, 2, [1, 1, 2]), (5, 4, [1, 1, 1, 1, 4]), (3, 8, [2, 2, 2]), (3, 1, [1, 1, 1])],
)
def test_the_last_songs_share_out_the_cores(songs: int, available: int, expected: list[int]) -> None:
    assert make.share_cores(songs, available) == expected


def test_one_failure_does_not_stop_the_others(topics: list[Path], tmp_path: Path) -> None:
    heard: list[tuple[str, str]] = []
    made = make.make_songs(
        [Piece(path) for path in topics], styles.load("technopop"), voices.load("test"), 0, tmp_path / "out",
        report=lambda piece, stage: heard.append((piece.name, stage)),
    )  # fmt: skip
    assert [r.folder.name for r in made.releases] == ["one", "two"]
    assert [piece.name for piece, _ in made.failed] == ["broken"]
    assert isinstance(made.failed[0][1], TopicError)
    assert "broken.toml:1" in str(made.failed[0][1])
    assert {p.name for p in made.files} >= {"01-one.mp3", "02-two.mp3", "album.m3u8", "cover.png", "index.html"}
    for name in ("one", "two"):
        assert [stage for topic, stage in heard if topic == name][-1] == "release"


def test_nothing_works_and_nothing_is_written(topics: list[Path], tmp_path: Path) -> None:
    made = make.make_songs([Piece(topics[1])], styles.load("technopop"), voices.load("test"), 0, tmp_path / "out")
    assert made.releases == made.files == ()
    assert len(made.failed) == 1


STOPPED = """
import sys
from pathlib import Path
from mnemo import styles
from mnemo.album.make import make_songs
from mnemo.pieces import Piece
from mnemo.sound import voices
if __name__ == "__main__":
    pieces = [Piece(Path(p)) for p in sys.argv[2:]]
    try:
        make_songs(pieces, styles.load("technopop"), voices.load("test"), 0, Path(sys.argv[1]),
                   report=lambda piece, stage: print(stage, flush=True))
    except KeyboardInterrupt:
        sys.exit(130)
"""


@pytest.mark.skipif(os.name == "nt", reason="no SIGINT to one process there")
def test_ctrl_c_stops_all_and_leaves_nothing(topics: list[Path], tmp_path: Path) -> None:
    (tmp_path / "stopped.py").write_text(STOPPED)
    out = tmp_path / "out"
    command = [sys.executable, str(tmp_path / "stopped.py"), str(out), str(topics[0]), str(topics[2])]
    run = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert run.stdout is not None
    assert run.stdout.readline()
    time.sleep(1)
    run.send_signal(signal.SIGINT)
    assert run.wait(timeout=30) == 130
    assert not out.exists() or not list(out.iterdir())
