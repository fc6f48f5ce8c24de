"""The evidence as data: the document of proof.json. Tables and explanations are the command line's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from mnemo.model import Proven, ProvenFact, Refutation

FORMAT = 1


def make_document(proven: Proven) -> dict[str, Any]:
    """Make what proof.json holds: every fact with what was measured, expected and refuted, versions and seeds.

    Plain JSON values only, in a fixed order; the same facts, code and versions give the same document.
    """
    topic = proven.topic
    return {
        "format": FORMAT,
        "topic": topic.name,
        "title": topic.title,
        "exam": topic.exam,
        "versions": dict(sorted(proven.versions.items())),
        "facts": [_describe_fact(fact) for fact in proven.facts],
    }


def _describe_fact(proven: ProvenFact) -> dict[str, Any]:
    fact, evidence = proven.fact, proven.evidence
    return {
        "id": fact.id,
        "kind": fact.kind,
        "of": fact.of,
        "value": to_plain(fact.value),
        "args": {name: to_plain(value) for name, value in sorted(fact.args.items())},
        "given": fact.given,
        "source": fact.source,
        "line": fact.place.line,
        "grade": evidence.grade.value,
        "experiment": evidence.experiment,
        "measured": evidence.measured,
        "expected": evidence.expected,
        "tolerance": evidence.tolerance,
        "seed": evidence.seed,
        "numbers": to_plain(evidence.numbers),
        "refuted": [_describe_twin(twin) for twin in evidence.refuted],
        "plot": to_plain(asdict(evidence.plot)) if evidence.plot else None,
    }


def _describe_twin(twin: Refutation) -> dict[str, Any]:
    return {"value": to_plain(twin.value), "measured": twin.measured, "by_source": twin.by_source}


def to_plain(value: Any) -> Any:
    """Turn a value into plain JSON: tuples into lists, keys into text, at every depth."""
    if isinstance(value, Mapping):
        return {str(key): to_plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [to_plain(item) for item in value]
    return value
