"""Each sung line is compared with its fact: it says the fact's answer and none of the false ones.

The answer counts as said as it is written (隠れ状態), as it is read (かくれじょうたい), shortened by a part that its
line takes for granted (シグモイド for シグモイド関数), and, for a number, in figures, kanji or as a count (2, 二つ,
ふたつ).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from mnemo.errors import ReadingError, TemplateError
from mnemo.model import Fact, Place, Value
from mnemo.said import list_atoms
from mnemo.words.readings import read
from mnemo.words.templates import Wording

_DIGITS = "〇一二三四五六七八九"
_COUNTS = ["ひと", "ふた", "みっ", "よっ", "いつ", "むっ", "なな", "やっ", "ここの"]
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_NAME = re.compile(r"[一-龯々ァ-ヴーA-Za-zΑ-ω]")  # of a name: 多い or 同じ may be a part of other words
_SAME = {"ない": ("なし", "無い"), "ある": ("あり", "有る")}
_SHORTEST = 2  # characters of an answer's part that stands for it


def check_answer(fact: Fact, wording: Wording, readings: Mapping[str, str], place: Place) -> None:
    """Raise TemplateError for a wording that does not say the fact's answer, or says a false one."""
    text = " ".join(line.text for line in wording.lines)
    marked = [line.text[slice(*line.answer)] for line in wording.lines if line.answer]
    answer = " ".join(marked) or text
    stated = list_atoms(fact.value)
    if not all(_says(answer, atom, readings) or (len(stated) > 1 and _begins(answer, atom)) for atom in stated):
        template = "the line {line} does not say the answer {answer}"
        raise TemplateError(template, place=place, line=text, answer="・".join(list_atoms(fact.value)))
    for twin in fact.twins:
        if false := _find_false_part(fact, twin, text, answer):
            template = "the line {line} says {twin}, which the fact calls false"
            raise TemplateError(template, place=place, line=text, twin=false)


def _find_false_part(fact: Fact, twin: Value, text: str, answer: str) -> str:
    """Find what a line says of a false answer: in the marked answer, or elsewhere apart from the fact's own words."""
    stated = list_atoms(fact.value)
    rest = text.replace(answer, " ") if answer != text else text
    marked = answer != text
    for own in sorted(
        (atom for value in (fact.of, *fact.args.values()) for atom in list_atoms(value)), key=len, reverse=True
    ):
        rest = rest.replace(own, " ") if own.strip() else rest
    answer = answer if marked else rest
    for atom in list_atoms(twin):
        inside = any(atom in true for true in stated) or atom in fact.of
        if atom in stated or inside or (len(atom) < _SHORTEST and not _NUMBER.fullmatch(atom)):
            continue
        if _written(answer, atom) and not any(_written(true, atom) for true in stated):
            return atom
        if len(_NAME.findall(atom)) >= _SHORTEST and atom in rest:
            return atom
    return ""


def _says(text: str, atom: str, readings: Mapping[str, str]) -> bool:
    if _written(text, atom) or any(word in text for word in _SAME.get(atom, ())):
        return True
    if _NUMBER.fullmatch(atom):
        return any(form in text for form in _write_number(atom))
    parts = [part for part in re.split(r"[・、，\s/と]", text) if len(part) >= _SHORTEST]
    if any(part in atom for part in parts):
        return True
    return _to_kana(atom, readings) in _to_kana(text, readings)


def _begins(text: str, item: str) -> bool:
    """Tell whether an item of a list is said by its beginning: 入力・出力・忘却ゲート."""
    return item[: max(_SHORTEST, len(item) // 3)] in text


def _written(text: str, atom: str) -> bool:
    """Tell whether a word stands in a text; a number where no other digit touches it."""
    if _NUMBER.fullmatch(atom):
        return any(float(number) == float(atom) for number in _NUMBER.findall(text))
    return atom in text


def _write_number(number: str) -> tuple[str, ...]:
    """Write a whole number in other ways: 二, ふたつ; from 十 on in kanji only."""
    if not number.isdigit() or int(number) > 9999:
        return ()
    n = int(number)
    figures = _to_kanji(n)
    return (figures, f"{_COUNTS[n - 1]}つ") if 1 <= n <= len(_COUNTS) else (figures,)


def _to_kanji(n: int) -> str:
    text = ""
    for size, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, n = divmod(n, size)
        if digit:
            text += ("" if digit == 1 and name else _DIGITS[digit]) + name
    return text or _DIGITS[0]


def _to_kana(text: str, readings: Mapping[str, str]) -> str:
    """Return the kana of a text; the text itself where it cannot be read (another place says so)."""
    try:
        return "".join(m.kana for phrase in read(text, readings).phrases for m in phrase.morae)
    except ReadingError:
        return text
