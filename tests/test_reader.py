"""TOML with line numbers: every key is found where it stands, every refusal names its line and what would be right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnemo.errors import StyleError, TopicError
from mnemo.reader import MAX_BYTES, MAX_LINE, bind, key_name, read, suggest

TEXT = '''\
title = "a"   # line 1
list = [
  1, # [not a table]
  2,
]
quoted."two words".x = 3
text = """
[not.a.table]
key = 1
"""
raw = \'\'\'
"""
\'\'\'
four = """ends with a quote""""

[table]
inline = {a = 1, b = [2]}
[table.sub]
y = 1

[[fact]]
id = "one"
[fact.args]
z = 1

[[fact]]
  id = "two"
'''

STANDS_ON = {
    ("title",): 1,
    ("list",): 2,
    ("quoted", "two words", "x"): 6,
    ("quoted", "two words"): 6,
    ("quoted",): 6,
    ("text",): 7,
    ("raw",): 11,
    ("four",): 14,
    ("table",): 16,
    ("table", "inline"): 17,
    ("table", "inline", "a"): 17,
    ("table", "sub"): 18,
    ("table", "sub", "y"): 19,
    ("fact", 0): 21,
    ("fact", 0, "id"): 22,
    ("fact", 0, "args", "z"): 24,
    ("fact", 1): 26,
    ("fact", 1, "id"): 27,
    ("fact", 1, "missing"): 26,
    ("nowhere",): 1,
}


@dataclass(frozen=True)
class Inner:
    x: float
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outer:
    count: int
    inner: Inner
    pair: tuple[float, float] = (0.0, 1.0)
    table: Mapping[str, Inner] = field(default_factory=dict)
    maybe: str | None = None
    anything: Any = None
    flag: bool = False


def write(folder: Path, text: str | bytes) -> Path:
    path = folder / "file.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def refused(folder: Path, text: str | bytes, cls: type | None = None) -> str:
    """The message without the folder."""
    path = write(folder, text)

    def read_and_bind() -> None:
        document = read(path, StyleError)
        bind(cls, document, document.data)  # type: ignore[type-var]

    with pytest.raises(StyleError) as caught:
        read_and_bind()
    return str(caught.value).removeprefix(folder.as_posix() + "/")


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("keys", STANDS_ON)
def test_a_key_is_placed_on_its_line(tmp_path, keys, newline):
    document = read(write(tmp_path, TEXT.replace("\n", newline)), TopicError)
    assert document.place(*keys).line == STANDS_ON[keys]


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path):
    assert read(write(tmp_path, b"\xef\xbb\xbftitle = 1"), TopicError).data == {"title": 1}


def test_a_line_separator_inside_a_string_does_not_shift_the_lines(tmp_path):
    document = read(write(tmp_path, 'a = "\u2028\u0085"\nb = 1\n'), TopicError)
    assert document.place("b").line == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a = 1\nb = = 2", "file.toml:2: not TOML: "),
        ('a = 1\nb = "open', "file.toml:2: not TOML: "),
        ("a = 1\na = 2", "file.toml:2: not TOML: "),
        (b"a = 1\nb = '\xff'", "file.toml:2: not UTF-8 text; save the file as UTF-8"),
        (b"\xff\xfea\x00=\x001\x00", "file.toml:1: not UTF-8 text"),
        ("x" * (MAX_BYTES + 1), f"file.toml:1: the file is too large; at most {MAX_BYTES} bytes are read"),
        ("a = 1\n# " + "x" * MAX_LINE, f"file.toml:2: the line has {MAX_LINE + 2} characters; at most {MAX_LINE}"),
        ("a = " + "[" * (MAX_LINE // 2), "file.toml:1: not TOML: "),
        ("a" + ".a" * (MAX_LINE // 2 - 4) + " = 1", "file.toml:1: "),
    ],
)
def test_what_is_not_toml_is_refused_with_its_line(tmp_path, text, message):
    assert refused(tmp_path, text, Outer).startswith(message)


def test_what_is_no_file_is_refused(tmp_path):
    for path in (tmp_path, tmp_path / "none.toml", tmp_path / ("n" * 300), Path("a\0b"), Path("/dev/zero")):
        with pytest.raises(TopicError, match=r"cannot read the file|not a file"):
            read(path, TopicError)


def test_bind_makes_the_dataclasses(tmp_path):
    text = "count = 1\npair = [1, 2.5]\nanything = [1]\nmaybe = 'x'\n[inner]\nx = 2\nnames = ['a']\n[table.k]\nx = 1\n"
    document = read(write(tmp_path, text), StyleError)
    bound = bind(Outer, document, document.data)
    assert bound == Outer(1, Inner(2.0, ("a",)), (1.0, 2.5), {"k": Inner(1.0)}, "x", [1])
    assert isinstance(bound.inner.x, float)


BASE = "[inner]\nx = 1\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (BASE, "file.toml:1: the key count is missing"),
        ("count = 1", "file.toml:1: the key inner is missing"),
        ("count = 1\n[inner]", "file.toml:2: the key inner.x is missing"),
        ("cuont = 1\n" + BASE, "file.toml:1: unknown key cuont; did you mean count?"),
        ("count = 1\n" + BASE + "q = 1", "file.toml:4: unknown key q; known: names, x"),
        ("count = 1.5\n" + BASE, "file.toml:1: count must be a whole number, not 1.5"),
        ("count = true\n" + BASE, "file.toml:1: count must be a whole number, not True"),
        ("count = 1\nflag = 1\n" + BASE, "file.toml:2: flag must be true or false, not 1"),
        ("count = 1\ninner = 3", "file.toml:2: inner must be a table"),
        ("count = 1\n[inner]\nx = nan", "file.toml:3: inner.x must be a number, not nan"),
        ("count = 1\n[inner]\nx = inf", "file.toml:3: inner.x must be a number, not inf"),
        ("count = 1\npair = [1]\n" + BASE, "file.toml:2: pair must be a list of 2, not [1]"),
        ("count = 1\n" + BASE + "names = 'a'", "file.toml:4: inner.names must be a list, not 'a'"),
        ("count = 1\n" + BASE + "names = ['a', 1]", "file.toml:4: inner.names[2] must be a string, not 1"),
        ("count = 1\nmaybe = 1\n" + BASE, "file.toml:2: maybe must be a string, not 1"),
        ("count = 1\ntable = 1\n" + BASE, "file.toml:2: table must be a table, not 1"),
        ("count = 0x" + "f" * 3000 + "\npair = [0x" + "f" * 3000 + ", 1]\n" + BASE, "file.toml:2: pair"),
    ],
)
def test_bind_says_what_would_be_right(tmp_path, text, message):
    assert refused(tmp_path, text, Outer).startswith(message)


def test_suggest_names_the_nearest_or_all():
    assert suggest("vocie", ["voice", "style"]) == "did you mean voice?"
    assert suggest("x", ["b", "a"]) == "known: a, b"


def test_key_names_count_from_one():
    assert key_name(("fact", 1, "twins", 0)) == "fact[2].twins[1]"
    assert key_name(()) == "the file"


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(tmp_path_factory, text):
    path = write(tmp_path_factory.getbasetemp(), text.encode("utf-8", "surrogatepass"))
    lines = range(1, text.count("\n") + 2)
    try:
        document = read(path, TopicError)
    except TopicError as e:
        if e.place is None or e.place.line not in lines:
            raise
    else:
        assert all(document.place(*keys).line in lines for keys in document.lines)
