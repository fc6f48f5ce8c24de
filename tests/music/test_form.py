"""What stands around the sung sections, and how long the song may be."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from mnemo import styles, units
from mnemo.model import Lyric, LyricSection, SectionKind, name_sections
from mnemo.music.form import LONGEST_S, plan
from mnemo.styles.schema import Style
from tests.builders import GATE_LINE, LSTM_LINE


@pytest.fixture(scope="module")
def style() -> Style:
    return styles.load("technopop")


def lyric(*kinds: str, lines: int = 2) -> Lyric:
    named = zip(name_sections([SectionKind(kind) for kind in kinds]), kinds, strict=True)
    sections = (LyricSection(name, SectionKind(kind), (GATE_LINE,) * lines) for name, kind in named)
    return Lyric("t", "t", "e", tuple(sections))


def names(style: Style, *kinds: str) -> list[str]:
    return [s.name for s in plan(lyric(*kinds), style)]


def test_names_and_instrumentals(style: Style) -> None:
    pop = ("verse", "prechorus", "chorus") * 2 + ("chorus",)
    assert names(style, *pop) == [
        *("intro", "verse 1", "prechorus 1", "chorus 1", "interlude"),
        *("verse 2", "prechorus 2", "chorus 2", "bridge", "last chorus", "outro"),
    ]
    assert names(style, "verse") == ["intro", "verse", "outro"]


def test_only_the_last_of_three_choruses_modulates(style: Style) -> None:
    planned = plan(lyric("chorus", "verse", "chorus", "verse", "chorus"), style)
    assert {s.name: s.shift for s in planned if s.shift} == {"last chorus": 2, "outro": 2}
    assert not any(s.shift for s in plan(lyric("verse", "chorus"), style))


def test_a_break_before_each_chorus(style: Style) -> None:
    planned = plan(lyric("verse", "chorus", "verse", "chorus"), style)
    for before, section in pairwise(planned):
        assert before.break_bars == (1 if section.kind == "chorus" else 0)
    assert planned[1].bars == 2 * 2 + 1


def test_lines_follow_each_other(style: Style) -> None:
    planned = plan(lyric("verse", "chorus", lines=3), style)
    for section in (s for s in planned if s.lines):
        assert [line.bar for line in section.lines] == [section.bar, section.bar + 2, section.bar + 4]
        assert [line.last for line in section.lines] == [False, False, True]


def test_a_line_too_full_for_its_bars_gets_more(style: Style) -> None:
    """36 morae at 6.2 a second are four bars at 150 beats a minute; at 190 a beat holds two and a bar seven."""
    full = replace(LSTM_LINE, phrases=LSTM_LINE.phrases * 3)
    lyric = Lyric("t", "t", "e", (LyricSection("verse", "verse", (full,)),))
    assert [plan(lyric, replace(style, bpm=bpm))[1].bars for bpm in (150, 190)] == [4, 6]


def test_a_long_song_has_short_instrumentals(style: Style) -> None:
    bar_s = units.ticks_to_s(units.TICKS_PER_BAR, units.us_per_beat(style.bpm))
    kinds = ("verse", "chorus", "verse", "chorus")
    form = replace(style.music.form, intro_bars=8, outro_bars=8)
    style = replace(style, music=replace(style.music, form=form))
    short, long = (plan(lyric(*kinds, lines=n), style) for n in (4, 12))
    assert short[0].bars == style.music.form.intro_bars
    assert sum(s.bars for s in long) * bar_s <= LONGEST_S
    assert sum(s.bars for s in long if not s.lines) < sum(s.bars for s in short if not s.lines)


def test_a_kind_that_the_style_does_not_name_is_a_verse(style: Style) -> None:
    without = {name: dict(getattr(style.music, name)) for name in ("section", "band")}
    for table in without.values():
        del table["prechorus"]
    (_, section, _) = plan(lyric("prechorus"), replace(style, music=replace(style.music, **without)))
    assert section.style == style.music.section["verse"]
    assert section.band == style.music.band["verse"]


def test_the_second_verse_has_its_own_band(style: Style) -> None:
    planned = {s.name: s for s in plan(lyric("verse", "chorus", "verse", "chorus"), style)}
    assert planned["verse 1"].band != planned["verse 2"].band
    assert planned["verse 1"].style == planned["verse 2"].style
