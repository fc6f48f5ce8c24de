"""What the house promises: nothing is dead, what a docstring or a link names is there, arrows between rooms go down."""

from __future__ import annotations

import ast
import dataclasses
import re
import typing
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import pytest

from mnemo.styles.schema import Style
from tests.test_house import PACKAGE, ROOT, SOURCES, imports_of, module_of

PAGES = ["README.md", "README.ja.md", "CHANGELOG.md", "mnemo/README.md", ".github/CONTRIBUTING.md"]
TREES = {module_of(path): ast.parse(path.read_text("utf-8")) for path in SOURCES}
FORMATS = [path.stem for path in (PACKAGE / "exports").glob("*.py") if path.stem != "__init__"]


def words_used(tree: ast.AST) -> Iterator[str]:
    """Every name that is read, asked for with a dot or imported; not those that are only defined."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.ImportFrom):
            yield from (alias.name for alias in node.names)


def texts(tree: ast.AST) -> Iterator[str]:
    """String constants: keys of tables by which fields are asked for (`getattr(band, part)`)."""
    return (n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str))


# --- nothing is dead ------------------------------------------------------------------------------------------


def public_names(tree: ast.Module) -> Iterator[str]:
    """Functions, classes and constants of a module; what a decorator or a package finds is not asked for by name."""
    for node in tree.body:
        plain = isinstance(node, ast.FunctionDef) and not node.decorator_list
        if plain or isinstance(node, ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))


def test_no_public_name_is_used_by_tests_alone() -> None:
    found_by_name = {"FORMAT", "voice", "show_topics", "show_styles", "show_voices", "show_formats"}
    used = {word for tree in TREES.values() for word in words_used(tree)} | found_by_name
    unused = [
        f"{module}.{name}"
        for module, tree in TREES.items()
        for name in public_names(tree)
        if not name.startswith("_") and name not in used
    ]
    assert unused == []


def style_fields(table: Any, seen: set[type]) -> Iterator[tuple[str, str]]:
    """(dataclass, field) of a style and of every table inside it."""
    if dataclasses.is_dataclass(table) and table not in seen:
        assert isinstance(table, type)
        seen.add(table)
        hints = typing.get_type_hints(table)
        for field in dataclasses.fields(table):
            yield table.__name__, field.name
            yield from style_fields(hints[field.name], seen)
    for part in typing.get_args(table):
        yield from style_fields(part, seen)


def test_every_style_field_has_a_reader() -> None:
    fields = set(style_fields(Style, set()))
    assert len(fields) > 100
    read = {
        word
        for module, tree in TREES.items()
        if module.split(".")[0] != "styles"
        for word in (*words_used(tree), *texts(tree))
    }
    assert sorted(f for f in fields if f[1] not in read) == []


# --- what is named is there -----------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [p for p in SOURCES if p.name == "__init__.py"], ids=module_of)
def test_a_package_that_lists_its_modules_lists_them_all(path: Path) -> None:
    listed = set(re.findall(r"(?<![\w/])(\w+)\.py\b", ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""))
    there = {p.stem for p in path.parent.glob("*.py")} - {"__init__"}
    assert not listed or listed == there


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.*)$", page.read_text("utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_somewhere(name: str) -> None:
    page = ROOT / name
    links = re.findall(r"\]\(([^)\s]+)\)|(?:src|href)=\"([^\"]+)\"", page.read_text("utf-8"))
    for link in filter(None, (first or second for first, second in links)):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{name}: {link}"
        assert not anchor or anchor in anchors(target), f"{name}: {link}"


# --- arrows go down -------------------------------------------------------------------------------------------


def test_the_readmes_picture_is_small() -> None:
    assert (ROOT / ".ci" / "pictures" / "page.png").stat().st_size < 150_000


def rooms() -> dict[str, set[str]]:
    """Each part of the package and the parts that it imports."""
    arrows: dict[str, set[str]] = {}
    known = {module.split(".")[0] for module in TREES} - {""}
    for path in SOURCES:
        room = module_of(path).split(".")[0]
        if room:
            used = {name.split(".")[1] for name in imports_of(path) if name.startswith("mnemo.")}
            arrows.setdefault(room, set()).update(used & known - {room})
    return arrows


def test_rooms_form_no_circle() -> None:
    order = list(TopologicalSorter(rooms()).static_order())  # raises CycleError
    assert order.index("model") < order.index("music") < order.index("pipeline") < order.index("cli")


@pytest.mark.parametrize("name", FORMATS)
def test_no_format_imports_a_format(name: str) -> None:
    used = {word.split(".")[2] for word in imports_of(PACKAGE / "exports" / f"{name}.py") if word.count(".") > 1}
    assert not used & set(FORMATS) - {name}
