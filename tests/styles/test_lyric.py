"""`[lyric]` of a style: numbers that make no song are refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from mnemo import styles
from mnemo.errors import StyleError
from mnemo.styles.lyric import LIMITS, LyricStyle


@pytest.mark.parametrize("key", LIMITS)
def test_numbers_out_of_range_are_named(key: str) -> None:
    low, high = LIMITS[key]
    for value in (low - 1, high + 1):
        with pytest.raises(StyleError, match=f"lyric.{key}"):
            LyricStyle(**{key: value})  # type: ignore[arg-type]


@pytest.mark.parametrize("morae", [(0, 9), (12, 9), (9, 17)])
def test_morae_are_a_range_below_the_most(morae: tuple[int, int]) -> None:
    with pytest.raises(StyleError, match=r"lyric\.morae"):
        LyricStyle(morae=morae)


def test_a_style_file_is_read(tmp_path: Path) -> None:
    text = (Path(styles.__file__).parent / "technopop.toml").read_text("utf-8")
    path = tmp_path / "mine.toml"
    path.write_text(text.replace("choruses = 3", "choruses = 2"), "utf-8")
    assert styles.load(str(path)).lyric.choruses == 2
    path.write_text(text.replace("choruses = 3", "choruses = 0"), "utf-8")
    with pytest.raises(StyleError, match=r"lyric\.choruses"):
        styles.load(str(path))
