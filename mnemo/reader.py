"""TOML files with line numbers: reading them and binding their tables to dataclasses, with one clear line on error.

Fact files and styles are both read here; what they mean is said in `mnemo.topic` and `mnemo.styles`.
"""

from __future__ import annotations

import dataclasses
import difflib
import itertools
import re
import tomllib
import types
import typing
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from mnemo import slips
from mnemo.errors import InputError, Message, Translated
from mnemo.key_lines import Keys, find_lines
from mnemo.model import Key, Place

MAX_BYTES = 1 << 18  # a fact file is a few pages; more is somebody's mistake
MAX_LINE = 3500  # characters; bounds what one dotted key or one number can cost tomllib and int()
MAX_FLOAT = 1e15

T = TypeVar("T")


@dataclass(frozen=True)
class Range:
    """On a field, `Annotated[float, Range(0, 1)]`: the numbers that it may have."""

    low: float
    high: float

    def check(self, doc: Document, value: Any, keys: Keys) -> None:
        if not self.low <= value <= self.high:
            template = "{key} must be from {low} to {high}, not {got}"
            got = f"{value:g}"
            raise doc.fail(keys, template, key=key_name(keys), low=f"{self.low:g}", high=f"{self.high:g}", got=got)


@dataclass(frozen=True)
class AtLeast:
    """On a field, `Annotated[tuple[float, ...], AtLeast(1)]`: how many items it needs."""

    count: int

    def check(self, doc: Document, value: Any, keys: Keys) -> None:
        if len(value) < self.count:
            template = "{key} needs {count} items or more, not {got}"
            raise doc.fail(keys, template, key=key_name(keys), count=self.count, got=len(value))


class OneOf:
    """On a field, `Annotated[int, OneOf(12, 24)]`: the values that it may have."""

    def __init__(self, *known: Any) -> None:
        self.known = known

    def check(self, doc: Document, value: Any, keys: Keys) -> None:
        if value not in self.known:
            known = ", ".join(map(str, self.known))
            raise doc.fail(keys, "{key} must be one of {known}, not {got}", key=key_name(keys), known=known, got=value)


@dataclass(frozen=True)
class Inline:
    """On a field, `Annotated[Mapping[str, T], Inline(keys)]`: `keys()` stand in the table itself, beside its fields."""

    keys: Callable[[], Iterable[str]]


@dataclass(frozen=True)
class Document:
    """A parsed file that knows on which line each key stands."""

    path: str
    data: Mapping[str, Any]
    lines: Mapping[Keys, int]
    error: type[InputError]

    def place(self, *keys: str | int) -> Place:
        """Return the line of a key, or of the nearest table around it."""
        while keys and keys not in self.lines:
            keys = keys[:-1]
        return Place(self.path, self.lines.get(keys, 1))

    def fail(self, keys: Keys, template: str, **values: Any) -> InputError:
        return self.error(template, place=self.place(*keys), **values)


def read(path: Path, error: type[InputError]) -> Document:
    """Read one TOML file. Errors name the file and line; the text is never evaluated."""
    shown = path.as_posix()
    text = _text(path, shown, error)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as e:
        line = int(m.group(1)) if (m := re.search(r"line (\d+)", str(e))) else text.count("\n") + 1
        if slip := slips.find_slip(text, line):
            raise error("not TOML: {reason}", place=Place(shown, slip[0]), reason=slip[1]) from None
        raise error("not TOML: {reason}", place=Place(shown, line), reason=re.sub(r" \(at .*", "", str(e))) from None
    except RecursionError:
        rows = text.split("\n")
        line = 1 + max(range(len(rows)), key=lambda n: sum(map(rows[n].count, "[{.")))
        raise error("not TOML: nested too deeply", place=Place(shown, line)) from None
    return Document(shown, data, find_lines(text), error)


def _text(path: Path, shown: str, error: type[InputError]) -> str:
    """Return the file's text with \\n line ends, read no further than the limit; devices and pipes are not opened."""
    try:
        if path.exists() and not path.is_file():
            raise error("not a file; give the path of a .toml file", place=Place(shown, 1))
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as e:
        raise error("cannot read the file: {reason}", place=Place(shown, 1), reason=_reason(e)) from None
    if len(raw) > MAX_BYTES:
        raise error("the file is too large; at most {limit} bytes are read", place=Place(shown, 1), limit=MAX_BYTES)
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as e:
        place = Place(shown, raw[: e.start].count(b"\n") + 1)
        raise error("not UTF-8 text; save the file as UTF-8", place=place) from None
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > MAX_LINE:
            template = "the line has {count} characters; at most {limit}"
            raise error(template, place=Place(shown, number), count=len(line), limit=MAX_LINE)
    return text


def _reason(e: Exception) -> str:
    return (e.strerror if isinstance(e, OSError) else None) or str(e)


def bind(cls: type[T], doc: Document, data: Any, keys: Keys = ()) -> T:
    """Return a dataclass from a table.

    Unknown keys, missing keys and wrong types are errors that say what would be right.
    """
    if not isinstance(data, Mapping):
        raise doc.fail(keys, "{key} must be a table", key=key_name(keys))
    hints = typing.get_type_hints(cls, include_extras=True)
    fields = {f.name: f for f in dataclasses.fields(cls)}  # type: ignore[arg-type]
    inline = {name: [*a.keys()] for name, hint in hints.items() for a in typing.get_args(hint) if isinstance(a, Inline)}
    known = {*fields, *itertools.chain(*inline.values())} - {*inline}
    for key in data:
        if key not in known:
            raise doc.fail((*keys, key), "unknown key {key}; {hint}", key=key, hint=suggest(key, known))
    values = {}
    for name, f in fields.items():
        if name in inline:
            entries = {key: value for key, value in data.items() if key in inline[name]}
            values[name] = convert(typing.get_args(hints[name])[0], doc, entries, keys)
        elif name in data:
            values[name] = convert(hints[name], doc, data[name], (*keys, name))
        elif f.default is dataclasses.MISSING and f.default_factory is dataclasses.MISSING:
            raise doc.fail(keys, "the key {key} is missing", key=key_name((*keys, name)))
    made = cls(**values)
    if check := getattr(made, "check", None):  # what several fields must agree on
        check(doc, keys)
    return made


def convert(hint: Any, doc: Document, value: Any, keys: Keys) -> Any:
    """Return one value as the type that a dataclass field declares."""
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if hint == tuple[Any, ...] and isinstance(value, Mapping) and len(keys) == 1:
        raise doc.fail(keys, "{key} is a list of tables; each begins with two brackets: [[{key}]]", key=keys[0])
    if origin is typing.Annotated:
        converted = convert(args[0], doc, value, keys)
        for limit in args[1:]:
            limit.check(doc, converted, keys)
        return converted
    if origin is tuple and isinstance(value, list):
        if args[-1] is Ellipsis:
            return tuple(convert(args[0], doc, v, (*keys, i)) for i, v in enumerate(value))
        if len(args) == len(value):
            return tuple(convert(a, doc, v, (*keys, i)) for i, (a, v) in enumerate(zip(args, value, strict=True)))
    elif origin in (dict, Mapping) or (origin is not None and isinstance(origin, type) and issubclass(origin, Mapping)):
        if isinstance(value, Mapping):
            return {
                convert(args[0], doc, k, (*keys, k)): convert(args[1], doc, v, (*keys, k)) for k, v in value.items()
            }
    elif origin in (typing.Union, types.UnionType):
        for arg in args:
            try:
                return convert(arg, doc, value, keys)
            except InputError:
                continue
    elif isinstance(hint, type) and issubclass(hint, StrEnum):
        if value in list(hint):
            return hint(value)
        if isinstance(value, str):
            raise doc.fail(
                keys, "{key}: there is no {name}; {hint}", key=key_name(keys), name=value, hint=suggest(value, hint)
            )
    elif hint is Key:
        try:
            return Key.parse(value if isinstance(value, str) else "")
        except ValueError:
            raise doc.fail(keys, 'no key {key}; write "A minor", "Am", "C major", "F#" or "Bb"', key=value) from None
    elif hint is Translated:
        texts = {"en": value} if isinstance(value, str) else value
        if isinstance(texts, Mapping) and "en" in texts and all(isinstance(text, str) for text in texts.values()):
            return Translated(texts["en"], **{language: text for language, text in texts.items() if language != "en"})
    elif dataclasses.is_dataclass(hint):
        return bind(hint, doc, value, keys)  # type: ignore[arg-type]
    elif hint is float and isinstance(value, int | float) and not isinstance(value, bool):
        if abs(value) <= MAX_FLOAT:  # false for nan
            return float(value)
    elif hint is Any or (isinstance(hint, type) and type(value) is hint):
        return value
    raise doc.fail(
        keys, "{key} must be {wanted}, not {got}", key=key_name(keys), wanted=_wanted(hint), got=_shown(value)
    )


def suggest(word: str, known: Iterable[str]) -> Message:
    """Suggest the nearest name (did you mean x?), or list what there is."""
    known = sorted(known)
    close = difflib.get_close_matches(word, known, 1)
    if close:
        return Message("did you mean {word}?", word=close[0])
    return Message("known: {names}", names=", ".join(known)) if known else Message("there is none")


def key_name(keys: Keys) -> str:
    """Return a key as a person finds it: `fact[2].twins[1]` is the first twin of the second fact."""
    shown = "".join(f"[{k + 1}]" if isinstance(k, int) else f".{k}" for k in keys)
    return shown.lstrip(".") or "the file"


_TYPES = {
    str: Message("a string"),
    int: Message("a whole number"),
    float: Message("a number"),
    bool: Message("true or false"),
    Translated: Message("a string, or a table with one string a language, en among them"),
    tuple: Message("a list"),
    Mapping: Message("a table"),
}


def _wanted(hint: Any) -> str:
    """Return what a type asks for, in words."""
    origin, args = typing.get_origin(hint) or hint, typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return _wanted(args[0])
    if origin is tuple and args[-1] is not Ellipsis:
        return Message("a list of {count}", count=len(args))
    return _TYPES.get(origin) or _TYPES[Mapping]


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "..."
