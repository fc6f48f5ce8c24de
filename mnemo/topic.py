"""Fact files: TOML -> Topic. What is wrong with a file is said in one line, with the line it stands on.

Everything in a fact file is data. What is judged (of, value, twins, the arguments, the readings) is made plain here
(`mnemo.plain`); what the author wrote is kept for display. Text is measured and checked for characters that cannot be
seen, never evaluated, and no text becomes a path before it has passed `safe_name`. What a kind's own arguments mean is
for `mnemo.proof` to say.

A fact is either a table of its kind's keys, or a line of one's own: `say` (its grammar is `mnemo.said`), with
`proof` = { kind, of, value, ... } where an experiment can vouch for it. A whole topic may be a title, a source and a
list of lines.

A topic is a name (`lyrics/<name>.toml` here, then among the topics that came with mnemo) or the path of a file.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from mnemo import said
from mnemo.errors import ArgumentError, Faults, TopicError
from mnemo.fact_values import (
    MANY_LINES,
    MAX_ARG_CHARS,
    MAX_CHARS,
    MAX_NAME,
    check_text,
    convert_value,
    convert_values,
    read_readings,
)
from mnemo.key_lines import Keys
from mnemo.model import Fact, Topic, Value
from mnemo.plain import keep_written, make_sameness_key, show_written
from mnemo.reader import Document, bind, key_name, read, suggest
from mnemo.runtime.resources import folder

HERE = Path("lyrics")

# A song of two minutes holds some thirty facts; the limits leave room and keep hostile files cheap.
MAX_FACTS = 200
MAX_ARGS = 20

CITED = "cited"  # the one kind that rests on its source alone
SAY = "say"  # the kind of a line of one's own that nothing but its source vouches for

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*\Z")
_KIND = re.compile(r"[a-z][a-z0-9-]{0,39}\Z")
_SAFE = re.compile(r"[^\W_][\w-]*\Z")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)\Z", re.IGNORECASE)  # names that Windows keeps for devices


@dataclass(frozen=True)
class _File:
    title: str
    fact: tuple[Any, ...] = ()
    exam: str = ""
    source: str = ""  # of every fact that names none
    say: tuple[str, ...] = ()  # facts that are nothing but a line
    readings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class _Shared:
    """The keys that all facts share."""

    id: str = ""
    hook: bool = False
    group: str = ""
    why: str = ""
    source: str = ""
    given: str = ""
    twins: tuple[Any, ...] = ()


@dataclass(frozen=True, kw_only=True)
class _Stated(_Shared):
    """The keys that every kind of fact has; the others are arguments of the kind."""

    kind: str
    of: str
    value: Any
    wordings: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class _Line(_Shared):
    """The keys of a fact that is a line of one's own."""

    say: str
    of: str = ""
    proof: Mapping[str, Any] = field(default_factory=dict)


FACT_KEYS = tuple(f.name for f in fields(_Stated))


def read_topic(path: Path, faults: Faults | None = None) -> Topic:
    """Return the topic that a fact file states. Raises TopicError with file:line, or CombinedError with all that is
    wrong.

    With `faults`, what is wrong with single facts and readings is noted there and the other facts are returned.
    """
    noted = Faults() if faults is None else faults
    doc = read(path, TopicError)
    name = unicodedata.normalize("NFC", path.stem)
    if not safe_name(name):
        raise doc.fail((), "the file's name {name} cannot name a song; use letters, digits, - and _", name=name)
    file = bind(_File, doc, doc.data)
    _check_head(doc, file)
    readings = read_readings(doc, file.readings, noted)
    facts = _facts(doc, file, _read_apart(readings), noted)
    if faults is None:
        noted.settle()
    return Topic(name, file.title, file.exam, readings, facts, doc.path)


def _check_head(doc: Document, file: _File) -> None:
    for key in ("title", "exam", "source"):
        check_text(doc, (key,), getattr(file, key), MAX_CHARS[key])
    if not file.title.strip():
        raise doc.fail(("title",), "the title is empty; say what the song is called")


def find_topic(name: str) -> Path:
    """Return the fact file of a topic's name; a path is handed on as it is, for `read_topic` to judge."""
    if "/" in name or "\\" in name or name.endswith(".toml"):
        return _as_on_disk(Path(name))
    known = {unicodedata.normalize("NFC", p.stem): p for p in topics()}
    name = unicodedata.normalize("NFC", name)
    if name not in known:
        raise ArgumentError("there is no topic {name}; {hint}", name=name, hint=suggest(name, known))
    return known[name]


def _as_on_disk(path: Path) -> Path:
    """Return a path whose name is decomposed on disk (か + ゙, as macOS writes it) and composed here, or the
    reverse.
    """
    if path.name.isascii():
        return path
    wanted = unicodedata.normalize("NFC", path.name)
    try:
        if path.exists():
            return path
        return next((p for p in path.parent.iterdir() if unicodedata.normalize("NFC", p.name) == wanted), path)
    except OSError:
        return path


def topics() -> list[Path]:
    """Return the fact files of ./lyrics, then those that came with mnemo and have no namesake there; by name."""
    found = {path.stem: path for place in (folder("lyrics"), HERE) for path in place.glob("*.toml")}
    return [found[name] for name in sorted(found)]


def safe_name(name: str) -> bool:
    """Tell whether a name can be a file's name on every system: no separators, dots, spaces or device names."""
    return len(name) <= MAX_NAME and bool(_SAFE.match(name)) and not _RESERVED.match(name)


def _facts(doc: Document, file: _File, apart: frozenset[str], faults: Faults) -> tuple[Fact, ...]:
    """Return the facts that can be read, in the file's order: its lines first, then its tables."""
    count = len(file.say) + len(file.fact)
    if not count:
        raise doc.fail(("fact",), "no fact in the file; a fact begins with [[fact]] (`mnemo new` shows how)")
    if count > MAX_FACTS:
        template = "{count} facts are too many for one song; at most {limit}"
        raise doc.fail(("fact", MAX_FACTS), template, count=count, limit=MAX_FACTS)
    facts: list[Fact] = []
    first: dict[str, Fact] = {}
    keys: list[Keys] = [*((SAY, i) for i in range(len(file.say))), *(("fact", i) for i in range(len(file.fact)))]
    for table, at in zip([*({"say": line} for line in file.say), *file.fact], keys, strict=True):
        with faults.noted():
            fact = _fact(doc, table, at, file.source)
            earlier = first.setdefault(fact.id.casefold(), fact)
            if earlier is not fact:
                template = "the id {id} is taken by line {line}; give each fact its own"
                if "id" not in table:
                    template = "line {line} states the same already ({id}); a second one needs an id of its own"
                raise doc.fail((*at, "id"), template, id=fact.id, line=earlier.place.line)
            _check_twins(doc, at, fact, apart)
            facts.append(fact)
    return tuple(facts)


def _fact(doc: Document, table: Any, keys: Keys, source: str) -> Fact:
    """Return one fact. `source` is the file's, for a fact that names none."""
    if not isinstance(table, Mapping):
        raise doc.fail(keys, "{key} must be a table; a fact begins with [[fact]]", key=key_name(keys))
    if SAY in table:
        return _said(doc, table, keys, source)
    if not table.keys() & {"kind", "value"}:
        raise doc.fail(keys, 'a fact needs its line (say = "GRUのゲートは*2個*") or kind, of and value')
    stated = bind(_Stated, doc, {k: v for k, v in table.items() if k in FACT_KEYS}, keys)
    args = {k: v for k, v in table.items() if k not in FACT_KEYS}
    return _made(doc, table, keys, stated, args, source)


def _said(doc: Document, table: Mapping[str, Any], keys: Keys, source: str) -> Fact:
    """Return a line of one's own: of the kind that its `proof` names, else of the kind `say`, resting on its source."""
    line = bind(_Line, doc, table, keys)
    check_text(doc, (*keys, SAY), line.say, MAX_CHARS[SAY])
    try:
        said_ = said.parse(line.say)
    except ValueError:
        template = 'a line marks its answer once, between stars: say = "GRUのゲートは*2個*", not {say}'
        raise doc.fail((*keys, SAY), template, say=line.say) from None
    shared = {k: v for k, v in table.items() if k in FACT_KEYS}
    if line.proof:
        for key in ("kind", "of", "value"):
            if key not in line.proof:
                template = "the proof needs {key}: proof = {{ kind = {kind}, of = {of}, value = 2 }}"
                raise doc.fail((*keys, "proof"), template, key=key, kind='"gate-count"', of='"GRU"')
        if said_.twins:
            raise doc.fail((*keys, SAY), "with a proof, false values are written as `twins`, not in the line")
        shared = {**shared, **{k: v for k, v in line.proof.items() if k in ("kind", "of", "value")}}
        args = {k: v for k, v in line.proof.items() if k not in ("kind", "of", "value")}
    else:
        twins = [*said_.twins, *(t if isinstance(t, str) else str(t) for t in line.twins)]
        of = line.of or said_.topic[: MAX_CHARS["of"]]
        shared = {**shared, "kind": SAY, "of": of, "value": said_.answer, "twins": twins}
        args = {"before": said_.before, "after": said_.after}
    stated = bind(_Stated, doc, shared, keys)
    return _made(doc, table, keys, stated, args, source, said_.sung)


def _made(
    doc: Document, table: Mapping[str, Any], keys: Keys, stated: _Stated, args: Mapping[str, Any], source: str,
    say: str = "",
) -> Fact:  # fmt: skip
    """Return the fact, with its own text checked."""
    if stated.id and (len(stated.id) > MAX_NAME or not _ID.match(stated.id)):
        raise doc.fail((*keys, "id"), "the id {id} must be ASCII letters, digits, - and _", id=stated.id)
    if not _KIND.match(stated.kind):
        raise doc.fail((*keys, "kind"), "{kind} is no kind; `mnemo kinds` lists them", kind=stated.kind)
    if stated.group and not safe_name(stated.group):
        raise doc.fail((*keys, "group"), "the group {group} must be letters, digits, - and _", group=stated.group)
    source = stated.source or source
    if stated.kind in (CITED, SAY) and not source.strip():
        template = 'a cited fact needs its source: source = "author, title, year", here or once for the file'
        raise doc.fail(keys, template)
    for key in ("of", "why", "source", "given"):
        check_text(doc, (*keys, key), getattr(stated, key), MAX_CHARS[key], many_lines=key in MANY_LINES)
    if not stated.of.strip():
        raise doc.fail((*keys, "of"), "`of` is empty; name the thing that the fact is about")
    if len(args) > MAX_ARGS:
        raise doc.fail(keys, "{count} keys are too many for one fact; at most {limit}", count=len(args), limit=MAX_ARGS)
    return Fact(
        id=stated.id or _id_of(stated, args, say),
        kind=stated.kind,
        of=keep_written(stated.of),
        value=convert_value(doc, (*keys, "value"), stated.value, MAX_CHARS["value"]),
        args=args
        if stated.kind == SAY
        else {k: convert_value(doc, (*keys, k), v, MAX_ARG_CHARS) for k, v in args.items()},
        place=doc.place(*keys),
        lines={key: doc.place(*keys, key).line for key in table},
        hook=stated.hook,
        group=stated.group,
        why=stated.why.strip(),
        source=source,
        given=keep_written(stated.given),
        twins=convert_values(doc, (*keys, "twins"), stated.twins, MAX_CHARS["twins"]),
        wordings=_wordings(doc, (*keys, "wordings"), stated.wordings),
        say=say,
    )


def _id_of(stated: _Stated, args: Mapping[str, Any], say: str) -> str:
    """Return an id made of what the fact asks, so that it stays when other facts are edited."""
    asked = repr((stated.kind, stated.of, sorted((k, repr(v)) for k, v in args.items()), say))
    return f"{stated.kind}-{hashlib.sha256(asked.encode()).hexdigest()[:8]}"


def _wordings(doc: Document, keys: Keys, wordings: tuple[str, ...]) -> tuple[str, ...]:
    for wording in convert_values(doc, keys, wordings, MAX_CHARS["wordings"]):
        if not str(wording).strip():
            raise doc.fail(keys, "a wording is empty; write the words to be sung")
    return wordings


def _check_twins(doc: Document, keys: Keys, fact: Fact, apart: frozenset[str]) -> None:
    """Refuse a twin that reads like the value or another twin: it would be asked once as true and once as false."""
    seen = {make_sameness_key(fact.value, apart): fact.value}
    for i, twin in enumerate(fact.twins):
        same = make_sameness_key(twin, apart)
        if same in seen:
            template = "the twin {twin} says the same as {other}; each must differ from the value and from the others"
            raise doc.fail((*keys, "twins", i), template, twin=_shown(twin), other=_shown(seen[same]))
        seen[same] = twin


def _shown(value: Value) -> str:
    """Return a value for a message."""
    return "・".join(map(_shown, value)) if isinstance(value, tuple) else str(show_written(value))


def _read_apart(readings: Mapping[str, str]) -> frozenset[str]:
    """Return the words that differ in letter case alone and are read differently."""
    folded: dict[str, set[str]] = {}
    for word, reading in readings.items():
        folded.setdefault(word.casefold(), set()).add(reading)
    return frozenset(word for word in readings if len(folded[word.casefold()]) > 1)
