"""Templates: the two blocks, the grammar of a wording, and what a template may not do."""

from __future__ import annotations

from pathlib import Path

import pytest

from mnemo.errors import TemplateError
from mnemo.model import Fact, Place, Value, Written
from mnemo.words import templates
from mnemo.words.templates import SungText, parse_wording
from tests.words.songs import SONGS, topic

PLACE = Place("lyrics/x.toml", 3)


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Write `k.j2` and have a fact of that kind."""
    monkeypatch.setattr(templates, "folder", lambda name: tmp_path)

    def write(source: str, value: Value = "y", **args: Value) -> Fact:
        (tmp_path / "k.j2").write_text(source, "utf-8")
        templates._compile.cache_clear()
        return Fact("a", "k", "x", value, args, PLACE)

    return write


@pytest.mark.parametrize(
    ("written", "lines"),
    [
        ("ゲートは*3つ*", [SungText("ゲートは3つ", (4, 6))]),
        ("いくつ？ / > *3つ*だ", [SungText("いくつ？"), SungText("3つだ", (0, 2), response=True)]),
        ("ゲート", [SungText("ゲート")]),
        ("*A*/*B*", [SungText("A", (0, 1)), SungText("B", (0, 1))]),
    ],
)
def test_grammar_of_a_wording(written: str, lines: list[SungText]) -> None:
    assert list(parse_wording(written).lines) == lines


@pytest.mark.parametrize("written", ["ゲートは*3つ", "**", "a//b", "", " / ", ">", "*a*b*c*", "a/"])
def test_what_is_no_wording_is_named_with_its_line(written: str) -> None:
    with pytest.raises(TemplateError, match="is not a wording") as caught:
        parse_wording(written, PLACE)
    assert str(caught.value).startswith("lyrics/x.toml:3: ")


def test_both_blocks_see_the_fact(write) -> None:
    fact = write(
        "{% block sentence %}{{ of }}は{{ value }}。{% endblock %}{% block sung %}\n{{ n }}\n{% endblock %}", n=2
    )
    assert templates.write_sentence(fact) == "xはy。"
    assert templates.write_sentence(fact, "z") == "xはz。"
    assert templates.write_wordings(fact)[0].lines[0].text == "2"


def test_only_what_has_changed_is_rendered(write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MNEMO_CACHE", str(tmp_path / "cache"))
    rendered = []
    render = templates._render
    monkeypatch.setattr(templates, "_render", lambda *args: rendered.append(args) or render(*args))

    def write_anew(source: str, value: Value) -> str:
        return templates.write_sentence(write(source, value))

    source, other = (
        "{% block sentence %}{{ value }}だ。{% endblock %}",
        "{% block sentence %}{{ value }}。{% endblock %}",
    )
    assert [write_anew(source, value) for value in ("y", "y", "z")] == ["yだ。", "yだ。", "zだ。"]
    assert len(rendered) == 2
    written = [write_anew(source, Written("f", spelling)) for spelling in ("f", "ｆ", "ｆ")]
    assert (written, len(rendered)) == (["fだ。", "ｆだ。", "ｆだ。"], 4)  # equal texts, but spelled otherwise
    assert (write_anew(other, "y"), len(rendered)) == ("y。", 5)
    for _ in range(2):  # that there is no such block is known as well
        assert templates.list_subjects(write(other)) == ("x",)
    assert len(rendered) == 6


def test_marks_in_a_value_are_text(write) -> None:
    fact = write("{% block sung %}\n値は*{{ value }}*/だ\n{% endblock %}", value="a/b*c>d\n{{ of }}")
    first, second = templates.write_wordings(fact)[0].lines
    assert first == SungText("値はa/b*c>d {{ of }}", (2, 18))
    assert second.text == "だ"


@pytest.mark.parametrize(
    ("filtered", "text"),
    [
        ("value | tsu", "3つ"),
        ("12 | tsu", "12個"),
        ("names | without('ゲート') | join('・')", "入力・出力"),
        ("'単純なRNN' | without('単純な')", "RNN"),
        ("'ゲート' | without('ゲート')", "ゲート"),
        ("'多' if names | length > 2 else '少'", "少"),
        ("names[1]", "出力ゲート"),
    ],
)
def test_filters(write, filtered: str, text: str) -> None:
    fact = write(
        "{% block sung %}\n{{ " + filtered + " }}\n{% endblock %}", value=3, names=("入力ゲート", "出力ゲート")
    )
    assert templates.write_wordings(fact)[0].lines[0].text == text


@pytest.mark.parametrize(
    ("code", "line", "said"),
    [
        ("{{ of.__class__ }}", 3, "getattr is not allowed"),
        ("{{ of['__class__'] }}", 3, "unsafe"),
        ("{% for i in 'ab' %}x{% endfor %}", 3, "for is not allowed"),
        ("{{ 'a' * 1000000000 }}", 3, "mul is not allowed"),
        ("{{ 10 ** 1000000000 }}", 3, "pow is not allowed"),
        ("{{ range(9) }}", 3, "call is not allowed"),
        ("{% include '/etc/passwd' %}", 3, "include is not allowed"),
        ("{% set x = 1 %}", 3, "assign is not allowed"),
        ("\n{{ nobody }}", 4, "'nobody' is undefined"),
        ("\n{{ of | nofilter }}", 4, "nofilter"),
        ("{{ 3 | join }}", 3, "not iterable"),
        ("{{ value | join(value) | join(value) | join(value) }}", 3, "more than"),
        ("{% if %}", 3, "Expected an expression"),
    ],
)
def test_what_a_template_may_not_do(write, code: str, line: int, said: str) -> None:
    fact = write("{% block sung %}\nゲート\n" + code + "\n{% endblock %}", value="あ" * 40)
    with pytest.raises(TemplateError, match=said) as caught:
        templates.write_wordings(fact)
    assert caught.value.place is not None
    assert (Path(caught.value.place.path).name, caught.value.place.line) == ("k.j2", line)


def test_output_is_bounded(write) -> None:
    fact = write("{% block sung %}\n" + "{{ value }}\n" * 50 + "{% endblock %}", value="あ" * 100)
    with pytest.raises(TemplateError, match="more than"):
        templates.write_wordings(fact)


def test_missing_template_block_and_wordings_are_errors(write) -> None:
    with pytest.raises(TemplateError, match="no block sung"):
        templates.write_wordings(write("x"))
    with pytest.raises(TemplateError, match="no wordings"):
        templates.write_wordings(write("{% block sung %} \n{% endblock %}"))
    with pytest.raises(TemplateError, match="no template for the kind nobody"):
        templates.write_wordings(Fact("a", "nobody", "x", "y", {}, PLACE))


@pytest.mark.parametrize("name", SONGS)
def test_every_wording_holds_the_answer_and_no_metaphor(name: str) -> None:
    """Each wording of each fact marks its answer once; sentences change with their value."""
    for fact in topic(name).facts:
        full = {"unit": "", **fact.args}
        fact = Fact(fact.id, fact.kind, fact.of, fact.value, full, fact.place, wordings=fact.wordings, twins=fact.twins)
        assert templates.write_sentence(fact).endswith("。")
        for twin in fact.twins:
            assert templates.write_sentence(fact, twin) != templates.write_sentence(fact)
        for wording in templates.parse_own_wordings(fact) + templates.write_wordings(fact):
            assert sum(line.answer is not None for line in wording.lines) == 1, (fact.id, wording)
            assert not any("ようだ" in line.text or "みたい" in line.text for line in wording.lines)
