"""Fact files: what is read, what is refused, and where topics are found."""

from __future__ import annotations

import shutil
import unicodedata
from pathlib import Path

import pytest

from mnemo import topic
from mnemo.errors import ArgumentError, TopicError
from mnemo.runtime import resources
from mnemo.topic import find_topic, read_topic, safe_name, topics

FILE = """\
title = "ゲートのうた"
exam = "G検定"

[readings]
CEC = "シーイーシ'ー"

[[fact]]
id = "lstm-gates"
kind = "gates"
of = "LSTM"
value = ["入力ゲート", "出力ゲート"]
hook = true
group = "LSTM"
why = \"\"\"
三つの弁。
水の流れ。
\"\"\"
source = "Gers 2000"
given = "f = 1"
twins = [["入力ゲート"], 2]
wordings = ["LSTMは3つ"]
tolerance = 0.5
pairs = [["a", 1], ["b", 2]]
numbers = { a = 1, b = 2.5 }

[[fact]]
id = "cec-name"
kind = "cited"
of = "CEC"
value = "Constant Error Carousel"
source = "Hochreiter & Schmidhuber 1997"
"""


def write(folder: Path, text: str = FILE, name: str = "demo") -> Path:
    path = folder / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_topic_holds_what_the_file_says(tmp_path):
    read = read_topic(write(tmp_path))
    assert (read.name, read.title, read.exam) == ("demo", "ゲートのうた", "G検定")
    assert read.readings == {"CEC": "シーイーシ'ー"}
    first, second = read.facts
    assert first.value == ("入力ゲート", "出力ゲート")
    assert first.twins == (("入力ゲート",), 2)
    assert first.args == {"tolerance": 0.5, "pairs": (("a", 1), ("b", 2)), "numbers": (("a", 1), ("b", 2.5))}
    assert first.why == "三つの弁。\n水の流れ。"
    assert (first.hook, first.group, first.wordings) == (True, "LSTM", ("LSTMは3つ",))
    assert (second.id, second.hook, second.twins, second.args) == ("cec-name", False, (), {})


def test_a_fact_knows_the_line_of_each_key(tmp_path):
    path = write(tmp_path)
    first, second = read_topic(path).facts
    lines = FILE.split("\n")
    for fact, key in ((first, "value"), (first, "tolerance"), (second, "source")):
        assert lines[fact.at(key).line - 1].startswith(f"{key} = ")
    assert lines[second.place.line - 1] == "[[fact]]"
    assert second.at("twins") == second.place


@pytest.mark.parametrize("name", ["con", "LPT1", "a b", "a.b", ".hidden", "-rf", "_x", "x" * 65, "a:b", "a*"])
def test_a_name_that_some_system_refuses_is_refused(tmp_path, name):
    assert not safe_name(name)
    with pytest.raises(TopicError, match="cannot name a song"):
        read_topic(write(tmp_path, FILE, name))


@pytest.mark.parametrize("name", ["lstm-gru", "畳み込み", "A_1", "console", "com"])
def test_a_name_that_every_system_takes_is_taken(tmp_path, name):
    assert read_topic(write(tmp_path, FILE, name)).name == name


def test_a_decomposed_name_is_composed(tmp_path):
    decomposed = unicodedata.normalize("NFD", "ゲート")
    assert decomposed != "ゲート"
    assert read_topic(write(tmp_path, FILE, decomposed)).name == "ゲート"


@pytest.mark.parametrize("path_trick", ["../x", "a/../b", "..", "a\\b", "\0", "", "a\n"])
def test_path_tricks_are_no_names(path_trick):
    assert not safe_name(path_trick)


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    """An installed shelf with `one` and `two`, a work folder with its own `two`."""
    installed, work = tmp_path / "installed", tmp_path / "work"
    (work / "lyrics").mkdir(parents=True)
    installed.mkdir()
    for folder, names in ((installed, ("one", "two")), (work / "lyrics", ("two", "three"))):
        for name in names:
            write(folder, FILE, name)
    monkeypatch.setattr(topic, "folder", lambda name: installed)
    monkeypatch.chdir(work)
    return installed


def test_a_topic_here_comes_before_its_namesake_that_came_with_mnemo(shelf):
    assert topics() == [shelf / "one.toml", Path("lyrics/three.toml"), Path("lyrics/two.toml")]
    assert find_topic("two") == Path("lyrics/two.toml")
    assert find_topic("one") == shelf / "one.toml"


def test_a_path_is_taken_as_it_is(shelf):
    shutil.copy(shelf / "one.toml", "here.toml")
    assert find_topic("here.toml") == Path("here.toml")
    assert find_topic("./lyrics/two.toml") == Path("lyrics/two.toml")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("thre", "there is no topic thre; did you mean three?"),
        ("q", "there is no topic q; known: one, three, two"),
        ("", "there is no topic ; known: "),
        ("\0", "there is no topic \0; "),
    ],
)
def test_an_unknown_topic_names_the_nearest(shelf, name, message):
    with pytest.raises(ArgumentError) as caught:
        find_topic(name)
    assert str(caught.value).startswith(message)


def test_every_topic_that_comes_with_mnemo_is_read():
    shipped = sorted(resources.folder("lyrics").glob("*.toml"))
    assert [read_topic(path).name for path in shipped] == [path.stem for path in shipped]
