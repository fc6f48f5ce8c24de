"""The guide and the schema: every example runs, and the schema says what the reader says."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

from mnemo import styles
from mnemo.cli.guide import read_guide
from mnemo.cli.schema import make_schema, write_schema
from mnemo.proof import kinds, prove
from mnemo.runtime.resources import folder
from mnemo.topic import read_topic
from mnemo.words import write_lyric
from tests.command import run

EXAMPLES = {
    f"{language}-{n}": text
    for language in ("en", "ja")
    for n, text in enumerate(re.findall(r"```toml\n(.*?)```", read_guide(language), re.S))
}
ROOT = Path(__file__).parents[2]
for _readme in ("README.md", "README.ja.md"):
    _text = (ROOT / _readme).read_text("utf-8")
    EXAMPLES |= {f"{_readme}-{n}": text for n, text in enumerate(re.findall(r"```toml\n(.*?)```", _text, re.S))}
TOPICS = [*folder("lyrics").glob("*.toml"), *(Path(__file__).parents[1] / "topics").glob("*.toml")]


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_is_proven_and_sung(tmp_path: Path, name: str) -> None:
    path = tmp_path / "example.toml"
    path.write_text(EXAMPLES[name], "utf-8")
    lyric = write_lyric(prove(read_topic(path)), styles.load("technopop"))
    assert lyric.sections


def test_both_guides_have_the_same_examples() -> None:
    texts = {lang: [t for name, t in EXAMPLES.items() if name.startswith(f"{lang}-")] for lang in ("en", "ja")}
    assert texts["en"] == texts["ja"]
    assert len(texts["en"]) >= 5


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_guide_is_printed(capsys: pytest.CaptureFixture[str], language: str) -> None:
    assert run(capsys, "--lang", language, "guide").out == read_guide(language)


def test_the_schema_knows_every_kind() -> None:
    facts = make_schema()["properties"]["fact"]["items"]["anyOf"]
    named = {fact["properties"]["kind"]["const"] for fact in facts if "kind" in fact["properties"]}
    assert named == {kind.name for kind in kinds()} - {"say"}
    assert json.loads(write_schema()) == make_schema()


@pytest.mark.parametrize("path", TOPICS, ids=lambda path: path.stem)
def test_the_schema_takes_what_mnemo_takes(path: Path) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.Draft7Validator(make_schema()).validate(tomllib.loads(path.read_text("utf-8")))


@pytest.mark.parametrize(
    "text",
    [
        'titel = "x"',
        'title = "x"\n[[fact]]\nkind = "gate-count"\nof = "LSTM"\nvalue = "drei"',
        'title = "x"\n[[fact]]\nkind = "gate-count"\nof = "CNN"\nvalue = 3',
        'title = "x"\n[[fact]]\nsay = "ゲートは2個"',
        'title = "x"\n[readings]\nCEC = "定誤差"',
    ],
)
def test_the_schema_refuses_what_mnemo_refuses(text: str) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    assert list(jsonschema.Draft7Validator(make_schema()).iter_errors(tomllib.loads(text)))
