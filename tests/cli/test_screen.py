"""Tables and texts folded to a terminal: nothing is lost, nothing goes over the width."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnemo.cli.screen import count_columns, fold_text, lay_out_table

TEXT = st.text(st.sampled_from("abc GRUのゲートは、2つ。 "), max_size=80).map(lambda t: " ".join(t.split()))
HEADINGS = ("事実", "等級", "測った値", "期待した値", "反証した誤り")


def letters(text: str) -> list[str]:
    return sorted(text.replace(" ", ""))


@settings(deadline=None)
@given(TEXT, st.integers(12, 90), st.integers(0, 6))
def test_folding_loses_nothing_and_keeps_the_width(text: str, width: int, hanging: int) -> None:
    lines = fold_text(text, width, hanging)
    assert letters("".join(lines)) == letters(text)
    assert all(count_columns(line) <= width for line in lines)
    if not re.search(r"\S{9}[、。]|[、。]{2}|^[、。]|[ ][、。]", text):  # but for a word as long as the line
        assert not [line for line in lines[1:] if line.lstrip().startswith(("、", "。"))]


@pytest.mark.parametrize("width", [60, 80, 200])
@settings(deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["lstm-gates", "a"]), st.just("証明"), TEXT, TEXT, TEXT), min_size=1, max_size=4)
)
def test_a_table_is_whole_at_any_width(width: int, rows: list[tuple[str, ...]]) -> None:
    lines = list(lay_out_table(HEADINGS, rows, width))
    assert all(count_columns(line) <= width for line in lines)
    shown = letters("".join(lines))
    for cell in {cell for row in rows for cell in row}:
        assert all(shown.count(c) >= cell.count(c) for c in cell.replace(" ", ""))
    assert "…" not in "".join(lines)


def test_narrow_columns_become_blocks() -> None:
    row = ("lstm-gates", "証明", "ゲートは3個：入力、出力、忘却" * 3, "三つ" * 20, "二つ" * 20)
    assert list(lay_out_table(HEADINGS, [row], 60))[:2] == ["lstm-gates", "  等級: 証明"]
    assert next(lay_out_table(HEADINGS, [row], 200)).split() == list(HEADINGS)
