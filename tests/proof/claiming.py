"""Putting single claims to the checks."""

from __future__ import annotations

from mnemo.model import Grade, Value
from mnemo.proof.cells import Cell
from mnemo.proof.checks import find_kinds
from mnemo.proof.claims import Claim, Finding
from mnemo.proof.lab import STANDARD, Lab

LAB = Lab()  # shared, so that an experiment runs once


def find(kind: str, of: str, value: Value, lab: Lab = LAB, **args: Value) -> Finding:
    """What a kind's check finds about a claim."""
    known = find_kinds()[kind]
    defaults = {key: arg.default for key, arg in known.args.items() if arg.default is not None}
    return known.check(Claim(of, value, {**defaults, **args}, value, "a source"), lab)


def holds(kind: str, of: str, value: Value, lab: Lab = LAB, **args: Value) -> bool:
    return find(kind, of, value, lab, **args).holds


def holds_by_its_source(kind: str, of: str, value: Value, **args: Value) -> None:
    """A cited fact holds, and another value is refuted by the source."""
    assert holds(kind, of, value, **args)
    known = find_kinds()[kind]
    defaults = {key: arg.default for key, arg in known.args.items() if arg.default is not None}
    twin = value + 1 if isinstance(value, int) else "別のもの"
    finding = known.check(Claim(of, twin, {**defaults, **args}, value, "ある本"), LAB)
    assert not finding.holds
    assert str(value) in finding.measured
    assert "ある本" in finding.experiment
    assert known.grade is Grade.CITED


def with_cell(model: str, cell: Cell) -> Lab:
    """A lab with one cell replaced."""
    return Lab({**STANDARD, model: cell})
