"""The kinds of checks/reasons.py: a fact holds by its source, another value does not, and both are said in words."""

from __future__ import annotations

import pytest

from mnemo.model import Value
from tests.proof.claiming import holds_by_its_source

FACTS = [
    ("cause", "壊血病", "ビタミンCの不足", {}),
    ("purpose", "正則化", "過学習を防ぐ", {}),
    ("contrast", "動脈", "心臓から出る", {"than": "静脈", "other": "心臓に戻る"}),
]


@pytest.mark.parametrize(("kind", "of", "value", "args"), FACTS)
def test_a_fact_holds_and_another_value_is_refuted_by_the_source(
    kind: str, of: str, value: Value, args: dict[str, Value]
) -> None:
    holds_by_its_source(kind, of, value, **args)
