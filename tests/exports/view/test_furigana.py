"""Which reading stands above which characters, and where each mora is."""

from __future__ import annotations

import math

import pytest
from markupsafe import Markup

from mnemo.exports.drawing import plots
from mnemo.exports.drawing import typeset as typeset
from mnemo.exports.view.furigana import cut_cells, split_morae
from mnemo.exports.view.song_view import make_view, translate_section
from mnemo.model import Curve, Plot, Word
from tests.builders import GATE_LINE, LSTM_LINE, RESET_LINE
from tests.exports.songs import FADING, a_song


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        (Word("入力", "にゅうりょく", 4), [("入力", "にゅ う りょ く", 0, 4)]),
        (Word("取り消す", "とりけす", 4), [("取", "と", 0, 1), ("り", "", 1, 1), ("消", "け", 2, 1), ("す", "", 3, 1)]),
        (Word("3つ", "みっつ", 3), [("3", "み っ", 0, 2), ("つ", "", 2, 1)]),
        (Word("ゲート", "", 3), [("ゲート", "", 0, 3)]),
        (Word("ゲート", "げーと", 3), [("ゲート", "", 0, 3)]),
        (Word("LSTM", "えるえすてぃーえむ", 8), [("LSTM", "え る え す てぃ ー え む", 0, 8)]),
        (Word("、", "", 0), [("、", "", 0, 0)]),
        (Word("今日", "きょう", 3), [("今日", "きょう", 0, 3)]),  # the count does not fit: kept whole
    ],
)
def test_words_are_cut_into_cells(word: Word, expected: list[tuple[str, str, int, int]]) -> None:
    assert [(c.text, " ".join(c.ruby), c.first, c.morae) for c in cut_cells([word])] == expected


def test_small_kana_stay_with_theirs() -> None:
    assert split_morae("ニュウリョッカー") == ("ニュ", "ウ", "リョ", "ッ", "カ", "ー")


@pytest.mark.parametrize("line", [LSTM_LINE, GATE_LINE, RESET_LINE])
def test_every_mora_has_its_place(line: object) -> None:
    cut = cut_cells(line.words)  # type: ignore[attr-defined]
    assert sum(c.morae for c in cut) == len(line.morae)  # type: ignore[attr-defined]
    placed = typeset.set_line(cut, 100)
    assert len(placed.edges) == len(line.morae) + 1  # type: ignore[attr-defined]
    assert list(placed.edges) == sorted(set(placed.edges))
    assert placed.edges[-1] == pytest.approx(placed.width)


def test_a_line_shrinks_until_it_fits() -> None:
    cut = cut_cells(LSTM_LINE.words)
    assert typeset.fit_line(cut, 100, 300).width <= 300
    assert typeset.fit_line(cut, 20, 3000).size == 20


def test_loops_keep_off_their_neighbours() -> None:
    seen = make_view(a_song())
    for before, line, after in zip(seen.lines, seen.lines[1:], seen.lines[2:], strict=False):
        assert before.end_s <= line.loop.start_s <= line.start_s
        assert line.end_s <= line.loop.end_s <= after.start_s
    for section in seen.sections:
        assert all(section.loop.start_s <= seen.lines[i].start_s < section.loop.end_s for i in section.lines)


def test_chords_stand_above_the_word_where_they_begin() -> None:
    """Two bars a line, C then F: C over the first word, F over the one that is sung when the second bar begins."""
    line = make_view(a_song()).lines[0]
    assert [symbol for symbol in line.chords if symbol] == ["C", "F"]
    assert line.chords[0] == "C"


@pytest.mark.parametrize(("name", "label"), [("verse 2", "Aメロ 2"), ("pre-chorus 1", "Bメロ 1"), ("jam", "jam")])
def test_sections_have_japanese_names(name: str, label: str) -> None:
    assert translate_section(name) == label


def test_a_falling_curve_falls_and_stays_inside() -> None:
    chart = plots.lay_out_plot(FADING)
    falling, flat = chart.curves
    assert [y for _, y in falling] == sorted(y for _, y in falling)
    assert len({round(y, 6) for _, y in flat}) == 1
    for x, y in (*falling, *flat):
        assert chart.left - 1 <= x <= chart.right + 1
        assert chart.top - 1 <= y <= chart.bottom + 1
    assert falling[1][1] - falling[0][1] == pytest.approx(falling[2][1] - falling[1][1])  # straight when logarithmic


@pytest.mark.parametrize("ys", [(0.0, 0.0), (1.0, math.nan), (-1e-9, 1e9), (5.0, 5.0)])
@pytest.mark.parametrize("log_y", [False, True])
def test_odd_values_can_be_drawn(ys: tuple[float, float], log_y: bool) -> None:
    chart = plots.lay_out_plot(Plot("", "", "", (Curve("a", (0.0, 1.0), ys),), log_y))
    assert all(math.isfinite(v) for points in chart.curves for point in points for v in point)
    assert chart.y_ticks


def test_an_empty_plot() -> None:
    assert plots.lay_out_plot(Plot("", "", "", ())).curves == ()


def test_svg_escapes_what_it_is_given() -> None:
    evil = '"><script>x</script>'
    drawn = plots.render_svg(Plot(evil, evil, evil, (Curve(evil, (0.0, 1.0), (0.0, 1.0)),)), evil)
    assert isinstance(drawn, Markup)
    assert "<script>" not in drawn
    assert drawn.count("&lt;script&gt;") == 4
