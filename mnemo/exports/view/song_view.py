"""A song as somebody sees it who follows it: lines in cells, when each mora sounds, what to loop, where chords stand.

Shared by the study page and the video, so that both show the same at the same moment.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from mnemo.exports.release.format import Song
from mnemo.exports.view.furigana import Cell, cells
from mnemo.model import Grade

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
    text: str
    cells: tuple[Cell, ...]
    chords: tuple[str, ...]  # one entry a cell, empty where no chord begins
    morae: tuple[Span, ...]
    facts: tuple[str, ...]
    section: int
    loop: Span

    @property
    def start_s(self) -> float:
        return self.morae[0].start_s

    @property
    def end_s(self) -> float:
        return self.morae[-1].end_s


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


def view(song: Song) -> SongView:
    """The song of a release, from its song.json and the words of its score."""
    document = song.document
    duration_s = document["duration_s"]
    sung = [_spans(line) for line in document["lines"]]
    ends = [0.0, *(spans[-1].end_s for spans in sung)]
    starts = [*(spans[0].start_s for spans in sung), duration_s]
    lines = tuple(
        _line(line, cells(scored.words), spans, document["sections"], _around(spans, ends[i], starts[i + 1]))
        for i, (line, scored, spans) in enumerate(zip(document["lines"], song.score.lines, sung, strict=True))
    )
    return SongView(lines, tuple(_sections(document["sections"], lines, duration_s)), duration_s)


def section_name(name: str) -> str:
    """`verse 2` in Japanese; a kind without a translation stays as it is."""
    match = re.fullmatch(r"(.*?)\s*(\d*)", name)
    kind, number = match.groups() if match else (name, "")
    label = SECTION_NAMES.get(re.sub(r"[\W_]", "", kind.lower()), kind)
    return f"{label} {number}".strip()


def _spans(line: Mapping[str, Any]) -> tuple[Span, ...]:
    return tuple(Span(mora["start_s"], mora["end_s"]) for mora in line["morae"])


def _around(spans: Sequence[Span], before_s: float, after_s: float) -> Span:
    """What is heard of a line that is looped: the line, with a breath on both sides but nothing of its neighbours."""
    start_s, end_s = spans[0].start_s, spans[-1].end_s
    first = max(start_s - LEAD_IN_S, min(before_s, start_s))
    last = min(end_s + TAIL_S, max(after_s, end_s))
    return Span(round(first, 3), round(last, 3))


def _line(
    line: Mapping[str, Any], cut: tuple[Cell, ...], spans: tuple[Span, ...], sections: Sequence[Any], loop: Span
) -> LineView:
    chords = [chord for section in sections for chord in section["chords"]]
    return LineView(
        line["text"], cut, _chords(cut, spans, chords), spans, tuple(line["facts"]), line["section"], loop
    )  # fmt: skip


def _chords(cut: Sequence[Cell], spans: Sequence[Span], chords: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """The symbols that begin over each cell; over the first also what already sounds, so that a line can be played."""
    sung = [i for i, cell in enumerate(cut) if cell.morae]
    edges = [spans[cut[i].first].start_s for i in sung] + [spans[-1].end_s]
    above = [""] * len(cut)
    for number, (i, (start_s, end_s)) in enumerate(zip(sung, pairwise(edges), strict=True)):
        begins = [c["symbol"] for c in chords if start_s <= c["start_s"] < end_s]
        if number == 0 and not begins:
            begins = [c["symbol"] for c in chords if c["start_s"] < start_s < c["end_s"]]
        above[i] = " ".join(begins)
    return tuple(above)


def _sections(
    sections: Sequence[Mapping[str, Any]], lines: Sequence[LineView], duration_s: float
) -> Sequence[SectionView]:
    """Sections, looped from the consonant before their bar line to the one before the next section's."""
    members = [tuple(i for i, line in enumerate(lines) if line.section == number) for number in range(len(sections))]
    starts = [
        min([s["start_s"], *(lines[i].start_s for i in inside if s["start_s"] - lines[i].start_s < CONSONANT_S)])
        for s, inside in zip(sections, members, strict=True)
    ]
    return [
        SectionView(section_name(s["name"]), Span(s["start_s"], s["end_s"]), Span(round(a, 3), round(b, 3)), inside)
        for s, inside, (a, b) in zip(sections, members, pairwise([*starts, duration_s]), strict=True)
    ]
