"""Topic -> proven facts. The only place that makes a `ProvenFact`: what fails here cannot be sung.

A fact passes when its kind's check holds for the stated value and for none of its twins; each twin leaves the
counterexample that the check measured. Evidence is kept, so that only what changed is proven again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace

from mnemo.errors import Faults, ProofError, TopicError
from mnemo.model import Evidence, Fact, Grade, Proven, ProvenFact, Refutation, Topic, Value
from mnemo.plain import show_written
from mnemo.proof.checks import find_kinds
from mnemo.proof.claims import Claim, Finding, Kind, format_value
from mnemo.proof.lab import Lab
from mnemo.proof.stored import find_or_make, list_versions
from mnemo.reader import suggest

COMMON_KEYS = {f.name for f in fields(Fact)} - {"args", "place", "lines"}  # what every fact may say


def prove(topic: Topic, faults: Faults | None = None) -> Proven:
    """Prove every fact of a topic.

    Raises TopicError where a fact says what its kind does not allow (all facts are looked at before any experiment),
    ProofError where a fact is false or a twin is true; with file:line, and CombinedError where there is more than one.
    With `faults`, errors are noted there and the facts that pass are returned.
    """
    noted = Faults() if faults is None else faults
    valid: list[tuple[Fact, Kind]] = []
    for fact in topic.facts:
        with noted.noted():
            kind = _find_kind(fact)
            validate(fact, kind)
            valid.append((fact, kind))
    with noted.noted():
        check_agreement(valid)
    if faults is None:
        noted.settle()
    lab = Lab()
    proven: list[ProvenFact] = []
    for fact, kind in valid:
        with noted.noted():
            proven.append(ProvenFact(_add_defaults(fact, kind), _find_evidence(fact, kind, lab)))
    if faults is None:
        noted.settle()
    return Proven(topic, tuple(proven), list_versions())


def check_agreement(facts: Sequence[tuple[Fact, Kind]]) -> None:
    """Refuse two facts that answer one question differently. Raises TopicError at the later one.

    Where a question may have several answers, two facts contradict each other when one's answer is the other's twin.
    """
    asked: dict[tuple[object, ...], list[Fact]] = {}
    for fact, kind in facts:
        earlier = asked.setdefault((kind.name, fact.of, tuple(sorted(_add_defaults(fact, kind).args.items()))), [])
        for other in earlier:
            refuted = other.value in fact.twins or fact.value in other.twins
            if other.value != fact.value and (refuted or not kind.several):
                template = "line {line} answers the same question differently: {other}, not {value}; one is wrong"
                place, line = fact.at("value"), other.at("value").line
                values = {"other": format_value(other.value), "value": format_value(fact.value)}
                raise TopicError(template, place=place, line=line, **values)
        earlier.append(fact)


def validate(fact: Fact, kind: Kind) -> None:
    """Check that a fact says what its kind can test. Raises TopicError."""
    for key in fact.args:
        if key not in kind.args:
            hint = suggest(key, {*kind.args, *COMMON_KEYS})
            template = "{key} is no key of the kind {kind}; {hint}"
            raise TopicError(template, place=fact.at(key), key=key, kind=kind.name, hint=hint)
    for key, arg in kind.args.items():
        if key not in fact.args and arg.default is None:
            template = "the kind {kind} needs the key {key}: {wanted}"
            raise TopicError(template, place=fact.place, kind=kind.name, key=key, wanted=arg.domain.wanted)
    stated = {
        "of": (fact.of, kind.of),
        "value": (fact.value, kind.value),
        **{key: (value, kind.args[key].domain) for key, value in fact.args.items()},
    }
    for key, (value, domain) in stated.items():
        if value not in domain:
            template = "{key} of the kind {kind} must be {wanted}"
            raise TopicError(template, place=fact.at(key), key=key, kind=kind.name, wanted=domain.wanted)
    for twin in fact.twins:
        if twin not in kind.value or twin == fact.value:
            template = "a twin must differ from the value and be {wanted}, not {twin}"
            raise TopicError(template, place=fact.at("twins"), wanted=kind.value.wanted, twin=format_value(twin))
    if not fact.source.strip() and kind.grade is Grade.CITED:
        raise TopicError("a fact that no number decides needs its source", place=fact.place)
    if kind.needs_twins and not _list_twins(fact, kind):
        template = "the kind {kind} needs twins, false values to refute: twins = [{value}]"
        raise TopicError(template, place=fact.place, kind=kind.name, value='"..."')


def examine(fact: Fact, kind: Kind, lab: Lab) -> Evidence:
    """Test the value and refute every twin on the cells of a lab. Raises ProofError."""
    finding = kind.check(_make_claim(fact, kind, fact.value), lab)
    if not finding.holds:
        raise ProofError(
            "{fact} is false: stated {stated}, measured {measured}",
            place=fact.at("value"), fact=fact.id, stated=format_value(fact.value), measured=finding.measured,
        )  # fmt: skip
    refuted = tuple(_refute(fact, kind, lab, twin) for twin in _list_twins(fact, kind))
    return Evidence(
        grade=kind.grade,
        experiment=finding.experiment,
        measured=finding.measured,
        expected=finding.expected,
        tolerance=finding.tolerance,
        seed=lab.seed if finding.seed is None and kind.grade is Grade.PROVEN else finding.seed,
        numbers=finding.numbers,
        refuted=refuted,
        plot=finding.plot,
    )


def _find_kind(fact: Fact) -> Kind:
    if fact.kind not in find_kinds():
        hint = suggest(fact.kind, find_kinds())
        raise TopicError("unknown kind {kind}; {hint}", place=fact.at("kind"), kind=fact.kind, hint=hint)
    return find_kinds()[fact.kind]


def _add_defaults(fact: Fact, kind: Kind) -> Fact:
    """Return the fact with the defaults of its kind's arguments, which templates read too."""
    defaults = {key: arg.default for key, arg in kind.args.items() if arg.default is not None}
    return replace(fact, args={**defaults, **fact.args})


def _find_evidence(fact: Fact, kind: Kind, lab: Lab) -> Evidence:
    return find_or_make(lambda: examine(fact, kind, lab), Evidence, *_list_decisive(fact))


def _list_decisive(fact: Fact) -> tuple[object, ...]:
    """Return what of a fact decides its evidence."""
    stated = {**fact.args, "of": fact.of, "value": fact.value, "twins": fact.twins}
    return fact.kind, [(key, value, show_written(value)) for key, value in sorted(stated.items())], fact.source


def _make_claim(fact: Fact, kind: Kind, value: Value) -> Claim:
    return Claim(fact.of, value, _add_defaults(fact, kind).args, fact.value, fact.source)


def _list_twins(fact: Fact, kind: Kind) -> tuple[Value, ...]:
    return fact.twins or kind.value.others(fact.value)


def _refute(fact: Fact, kind: Kind, lab: Lab, twin: Value) -> Refutation:
    finding: Finding = kind.check(_make_claim(fact, kind, twin), lab)
    if finding.holds:
        raise ProofError(
            "the twin {twin} of {fact} is true as well: {measured}; a twin must be false",
            place=fact.at("twins"), twin=format_value(twin), fact=fact.id, measured=finding.measured,
        )  # fmt: skip
    return Refutation(twin, finding.measured, by_source=kind.grade is Grade.CITED)
