"""Lines that are too long, in parts."""

from __future__ import annotations

import pytest

from mnemo.words.breaks import BrokenText, break_lines
from mnemo.words.grammar import Join
from mnemo.words.readings import read
from mnemo.words.templates import SungText, parse_wording

GIVEN = {"CEC": "シーイーシ'ー", "F値": "エフ'チ"}
COMFORTABLE, LONGEST = 16, 30


def parts(wording: str, most: int = LONGEST) -> BrokenText:
    (text,) = parse_wording(wording).lines
    return break_lines(text, read(text.text, GIVEN), COMFORTABLE, most)


def texts(wording: str, most: int = LONGEST) -> list[str]:
    return [part.text for part in parts(wording, most).texts]


@pytest.mark.parametrize(
    "wording",
    [
        "情報を通すかどうかを選択する仕組み",
        "陽性と予測した中の正解の割合が適合率",
        "新しい情報をCECに取り込む入力ゲート",
    ],
)
def test_a_definition_stands_whole_in_up_to_four_bars(wording: str) -> None:
    assert texts(wording) == [wording]


@pytest.mark.parametrize(
    ("wording", "lines"),
    [
        (
            "水に溶けると電離して水素イオンを生じる物質を酸という",
            ["水に溶けると電離して", "水素イオンを生じる物質を酸という"],
        ),
        (
            "国会は法律を作り、内閣は政治を行い、裁判所は争いを裁く",
            ["国会は法律を作り、内閣は政治を行い", "裁判所は争いを裁く"],
        ),
        ("ゲートは3つ", ["ゲートは3つ"]),
    ],
)
def test_a_longer_line_breaks_at_a_clause(wording: str, lines: list[str]) -> None:
    assert texts(wording) == lines
    assert parts(wording).torn is Join.CLAUSE


@pytest.mark.parametrize("most", [10, 12, 16, 20, 30])
def test_no_modifier_is_torn_from_its_head_while_another_break_fits(most: int) -> None:
    """In the cut lines of the older rule, 「保持する／層が」 was sung as two lines."""
    wording = "活性化した値を保持する層が前の層の出力を受け取って次の層へ渡す"
    torn = {part for part in texts(wording, most) if part.endswith(("の", "する", "した"))}
    assert not torn or parts(wording, most).torn >= Join.MODIFIER
    if most >= 20:
        assert not torn


def test_what_can_only_be_torn_says_so() -> None:
    assert parts("活性化関数最適化手法損失関数勾配降下法", most=16).torn is Join.COMPOUND
    assert parts("新しい記憶の大切な情報の正しい値の割合の合計", most=16).torn is Join.MODIFIER


def test_the_answer_stays_whole_and_marked() -> None:
    wording = "過去の隠れ状態を*どれだけ無視するかを決める*リセットゲート"
    found = parts(wording).texts
    (answered,) = [part for part in found if part.answer]
    assert answered.answer is not None
    assert answered.text[slice(*answered.answer)] == "どれだけ無視するかを決める"
    assert "".join(part.text for part in found) == wording.replace("*", "")


def test_an_answer_that_is_a_list_may_part_between_its_items() -> None:
    found = parts("*探索と推論、知識表現、機械学習と深層学習、生成モデル*の順").texts
    marked = [part.text[slice(*part.answer)] for part in found if part.answer]
    assert marked == ["探索と推論、知識表現", "機械学習と深層学習、生成モデル"]


def test_a_response_stays_one() -> None:
    found = parts(">水に溶けると電離して水素イオンを生じる物質を酸という").texts
    assert len(found) > 1
    assert all(isinstance(part, SungText) and part.response for part in found)
