"""Every kind of fact can be said and sung: its template, with the example that its check gives."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from mnemo.model import Fact, Place, Value
from mnemo.proof import kinds
from mnemo.words import templates
from mnemo.words.readings import read
from tests.words.songs import SONGS, topic

READINGS = {word: kana for name in SONGS for word, kana in topic(name).readings.items()}
OF_ALL_FACTS = {"id", "kind", "of", "value", "twins", "source", "given", "why", "hook", "group", "wordings"}


def frozen(value: Any) -> Value:
    return tuple(map(frozen, value)) if isinstance(value, list) else value


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.name)
def test_a_kind_can_be_said_and_sung(kind: Any) -> None:
    stated = tomllib.loads(kind.example)
    args = {name: arg.default for name, arg in kind.args.items() if arg.default is not None}
    args |= {name: frozen(value) for name, value in stated.items() if name not in OF_ALL_FACTS}
    fact = Fact("a", kind.name, stated["of"], frozen(stated["value"]), args, Place("x.toml", 1))
    assert templates.sentence(fact).endswith("。")
    wordings = templates.wordings(fact)
    assert len(wordings) >= 2
    for wording in wordings:
        assert [bool(line.answer) for line in wording.lines].count(True) == 1
        assert all(read(line.text, READINGS).morae for line in wording.lines)
