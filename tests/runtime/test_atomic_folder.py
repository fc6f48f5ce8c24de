"""A release appears at once or not at all; what is not ours stays; a killed run is cleaned up after."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from mnemo.errors import TopicError, WriteError
from mnemo.runtime import atomic_folder
from mnemo.runtime.atomic_folder import workshop


def deliver(out: Path, files: dict[str, str], promised: list[str], topic: str = "demo") -> Path:
    with workshop(out, topic) as shop:
        put(shop.new, files)
        return shop.deliver(promised)


def release(out: Path, files: dict[str, str], topic: str = "demo") -> Path:
    """Publish some texts, song.json with its manifest among them."""
    return deliver(out, files, [*files, "song.json"], topic)


def fail(out: Path, error: BaseException) -> None:
    with workshop(out, "demo") as shop:
        put(shop.new, {"a.mp3": "half"})
        raise error


def put(new: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (new / name).parent.mkdir(parents=True, exist_ok=True)
        (new / name).write_text(text)
    (new / "song.json").write_text(json.dumps({"files": {n: n for n in [*files, "song.json"]}}))


def entries(path: Path) -> list[str]:
    return sorted(p.name for p in path.iterdir())


def names(path: Path) -> set[str]:
    return {p.relative_to(path).as_posix() for p in path.rglob("*") if p.is_file()}


@pytest.fixture(params=["exchange", "two renames"])
def _swap(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "two renames":
        monkeypatch.setattr(atomic_folder, "_exchange", lambda a, b: False)


@pytest.mark.usefixtures("_swap")
def test_a_later_run_replaces_and_removes(tmp_path: Path) -> None:
    target = release(tmp_path, {"a.mp3": "1", "stems/lead.wav": "1"})
    assert target == tmp_path / "demo"
    release(tmp_path, {"a.mp3": "2"})
    assert names(target) == {"a.mp3", "song.json"}
    assert (target / "a.mp3").read_text() == "2"
    assert entries(tmp_path) == ["demo"]


@pytest.mark.usefixtures("_swap")
def test_the_users_files_are_kept(tmp_path: Path) -> None:
    target = release(tmp_path, {"a.mp3": "1"})
    (target / "my").mkdir()
    (target / "my" / "notes.txt").write_text("mine")
    (target / "my" / "link").symlink_to(tmp_path)
    release(tmp_path, {"a.mp3": "2"})
    assert (target / "my" / "notes.txt").read_text() == "mine"
    assert (target / "my" / "link").readlink() == tmp_path


@pytest.mark.parametrize("mine", ["a.mp3", "stems", "a.mp3/inner"])
def test_the_users_files_are_not_written_over(tmp_path: Path, mine: str) -> None:
    path = tmp_path / "demo" / mine
    path.parent.mkdir(parents=True)
    path.write_text("mine")
    with pytest.raises(WriteError):
        release(tmp_path, {"a.mp3": "1", "stems/lead.wav": "1"})
    assert path.read_text() == "mine"
    assert names(tmp_path) == {f"demo/{mine}"}


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError, RuntimeError])
def test_a_failure_leaves_the_last_release(tmp_path: Path, error: type[BaseException]) -> None:
    target = release(tmp_path, {"a.mp3": "1"})
    with pytest.raises((error, WriteError)):
        fail(tmp_path, error())
    assert (target / "a.mp3").read_text() == "1"
    assert entries(tmp_path) == ["demo"]


def test_a_full_disk_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(WriteError) as caught:
        fail(tmp_path, OSError(28, "No space left on device"))
    assert str(caught.value) == f"cannot write {tmp_path / 'demo'}: No space left on device"
    assert entries(tmp_path) == []


def test_undeclared_and_missing_files_are_faults(tmp_path: Path) -> None:
    for promised in (["a", "song.json"], ["a", "b", "song.json", "c"]):
        with pytest.raises(RuntimeError, match="not declared"):
            deliver(tmp_path, {"a": "1", "b": "1"}, promised)
    assert entries(tmp_path) == []


@pytest.mark.parametrize("topic", ["..", ".", "", "a/b", "../up", "a\\b", "C:x", ".hidden", "nul", "a\0", "x" * 300])
def test_topics_cannot_leave_the_folder(tmp_path: Path, topic: str) -> None:
    out = tmp_path / "out"
    with pytest.raises(TopicError), workshop(out, topic):
        pytest.fail("opened")
    assert not list(tmp_path.rglob("*"))


@pytest.mark.parametrize("topic", ["lstm-gru", "G検定", "a.b", "con-fusion"])
def test_ordinary_topics_are_fine(tmp_path: Path, topic: str) -> None:
    assert release(tmp_path, {"a": "1"}, topic).name == topic


def test_a_link_or_a_file_in_the_way_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "else").mkdir()
    (tmp_path / "demo").symlink_to(tmp_path / "else")
    (tmp_path / "song").write_text("a file")
    for topic in ("demo", "song"):
        with pytest.raises(WriteError):
            release(tmp_path, {"a": "1"}, topic)
    assert not list((tmp_path / "else").iterdir())


def test_two_runs_at_once(tmp_path: Path) -> None:
    with workshop(tmp_path, "demo") as first:
        put(first.new, {"a": "1"})
        with pytest.raises(WriteError), workshop(tmp_path, "demo"):
            pytest.fail("opened")
        release(tmp_path, {"a": "1"}, "other")  # does not clean up the run at work
        first.deliver(["a", "song.json"])
    assert entries(tmp_path) == ["demo", "other"]


KILLED = """
import os, signal, sys
from pathlib import Path
from mnemo.runtime import atomic_folder

def die(*args):
    os.kill(os.getpid(), signal.SIGKILL)

def rename_and_die(new, target, old):
    target.rename(old)
    die()

out, moment = Path(sys.argv[1]), sys.argv[2]
if moment == "between":
    atomic_folder._swap = rename_and_die
with atomic_folder.workshop(out, "demo") as shop:
    (shop.new / "song.json").write_text('{"files": {"song": "song.json", "a": "a.mp3"}}')
    if moment == "writing":
        die()
    (shop.new / "a.mp3").write_text("2")
    shop.deliver(["a.mp3", "song.json"])
    die()
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no kill -9 on this system")
@pytest.mark.parametrize(("moment", "left"), [("writing", "1"), ("between", "1"), ("after", "2")])
def test_killed_runs_are_cleaned_up_after(tmp_path: Path, moment: str, left: str) -> None:
    target = release(tmp_path, {"a.mp3": "1"})
    (target / "notes.txt").write_text("mine")
    run = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path), moment], check=False)
    assert run.returncode == -signal.SIGKILL
    assert len(entries(tmp_path)) >= (1 if moment == "between" else 2)
    atomic_folder.clean_up(tmp_path)
    assert entries(tmp_path) == ["demo"]
    assert (target / "a.mp3").read_text() == left
    assert (target / "notes.txt").read_text() == "mine"


def test_hidden_folders_of_others_are_left_alone(tmp_path: Path) -> None:
    for place in (".demo.mnemo", ".other.mnemo"):
        (tmp_path / place / "new").mkdir(parents=True)
        (tmp_path / place / "new" / "x").write_text("mine")
    (tmp_path / ".other.mnemo" / "lock").write_text("something else")
    atomic_folder.clean_up(tmp_path)
    with pytest.raises(WriteError):
        release(tmp_path, {"a": "1"})
    assert names(tmp_path) == {".demo.mnemo/new/x", ".other.mnemo/new/x", ".other.mnemo/lock"}


@pytest.mark.parametrize("odd", ["a:b", "-dash", "日本", "a b"])
def test_a_folder_that_can_take_a_release_is_left_alone(tmp_path: Path, odd: str) -> None:
    atomic_folder.check(tmp_path / odd / "deep", "demo")
    assert not list(tmp_path.iterdir())


def test_what_is_impossible_is_said_before_any_work(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "demo").write_text("")
    for out, said in {
        "file": "is not a folder",
        "file/deep": "",
        "link": "link to nothing",
        "out": "is not a folder",
        "x" * 300: "",
    }.items():
        with pytest.raises(WriteError, match=said):
            atomic_folder.check(tmp_path / out, "demo")
    with pytest.raises(TopicError):
        atomic_folder.check(tmp_path, "あ" * 100)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir(mode=0o500)
    with pytest.raises(WriteError, match="cannot write"):
        atomic_folder.check(tmp_path / "out", "demo")
