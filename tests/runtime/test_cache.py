"""The cache gives back what was stored, notices damage, loads nothing that could run, and never stops the song."""

from __future__ import annotations

import errno
import os
import pickle
from pathlib import Path

import numpy as np
import pytest

from mnemo import model
from mnemo.runtime import cache


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MNEMO_CACHE", str(tmp_path / "cache"))


def test_arrays_and_nouns_come_back() -> None:
    value = {"audio": np.arange(6, dtype=np.float32).reshape(3, 2), "time": model.MoraTime(0.1, None, np.float64(0.2))}
    cache.write("t", "abc", value)
    found = cache.read("t", "abc")
    assert found is not None
    assert np.array_equal(found["audio"], value["audio"])
    assert found["time"] == value["time"]


def test_memo_makes_once() -> None:
    made = []
    for _ in range(3):
        assert cache.memo("t", "key", lambda: made.append(1) or len(made)) == 1
    assert made == [1]


def test_a_damaged_entry_is_made_again() -> None:
    cache.write("t", "key", [1, 2, 3])
    (entry,) = (cache.folder() / "t").rglob("key")
    blob = bytearray(entry.read_bytes())
    blob[-2] ^= 0xFF
    entry.write_bytes(bytes(blob))
    assert cache.memo("t", "key", lambda: "again") == "again"
    assert cache.read("t", "key") == "again"


def test_a_large_array_is_mapped() -> None:
    array = np.arange(12, dtype=np.float32).reshape(6, 2)
    kept = cache.keep_array("t", array)
    assert kept is not None
    found = cache.map_array("t", kept.name)
    assert found is not None
    for mapped in (kept.load, found.load):
        assert isinstance(mapped(), np.memmap)
        assert np.array_equal(mapped(), array)
        assert mapped().dtype == array.dtype
        assert not mapped().flags.writeable
    other = cache.keep_array("t", array[:, ::-1])
    assert other is not None
    assert other.name != kept.name
    cache.clear()
    if os.name != "nt":
        assert np.array_equal(found.load(), array)  # what is open stays
    assert cache.map_array("t", kept.name) is None


def test_a_damaged_array_is_not_mapped() -> None:
    kept = cache.keep_array("t", np.ones((4, 2), np.float32))
    assert kept is not None
    (entry,) = (cache.folder() / "t").rglob(kept.name)
    entry.write_bytes(entry.read_bytes()[:-4])
    assert cache.map_array("t", kept.name) is None


def test_an_array_without_room_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("MNEMO_CACHE", str(tmp_path / "file"))
    assert cache.keep_array("t", np.ones(3)) is None


def test_an_entry_that_would_run_code_is_refused(tmp_path: Path) -> None:
    class Evil:
        def __reduce__(self) -> tuple[object, ...]:
            return os.mkdir, (str(tmp_path / "ran"),)

    cache.write("t", "key", Evil())
    assert cache.read("t", "key") is None
    assert not (tmp_path / "ran").exists()
    assert pickle.dumps(Evil())  # it is a valid pickle: what refused it was the allow-list


def test_an_unusable_folder_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("MNEMO_CACHE", str(tmp_path / "file"))
    assert cache.memo("t", "key", lambda: 7) == 7


def test_what_a_full_disk_cut_short_is_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, target: Path) -> Path:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "replace", refuse)
    cache.write("t", "key", [1])
    assert cache.entries() == []
    assert cache.read("t", "key") is None


def test_digest_tells_values_apart() -> None:
    a = np.zeros(4, np.float32)
    keys = {
        cache.digest(*p) for p in [(a,), (a.astype(np.float64),), (a.reshape(2, 2),), ("a", "b"), ("ab",), (1,), ("1",)]
    }
    assert len(keys) == 7


def stored(*names: str) -> None:
    """Entries of 8 kB, each used a second after the one before."""
    for i, name in enumerate(names):
        cache.write("t", name, np.zeros(1000))
        (entry,) = (cache.folder() / "t").rglob(name)
        os.utime(entry, (i, i))


def test_trim_forgets_what_was_used_longest_ago() -> None:
    stored("first", "second", "third")
    assert cache.read("t", "first") is not None  # used just now
    assert cache.trim(limit_bytes=17_000) == 1
    assert cache.read("t", "second") is None
    assert cache.read("t", "first") is not None
    assert cache.read("t", "third") is not None
    assert cache.trim(limit_bytes=17_000) == 0


def test_clearing_leaves_what_is_not_ours(tmp_path: Path) -> None:
    stored("first", "second")
    (cache.folder() / "notes.txt").write_text("mine")
    assert cache.clear() == 2
    assert cache.entries() == []
    assert (cache.folder() / "notes.txt").read_text() == "mine"
