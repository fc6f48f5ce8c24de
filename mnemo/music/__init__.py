"""Lyric -> Score: form, rhythm, melody, harmony, arrangement. All chance in a song is drawn here, from the seed."""

from __future__ import annotations

from dataclasses import replace

from mnemo import units
from mnemo.model import Chord, Lyric, Score, Section, SungNote
from mnemo.music import tessitura
from mnemo.music.arrangement import Arranger
from mnemo.music.form import PlannedLine, PlannedSection, plan
from mnemo.music.songwriter import Songwriter, make_notes
from mnemo.music.vocals import arrange_vocals
from mnemo.quality import melody as quality
from mnemo.styles.schema import Style


def compose(lyric: Lyric, style: Style, seed: int, singer: tuple[int, int] | None = None) -> Score:
    """Compose the song in the range (MIDI) of the singer: a note for each mora of each line, chords, parts and form."""
    style = replace(style, music=tessitura.move_to_tessitura(style.music, singer))
    tempo = units.us_per_beat(style.bpm)
    writer = Songwriter(seed, style.key, tempo, style.music)
    planned = plan(lyric, style)
    chorus = next((s for s in planned if s.kind == "chorus"), planned[-1])
    sections: list[Section] = []
    lines: list[PlannedLine] = []
    lead: list[SungNote] = []
    for part in planned:
        first = len(lines)
        for line in part.lines:
            lead += make_notes(writer.line(part, line), line, len(lines), part.shift)
            lines.append(line)
        sections.append(_make_section(part, writer.chords(part, chorus), writer.key.tonic, range(first, len(lines))))
    score = Score(
        lyric.topic,
        lyric.title,
        lyric.exam,
        style.name,
        seed,
        tempo,
        style.key,
        tuple(sections),
        tuple(line.line for line in lines),
        arrange_vocals(lead, lines, sections, style.key),
        Arranger(planned, sections, lead, writer.hook(chorus), style.music, seed).parts(),
        planned[-1].end_ticks,
    )
    return replace(score, quality={"melody": quality.measure(score)})


def _make_section(part: PlannedSection, chords: tuple[Chord, ...], tonic: int, lines: range) -> Section:
    tonic = (tonic + part.shift) % 12
    return Section(part.name, part.kind, part.start_ticks, part.end_ticks, chords, tuple(lines), tonic)
