"""What every kind of fact must bring: documentation, an example that proves, twins, a template, a test."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import Any

import pytest

from mnemo.model import Fact, Grade
from mnemo.proof import checks, claims, kinds, lab, prove
from mnemo.proof.claims import Kind
from mnemo.proof.verify import examine
from mnemo.topic import read_topic
from mnemo.words.templates import write_sentence

ROOT = Path(__file__).resolve().parents[2]
each_kind = pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.name)


def example(kind: Kind, tmp_path: Path) -> Fact:
    path = tmp_path / "example.toml"
    path.write_text(f'title = "例"\n[[fact]]\nid = "example"\n{kind.example}\n', "utf-8")
    (fact,) = read_topic(path).facts
    return fact


@each_kind
def test_it_says_what_it_proves(kind: Kind) -> None:
    first = kind.doc.partition("\n\n")[0]
    assert len(first.split()) >= 6
    assert first.rstrip().endswith(".")
    assert all(arg.doc for arg in kind.args.values())


@each_kind
def test_its_example_proves_and_its_twins_are_refuted(kind: Kind, tmp_path: Path) -> None:
    fact = example(kind, tmp_path)
    assert fact.kind == kind.name
    assert fact.twins
    (proven,) = prove(read_topic(tmp_path / "example.toml")).facts
    assert proven.evidence.grade is kind.grade
    assert [twin.value for twin in proven.evidence.refuted] == list(fact.twins)
    assert all(twin.measured for twin in proven.evidence.refuted)
    assert all(twin.by_source == (kind.grade is Grade.CITED) for twin in proven.evidence.refuted)


@each_kind
def test_its_template_words_value_and_twins_apart(kind: Kind, tmp_path: Path) -> None:
    prove_free = example(kind, tmp_path)
    assert prove_free.say or (ROOT / "templates" / f"{kind.name}.j2").is_file()
    defaults = {key: arg.default for key, arg in kind.args.items() if arg.default is not None}
    fact = Fact(**{**_fields(prove_free), "args": {**defaults, **prove_free.args}})
    statements = {write_sentence(fact, value) for value in (fact.value, *fact.twins)}
    assert len(statements) == 1 + len(fact.twins)
    assert all(text.endswith("。") for text in statements)


@each_kind
def test_its_module_has_a_test(kind: Kind) -> None:
    module = kind.check.__module__.rpartition(".")[2]
    test = ROOT / "tests" / "proof" / "checks" / f"test_{module}.py"
    assert f'"{kind.name}"' in test.read_text("utf-8")


def test_names_are_sorted_and_unique() -> None:
    names = [kind.name for kind in kinds()]
    assert names == sorted(set(names))


def _fields(fact: Fact) -> dict[str, object]:
    return {name: getattr(fact, name) for name in Fact.__slots__}


def test_the_worked_example_works(tmp_path: Path) -> None:
    """The kind that the docstring of `mnemo.proof.checks` adds step by step."""
    blocks = re.findall(r"\n\n((?: {7}.*\n|\n)+)", checks.__doc__ or "")
    code, template = (textwrap.dedent(block).strip() for block in blocks[:2])
    names: dict[str, Any] = {**vars(claims), **vars(lab)}
    exec("from __future__ import annotations\n" + code, names)
    added = names["state_count"]
    fact = example(added, tmp_path)
    evidence = examine(fact, added, lab.Lab())
    assert evidence.measured == "受け渡す状態は2個"
    assert [twin.value for twin in evidence.refuted] == [1, 3]
    assert template.startswith("{% block sentence %}")
