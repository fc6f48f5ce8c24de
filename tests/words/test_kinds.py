"""Every kind of fact can be said and sung: its template, with the example that its check gives."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mnemo.proof import kinds
from mnemo.runtime.resources import folder
from mnemo.topic import read_topic
from mnemo.words import templates
from mnemo.words.readings import read
from tests.words.songs import SONGS, topic

READINGS = {word: kana for name in SONGS for word, kana in topic(name).readings.items()}
TEMPLATES = folder("templates")
ANY_SUBJECT = [
    *("belongs-to", "cause", "cited", "contrast", "date", "definition", "equation", "list", "name", "number"),
    *("person", "purpose", "role-of", "sequence", "symbol", "term"),
]


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.name)
def test_a_kind_can_be_said_and_sung(kind: Any, tmp_path: Path) -> None:
    path = tmp_path / "example.toml"
    path.write_text(f'title = "例"\n[[fact]]\n{kind.example}', "utf-8")
    (fact,) = read_topic(path).facts
    args = {name: arg.default for name, arg in kind.args.items() if arg.default is not None}
    fact = replace(fact, args={**args, **fact.args})
    assert templates.write_sentence(fact).endswith("。")
    wordings = templates.parse_own_wordings(fact) or templates.write_wordings(fact)
    assert len(wordings) >= (1 if fact.say else 2)
    for wording in wordings:
        assert [bool(line.answer) for line in wording.lines].count(True) == 1
        assert all(read(line.text, READINGS).morae for line in wording.lines)


@pytest.mark.parametrize("name", ANY_SUBJECT)
def test_kinds_for_any_subject_have_wordings_of_several_shapes(name: str) -> None:
    source = (TEMPLATES / f"{name}.j2").read_text("utf-8").partition("{% block sung %}")[2]
    lines = {line for line in source.splitlines() if line and not line.startswith("{%")}
    assert len(lines) >= 6
    assert any("/>" in line for line in lines), "no call and response"
    assert any("？" in line for line in lines), "no question"
    assert any("/" not in line for line in lines), "nothing in one line"
