"""The kinds of checks/terms.py: a fact holds by its source, another value does not, and both are said in words."""

from __future__ import annotations

import pytest

from mnemo.model import Value
from tests.proof.claiming import holds_by_its_source

FACTS = [
    ("term", "適合率", "陽性のうちの正解", {}),
    ("name", "GRU", "Gated Recurrent Unit", {}),
    ("symbol", "学習率", "η", {}),
    ("person", "進化論", "ダーウィン", {"did": "唱えた"}),
    ("belongs-to", "クジラ", "哺乳類", {}),
    ("role-of", "赤血球", "酸素を運ぶ", {}),
]


@pytest.mark.parametrize(("kind", "of", "value", "args"), FACTS)
def test_a_fact_holds_and_another_value_is_refuted_by_the_source(
    kind: str, of: str, value: Value, args: dict[str, Value]
) -> None:
    holds_by_its_source(kind, of, value, **args)
