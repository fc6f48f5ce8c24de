"""What the pitched players make of a section's chords: bass, chords, brass, pad, arpeggio and bell.

A player strikes the steps of a pattern and turns each sign into pitches of the chord that sounds. Where a chord changes
during a held step, the player changes its pitches too. In the bar of a break everybody stops after its first beat; the
last bar of the song is one chord.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from mnemo import units
from mnemo.model import Chord, Note
from mnemo.music.feel import Feel
from mnemo.music.form import PlannedSection
from mnemo.music.patterns import STEP_TICKS, Step, parse_pattern
from mnemo.styles.music import MusicStyle
from mnemo.styles.parts import BandPart

OCTAVE = 12
GATE = 0.9  # of a struck note's length that sounds; the rest parts it from the next
STOP = Step(0, 2 * STEP_TICKS, "1")  # the hit with which a break begins

Voicing = Callable[[Chord, str], list[int]]  # chord, sign -> MIDI pitches


def bass_voicing(lowest: int) -> Voicing:
    """Return `1 3 5 7 8`: one tone of the chord, `1` and `8` its bass an octave apart."""
    order = {"3": 1, "5": 2, "7": 3}

    def voicing(chord: Chord, sign: str) -> list[int]:
        tones = chord.pitch_classes
        tone = tones[order[sign] % len(tones)] if sign in order else chord.bass
        return [lowest + (tone - lowest) % OCTAVE + (OCTAVE if sign == "8" else 0)]

    return voicing


def close_voicing(centre: int) -> Voicing:
    """Return all tones, each as near to the centre as it comes, so that voices move little from chord to chord."""
    lowest = centre - OCTAVE // 2
    return lambda chord, sign: sorted(lowest + (c - lowest) % OCTAVE for c in chord.pitch_classes)


def climbing_voicing(lowest: int) -> Voicing:
    """Return `1`..`9`: the chord's tones counted upwards from the lowest."""

    def voicing(chord: Chord, sign: str) -> list[int]:
        tones = sorted((c - lowest) % OCTAVE for c in chord.pitch_classes)
        octave, tone = divmod(int(sign) - 1, len(tones))
        return [lowest + tones[tone] + OCTAVE * octave]

    return voicing


VOICINGS: dict[str, Callable[[int], Voicing]] = {
    "bass": bass_voicing,
    "chords": close_voicing,
    "arp": climbing_voicing,
}  # by Player.table


def play(
    part: BandPart, section: PlannedSection, chords: Sequence[Chord], style: MusicStyle, feel: Feel
) -> Iterator[Note]:
    """Yield the notes of one player in one section."""
    player, name = part.player, section.band.patterns.get(part)
    if not player or not name:
        return
    voicing = VOICINGS[player.table](player.midi)
    octave = OCTAVE if part in section.band.high else 0
    for step, start, end, chord in _find_strikes(
        section, chords, parse_pattern(style.patterns_of(part)[name]), part, player.stops
    ):
        for midi in voicing(chord, step.sign):
            yield feel.note(part, start, round((end - start) * GATE), midi + octave, player.velocity)


def _find_strikes(
    section: PlannedSection, chords: Sequence[Chord], pattern: Sequence[Sequence[Step]], part: BandPart, stops: bool
) -> Iterator[tuple[Step, int, int, Chord]]:
    """Yield every step with its time; a step during which the chord changes is divided there."""
    for bar in range(section.bars):
        steps: Sequence[Step] = ()
        if section.is_last_chord(bar):
            steps = (Step(0, section.last_chord_ticks, "1"),)
        elif bar >= section.playing_bars:
            steps = (STOP,) if stops and bar == section.playing_bars else ()
        elif section.plays(part, bar):
            steps = pattern[bar % len(pattern)]
        for step in steps:
            start = section.start_ticks + bar * units.TICKS_PER_BAR + step.onset_ticks
            end = start + step.duration_ticks
            for chord in chords:
                if chord.start_ticks < end and start < chord.end_ticks:
                    yield step, max(start, chord.start_ticks), min(end, chord.end_ticks), chord
