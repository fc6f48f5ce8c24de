"""`[lyric]` of a style: how much text a bar takes and how often things come. Read by mnemo.words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from mnemo.key_lines import Keys
from mnemo.reader import Document, Range, key_name


@dataclass(frozen=True)
class LyricStyle:
    """`[lyric]`."""

    bars_per_line: Annotated[int, Range(1, 4)] = 2  # at least; a line that is long for the tempo takes more
    morae: tuple[int, int] = (9, 15)  # what a line likes to have
    most_morae: Annotated[int, Range(2, 32)] = 16  # a longer line takes more bars
    verse_lines: Annotated[int, Range(2, 32)] = 8  # at most; more facts make more verses
    prechorus_lines: Annotated[int, Range(0, 8)] = 2
    chorus_lines: Annotated[int, Range(2, 32)] = 8  # at most, when the hook facts are few enough to be sung twice in it
    choruses: Annotated[int, Range(1, 8)] = 3  # the last one is the climax
    longest_s: Annotated[float, Range(30, 1200)] = (
        176.0  # the song, at the style's tempo; decides how often a short chorus goes round
    )
    instrumental_bars: Annotated[int, Range(0, 64)] = 18  # what intro, breaks and outro will add

    def check(self, doc: Document, keys: Keys) -> None:
        fewest, most = self.morae
        if not 1 <= fewest <= most <= self.most_morae:
            template = "{key} must go up from 1 or more to at most {most}, not from {low} to {high}"
            own = (*keys, "morae")
            raise doc.fail(own, template, key=key_name(own), most=self.most_morae, low=fewest, high=most)
