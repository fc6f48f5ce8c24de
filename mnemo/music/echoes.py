"""The second singer echoes an answer where nobody sings: in a break, an interlude or the outro behind its line.

An answer that comes twice is remembered better, and in such a rest its echo covers no other word: it begins a beat
after its line's bars and ends an eighth before the next line. It keeps the line's rhythm and contour, so that the
accent stays right, and is moved along the scale to where it fits the chords that sound then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from mnemo import units
from mnemo.model import Key, Section, SungNote
from mnemo.music.form import PlannedLine

SOFTER = -14  # in velocity, than the line
BEFORE_NEXT_TICKS = units.TICKS_PER_BEAT // 2
SHORTEST_NOTES, LONGEST_NOTES = 2, 10
STEPS = (0, -1, 1, -2, 2, -3)  # along the scale; of those that fit as well the first


def write_echoes(
    lead: Sequence[SungNote], planned: Sequence[PlannedLine], sections: Sequence[Section], key: Key
) -> tuple[SungNote, ...]:
    """Return the notes of all echoes, in singing order. `planned` are the song's lines, `key` is the song's."""
    sung = [tuple(notes) for _, notes in groupby(lead, lambda n: n.line)]
    section_of = {line: section for section in sections for line in section.lines}
    next_starts = [*(notes[0].onset_ticks for notes in sung[1:]), sections[-1].end_ticks]
    found: list[SungNote] = []
    for notes, line, next_ticks in zip(sung, planned, next_starts, strict=True):
        section = section_of[notes[0].line]
        first, stop = line.line.answer or (0, 0)
        if not SHORTEST_NOTES <= stop - first <= LONGEST_NOTES or notes[first].mora.silent:
            continue
        moved = _move_behind(notes[first:stop], (line.bar + line.bars) * units.TICKS_PER_BAR)
        if moved[-1].end_ticks + BEFORE_NEXT_TICKS <= next_ticks:
            scale = key.transpose(section.tonic - key.tonic).scale
            found += _fit_chords(moved, sections, _find_scale_tones(scale, lead))
    return tuple(found)


def _move_behind(answer: Sequence[SungNote], end_ticks: int) -> list[SungNote]:
    """Return the notes whole beats later, the first at least a beat behind a tick, and softer."""
    earliest = end_ticks + units.TICKS_PER_BEAT
    beats = -(-(earliest - answer[0].onset_ticks) // units.TICKS_PER_BEAT)
    later = beats * units.TICKS_PER_BEAT
    return [
        replace(n, onset_ticks=n.onset_ticks + later, velocity=n.velocity + SOFTER, shared=n.shared and i > 0)
        for i, n in enumerate(answer)
    ]


def _find_scale_tones(scale: frozenset[int], lead: Sequence[SungNote]) -> list[int]:
    """Return the pitches of a scale within the lead's range, ascending."""
    sounding = [n.midi for n in lead]
    return [p for p in range(min(sounding), max(sounding) + 1) if p % 12 in scale]


def _fit_chords(notes: Sequence[SungNote], sections: Sequence[Section], tones: Sequence[int]) -> list[SungNote]:
    """Return the notes moved along the scale to where most of their time is spent on chord tones."""
    return max(
        (_move_along(notes, tones, steps) for steps in STEPS), key=lambda moved: _count_chord_ticks(moved, sections)
    )


def _move_along(notes: Sequence[SungNote], tones: Sequence[int], steps: int) -> list[SungNote]:
    """Return the notes so many scale steps higher; none where one would leave the tones."""
    if any(n.midi not in tones for n in notes):
        return list(notes) if steps == 0 else []
    places = [tones.index(n.midi) + steps for n in notes]
    if not all(0 <= place < len(tones) for place in places):
        return []
    return [replace(n, midi=tones[place]) for n, place in zip(notes, places, strict=True)]


def _count_chord_ticks(notes: Sequence[SungNote], sections: Sequence[Section]) -> int:
    """Return the ticks that notes sound on tones of the chords; no notes have fewer than none."""
    if not notes:
        return -1
    return sum(n.duration_ticks for n in notes if n.midi % 12 in _find_chord_tones(n.onset_ticks, sections))


def _find_chord_tones(ticks: int, sections: Sequence[Section]) -> frozenset[int]:
    section = next((s for s in sections if ticks < s.end_ticks), sections[-1])
    return frozenset(section.chord_at(ticks).pitch_classes)
