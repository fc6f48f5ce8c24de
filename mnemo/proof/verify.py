"""Topic -> proven facts. The only place that makes a `ProvenFact`: what fails here cannot be sung.

A fact passes when its kind's check holds for the stated value and for none of its twins; each twin leaves the
counterexample that the check measured. Evidence is kept, so that only what changed is proven again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace

from mnemo.errors import Faults, ProofError, TopicError
from mnemo.model import Evidence, Fact, Grade, Proven, ProvenFact, Refutation, Topic, Value
from mnemo.plain import written
from mnemo.proof.checks import registry
from mnemo.proof.claims import Claim, Finding, Kind, shown
from mnemo.proof.lab import Lab
from mnemo.proof.stored import find_or_make, list_versions
from mnemo.reader import suggest

COMMON_KEYS = {f.name for f in fields(Fact)} - {"args", "place", "lines"}  # what every fact may say


def prove(topic: Topic, faults: Faults | None = None) -> Proven:
    """Return every fact of a topic with its evidence.

    Raises TopicError where a fact says what its kind does not allow (all facts are looked at before any experiment),
    ProofError where a fact is false or a twin is true; with file:line, and CombinedError where there is more than one.
    With `faults`, errors are noted there and the facts that pass are returned.
    """
    noted = Faults() if faults is None else faults
    valid: list[tuple[Fact, Kind]] = []
    for fact in topic.facts:
        with noted.noted():
            kind = _kind(fact)
            validate(fact, kind)
            valid.append((fact, kind))
    with noted.noted():
        agree(valid)
    if faults is None:
        noted.settle()
    lab = Lab()
    proven: list[ProvenFact] = []
    for fact, kind in valid:
        with noted.noted():
            proven.append(ProvenFact(_complete(fact, kind), _evidence(fact, kind, lab)))
    if faults is None:
        noted.settle()
    return Proven(topic, tuple(proven), list_versions())


def agree(facts: Sequence[tuple[Fact, Kind]]) -> None:
    """Refuse two facts that answer one question differently. Raises TopicError at the later one.

    Where a question may have several answers, two facts contradict each other when one's answer is the other's twin.
    """
    asked: dict[tuple[object, ...], list[Fact]] = {}
    for fact, kind in facts:
        earlier = asked.setdefault((kind.name, fact.of, tuple(sorted(_complete(fact, kind).args.items()))), [])
        for other in earlier:
            refuted = other.value in fact.twins or fact.value in other.twins
            if other.value != fact.value and (refuted or not kind.several):
                template = "line {line} answers the same question differently: {other}, not {value}; one is wrong"
                place, line = fact.at("value"), other.at("value").line
                values = {"other": shown(other.value), "value": shown(fact.value)}
                raise TopicError(template, place=place, line=line, **values)
        earlier.append(fact)


def validate(fact: Fact, kind: Kind) -> None:
    """Whether a fact says what its kind can test. Raises TopicError."""
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
            raise TopicError(template, place=fact.at("twins"), wanted=kind.value.wanted, twin=shown(twin))
    if not fact.source.strip() and kind.grade is Grade.CITED:
        raise TopicError("a fact that no number decides needs its source", place=fact.place)
    if kind.needs_twins and not _twins(fact, kind):
        template = "the kind {kind} needs twins, false values to refute: twins = [{value}]"
        raise TopicError(template, place=fact.place, kind=kind.name, value='"..."')


def examine(fact: Fact, kind: Kind, lab: Lab) -> Evidence:
    """Test the value and refute every twin on the cells of a lab. Raises ProofError."""
    finding = kind.check(_claim(fact, kind, fact.value), lab)
    if not finding.holds:
        raise ProofError(
            "{fact} is false: stated {stated}, measured {measured}",
            place=fact.at("value"), fact=fact.id, stated=shown(fact.value), measured=finding.measured,
        )  # fmt: skip
    refuted = tuple(_refute(fact, kind, lab, twin) for twin in _twins(fact, kind))
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


def _kind(fact: Fact) -> Kind:
    if fact.kind not in registry():
        hint = suggest(fact.kind, registry())
        raise TopicError("unknown kind {kind}; {hint}", place=fact.at("kind"), kind=fact.kind, hint=hint)
    return registry()[fact.kind]


def _complete(fact: Fact, kind: Kind) -> Fact:
    """Return the fact with the defaults of its kind's arguments, which templates read too."""
    defaults = {key: arg.default for key, arg in kind.args.items() if arg.default is not None}
    return replace(fact, args={**defaults, **fact.args})


def _evidence(fact: Fact, kind: Kind, lab: Lab) -> Evidence:
    return find_or_make(lambda: examine(fact, kind, lab), Evidence, *_decisive(fact))


def _decisive(fact: Fact) -> tuple[object, ...]:
    """Return what of a fact decides its evidence."""
    stated = {**fact.args, "of": fact.of, "value": fact.value, "twins": fact.twins}
    return fact.kind, [(key, value, written(value)) for key, value in sorted(stated.items())], fact.source


def _claim(fact: Fact, kind: Kind, value: Value) -> Claim:
    return Claim(fact.of, value, _complete(fact, kind).args, fact.value, fact.source)


def _twins(fact: Fact, kind: Kind) -> tuple[Value, ...]:
    return fact.twins or kind.value.others(fact.value)


def _refute(fact: Fact, kind: Kind, lab: Lab, twin: Value) -> Refutation:
    finding: Finding = kind.check(_claim(fact, kind, twin), lab)
    if finding.holds:
        raise ProofError(
            "the twin {twin} of {fact} is true as well: {measured}; a twin must be false",
            place=fact.at("twins"), twin=shown(twin), fact=fact.id, measured=finding.measured,
        )  # fmt: skip
    return Refutation(twin, finding.measured, by_source=kind.grade is Grade.CITED)
