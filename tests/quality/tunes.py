"""Tunes so small that the right answer of a measure can be counted by hand."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from mnemo import units
from mnemo.model import Chord, Key, Line, Phrase, Score, Section, SungNote, VocalPart
from mnemo.quality.lines import MeasuredLine, list_lines
from tests.builders import morae

BAR = units.TICKS_PER_BAR
EIGHTH = units.TICKS_PER_BEAT // 2
US_PER_BEAT = 400_000  # 150 bpm: an eighth is 0.2 s
C_MAJOR, A_MINOR_7 = (0, 4, 7), (9, 0, 4, 7)

Spans = Sequence[tuple[int, int, int]]  # onset and length in eighths, MIDI


@dataclass
class Tune:
    """A score in the making: sections of two bars over one chord, with the lines they sing."""

    sections: list[Section] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    notes: list[SungNote] = field(default_factory=list)

    def sing(
        self,
        kind: str,
        phrases: str,
        spans: Spans,
        chord: tuple[int, ...] = C_MAJOR,
        tonic: int = 0,
        shared: Collection[int] = (),
    ) -> Tune:
        """A section of one line. `phrases` are parted by |; spans count eighths from the start, `shared` numbers
        the morae that share a note."""
        start = self.sections[-1].end_ticks if self.sections else 0
        sung = tuple(Phrase(morae(p)) for p in phrases.split("|"))
        index = len(self.lines)
        self.lines.append(Line("", (), sung, (), bars=2))
        end = start + 2 * BAR
        chords = (Chord("", chord[0], chord, chord[0], start, end),)
        self.sections.append(Section(kind, kind, start, end, chords, (index,), tonic))
        all_morae = self.lines[-1].morae
        assert len(all_morae) == len(spans)
        self.notes += [
            SungNote(start + at * EIGHTH, length * EIGHTH, midi, mora, index, shared=number in shared)
            for number, ((at, length, midi), mora) in enumerate(zip(spans, all_morae, strict=True))
        ]
        return self

    def measured(self) -> list[MeasuredLine]:
        return list_lines(self.score())

    def score(self) -> Score:
        lead = VocalPart("lead", tuple(self.notes))
        end = self.sections[-1].end_ticks
        return Score(
            "t",
            "t",
            "e",
            "s",
            0,
            US_PER_BEAT,
            Key("C", minor=False),
            tuple(self.sections),
            tuple(self.lines),
            (lead,),
            (),
            end,
        )


def eighths(*pitches: int) -> list[tuple[int, int, int]]:
    return [(i, 1, midi) for i, midi in enumerate(pitches)]
