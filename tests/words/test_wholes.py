"""What a gap must not cut."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnemo.words.wholes import find_wholes, widen_to_wholes

TEXT = "LSTMの忘却ゲートは1997年に3つ、入力ゲートは0.75倍でLong Short-Term Memoryが小さくなる"


@pytest.mark.parametrize(
    ("text", "part", "whole"),
    [
        ("入力ゲートに入れる", "入", "入力"),
        ("勾配が小さくなる", "小さ", "小さく"),
        ("1997年に出た", "7", "1997年"),
        ("値は0.75である", "5", "0.75"),
        ("幅は28画素である", "8", "28画素"),
        ("距離は5kmである", "5", "5km"),
        ("第2種の試験", "2", "第2種"),
        ("3分の2である", "2", "3分の2"),
        ("Short-Termの記憶", "ort", "Short-Term"),
        ("2026.04.01に出た", "04", "2026.04.01"),
        ("Ｆ値である", "Ｆ", "Ｆ"),
    ],
)
def test_a_part_is_widened_to_its_whole(text: str, part: str, whole: str) -> None:
    at = text.index(part)
    start, stop = widen_to_wholes(text, (at, at + len(part)), {})
    assert text[start:stop] == whole


@given(st.integers(0, len(TEXT) - 1), st.integers(1, 8))
@settings(deadline=None)
def test_no_whole_is_cut(start: int, length: int) -> None:
    readings = {"忘却ゲート": "ボーキャクゲート", "入力ゲート": "ニューリョクゲート"}
    first, last = widen_to_wholes(TEXT, (start, min(start + length, len(TEXT))), readings, ["Long Short-Term Memory"])
    assert first <= start < last
    solid = [*find_wholes(TEXT, readings), (TEXT.index("Long"), TEXT.index("が小"))]
    assert not [(a, b) for a, b in solid if (a < first < b) or (a < last < b)]
