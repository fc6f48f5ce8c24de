"""Japanese grammar that templates and line breaks need: parts of speech by the front end's dictionary.

A predicate (a verb, an adjective, an auxiliary in its plain form) and a noun take different endings: 過学習を防ぐこと
but 過学習の防止. Templates ask here, so that their sentences are grammatical for both.
"""

from __future__ import annotations

from enum import IntEnum
from functools import lru_cache
from typing import Any

from mnemo.plain import show_written
from mnemo.words import frontend

PREDICATES = ("動詞", "形容詞", "助動詞")
_SYMBOLS = ("記号", "補助記号")
_YEAR = "年"
_NUMERALS = "一二三四五六七八九十"


@lru_cache(maxsize=1024)
def is_predicate(text: str) -> bool:
    """Tell whether a text ends in a predicate's plain form, and so can end a sentence or stand before こと."""
    found = [m for m in frontend.analyse(text, ()) if m["pos"] not in _SYMBOLS]
    if not found or found[-1]["pos"] not in PREDICATES:
        return False
    return str(found[-1]["cform"]).startswith(("基本形", "*"))


def predicate(text: Any) -> bool:
    return isinstance(text, str) and is_predicate(text)


def koto(text: Any) -> str:
    """Turn a text into a noun: 過学習を防ぐ -> 過学習を防ぐこと."""
    return f"{show_written(text)}こと" if predicate(text) else str(show_written(text))


def nominal(text: Any) -> str:
    """Turn a text into the head of は or が: 鉄砲が伝わる -> 鉄砲が伝わるの."""
    return f"{show_written(text)}の" if predicate(text) else str(show_written(text))


def no(text: Any) -> str:
    """Turn a text into what stands before a noun: 壊血病 -> 壊血病の, 鉄がさびる -> 鉄がさびる."""
    return str(show_written(text)) if predicate(text) else f"{show_written(text)}の"


def da(text: Any) -> str:
    """Turn a text into the end of a sentence: 血管 -> 血管である, 心臓から出る -> 心臓から出る."""
    return str(show_written(text)) if predicate(text) else f"{show_written(text)}である"


def dated(value: Any, heading: str = _YEAR) -> Any:
    """Return a year with its 年 where the heading speaks of a year: 1997 -> 1997年; other values as they are."""
    is_year = isinstance(value, int) and not isinstance(value, bool) and _YEAR in heading
    return f"{value}{_YEAR}" if is_year else value


def counted(items: Any, counter: str = "つ") -> str:
    """Return how many things a list holds, as one counts them: 3つ, 12個, 3人."""
    return count(len(items), counter)


def count(number: Any, counter: str = "つ") -> str:
    """Return a count of things: 3 -> 3つ, but 12 -> 12個."""
    native = isinstance(number, int) and 1 <= number <= 9
    return f"{number}{counter if native or counter != 'つ' else '個'}"


def tells_count(text: str, items: Any) -> bool:
    """Tell whether a heading says how many things a list holds: 三権 of three, 4大文明 of four."""
    number = len(items)
    return str(number) in text or (number <= len(_NUMERALS) and _NUMERALS[number - 1] in text)


# --- where a line may break ---------------------------------------------------------------------------------


class Join(IntEnum):
    """How closely two neighbouring words belong together. A line breaks at the loosest place that fits."""

    CLAUSE = 0  # after a comma, a topic (は), a clause (て, ば, と, ので)
    PHRASE = 1  # between bunsetsu: after a case particle, an adverb
    MODIFIER = 2  # between a modifier and its head: 勾配の|消失, 保持する|層
    COMPOUND = 3  # inside a compound or a list's item: 活性化|関数


_CLAUSE_PARTICLES = ("接続助詞",)
_ADNOMINAL_PARTICLES = ("連体化",)
_DEPENDENT = ("助詞", "助動詞")
_DEPENDENT_GROUPS = ("接尾", "非自立", "特殊")
_BEFORE_NOUNS = ("基本形", "体言接続", "*")
_BREATH = "、。・，？！ 　"
_SPACES = str.maketrans(" 　", "、、")


@lru_cache(maxsize=2048)
def find_joins(text: str) -> tuple[tuple[int, Join], ...]:
    """Return where words that can begin a bunsetsu begin, and how closely each belongs to what precedes it."""
    found: list[tuple[int, Join]] = []
    before: dict[str, Any] | None = None
    breath = False
    for morpheme in frontend.analyse(text.translate(_SPACES), ()):
        start, stop = morpheme["char_span"]
        if morpheme["pos"] in _SYMBOLS or set(text[start:stop]) <= set(_BREATH):
            breath = breath or (stop > start and set(text[start:stop]) <= set(_BREATH))
            continue
        if before is not None and start > 0 and not _depends(morpheme, before, breath):
            found.append((start, Join.CLAUSE if breath else _judge_join(before, morpheme)))
        before, breath = morpheme, False
    return tuple(found)


def _depends(morpheme: dict[str, Any], before: dict[str, Any], breath: bool) -> bool:
    """Tell whether a word cannot begin a bunsetsu."""
    pos, group = morpheme["pos"], morpheme["pos_group1"]
    if breath:
        return pos == "助詞"
    if before["pos"] == "接頭詞" or pos in _DEPENDENT or group in _DEPENDENT_GROUPS:
        return True
    return pos == "動詞" and before["pos_group1"] == "サ変接続"  # 選択|する


def _judge_join(before: dict[str, Any], morpheme: dict[str, Any]) -> Join:
    pos, group, form = before["pos"], before["pos_group1"], str(before["cform"])
    if pos == "助詞":
        if group in _ADNOMINAL_PARTICLES or before["orig"] in ("という", "といった"):
            return Join.MODIFIER
        return Join.CLAUSE if group in _CLAUSE_PARTICLES or before["orig"] == "は" else Join.PHRASE
    if pos == "連体詞":
        return Join.MODIFIER
    if pos in PREDICATES:
        nouns = morpheme["pos"] in ("名詞", "接頭詞", "連体詞")
        return Join.MODIFIER if nouns and form.startswith(_BEFORE_NOUNS) else Join.PHRASE
    if pos == "名詞" and morpheme["pos"] in ("名詞", "接頭詞"):
        return Join.PHRASE if group == "副詞可能" and before["char_span"][0] else Join.COMPOUND
    return Join.PHRASE
