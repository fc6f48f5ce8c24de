"""What is sung when, in one piece of audio: the song, or a mix of it whose lines stand at other times.

Times are in seconds from sample 0 of that audio, rounded to the microsecond, as song.json gives them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from mnemo import units
from mnemo.model import MoraTime, Performance, Score, Section, SungLine

DECIMALS = 6


@dataclass(frozen=True, slots=True)
class TimedChord:
    symbol: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class TimedSection:
    name: str
    start_s: float
    end_s: float
    chords: tuple[TimedChord, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """Lines in singing order and all sections, sung or not; `section_of` numbers the section of each line."""

    lines: tuple[SungLine, ...]
    sections: tuple[TimedSection, ...]
    section_of: tuple[int, ...]
    duration_s: float


def make_timeline(score: Score, performance: Performance) -> Timeline:
    """Return the timeline of the whole song."""
    number = {section.start_ticks: i for i, section in enumerate(score.sections)}
    return Timeline(
        lines=tuple(replace(line, times=tuple(map(_round_time, line.times))) for line in performance.lines),
        sections=tuple(_time_section(section, score.us_per_beat) for section in score.sections),
        section_of=tuple(number[line.section.start_ticks] for line in performance.lines),
        duration_s=round(units.samples_to_s(len(performance.master), performance.sample_rate), DECIMALS),
    )


def _time_section(section: Section, us_per_beat: int) -> TimedSection:
    def seconds(ticks: int) -> float:
        return round(units.ticks_to_s(ticks, us_per_beat), DECIMALS)

    chords = tuple(TimedChord(c.symbol, seconds(c.start_ticks), seconds(c.end_ticks)) for c in section.chords)
    return TimedSection(section.name, seconds(section.start_ticks), seconds(section.end_ticks), chords)


def _round_time(time: MoraTime) -> MoraTime:
    vowel_s = None if time.vowel_s is None else round(time.vowel_s, DECIMALS)
    return MoraTime(round(time.start_s, DECIMALS), vowel_s, round(time.end_s, DECIMALS))
