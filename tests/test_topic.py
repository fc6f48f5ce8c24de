"""Fact files: what is read, what is refused, and where topics are found."""

from __future__ import annotations

import json
import shutil
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnemo import topic
from mnemo.errors import ArgumentError, TopicError
from mnemo.plain import show_written
from mnemo.runtime import resources
from mnemo.topic import find_topic, read_topic, safe_name, topics
from mnemo.words.templates import write_sentence

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


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_name_is_found_however_the_disk_composes_it(tmp_path, monkeypatch, form):
    """macOS writes か and ゙ apart."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lyrics").mkdir()
    (tmp_path / "lyrics" / unicodedata.normalize(form, "ゲート.toml")).write_text("", "utf-8")
    for typed in ("NFC", "NFD"):
        name = unicodedata.normalize(typed, "ゲート")
        assert find_topic(name).exists()
        assert find_topic(f"lyrics/{name}.toml").exists()


TWINS = '\n[[fact]]\nid = "a"\nkind = "definition"\nof = "正解の割合"\nvalue = {value}\ntwins = {twins}\nsource = "x"\n'


@pytest.mark.parametrize(
    ("value", "twins"),
    [
        ('"適合率"', '["適合率"]'),
        ('"1997"', "[1997]"),
        ("1997", '["１９９７"]'),
        ("1997", "[1997.0]"),
        ('"F値"', '["Ｆ値"]'),
        ('"ゲート"', '["ｹﾞｰﾄ"]'),
        ('"適合率"', '["適合率 "]'),
        ('"ReLU"', '["RELU"]'),
        ('"適合率"', '["再現率", "再現率"]'),
        ('"神社"', '["\ufa19社"]'),
    ],
)
def test_a_twin_that_reads_like_another_value_is_refused(tmp_path, value, twins):
    path = tmp_path / "x.toml"
    path.write_text('title = "うた"\n[readings]\nReLU = "レル"' + TWINS.format(value=value, twins=twins), "utf-8")
    with pytest.raises(TopicError, match="says the same as") as caught:
        read_topic(path)
    assert ":9: " in str(caught.value)


def test_what_was_written_is_kept_for_display(tmp_path):
    path = tmp_path / "x.toml"
    path.write_text('title = "うた"' + TWINS.format(value='"Ｆ値"', twins='["再現率"]'), "utf-8")
    (fact,) = read_topic(path).facts
    assert fact.value == "F値"
    assert show_written(fact.value) == "Ｆ値"
    assert "Ｆ値" in write_sentence(fact)


@given(st.text(st.sampled_from("ABab12Ａａ１アｱカﾞガ値ー -"), min_size=1, max_size=6), st.data())
@settings(max_examples=60, deadline=None)
def test_same_as_shown_is_refused_and_nothing_else(tmp_path_factory, text, data):
    """Random truths and edits: a twin is refused if and only if a reader sees the same in both."""
    edit = data.draw(
        st.sampled_from(
            [
                lambda t: t,
                lambda t: f" {t} ",
                lambda t: unicodedata.normalize("NFD", t),
                lambda t: unicodedata.normalize("NFKC", t),
                lambda t: t + "x",
                lambda t: "値" + t,
            ]
        )
    )
    if not text.strip():
        return
    twin = edit(text)
    shown = [" ".join(unicodedata.normalize("NFKC", t).split()) for t in (text, twin)]
    same = shown[0] == shown[1]
    path = tmp_path_factory.mktemp("twins") / "x.toml"
    lines = TWINS.format(value=json.dumps(text, ensure_ascii=False), twins=json.dumps([twin], ensure_ascii=False))
    path.write_text('title = "うた"' + lines, "utf-8")
    if same:
        with pytest.raises(TopicError, match="says the same as"):
            read_topic(path)
    else:
        read_topic(path)
