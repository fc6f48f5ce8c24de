"""A JSON schema of fact files (draft 7), made from the kinds of fact: editors complete and check by it."""

from __future__ import annotations

import json
from typing import Any

from mnemo.fact_values import MAX_CHARS, MAX_ITEMS, MAX_NAME
from mnemo.topic import MAX_FACTS, SAY

_READING = "^[ァ-ヴ][ァ-ヴー]*'?[ァ-ヴー]*$"
_GROUP = r"^[^\W_][\w-]*$"


def write_schema() -> str:
    return json.dumps(make_schema(), ensure_ascii=False, indent=1) + "\n"


def make_schema() -> dict[str, Any]:
    """Return the schema of a whole fact file."""
    from mnemo.proof import kinds

    facts = [_describe_line(), *(_describe_fact(kind) for kind in kinds() if kind.name != SAY)]
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "mnemo: a topic",
        "type": "object",
        "required": ["title"],
        "additionalProperties": False,
        "properties": {
            "title": _describe_text(MAX_CHARS["title"]),
            "exam": _describe_text(MAX_CHARS["exam"]),
            "source": _describe_text(MAX_CHARS["source"]),
            "say": {"type": "array", "items": _describe_say(), "maxItems": MAX_FACTS},
            "readings": {"type": "object", "additionalProperties": {"type": "string", "pattern": _READING}},
            "fact": {"type": "array", "maxItems": MAX_FACTS, "items": {"anyOf": facts}},
        },
    }


def _describe_common() -> dict[str, Any]:
    return {
        "id": {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9_-]*$", "maxLength": MAX_NAME},
        "hook": {"type": "boolean"},
        "group": {"type": "string", "pattern": _GROUP, "maxLength": MAX_NAME},
        "why": _describe_text(MAX_CHARS["why"]),
        "source": _describe_text(MAX_CHARS["source"]),
        "given": _describe_text(MAX_CHARS["given"]),
    }


def _describe_line() -> dict[str, Any]:
    """Return a line of one's own."""
    proof = {"type": "object", "required": ["kind", "of", "value"], "properties": {"kind": {"type": "string"}}}
    own = {"say": _describe_say(), "of": _describe_text(MAX_CHARS["of"]), "twins": {"type": "array"}, "proof": proof}
    return {
        "type": "object",
        "required": ["say"],
        "additionalProperties": False,
        "properties": {**_describe_common(), **own},
    }


def _describe_fact(kind: Any) -> dict[str, Any]:
    """Return a fact of one kind."""
    value = describe_domain(kind.value)
    keys = {
        **_describe_common(),
        "kind": {"const": kind.name, "description": kind.doc},
        "of": describe_domain(kind.of),
        "value": value,
        "twins": {"type": "array", "items": value, "maxItems": MAX_ITEMS},
        "wordings": {"type": "array", "items": _describe_text(MAX_CHARS["wordings"]), "maxItems": MAX_ITEMS},
        **{key: {**describe_domain(arg.domain), "description": arg.doc} for key, arg in kind.args.items()},
    }
    needed = [key for key, arg in kind.args.items() if arg.default is None]
    required = ["kind", "of", "value", *needed]
    return {"type": "object", "required": required, "additionalProperties": False, "properties": keys}


def describe_domain(of: Any) -> dict[str, Any]:
    """Return the schema of the values that a kind allows."""
    from mnemo.proof import claims

    match of:
        case claims.Choice():
            return {"enum": list(of.terms)}
        case claims.Number():
            return {"type": "integer" if of.whole else "number", "minimum": of.low, "maximum": of.high}
        case claims.Listed():
            items = describe_domain(of.item)
            return {"type": "array", "items": items, "minItems": of.least, "maxItems": of.most, "uniqueItems": True}
        case claims.Text():
            return _describe_text(of.most)
        case claims.Name():
            return {"type": ["string", "integer"]}
        case claims.NamedNumbers():
            return {"type": "object", "additionalProperties": {"type": "number"}, "maxProperties": of.most}
    return {}


def _describe_say() -> dict[str, Any]:
    return {
        **_describe_text(MAX_CHARS["say"]),
        "pattern": r"^[^*]*\*[^*]+\*[^*]*$",
        "description": "GRUのゲートは*2個|3個* : the answer between stars, false ones behind a |",
    }


def _describe_text(most: int) -> dict[str, Any]:
    return {"type": "string", "maxLength": most}
