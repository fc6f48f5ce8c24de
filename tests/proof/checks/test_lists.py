"""Lists and sequences: what is counted, what is ordered."""

from __future__ import annotations

from mnemo.model import Value
from mnemo.proof.checks import find_kinds
from mnemo.proof.claims import Claim, Finding
from tests.proof.claiming import LAB, find, holds

POWERS = ("立法", "行政", "司法")


def put(kind: str, value: Value, count: int = 0) -> Finding:
    args: dict[str, Value] = {"count": count, "counter": "つ"} if kind == "list" else {}
    return find_kinds()[kind].check(Claim("三権", value, args, POWERS, "日本国憲法"), LAB)


def test_a_list_is_counted() -> None:
    assert find("list", "三権", POWERS).numbers == {"count": 3}
    assert holds("list", "三権", POWERS, count=3)
    assert not holds("list", "三権", POWERS, count=4)
    assert "数えると3" in find("list", "三権", POWERS, count=4).measured


def test_the_order_of_a_list_does_not_matter_but_its_items_do() -> None:
    assert put("list", ("司法", "立法", "行政")).holds
    assert not put("list", ("司法", "立法")).holds
    assert not put("list", ("司法", "立法", "軍")).holds


def test_the_order_of_a_sequence_matters() -> None:
    assert put("sequence", POWERS).holds
    assert not put("sequence", ("行政", "立法", "司法")).holds
