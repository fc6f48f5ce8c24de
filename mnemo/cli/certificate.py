"""`mnemo check`: what was measured for each fact, and one experiment in words, numbers and a plot."""

from __future__ import annotations

import shutil

from mnemo.cli.messages import Messages
from mnemo.cli.plot import draw_plot
from mnemo.cli.screen import say, show_table
from mnemo.errors import ArgumentError, Message
from mnemo.model import Evidence, Grade, Proven, ProvenFact, Value
from mnemo.plain import show_written
from mnemo.reader import suggest

GRADES = {Grade.PROVEN: Message("proven"), Grade.COMPUTED: Message("computed"), Grade.CITED: Message("cited")}
MAX_PLOT_COLUMNS = 100


def show_certificate(translate: Messages, proven: Proven) -> None:
    """Show one row a fact, then the totals."""
    headings = (
        translate("fact"),
        translate("grade"),
        translate("measured"),
        translate("expected"),
        translate("refuted twins"),
    )
    show_table(headings, [_make_row(translate, fact) for fact in proven.facts])
    grades = [fact.evidence.grade for fact in proven.facts]
    counts = ", ".join(f"{translate(name)} {grades.count(grade)}" for grade, name in GRADES.items())
    twins = sum(len(fact.evidence.refuted) for fact in proven.facts)
    print(translate("{count} facts ({counts}), {twins} twins refuted", count=len(grades), counts=counts, twins=twins))


def _make_row(translate: Messages, fact: ProvenFact) -> tuple[str, ...]:
    evidence = fact.evidence
    twins = " / ".join(format_value(refutation.value) for refutation in evidence.refuted)
    return fact.fact.id, translate(GRADES[evidence.grade]), evidence.measured, evidence.expected, twins


def explain_fact(translate: Messages, proven: Proven, fact_id: str) -> None:
    """Show the experiment behind one fact."""
    from mnemo.words.templates import write_sentence

    facts = {fact.fact.id: fact for fact in proven.facts}
    if fact_id not in facts:
        raise ArgumentError("no fact {id}; {hint}", id=fact_id, hint=suggest(fact_id, facts))
    fact, evidence = facts[fact_id].fact, facts[fact_id].evidence
    rows = {
        translate("statement"): write_sentence(fact),
        translate("grade"): translate(GRADES[evidence.grade]),
        translate("given"): str(show_written(fact.given)),
        translate("experiment"): evidence.experiment,
        translate("expected"): evidence.expected,
        translate("measured"): evidence.measured,
        translate("tolerance"): "" if evidence.tolerance is None else f"{evidence.tolerance:g}",
        translate("seed"): "" if evidence.seed is None else str(evidence.seed),
        translate("source"): fact.source,
        translate("line"): str(fact.place),
    }
    for name, text in rows.items():
        if text:
            say(f"{name}: {text}", hanging=2)
    _show_numbers(translate, evidence)
    _show_twins(translate, evidence)
    if evidence.plot:
        print()
        print(draw_plot(evidence.plot, min(shutil.get_terminal_size().columns, MAX_PLOT_COLUMNS)))


def _show_numbers(translate: Messages, evidence: Evidence) -> None:
    if evidence.numbers:
        print(translate("numbers") + ":")
    for name, number in evidence.numbers.items():
        say(f"{name}: {_shorten(number)}", indent=2, hanging=2)


def _show_twins(translate: Messages, evidence: Evidence) -> None:
    if evidence.refuted:
        print(translate("refuted twins") + ":")
    for twin in evidence.refuted:
        mark = translate(" (by source)") if twin.by_source else ""
        say(f"× {format_value(twin.value)}{mark}: {twin.measured}", indent=2, hanging=2)


def format_value(value: Value) -> str:
    """Return a fact's value as a reader writes it."""
    return "、".join(format_value(v) for v in value) if isinstance(value, tuple) else str(show_written(value))


def _shorten(number: object) -> str:
    """Return a number to six figures; the first items of a long list."""
    if isinstance(number, float):
        return f"{number:.6g}"
    if isinstance(number, list | tuple):
        items = [_shorten(n) for n in number[:8]]
        return ", ".join(items) + (f", … ({len(number)})" if len(number) > len(items) else "")
    return str(number)
