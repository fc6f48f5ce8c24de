"""Lines that are too long, in parts."""

from __future__ import annotations

import pytest

from mnemo.words.breaks import broken
from mnemo.words.readings import read
from mnemo.words.templates import SungText, parse

GIVEN = {"CEC": "シーイーシ'ー", "F値": "エフ'チ"}


def parts(wording: str, most: int = 16) -> list[SungText]:
    (text,) = parse(wording).lines
    return list(broken(text, read(text.text, GIVEN), most))


@pytest.mark.parametrize(
    ("wording", "lines"),
    [
        ("情報を通すかどうかを選択する仕組み", ["情報を通すかどうかを", "選択する仕組み"]),
        ("適合率0.6、再現率1.0のF値は", ["適合率0.6", "再現率1.0の", "F値は"]),
        ("新しい情報をCECに取り込む入力ゲート", ["新しい情報を", "CECに取り込む", "入力ゲート"]),
        ("ゲートは3つ", ["ゲートは3つ"]),
    ],
)
def test_lines_break_between_accent_phrases(wording: str, lines: list[str]) -> None:
    assert [part.text for part in parts(wording)] == lines


def test_the_answer_stays_whole_and_marked() -> None:
    wording = "過去の隠れ状態を*どれだけ無視するかを決める*リセットゲート"
    found = parts(wording)
    (answered,) = [part for part in found if part.answer]
    assert answered.answer is not None
    assert answered.text[slice(*answered.answer)] == "どれだけ無視するかを決める"
    assert "".join(part.text for part in found) == wording.replace("*", "")


def test_a_response_stays_one() -> None:
    assert all(part.response for part in parts(">情報を通すかどうかを選択する仕組み"))


def test_what_has_no_phrases_to_part_stays_whole() -> None:
    assert len(parts("ゲーティングリカレントニューラルネットワーク", most=8)) == 1
