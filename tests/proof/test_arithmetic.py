"""The arithmetic of fact files: right answers, and hostile expressions that end at once."""

from __future__ import annotations

import contextlib
import math
import time
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnemo.proof.arithmetic import ExpressionError, evaluate, to_fraction

NAMES = {"n": Fraction(3), "half": Fraction(1, 2)}

RIGHT = {
    "1 + 2 * 3": 7,
    "(1 + 2) * 3": 9,
    "10 - 4 - 3": 3,
    "2 ** 3 ** 2": 512,
    "-2 ** 2": -4,
    "(-2) ** 2": 4,
    "2 ** -1": Fraction(1, 2),
    "7 // 2": 3,
    "-7 // 2": -4,
    "7 % 3": 1,
    "0.1 + 0.2": Fraction(3, 10),
    "1 / 3 * 3": 1,
    "n * half": Fraction(3, 2),
    "max(1, n, 2) - min(1, 2)": 2,
    "floor(2.7) + ceil(2.1) + abs(-1)": 6,
    "round(2.5)": 3,
    "sqrt(16)": 4,
    "log2(8)": 3,
    "--1": 1,
}

WRONG = {
    "": "ends too early",
    "1 +": "ends too early",
    "1 2": "unexpected 2",
    "(1": "missing",
    "1 / 0": "division by zero",
    "0 ** -1": "division by zero",
    "1 % 0": "division by zero",
    "sqrt(-1)": "no value",
    "log(0)": "no value",
    "exp(10000)": "no value",
    "m + 1": "unknown m",
    "__import__('os')": "unexpected",
    "n.real": "unexpected",
    "sqrt(1, 2)": "takes one",
    "open(1)": "unknown open",
    "10 ** 10 ** 10": "power",
    "9 ** 999 ** 9": "power",
    "10 ** 1000 * 10 ** 1000": "too large",
    "2 ** 900 ** 0.5 ** -9": "too large",
    "(((2 ** 999) ** 999) ** 999)": "too large",
    "(" * 5000 + "1" + ")" * 5000: "longer",
    "(" * 190 + "1" + ")" * 190: "nested",
    "-" * 390 + "1": "nested",
    "2 **" * 90 + "2": "nested",
    "1 @ 2": "unexpected @",
    "9" * 399: "too large",
}


@pytest.mark.parametrize(("text", "value"), RIGHT.items())
def test_right_answers(text: str, value: Fraction) -> None:
    assert evaluate(text, NAMES) == value


@pytest.mark.parametrize("text", WRONG, ids=lambda text: text[:30])
def test_wrong_and_hostile_expressions_end_at_once(text: str) -> None:
    begun = time.process_time()
    with pytest.raises(ExpressionError, match=WRONG[text]):
        evaluate(text, NAMES)
    assert time.process_time() - begun < 0.5


@given(st.text("0123456789.+-*/%() nhalfsqrtmxi,", max_size=60))
def test_any_text_is_a_number_or_a_fault(text: str) -> None:
    with contextlib.suppress(ExpressionError):
        assert isinstance(evaluate(text, NAMES), Fraction)


WHOLE = st.integers(-50, 50)


@given(WHOLE, WHOLE, WHOLE)
def test_agrees_with_python_on_whole_numbers(a: int, b: int, c: int) -> None:
    text = f"({a}) * ({b}) - ({c}) * (({a}) + ({b})) ** 2"
    assert evaluate(text, {}) == a * b - c * (a + b) ** 2


@given(st.floats(0.01, 100), st.floats(0.01, 100))
def test_agrees_with_python_on_floats(a: float, b: float) -> None:
    names = {"a": to_fraction(a), "b": to_fraction(b)}
    assert float(evaluate("sqrt(a) + log(b) * exp(-a / 50)", names)) == pytest.approx(
        math.sqrt(a) + math.log(b) * math.exp(-a / 50), rel=1e-9
    )
