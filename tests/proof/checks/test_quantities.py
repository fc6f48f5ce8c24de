"""The kinds of checks/quantities.py: a fact holds by its source, another value does not, and both are said in words."""

from __future__ import annotations

import pytest

from mnemo.model import Value
from tests.proof.claiming import holds_by_its_source

FACTS = [
    ("date", "関ヶ原の戦い", 1600, {}),
    ("number", "水の沸点", 100, {"unit": "度"}),
]


@pytest.mark.parametrize(("kind", "of", "value", "args"), FACTS)
def test_a_fact_holds_and_another_value_is_refuted_by_the_source(
    kind: str, of: str, value: Value, args: dict[str, Value]
) -> None:
    holds_by_its_source(kind, of, value, **args)
