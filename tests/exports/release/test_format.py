"""Formats are found by name, ordered by what they need, and stop at the first failure."""

from __future__ import annotations

import sys
import threading
import time
from functools import partial
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, cast

import pytest

from mnemo.exports.release import format as frame
from mnemo.exports.release import writing
from mnemo.exports.release.format import FixedNames, Format, Song, name_files

SONG = cast(Song, SimpleNamespace(topic="demo"))


def recorder(order: list[str], name: str) -> Any:
    return lambda song, folder: order.append(name)


def test_every_module_is_a_format_and_roles_are_unique() -> None:
    found = frame.find_formats()
    assert {"song", "midi", "audio"} <= set(found)
    assert not {"format", "release"} & set(found)
    roles = [role for form in found.values() if isinstance(form.files, FixedNames) for role in form.files.templates]
    assert len(roles) == len(set(roles)) > 10


def test_a_module_without_a_format_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("mnemo.exports.midi")
    monkeypatch.setitem(sys.modules, "mnemo.exports.midi", module)
    with pytest.raises(TypeError, match=r"mnemo/exports/midi\.py has no FORMAT"):
        frame.find_formats()


def test_needs_come_first(tmp_path: Path) -> None:
    order: list[str] = []
    chosen = {
        "a": Format(name_files(page="p"), recorder(order, "a"), needs=("mp3", "cover")),
        "b": Format(name_files(mp3="m"), recorder(order, "b"), needs=("cover",)),
        "c": Format(name_files(cover="c"), recorder(order, "c")),
    }
    writing.write_all(chosen, SONG, tmp_path)
    assert order == ["c", "b", "a"]


def test_a_need_that_is_not_made_this_time_does_not_hold_up(tmp_path: Path) -> None:
    order: list[str] = []
    writing.write_all({"a": Format(name_files(a="a"), recorder(order, "a"), needs=("video",))}, SONG, tmp_path)
    assert order == ["a"]


def test_independent_formats_run_side_by_side(tmp_path: Path) -> None:
    barrier = threading.Barrier(2, timeout=5)  # breaks unless both wait at once
    chosen = {n: Format(name_files(**{n: n}), lambda song, folder: barrier.wait() and None) for n in ("a", "b")}
    writing.write_all(chosen, SONG, tmp_path)


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_the_first_failure_ends_it(tmp_path: Path, error: BaseException) -> None:
    order: list[str] = []

    def fail(song: Song, folder: Path) -> None:
        raise error

    chosen = {"a": Format(name_files(a="a"), fail), "b": Format(name_files(b="b"), recorder(order, "b"), needs=("a",))}
    with pytest.raises(type(error)):
        writing.write_all(chosen, SONG, tmp_path)
    assert order == []


def test_names_carry_the_topic() -> None:
    assert name_files(midi="{topic}.mid")(SONG) == {"midi": "demo.mid"}


def test_after_a_failure_nothing_new_begins() -> None:
    begun: list[int] = []

    def task(number: int) -> None:
        begun.append(number)
        if number == 0:
            raise OSError
        time.sleep(0.05)

    with pytest.raises(OSError):
        writing.run_in_parallel(partial(task, number) for number in range(200))
    assert len(begun) < 100


def test_the_most_urgent_of_those_that_could_begin_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    order: list[str] = []
    priority = {"a": 0, "b": 1, "c": 2, "d": 3, "e": 1}
    chosen = {
        name: Format(
            name_files(**{name: name}), recorder(order, name), needs=("d",) if name == "c" else (), priority=value
        )
        for name, value in priority.items()
    }
    writing.write_all(chosen, SONG, tmp_path)
    assert order == ["d", "c", "b", "e", "a"]
