"""Templates: one file a kind of fact, `templates/<kind>.j2`, with two blocks and perhaps a third.

    {% block sentence %}  the exam sentence: complete, true with the fact's value, false with a twin's
    {% block sung %}      wordings to sing, one a line, the best first
    {% block subject %}   what a listener must have heard to know what is spoken of, in its forms, parted by "/": `of`

A template sees the fact's own keys (of, value, given, and the arguments of its kind; `stated` is the fact's value where
`value` is a twin's) and computes nothing: it may use names, constants, indices, comparisons, if, and the filters of
`FILTERS`. The tree of each template is checked against that list before it runs, so that no template reaches an
attribute, a call, a loop or a product, and its output is no longer than the template and its values.

A wording, whether from a template or written by hand in the fact file:

    wording := line ("/" line)*      "/" goes on to the next sung line
    line    := [">"] part+           ">": sung by the second singer, as an answer to the line before
    part    := text | "*" text "*"   between stars: the answer that a quiz would ask for, once a wording

The marks count only where the author wrote them, in half or full width: in a value, / > * are text. What is written out
is what the author wrote (Ｆ値); what is compared is plain (F値).
"""

from __future__ import annotations

import pickle
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mnemo import plain, said
from mnemo.errors import TemplateError
from mnemo.model import Fact, Place, Value, Written
from mnemo.plain import show_written
from mnemo.runtime import cache
from mnemo.runtime.resources import folder
from mnemo.words import frontend, grammar

if TYPE_CHECKING:
    from jinja2 import Template
    from jinja2.sandbox import SandboxedEnvironment

CACHE_SPACE = "wordings"
MAX_CHARACTERS = 4000  # of one rendered block: a page of wordings; more is a mistake
_SHELTER = {mark: chr(0xE000 + i) for i, mark in enumerate("/>*／＞＊")}  # private-use stand-ins in values
_UNSHELTER = {ord(v): k for k, v in _SHELTER.items()}
_LINE = re.compile(r"(?P<response>>?)\s*(?P<before>[^*]*)(?:\*(?P<answer>[^*]+)\*(?P<after>[^*]*))?")
_COMPILED = "<template>"  # Jinja2's file name of code that it compiles from a tree
_NODE_NAMES = (
    "Template Output TemplateData Block Scope Name Const Getitem Filter Keyword "
    "If CondExpr Compare Operand And Or Not Concat"
)
_NODES = frozenset(_NODE_NAMES.split())


@dataclass(frozen=True, slots=True)
class SungText:
    """One line as it is written. `answer` is the span of characters (start, stop) between the stars."""

    text: str
    answer: tuple[int, int] | None = None
    response: bool = False


@dataclass(frozen=True, slots=True)
class Wording:
    """`frame` is a template's wording without the fact's own words (＿とは/＿); empty where the author wrote all."""

    lines: tuple[SungText, ...]
    frame: str = ""


def without(text: Any, part: str) -> Any:
    """Remove a part of a text or of each of a list: 入力ゲート without ゲート is 入力, 単純なRNN without 単純な RNN."""
    if isinstance(text, list | tuple):
        return tuple(without(t, part) for t in text)
    return str(text).removeprefix(part).removesuffix(part) or text


def join(items: Any, between: str = "") -> str:
    """Join items: ["入力", "出力"] with ・ -> 入力・出力."""
    parts = [str(show_written(item)) for item in items]
    if sum(map(len, parts)) + len(parts) * len(between) > MAX_CHARACTERS:
        raise ValueError(f"join makes more than {MAX_CHARACTERS} characters")
    return between.join(parts)


FILTERS = {
    "counted": grammar.counted,
    "da": grammar.da,
    "dated": grammar.dated,
    "join": join,
    "koto": grammar.koto,
    "length": len,
    "no": grammar.no,
    "nominal": grammar.nominal,
    "predicate": grammar.predicate,
    "tells_count": grammar.tells_count,
    "tsu": grammar.count,
    "without": without,
}


def write_sentence(fact: Fact, value: Value | None = None) -> str:
    """Write the exam sentence of a fact, or the false one that a twin's value makes of it."""
    value = fact.value if value is None else value
    if fact.say:
        line = said.parse(fact.say)
        return said.write_sentence(line, said.exchange_value(line.answer, fact.value, value))
    return " ".join(_write_needed(fact, "sentence", value).split())


def find_gap(fact: Fact) -> tuple[str, str, str] | None:
    """Return the exam sentence of a line of one's own before, in and after its answer; None for other facts."""
    return said.split_at_answer(said.parse(fact.say)) if fact.say else None


def list_subjects(fact: Fact) -> tuple[str, ...]:
    """Return the forms in which a line may name the fact's subject; none for a line of one's own, which is complete."""
    if fact.say:
        return (fact.of,) if fact.kind != "say" else ()
    if (text := _write_block(fact, "subject", fact.value)) is None:
        return (fact.of,)
    return tuple(filter(None, (part.strip() for part in text.split("/"))))


def write_wordings(fact: Fact) -> tuple[Wording, ...]:
    """Write the template's wordings, the best first. Raises TemplateError where the file or its syntax is wrong."""
    place = Place(_find_template(fact).as_posix(), 1)
    own = sorted(_own_words(fact), key=len, reverse=True)
    lines = [line.strip() for line in _write_needed(fact, "sung", fact.value).splitlines()]
    found = tuple(Wording(parse_wording(line, place).lines, _find_frame(line, own)) for line in lines if line)
    if not found:
        raise TemplateError("the template has no wordings in its block {block}", place=place, block="sung")
    return found


def parse_own_wordings(fact: Fact) -> tuple[Wording, ...]:
    """Return the wordings that the fact file gives; a `say` line is one of them."""
    said_ = (parse_wording(fact.say, fact.at("say")),) if fact.say else ()
    return said_ + tuple(parse_wording(text, fact.at("wordings")) for text in fact.wordings)


def _own_words(fact: Fact) -> set[str]:
    """Return the texts of a fact with hidden marks, as its template sees them."""
    stated = [atom for value in (fact.of, fact.value, *fact.args.values()) for atom in said.list_atoms(value)]
    return {str(_hide_marks(atom)) for atom in stated if atom.strip()}


def _find_frame(line: str, own: Sequence[str]) -> str:
    for word in own:
        line = line.replace(word, "＿")
    return re.sub("＿+", "＿", line.replace("*", ""))


def parse_wording(text: str, place: Place | None = None) -> Wording:
    """Parse a wording; this module's docstring has the grammar."""
    lines = []
    for part in text.translate(said.WIDE_MARKS).split("/"):
        m = _LINE.fullmatch(part.strip())
        if not m or not (m["before"] + (m["answer"] or "") + (m["after"] or "")).strip():
            template = "{wording} is not a wording; right: CECの勾配は*1*, 忘れるのは？/>*忘却ゲート*"
            raise TemplateError(template, place=place, wording=text.translate(_UNSHELTER))
        before, answer = m["before"].translate(_UNSHELTER), (m["answer"] or "").translate(_UNSHELTER)
        span = (len(before), len(before) + len(answer)) if answer else None
        lines.append(SungText(before + answer + (m["after"] or "").translate(_UNSHELTER), span, bool(m["response"])))
    return Wording(tuple(lines))


def _write_needed(fact: Fact, block: str, value: Value) -> str:
    if (text := _write_block(fact, block, value)) is None:
        place = Place(_find_template(fact).as_posix(), 1)
        raise TemplateError("the template has no block {block}", place=place, block=block)
    return text


def _write_block(fact: Fact, block: str, value: Value) -> str | None:
    """Return what a block of the fact's template writes, None where it has no such block.

    What was written before comes from the cache: to load Jinja2 and to compile the templates takes 0.1 s.
    """
    path = _find_template(fact)
    names: dict[str, Value] = {**fact.args, "of": fact.of, "given": fact.given, "value": value, "stated": fact.value}
    key = cache.digest(_digest_code(), path.read_bytes(), block, pickle.dumps(names, 5))
    (text,) = cache.memo(CACHE_SPACE, key, lambda: (_render(path, block, names),))
    return text


@lru_cache(maxsize=1)
def _digest_code() -> str:
    """Digest what decides a text besides its template and its fact."""
    own = (path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))
    return cache.digest(frontend.digest_code(), version("jinja2"), cache.code_digest(plain), *own)


def _render(path: Path, block: str, names: Mapping[str, Value]) -> str | None:
    import jinja2

    template = _load(path)
    if block not in template.blocks:
        return None
    context = template.new_context({k: _hide_marks(v) if block == "sung" else v for k, v in names.items()})
    try:
        text = "".join(template.blocks[block](context))
    except (jinja2.TemplateError, TypeError, ValueError) as e:
        raise TemplateError(
            "{reason}", place=_find_line(e, template, path), reason=str(e) or type(e).__name__
        ) from None
    if len(text) > MAX_CHARACTERS:
        place = Place(path.as_posix(), 1)
        raise TemplateError(
            "block {block} writes more than {limit} characters", place=place, block=block, limit=MAX_CHARACTERS
        )
    return text


def _hide_marks(value: Value) -> Any:
    """Return a value whose own / > * cannot be taken for marks, nor its line breaks for the end of a wording."""
    if isinstance(value, Written):
        return Written(_hide_marks(str(value)), _hide_marks(value.written))
    if isinstance(value, str):
        return " ".join("".join(_SHELTER.get(c, c) for c in value).split())
    if isinstance(value, tuple):
        return tuple(_hide_marks(v) for v in value)
    if isinstance(value, Mapping):
        return {k: _hide_marks(v) for k, v in value.items()}
    return value


def _find_template(fact: Fact) -> Path:
    path = folder("templates") / f"{fact.kind}.j2"
    if not path.is_file():
        raise TemplateError("no template for the kind {kind}", place=fact.at("kind"), kind=fact.kind)
    return path


@lru_cache(maxsize=1)
def _make_environment() -> SandboxedEnvironment:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    options = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True, "finalize": show_written}
    environment = ImmutableSandboxedEnvironment(**options)
    environment.globals.clear()
    environment.filters = dict(FILTERS)
    return environment


def _load(path: Path) -> Template:
    """Return a checked, compiled template. Raises TemplateError with the line."""
    return _compile(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=256)
def _compile(path: Path, saved_ns: int) -> Template:
    """Return the template as it was saved then: whoever watches a topic may save its templates too."""
    import jinja2

    shown = path.as_posix()
    environment = _make_environment()
    try:
        source = path.read_text(encoding="utf-8")
        tree = environment.parse(source, filename=shown)
        _check(tree, shown)
        return environment.from_string(tree)
    except jinja2.TemplateSyntaxError as e:
        raise TemplateError("{reason}", place=Place(shown, e.lineno), reason=e.message or "syntax error") from None
    except UnicodeDecodeError:
        raise TemplateError("not UTF-8 text; save the file as UTF-8", place=Place(shown, 1)) from None


def _check(tree: Any, path: str) -> None:
    """Refuse whatever is not on the list of `_NODES`."""
    for node in tree.iter_child_nodes():
        name = type(node).__name__
        if name not in _NODES:
            template = "{what} is not allowed in a template; names, indices, if and these filters are: {filters}"
            place = Place(path, node.lineno)
            raise TemplateError(template, place=place, what=name.lower(), filters=", ".join(sorted(FILTERS)))
        _check(node, path)


def _find_line(error: BaseException, template: Template, path: Path) -> Place:
    """Return the template's line in the traceback of its compiled code."""
    line, trace = 1, error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename == _COMPILED:
            line = template.get_corresponding_lineno(trace.tb_lineno)
        trace = trace.tb_next
    return Place(path.as_posix(), line)
