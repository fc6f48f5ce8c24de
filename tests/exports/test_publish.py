"""Publishing as a whole: all files or none, the same bytes every time."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import soundfile

from mnemo.errors import ArgumentError, MissingPartError, WriteError
from mnemo.exports import publish, video
from mnemo.exports.mp3 import encode
from mnemo.exports.release.choice import Choice
from mnemo.model import Release
from mnemo.runtime import ffmpeg
from mnemo.styles import load
from tests.builders import a_performance, a_proven, a_score

EXPECTED = """
demo.mp3 demo.wav demo-karaoke.mp3 demo-recall.mp3 demo.mid demo.musicxml demo-score.musicxml demo.lrc demo-karaoke.lrc
demo.vtt demo.apkg cover.png index.html proof.json song.json
""".split()  # noqa: SIM905

AGAIN = """
import sys
from pathlib import Path
from mnemo.exports import publish
from mnemo.styles import load
from tests.builders import a_performance, a_proven, a_score
publish(a_proven(), a_score(), a_performance(), load("technopop"), Path(sys.argv[1]))
"""


def digests(folder: Path) -> dict[str, str]:
    files = (p for p in sorted(folder.rglob("*")) if p.is_file())
    return {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def forget_ffmpeg() -> None:
    ffmpeg.program.cache_clear()
    encode._load_pydub.cache_clear()


def test_every_promised_file_is_there(demo: Release) -> None:
    there = set(digests(demo.folder))
    assert set(EXPECTED) <= there
    assert {p.relative_to(demo.folder).as_posix() for p in demo.files.values()} == there
    assert any(name.startswith("jingles/") for name in there)


def test_the_same_song_gives_the_same_bytes_in_another_process(demo: Release, tmp_path: Path) -> None:
    """With another hash seed, another day of the clock's zone, and one thread."""
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "OMP_NUM_THREADS": "1"}
    subprocess.run([sys.executable, "-c", AGAIN, str(tmp_path)], env=environment, check=True)
    assert digests(tmp_path / "demo") == digests(demo.folder)


def test_publishing_again_changes_nothing(tmp_path: Path) -> None:
    arguments = a_proven(), a_score(), a_performance(), load("technopop"), tmp_path
    publish(*arguments)
    first = digests(tmp_path)
    publish(*arguments)
    assert digests(tmp_path) == first


def test_a_missing_ffmpeg_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forget_ffmpeg()
    monkeypatch.setenv("PATH", "")
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)
    with pytest.raises(MissingPartError, match="pip install imageio-ffmpeg") as caught:
        publish(a_proven(), a_score(), a_performance(), load("technopop"), tmp_path)
    forget_ffmpeg()
    assert caught.value.exit_code == 2
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(sys.platform != "linux", reason="needs RLIMIT_FSIZE to end in EFBIG")
def test_a_refusing_disk_leaves_nothing(tmp_path: Path) -> None:
    """Files may grow to 1 MB only: the wav does not fit."""
    code = (
        "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))\n"
        "from mnemo.errors import WriteError\n"
        "import tests.exports.test_publish as t, sys\n"
        "try:\n    exec(t.AGAIN)\nexcept WriteError as e:\n    print(e); sys.exit(3)\n"
    )
    run = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=False)
    assert run.returncode == 3, run.stderr
    assert run.stdout.startswith("cannot write")
    assert run.stdout.count("\n") == 1
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(os.name == "nt", reason="no SIGINT to one process there")
def test_ctrl_c_leaves_the_last_release(tmp_path: Path) -> None:
    """Interrupted as soon as the hidden folder holds something."""
    last = publish(a_proven(), a_score(), a_performance(), load("technopop"), tmp_path)
    before = digests(tmp_path)
    run = subprocess.Popen([sys.executable, "-c", AGAIN, str(tmp_path)], stderr=subprocess.PIPE)
    half = tmp_path / ".demo.mnemo" / "new"
    while run.poll() is None and not (half.exists() and any(half.iterdir())):
        time.sleep(0.01)
    run.send_signal(signal.SIGINT)
    _, errors = run.communicate(timeout=30)
    assert b"KeyboardInterrupt" in errors
    assert digests(tmp_path) == before
    assert list(tmp_path.iterdir()) == [last.folder]


def test_unknown_extras_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ArgumentError, match="no extra format") as caught:
        publish(a_proven(), a_score(), a_performance(), load("technopop"), tmp_path, Choice(["vidoe"]))
    assert "video" in str(caught.value)


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(WriteError):
        publish(a_proven(), a_score(), a_performance(), load("technopop"), tmp_path / "out")


def test_an_optional_format_that_fails_costs_only_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(song: object, folder: Path) -> None:
        (folder / "demo.mp4").write_bytes(b"half")
        raise WriteError("ffmpeg could not write {file}: {reason}", file="demo.mp4", reason="x")

    monkeypatch.setattr(video, "FORMAT", dataclasses.replace(video.FORMAT, write=failing))
    made = publish(a_proven(), a_score(), a_performance(), load("technopop"), tmp_path, Choice(["video"]))
    assert set(made.lost) == {"video"}
    assert "video" not in made.files
    assert made.files["mp3"].exists()
    written = {p.relative_to(made.folder).as_posix() for p in made.folder.rglob("*") if p.is_file()}
    assert written == set(json.loads((made.folder / "song.json").read_text("utf-8"))["files"].values())
    assert not (made.folder / "demo.mp4").exists()


@pytest.mark.parametrize("name", ["a:b", "-dash", "a b", "%d", "日本:語", "file:x", "'q'"])
def test_odd_folders_take_a_video(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """ffmpeg takes -dash for an option and a:b for a protocol, where a path is not absolute."""
    monkeypatch.chdir(tmp_path)
    folder = Path(name)
    folder.mkdir()
    frames = [bytes(1920 * 1080 * 3 // 2)] * 2
    units_wav = folder / "x.wav"
    soundfile.write(units_wav, np.zeros((4800, 2), np.float32), 48_000)
    video.encode([SimpleNamespace(data=np.frombuffer(f, np.uint8)) for f in frames], units_wav, folder / "x.mp4")
    assert (folder / "x.mp4").stat().st_size > 500
