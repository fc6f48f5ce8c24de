"""The kinds of checks/reasons.py: a fact holds by its source, another value does not, and both are said in words."""

from __future__ import annotations

import pytest

from mnemo.model import Grade, Value
from mnemo.proof.checks import registry
from mnemo.proof.claims import Claim
from tests.proof.claiming import LAB, holds

FACTS = [
    ("cause", "壊血病", "ビタミンCの不足", {}),
    ("purpose", "正則化", "過学習を防ぐ", {}),
    ("contrast", "動脈", "心臓から出る", {"than": "静脈", "other": "心臓に戻る"}),
]


@pytest.mark.parametrize(("kind", "of", "value", "args"), FACTS)
def test_a_fact_holds_and_another_value_is_refuted_by_the_source(
    kind: str, of: str, value: Value, args: dict[str, Value]
) -> None:
    assert holds(kind, of, value, **args)
    known = registry()[kind]
    defaults = {key: arg.default for key, arg in known.args.items() if arg.default is not None}
    twin = value + 1 if isinstance(value, int) else "別のもの"
    finding = known.check(Claim(of, twin, {**defaults, **args}, value, "ある本"), LAB)
    assert not finding.holds
    assert str(value) in finding.measured
    assert "ある本" in finding.experiment
    assert known.grade is Grade.CITED
