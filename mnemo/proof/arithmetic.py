"""Arithmetic from a fact file: an allow-listed grammar, exact where it can be, bounded in time and memory.

    sum     := product (("+" | "-") product)*
    product := signed (("*" | "/" | "//" | "%") signed)*
    signed  := "-" signed | power
    power   := atom ["**" signed]
    atom    := number | name | call | "(" sum ")"
    call    := function "(" sum ("," sum)* ")"
    function:= abs | ceil | exp | floor | log | log2 | max | min | round | sqrt
    number  := digits ["." digits]

Names stand for the numbers given beside the expression. Values are exact fractions; sqrt, exp, logs and powers that are
not whole numbers go through floats. Nothing is evaluated as Python. Too long, too deep or too large is an
ExpressionError.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from fractions import Fraction

MAX_CHARS = 400
MAX_DEPTH = 20
MAX_POWER = 1000
MAX_BITS = 1000  # of a numerator or denominator: what a float can still hold

_TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?)|([A-Za-z_]\w*)|(\*\*|//|[-+*/%(),]))")


class ExpressionError(ValueError):
    """What is wrong with an expression, in one phrase."""


def evaluate(text: str, names: Mapping[str, Fraction]) -> Fraction:
    """Return the value of an expression. Raises ExpressionError."""
    if len(text) > MAX_CHARS:
        raise ExpressionError(f"longer than {MAX_CHARS} characters")
    parser = _Parser(_split_tokens(text), names)
    value = parser.sum()
    if parser.at < len(parser.tokens):
        raise ExpressionError(f"unexpected {parser.tokens[parser.at]}")
    return value


def to_fraction(number: int | float) -> Fraction:
    """Return a number of a fact file as it is written there: 0.1 is a tenth."""
    return Fraction(str(number))


def _split_tokens(text: str) -> list[str]:
    tokens, at = [], 0
    text = text.rstrip()
    while at < len(text):
        m = _TOKEN.match(text, at)
        if not m:
            raise ExpressionError(f"unexpected {text[at:].strip()[:1]}")
        tokens.append(m.group().strip())
        at = m.end()
    return tokens


def _check_bounds(value: Fraction) -> Fraction:
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > MAX_BITS:
        raise ExpressionError("a value is too large")
    return value


def _by_float(function: Callable[[float], float]) -> Callable[[Fraction], Fraction]:
    def applied(x: Fraction) -> Fraction:
        try:
            return Fraction(function(float(x)))
        except (ValueError, OverflowError):
            raise ExpressionError("a function has no value there") from None

    return applied


_ONE: Mapping[str, Callable[[Fraction], Fraction]] = {
    "abs": abs,
    "ceil": lambda x: Fraction(math.ceil(x)),
    "exp": _by_float(math.exp),
    "floor": lambda x: Fraction(math.floor(x)),
    "log": _by_float(math.log),
    "log2": _by_float(math.log2),
    "round": lambda x: Fraction(math.floor(x + Fraction(1, 2))),  # half goes up, as in school
    "sqrt": _by_float(math.sqrt),
}
_MANY: Mapping[str, Callable[[list[Fraction]], Fraction]] = {"max": max, "min": min}


def _divide(a: Fraction, b: Fraction) -> Fraction:
    if b == 0:
        raise ExpressionError("division by zero")
    return a / b


def _power(base: Fraction, exponent: Fraction) -> Fraction:
    if abs(exponent) > MAX_POWER:
        raise ExpressionError(f"a power above {MAX_POWER}")
    if exponent.denominator != 1:
        return _by_float(lambda x: math.pow(x, float(exponent)))(base)
    if base == 0 and exponent < 0:
        raise ExpressionError("division by zero")
    bits = max(base.numerator.bit_length(), base.denominator.bit_length())
    if bits * abs(exponent) > MAX_BITS and abs(base) != 1:
        raise ExpressionError("a value is too large")
    return base ** int(exponent)


_OPERATORS: Mapping[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": _divide,
    "//": lambda a, b: Fraction(math.floor(_divide(a, b))),
    "%": lambda a, b: a - b * math.floor(_divide(a, b)),
    "**": _power,
}


class _Parser:
    """Recursive descent; each method is a rule of the grammar above and returns its value."""

    def __init__(self, tokens: list[str], names: Mapping[str, Fraction]) -> None:
        self.tokens, self.names, self.at, self.depth = tokens, names, 0, 0

    def sum(self) -> Fraction:
        return self._chain(("+", "-"), self.product)

    def product(self) -> Fraction:
        return self._chain(("*", "/", "//", "%"), self.signed)

    def signed(self) -> Fraction:
        self.depth += 1  # every recursion passes here
        if self.depth > MAX_DEPTH:
            raise ExpressionError(f"nested deeper than {MAX_DEPTH}")
        value = -self.signed() if self._take("-") else self.power()
        self.depth -= 1
        return value

    def power(self) -> Fraction:
        base = self.atom()
        return self._apply("**", base, self.signed()) if self._take("**") else base

    def atom(self) -> Fraction:
        token = self._next()
        if token[0].isdigit():
            return _check_bounds(Fraction(token))
        if token == "(":
            value = self.sum()
            self._expect(")")
            return value
        if token in _ONE or token in _MANY:
            return self.call(token)
        if token in self.names:
            return self.names[token]
        raise ExpressionError(f"unknown {token}" if token[0].isalpha() else f"unexpected {token}")

    def call(self, name: str) -> Fraction:
        self._expect("(")
        values = [self.sum()]
        while self._take(","):
            values.append(self.sum())
        self._expect(")")
        if name in _MANY:
            return _MANY[name](values)
        if len(values) != 1:
            raise ExpressionError(f"{name} takes one number")
        return _check_bounds(_ONE[name](values[0]))

    def _chain(self, operators: tuple[str, ...], part: Callable[[], Fraction]) -> Fraction:
        value = part()
        while self.at < len(self.tokens) and self.tokens[self.at] in operators:
            value = self._apply(self._next(), value, part())
        return value

    @staticmethod
    def _apply(operator: str, a: Fraction, b: Fraction) -> Fraction:
        return _check_bounds(_OPERATORS[operator](a, b))

    def _next(self) -> str:
        if self.at >= len(self.tokens):
            raise ExpressionError("it ends too early")
        self.at += 1
        return self.tokens[self.at - 1]

    def _take(self, token: str) -> bool:
        taken = self.at < len(self.tokens) and self.tokens[self.at] == token
        self.at += taken
        return taken

    def _expect(self, token: str) -> None:
        if not self._take(token):
            raise ExpressionError(f"a {token} is missing")
