"""The values that a kind may allow, and how they are printed."""

from __future__ import annotations

import pytest

from mnemo.model import Value
from mnemo.proof.claims import Choice, Domain, Listed, Name, NamedNumbers, Number, Text, format_value

TERMS = Choice(("a", "b", "c"))
COUNT = Number(0, 10, whole=True)

# domain -> values that it holds, values that it does not
CASES: dict[Domain, tuple[tuple[object, ...], tuple[object, ...]]] = {
    TERMS: (("a", "c"), ("d", "", 1, True, ("a",))),
    COUNT: ((0, 10), (-1, 11, 2.0, True, "3")),
    Number(0, 1): ((0, 1, 0.5), (-0.1, 1.1, False, "0", float("nan"))),
    Listed(TERMS, 1, 2): ((("a",), ("b", "a")), ((), ("a", "a"), ("a", "b", "c"), ("d",), "a")),
    Text(3): (("", "abc"), ("abcd", 1)),
    Name(): (("x", 1997), (1.5, True, ("x",))),
    NamedNumbers(2): (((), (("n", 1), ("m", 0.5))), ((("n", True),), (("n", "1"),), (1,), (("n", 1),) * 3, "n")),
}


@pytest.mark.parametrize("domain", CASES, ids=lambda domain: type(domain).__name__)
def test_what_a_domain_holds(domain: Domain) -> None:
    inside, outside = CASES[domain]
    assert all(value in domain for value in inside)
    assert not any(value in domain for value in outside)
    assert domain.wanted


def test_derived_twins_are_allowed_and_differ() -> None:
    for domain, value in ((TERMS, "b"), (COUNT, 0), (COUNT, 10), (Number(0, 1), 1)):
        twins = domain.others(value)
        assert twins
        assert all(twin in domain and twin != value for twin in twins)


def test_without_a_rule_there_are_no_derived_twins() -> None:
    assert Text().others("anything") == ()


@pytest.mark.parametrize(
    ("value", "text"), [(3, "3"), (0.5, "0.5"), (1.0, "1"), ("語", "語"), (("甲", "乙"), "甲・乙"), ((3, 4), "3・4")]
)
def test_values_are_printed_as_a_reader_writes_them(value: Value, text: str) -> None:
    assert format_value(value) == text
