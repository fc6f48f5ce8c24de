"""The singers beside the lead: double and harmony of the chorus, and the second singer, who answers and echoes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mnemo import units
from mnemo.model import Key, Section, SungNote, VocalName, VocalPart
from mnemo.music.echoes import write_echoes
from mnemo.music.form import PlannedLine

HARMONY_KINDS = ("chorus",)
NEAREST_BELOW, FURTHEST_BELOW = 3, 9  # semitones under the lead: from a minor third to a sixth
LOWEST_MIDI = 55
# how loud the lead sings a kind of section, how much louder on beats; how much softer the others
LEAD_VELOCITY = {"verse": 90, "prechorus": 94, "chorus": 102}
BEAT_ACCENT = 6
BACKING = -14


def arrange_vocals(
    lead: Sequence[SungNote], planned: Sequence[PlannedLine], sections: Sequence[Section], key: Key
) -> tuple[VocalPart, ...]:
    """Return the vocal parts, the lead first; a part that has nothing to sing is left out."""
    section_of = {line: section for section in sections for line in section.lines}
    lead = [_set_velocity(n, section_of[n.line].kind) for n in lead]
    chorus = [n for n in lead if section_of[n.line].kind in HARMONY_KINDS]
    answers = [n for n in lead if planned[n.line].line.response]
    parts = (
        VocalPart(VocalName.LEAD, tuple(lead), "lead"),
        VocalPart(VocalName.DOUBLE, tuple(replace(n, velocity=n.velocity + BACKING) for n in chorus), "double"),
        VocalPart(VocalName.HARMONY, tuple(_harmonise(n, section_of[n.line]) for n in chorus), "harmony"),
        VocalPart(VocalName.ANSWER, tuple(answers), "second"),
        VocalPart(VocalName.ECHO, write_echoes(lead, planned, sections, key), "second"),
    )
    return tuple(p for p in parts if p.notes)


def _set_velocity(note: SungNote, kind: str) -> SungNote:
    accent = BEAT_ACCENT if note.onset_ticks % units.TICKS_PER_BEAT == 0 else 0
    return replace(note, velocity=LEAD_VELOCITY.get(kind, LEAD_VELOCITY["verse"]) + accent)


def _harmonise(note: SungNote, section: Section) -> SungNote:
    """Return the chord's next tone at least a third below."""
    chord = section.chord_at(note.onset_ticks)
    below = range(note.midi - NEAREST_BELOW, note.midi - FURTHEST_BELOW - 1, -1)
    midi = next((p for p in below if p % 12 in chord.pitch_classes and p >= LOWEST_MIDI), note.midi)
    return replace(note, midi=midi, velocity=note.velocity + BACKING)
