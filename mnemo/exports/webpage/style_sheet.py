"""How the study page looks: the colours that the song's style decides, and the measure of its printed sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from mnemo.exports.drawing.colours import BLACK, WHITE, format_css, make_readable, mix_colours, parse_rgb
from mnemo.exports.release.format import Song
from mnemo.exports.view.song_view import LineView, SongView

# The printed sheet: one A4 page in two columns, lettering as large as rows and longest line allow, in millimetres.
COLUMNS, COLUMN_MM, SHEET_MM = 2, 88.0, 248.0
ROW_EM, HEAD_EM = 2.75, 1.9
LARGEST_MM = 4.4


PrintedSection = tuple[str, tuple[LineView, ...]]  # its name and lines; none where it repeats an earlier one


def plan_sheet(seen: SongView) -> Iterator[PrintedSection]:
    """Plan the printed sections; of one that repeats an earlier one only the name is printed."""
    printed: set[tuple[Any, ...]] = set()
    for section in seen.sections:
        lines = tuple(seen.lines[i] for i in section.lines)
        if not lines:
            continue
        what = tuple((line.text, line.chords) for line in lines)
        yield (f"{section.name}（くり返し）", ()) if what in printed else (section.name, lines)
        printed.add(what)


def make_style_sheet(song: Song, sections: Sequence[PrintedSection]) -> str:
    """Make the style sheet, which begins with what the song's style and its length decide."""
    cover = song.style.cover
    neon = [parse_rgb(colour) for colour in cover.neon]
    night = mix_colours(parse_rgb(cover.sky[0]), BLACK, 0.35)
    card = mix_colours(night, WHITE, 0.07)
    names = {
        "night": format_css(night),
        "night-card": format_css(card),
        "sky": ", ".join(format_css(parse_rgb(colour)) for colour in cover.sky),
        "sky-ink": format_css(parse_rgb(cover.ink)),
        "lit": format_css(neon[0]),
        "accent-light": format_css(make_readable(neon[1 % len(neon)], WHITE, 5.5)),
        "accent-dark": format_css(make_readable(neon[1 % len(neon)], card, 5.5)),
        "sheet": f"{_find_lettering_mm(sections)}mm",
        **{f"curve{i}-light": format_css(make_readable(colour, WHITE, 3.2)) for i, colour in enumerate(neon)},
        **{f"curve{i}-dark": format_css(make_readable(colour, card, 3.2)) for i, colour in enumerate(neon)},
    }
    return ":root{" + "".join(f"--{name}:{value};" for name, value in names.items()) + "}"


def _find_lettering_mm(sections: Sequence[PrintedSection]) -> float:
    """Find the size of the lettering at which the sheet fits one page."""
    lines = [line for _, inside in sections for line in inside]
    tall = len(lines) * ROW_EM + len(sections) * HEAD_EM
    wide = max((sum(max(len(c.text), 0.5 * len("".join(c.ruby))) for c in line.cells) for line in lines), default=1)
    return round(min(LARGEST_MM, SHEET_MM * COLUMNS / max(tall, 1) * 0.94, COLUMN_MM / wide), 2)
