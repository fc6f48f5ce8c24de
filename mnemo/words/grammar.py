"""Japanese grammar that templates and line breaks need: parts of speech by the front end's dictionary.

A predicate (a verb, an adjective, an auxiliary in its plain form) and a noun take different endings: 過学習を防ぐこと
but 過学習の防止. Templates ask here, so that their sentences are grammatical for both.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from mnemo.words import frontend

PREDICATES = ("動詞", "形容詞", "助動詞")
_SYMBOLS = ("記号", "補助記号")
_YEAR = "年"


@lru_cache(maxsize=1024)
def is_predicate(text: str) -> bool:
    """Whether a text ends in a predicate's plain form, and so can end a sentence or stand before こと."""
    found = [m for m in frontend.analyse(text, ()) if m["pos"] not in _SYMBOLS]
    if not found or found[-1]["pos"] not in PREDICATES:
        return False
    return str(found[-1]["cform"]).startswith(("基本形", "*"))


def predicate(text: Any) -> bool:
    return isinstance(text, str) and is_predicate(text)


def koto(text: Any) -> str:
    """As a noun: 過学習を防ぐ -> 過学習を防ぐこと."""
    return f"{text}こと" if predicate(text) else str(text)


def nominal(text: Any) -> str:
    """As the head of は or が: 鉄砲が伝わる -> 鉄砲が伝わるの."""
    return f"{text}の" if predicate(text) else str(text)


def no(text: Any) -> str:
    """Before a noun: 壊血病 -> 壊血病の, 鉄がさびる -> 鉄がさびる."""
    return str(text) if predicate(text) else f"{text}の"


def da(text: Any) -> str:
    """As the end of a sentence: 血管 -> 血管である, 心臓から出る -> 心臓から出る."""
    return str(text) if predicate(text) else f"{text}である"


def dated(value: Any, heading: str = _YEAR) -> Any:
    """A year with its 年 where the heading speaks of a year: 1997 -> 1997年; other values as they are."""
    is_year = isinstance(value, int) and not isinstance(value, bool) and _YEAR in heading
    return f"{value}{_YEAR}" if is_year else value


def counted(items: Any, counter: str = "つ") -> str:
    """How many things a list holds, as one counts them: 3つ, 12個, 3人."""
    return count(len(items), counter)


def count(number: Any, counter: str = "つ") -> str:
    """A count of things: 3 -> 3つ, but 12 -> 12個."""
    native = isinstance(number, int) and 1 <= number <= 9
    return f"{number}{counter if native or counter != 'つ' else '個'}"
