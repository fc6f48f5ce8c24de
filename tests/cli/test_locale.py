"""Every text that mnemo can show has its translation, with the same {names}, and no translation is left over."""

from __future__ import annotations

import ast
import builtins
import contextlib
import pickle
import string
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from mnemo import errors, styles
from mnemo.cli.messages import MAX_LINE, Messages, list_languages, load_messages
from mnemo.errors import ArgumentError, Message, MissingPartError, TopicError, Translated, WriteError
from mnemo.exports.release.format import find_formats
from mnemo.model import Place
from mnemo.proof import kinds
from mnemo.reader import suggest
from mnemo.sound import voices

PACKAGE = Path(errors.__file__).parent
TRANSLATIONS = [name for name in list_languages() if name != "en"]

ERRORS = {name for name in dir(errors) if name.endswith("Error") and name not in dir(builtins)}
SPEAKERS = {
    **dict.fromkeys((*ERRORS, "Message", "translate", "error"), 0),
    "fail": 1,
}  # function -> where its template is


def spoken(path: Path) -> Iterator[tuple[str, int]]:
    """Every template in a module with its line. A template that is not a plain string is an error of this test."""
    tree = ast.parse(path.read_text("utf-8"))
    for scope in ast.walk(tree):
        if isinstance(scope, ast.FunctionDef | ast.Module):
            yield from _in_scope(scope, path)


def _in_scope(scope: ast.FunctionDef | ast.Module, path: Path) -> Iterator[tuple[str, int]]:
    nodes = list(_own_nodes(scope))
    named: dict[str, list[str]] = {}
    for node in nodes:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and _is_text(node.value):
            named.setdefault(node.targets[0].id, []).append(node.value.value)  # type: ignore[attr-defined]
    for node in nodes:
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name == "Message" and path.name == "midi.py":
            continue  # mido's
        if name in SPEAKERS and len(node.args) > SPEAKERS[name]:
            yield from ((text, node.lineno) for text in _texts(node.args[SPEAKERS[name]], named, path))
        if path.name in ("commands.py", "click_extras.py"):
            yield from ((text, node.lineno) for text in _help(node))


def _own_nodes(scope: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a function without those of the functions inside it."""
    for child in ast.iter_child_nodes(scope):
        if not isinstance(child, ast.FunctionDef):
            yield child
            yield from _own_nodes(child)
        else:
            for decorator in child.decorator_list:
                yield decorator
                yield from _own_nodes(decorator)


def _is_text(node: ast.AST | None) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _texts(node: ast.expr, named: dict[str, list[str]], path: Path) -> Iterator[str]:
    if _is_text(node):
        yield node.value  # type: ignore[attr-defined]
    elif isinstance(node, ast.Name) and node.id in named:
        yield from named[node.id]
    else:
        assert not isinstance(node, ast.JoinedStr), f"{path}:{node.lineno}: an f-string cannot be translated"


def _help(call: ast.Call) -> Iterator[str]:
    for keyword in call.keywords:
        if keyword.arg == "help" and _is_text(keyword.value):
            yield keyword.value.value  # type: ignore[attr-defined]
        if keyword.arg == "examples" and isinstance(keyword.value, ast.Dict):
            yield from (v.value for v in keyword.value.values if _is_text(v))  # type: ignore[attr-defined]
    if isinstance(call.func, ast.Name) and call.func.id == "_add_list":
        yield call.args[1].value  # type: ignore[attr-defined]


def templates() -> dict[str, str]:
    """Template -> where it stands."""
    found = {"Show this message and exit.": "click"}
    for path in sorted(PACKAGE.rglob("*.py")):
        for text, line in spoken(path):
            if text.strip("{}").isidentifier() and text.startswith("{"):
                continue  # nothing but a value
            found[text] = f"{path.relative_to(PACKAGE)}:{line}"
    found.pop("", None)
    return found


def names(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def table(language: str) -> dict[str, str]:
    return tomllib.loads((PACKAGE / "cli" / "locale" / f"{language}.toml").read_text("utf-8"))["messages"]


def test_templates_are_found() -> None:
    found = templates()
    assert len(found) > 100
    assert "did you mean {word}?" in found  # a hint
    assert "the file is too large; at most {limit} bytes are read" in found  # through a variable class
    assert "{count} facts are too many for one song; at most {limit}" in found  # through a variable
    assert "List the styles." in found  # a help text


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_every_template_is_translated(language: str) -> None:
    translated = table(language)
    missing = {text: place for text, place in templates().items() if text not in translated}
    assert not missing


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_translations_have_the_same_names(language: str) -> None:
    wrong = {text: said for text, said in table(language).items() if names(text) != names(said)}
    assert not wrong


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_no_translation_is_left_over(language: str) -> None:
    assert set(table(language)) <= set(templates())


def self_descriptions() -> dict[str, str]:
    """What kinds, their arguments, styles, voices and formats say of themselves."""
    said = {f"kind {kind.name}": kind.doc for kind in kinds()}
    said |= {f"kind {kind.name}.{name}": arg.doc for kind in kinds() for name, arg in kind.args.items()}
    said |= {f"style {name}": styles.load(name).description for name in styles.names()}
    said |= {f"format {name}": form.about for name, form in find_formats().items()}
    for name in voices.names():
        with contextlib.suppress(MissingPartError):
            said[f"voice {name}"] = voices.load(name).description
    return said


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_every_kind_style_voice_and_format_is_described(language: str) -> None:
    said = self_descriptions()
    assert {"kind gates", "kind role.action", "style technopop", "format lrc", "voice mei"} <= set(said)
    assert [name for name, text in said.items() if not text] == []
    assert [name for name, text in said.items() if load_messages(language).about(text) == text] == []


def test_a_missing_translation_falls_back_to_english() -> None:
    text = Translated("a plain tone", xx="...")
    assert load_messages("ja").about(text) == load_messages("en").about(text) == "a plain tone"
    assert load_messages("ja").about("only English") == "only English"
    assert pickle.loads(pickle.dumps(text)).translations == {"xx": "..."}


def test_an_error_is_said_in_japanese_with_its_hint() -> None:
    translate = load_messages("ja")
    error = TopicError(
        "unknown key {key}; {hint}", place=Place("a.toml", 3), key="titel", hint=suggest("titel", ["title"])
    )
    assert translate.error(error).startswith("a.toml:3: ")
    assert "titel" in translate.error(error)
    assert translate(suggest("titel", ["title"])) in translate.error(error)
    assert "did you mean" not in translate.error(error)


def test_what_the_system_says_is_translated() -> None:
    error = WriteError("cannot write {path}: {reason}", path="x", reason="No space left on device")
    assert "No space" not in load_messages("ja").error(error)


def test_an_error_is_one_line_whatever_it_quotes() -> None:
    said = Messages().error(ArgumentError("no topic {name}", name="a\nb\x1b[2J\u2028" + "c" * 5000))
    assert "\n" not in said
    assert said.isprintable()
    assert len(said) == MAX_LINE + 1


def test_braces_in_values_are_text() -> None:
    assert Messages()("no topic {name}", name="{0.__class__}") == "no topic {0.__class__}"
    assert Messages().error(ArgumentError("no {name}", name=Message("{word}", word="{x}"))) == "no {x}"


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "ja_JP.UTF-8"}, "ja"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "ja_JP.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
        ({"LC_MESSAGES": "ja"}, "ja"),
    ],
)
def test_the_locale_chooses(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], language: str) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert load_messages().language == language


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ArgumentError, match="no language"):
        load_messages("xx")
