"""A song as somebody sees it who follows it: lines in cells, when each mora sounds, what to loop, where chords stand.

Shared by the study page and the video, so that both show the same at the same moment.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from mnemo.exports.release.format import Song
from mnemo.exports.view.furigana import Cell, cut_cells
from mnemo.exports.view.timeline import TimedChord, Timeline
from mnemo.model import Grade, MoraTime, SungLine

LEAD_IN_S, TAIL_S = 0.15, 0.15  # room around a looped line, where its neighbours leave any
CONSONANT_S = 0.25  # the longest that a first consonant may stand before its section

GRADE_NAMES = {Grade.PROVEN: "証明済み", Grade.COMPUTED: "計算済み", Grade.CITED: "出典あり"}
SECTION_NAMES = {
    "intro": "イントロ",
    "verse": "Aメロ",
    "prechorus": "Bメロ",
    "chorus": "サビ",
    "break": "間奏",
    "interlude": "間奏",
    "solo": "ソロ",
    "bridge": "Cメロ",
    "outro": "アウトロ",
    "lastchorus": "ラストサビ",
}


@dataclass(frozen=True, slots=True)
class Span:
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class LineView:
    sung: SungLine
    cells: tuple[Cell, ...]
    chords: tuple[str, ...]  # one entry a cell, empty where no chord begins
    section: int
    loop: Span

    @property
    def text(self) -> str:
        return self.sung.line.text

    @property
    def facts(self) -> tuple[str, ...]:
        return self.sung.line.facts

    @property
    def morae(self) -> tuple[MoraTime, ...]:
        return self.sung.times

    @property
    def start_s(self) -> float:
        return self.sung.start_s

    @property
    def end_s(self) -> float:
        return self.sung.end_s


@dataclass(frozen=True, slots=True)
class SectionView:
    name: str  # Japanese
    span: Span
    loop: Span
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SongView:
    lines: tuple[LineView, ...]
    sections: tuple[SectionView, ...]
    duration_s: float


def make_view(song: Song) -> SongView:
    """Return the song of a release, from its timeline."""
    timeline = song.timeline
    ends = [0.0, *(line.end_s for line in timeline.lines)]
    starts = [*(line.start_s for line in timeline.lines), timeline.duration_s]
    chords = [chord for section in timeline.sections for chord in section.chords]
    lines = tuple(
        _make_line(line, section, chords, _find_loop(line, ends[i], starts[i + 1]))
        for i, (line, section) in enumerate(zip(timeline.lines, timeline.section_of, strict=True))
    )
    return SongView(lines, tuple(_make_sections(timeline, lines)), timeline.duration_s)


def translate_section(name: str) -> str:
    """Return `verse 2` in Japanese; a kind without a translation stays as it is."""
    match = re.fullmatch(r"(.*?)\s*(\d*)", name)
    kind, number = match.groups() if match else (name, "")
    label = SECTION_NAMES.get(re.sub(r"[\W_]", "", kind.lower()), kind)
    return f"{label} {number}".strip()


def _find_loop(line: SungLine, before_s: float, after_s: float) -> Span:
    """Return what is heard of a line that is looped: the line, with a breath on both sides but nothing of its
    neighbours.
    """
    first = max(line.start_s - LEAD_IN_S, min(before_s, line.start_s))
    last = min(line.end_s + TAIL_S, max(after_s, line.end_s))
    return Span(round(first, 3), round(last, 3))


def _make_line(sung: SungLine, section: int, chords: Sequence[TimedChord], loop: Span) -> LineView:
    cut = cut_cells(sung.line.words)
    return LineView(sung, cut, _place_chords(cut, sung, chords), section, loop)


def _place_chords(cut: Sequence[Cell], line: SungLine, chords: Sequence[TimedChord]) -> tuple[str, ...]:
    """Return the symbols that begin over each cell; over the first also what already sounds, so that a line can be
    played.
    """
    sung = [i for i, cell in enumerate(cut) if cell.morae]
    edges = [line.times[cut[i].first].start_s for i in sung] + [line.end_s]
    above = [""] * len(cut)
    for number, (i, (start_s, end_s)) in enumerate(zip(sung, pairwise(edges), strict=True)):
        begins = [c.symbol for c in chords if start_s <= c.start_s < end_s]
        if number == 0 and not begins:
            begins = [c.symbol for c in chords if c.start_s < start_s < c.end_s]
        above[i] = " ".join(begins)
    return tuple(above)


def _make_sections(timeline: Timeline, lines: Sequence[LineView]) -> Sequence[SectionView]:
    """Return sections, looped from the consonant before their bar line to the one before the next section's."""
    sections = timeline.sections
    members = [tuple(i for i, line in enumerate(lines) if line.section == number) for number in range(len(sections))]
    firsts = [[lines[i].start_s for i in inside] for inside in members]
    starts = [
        min([s.start_s, *(first_s for first_s in inside if s.start_s - first_s < CONSONANT_S)])
        for s, inside in zip(sections, firsts, strict=True)
    ]
    return [
        SectionView(translate_section(s.name), Span(s.start_s, s.end_s), Span(round(a, 3), round(b, 3)), inside)
        for s, inside, (a, b) in zip(sections, members, pairwise([*starts, timeline.duration_s]), strict=True)
    ]
