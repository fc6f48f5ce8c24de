"""`[lyric]` of a style: numbers that make no song are refused by name."""

from __future__ import annotations

import dataclasses
import typing
from pathlib import Path

import pytest

from mnemo import styles
from mnemo.errors import StyleError
from mnemo.reader import Range
from mnemo.styles.lyric import LyricStyle

LIMITS = {
    name: limit
    for name, hint in typing.get_type_hints(LyricStyle, include_extras=True).items()
    for limit in typing.get_args(hint)[1:]
    if isinstance(limit, Range)
}


@pytest.mark.parametrize("key", LIMITS)
def test_numbers_out_of_range_are_named(key: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    for value in (LIMITS[key].low - 1, LIMITS[key].high + 1):
        path.write_text(f'title = "T"\ndescription = "D"\nbpm = 120\nkey = "C major"\nlyric.{key} = {value}\n')
        with pytest.raises(StyleError, match=rf"^{path}:5: lyric\.{key} must be from {LIMITS[key].low:g} to"):
            styles.load(str(path))


def test_every_number_but_the_pair_has_its_range() -> None:
    assert {f.name for f in dataclasses.fields(LyricStyle)} - set(LIMITS) == {"morae"}


@pytest.mark.parametrize("morae", [(0, 9), (12, 9), (9, 17)])
def test_morae_are_a_range_below_the_most(morae: tuple[int, int], tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(f'title = "T"\ndescription = "D"\nbpm = 120\nkey = "C major"\nlyric.morae = {list(morae)}\n')
    with pytest.raises(StyleError, match=rf"^{path}:5: lyric\.morae must go up"):
        styles.load(str(path))


def test_a_style_file_is_read(tmp_path: Path) -> None:
    text = (Path(styles.__file__).parent / "technopop.toml").read_text("utf-8")
    path = tmp_path / "mine.toml"
    path.write_text(text.replace("choruses = 3", "choruses = 2"), "utf-8")
    assert styles.load(str(path)).lyric.choruses == 2
    path.write_text(text.replace("choruses = 3", "choruses = 0"), "utf-8")
    with pytest.raises(StyleError, match=r"lyric\.choruses"):
        styles.load(str(path))
