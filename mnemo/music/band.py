"""What the pitched players make of a section's chords: bass, chords, brass, pad, arpeggio and bell.

A player strikes the steps of a pattern and turns each sign into pitches of the chord under it. Where a chord changes
under a held step, the player moves with it. In the bar of a break everybody stops after its first beat;
the last bar of the song is one chord.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from mnemo import units
from mnemo.model import Chord, Note
from mnemo.music.feel import Feel
from mnemo.music.form import PlannedSection
from mnemo.music.patterns import STEP_TICKS, Step, bars
from mnemo.styles.music import MusicStyle

OCTAVE = 12
GATE = 0.9  # of a struck note's length that sounds; the rest parts it from the next
STOP = Step(0, 2 * STEP_TICKS, "1")  # the hit with which a break begins

Voicing = Callable[[Chord, str], list[int]]


@dataclass(frozen=True)
class Player:
    table: str  # of the style's patterns
    voicing: Voicing  # chord, sign -> MIDI pitches
    velocity: int
    program: int  # General MIDI
    stops: bool = True  # strikes the first beat of a break


def bass_tone(lowest: int) -> Voicing:
    """`1 3 5 7 8`: one tone of the chord, `1` and `8` its bass an octave apart."""
    order = {"3": 1, "5": 2, "7": 3}

    def voicing(chord: Chord, sign: str) -> list[int]:
        tones = chord.pitch_classes
        tone = tones[order[sign] % len(tones)] if sign in order else chord.bass
        return [lowest + (tone - lowest) % OCTAVE + (OCTAVE if sign == "8" else 0)]

    return voicing


def close(centre: int) -> Voicing:
    """All tones, each as near to the centre as it comes, so that voices move little from chord to chord."""
    lowest = centre - OCTAVE // 2
    return lambda chord, sign: sorted(lowest + (c - lowest) % OCTAVE for c in chord.pitch_classes)


def climbing(lowest: int) -> Voicing:
    """`1`..`9`: the chord's tones counted upwards from the lowest."""

    def voicing(chord: Chord, sign: str) -> list[int]:
        tones = sorted((c - lowest) % OCTAVE for c in chord.pitch_classes)
        octave, tone = divmod(int(sign) - 1, len(tones))
        return [lowest + tones[tone] + OCTAVE * octave]

    return voicing


PLAYERS: dict[str, Player] = {
    "bass": Player("bass", bass_tone(33), 104, 38),  # from A1: a phone still sounds its second partial
    "chords": Player("chords", close(64), 84, 90),
    "brass": Player("chords", close(67), 94, 62),
    "pad": Player("chords", close(60), 68, 89, stops=False),
    "arp": Player("arp", climbing(62), 80, 81, stops=False),
    "bell": Player("arp", climbing(74), 78, 98, stops=False),
}


def play(name: str, section: PlannedSection, chords: Sequence[Chord], style: MusicStyle, feel: Feel) -> Iterator[Note]:
    """The notes of one player in one section."""
    pattern_name = getattr(section.band, name)
    if not pattern_name:
        return
    player = PLAYERS[name]
    pattern = bars(getattr(style, player.table)[pattern_name])
    octave = OCTAVE if name in section.band.high else 0
    for step, start, end, chord in _struck(section, chords, pattern, player, name):
        for midi in player.voicing(chord, step.sign):
            yield feel.note(name, start, round((end - start) * GATE), midi + octave, player.velocity)


def _struck(
    section: PlannedSection, chords: Sequence[Chord], pattern: Sequence[Sequence[Step]], player: Player, name: str
) -> Iterator[tuple[Step, int, int, Chord]]:
    """Every step with its time, parted where the chord changes under it."""
    for bar in range(section.bars):
        steps: Sequence[Step] = ()
        if section.is_last_chord(bar):
            steps = (Step(0, section.last_chord_ticks, "1"),)
        elif bar >= section.playing_bars:
            steps = (STOP,) if player.stops and bar == section.playing_bars else ()
        elif section.plays(name, bar):
            steps = pattern[bar % len(pattern)]
        for step in steps:
            start = section.start_ticks + bar * units.TICKS_PER_BAR + step.onset_ticks
            end = start + step.duration_ticks
            for chord in chords:
                if chord.start_ticks < end and start < chord.end_ticks:
                    yield step, max(start, chord.start_ticks), min(end, chord.end_ticks), chord
