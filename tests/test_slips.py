"""Every slip of a Japanese keyboard is named with its column and what to type; following that advice mends the file."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnemo.cli.messages import load_messages
from mnemo.errors import TopicError
from mnemo.reader import read
from mnemo.slips import SPACES, TYPED, find_slip

GOOD = 'title = "うた"\nexam = "試験"\n\n[[fact]]\nid = "a"\nvalue = [1, 2]  # 注\ntwins = ["x", "y"]\n'
ROLES = {'"': '"', "=": "=", ",": ",", "#": "#", "[": "[", "]": "]", "1": "1", "2": "2"}
LOOKALIKES = {wanted: [char for char, right in TYPED.items() if right == wanted] for wanted in ROLES}


def line_of(text: str) -> int | None:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError as e:
        found = re.search(r"line (\d+)", str(e))
        return int(found[1]) if found else text.count("\n") + 1
    return None


@settings(deadline=None)
@given(st.data())
def test_what_the_message_says_to_type_mends_the_file(data: st.DataObject) -> None:
    places = [i for i, char in enumerate(GOOD) if char in LOOKALIKES]
    at = data.draw(st.sampled_from(places))
    wrong = data.draw(st.sampled_from(LOOKALIKES[GOOD[at]]))
    text = GOOD[:at] + wrong + GOOD[at + 1 :]
    line = line_of(text)
    if line is None:
        return  # a comment's sign inside of a string, a bracket in a comment
    slip = find_slip(text, line)
    assert slip is not None
    rows = text.split("\n")
    template, values = slip[1].template, slip[1].values
    if "wanted" in values:
        row = rows[slip[0] - 1]
        assert row[values["column"] - 1] == values["char"], template
        rows[slip[0] - 1] = row[: values["column"] - 1] + values["wanted"] + row[values["column"] :]
        assert line_of("\n".join(rows)) is None


@pytest.mark.parametrize("space", SPACES)
@pytest.mark.parametrize("text", ["title{}= 1", "{}title = 1", "title ={}1", "a = [1,{}2]", "[a{}]\nb = 1"])
def test_wide_spaces_are_named(space: str, text: str) -> None:
    typed = text.format(space)
    slip = find_slip(typed, line_of(typed) or 0)
    assert slip is not None
    assert typed[slip[1].values["column"] - 1] == space
    assert line_of(typed.replace(space, " ")) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('source = "C:\\Users\\本"', "column 13: a backslash"),
        ('why = "\\\\frac と \\(x\\)"', "column 17: a backslash"),
        ("a = 1\nb = 2\na = 3", "the key a is here a second time, first in line 1"),
        ('[readings]\nA = "エー"\n"A" = "ビー"', "the key A is here a second time, first in line 2"),
        ("[fact]\na = 1\n[fact]\nb = 1", "[[fact]]"),
        ("[readings]\na = 1\n[readings]\nb = 1", "[readings] begins a second time, first in line 1"),
        ('[readings]\n勾配 = "コーバイ"', 'a key in Japanese stands between quotes: "勾配"'),
        ("title = 「うた」", 'column 9: 「 is typed here; type "'),
    ],
)
def test_slips_are_named(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "x.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(TopicError) as caught:
        read(path, TopicError)
    assert said in str(caught.value)
    assert load_messages("ja").error(caught.value) != str(caught.value)


@settings(deadline=None)
@given(st.text(st.sampled_from("a=\"'#[]{}\n\\,、＝「」　１"), max_size=30), st.integers(1, 10))
def test_nothing_that_is_typed_breaks_the_search(text: str, line: int) -> None:
    find_slip(text, line)
