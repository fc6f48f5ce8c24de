"""How good a sung melody is, measured on the score: accent, voice, harmony, form; `mnemo.quality.rhythm` has the rest.

Every measure is a function of a `Score`, its docstring is its definition, and `measure` collects them for
`Score.quality["melody"]`. Shares are 0..1; a share of nothing is None. Intervals are in semitones. What is judged is
notes as one hears them: a mora that shares the note before it belongs to that note, and a silent one (ッ) has no pitch.
Both are passed over, so that an accent that falls into them is judged at the note after.
The accent measures follow Senda 2018, who found that listeners mind a melody that rises where speech falls and one
that sinks between the first two morae of a phrase.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from mnemo import units
from mnemo.model import Score, SungNote
from mnemo.quality import rhythm
from mnemo.quality.lines import MeasuredLine, group_by_section, list_lines, share

LOWEST_MIDI, HIGHEST_MIDI = 57, 76  # A3..E5: what the voice sings without strain
COMFORTABLE_MIDI = (62, 72)
STABLE_TONES = 3  # root, third, fifth: chords list their tones in this order
WIDE_LEAP, LEAP, STEP = 7, 4, 2  # semitones
SCALE_STEP = 2  # neighbours of a diatonic scale lie at most this far apart
HOOK_BARS = 2

Range = tuple[float, float]


def measure(score: Score) -> dict[str, Any]:
    """Return all measures of a score, JSON-ready."""
    lines = list_lines(score)
    return {
        "accent_falls": accent_falls(lines),
        "accent_rises": accent_rises(lines),
        "hook_falls_contradicted": hook_falls_contradicted(lines),
        "voice": voice(lines),
        "chord_tones_on_1_and_3": chord_tones(lines),
        "leaps": leaps(lines),
        "sections_end_stable": sections_end_stable(lines),
        "verse_similarity": verse_similarity(lines),
        "hook_identical": hook_identical(lines),
        "chorus_above_verse": chorus_above_verse(lines),
        "key_words_on_top": key_words_on_top(lines),
        "speed": rhythm.speed(lines, score.us_per_beat),
        "longest_without_rest_bars": rhythm.longest_without_rest(lines),
        "longest_without_breath_bars": rhythm.longest_without_breath(lines),
        "hook": rhythm.hook(lines),
        "pop": rhythm.like_pop(lines),
    }


def accent_falls(lines: Sequence[MeasuredLine]) -> dict[str, Any]:
    """At every accent fall with a sounding mora after it in the same line: the share of falls where the melody does
    not go up, and the share where it goes down."""
    return _share_moves(
        [b.midi - a.midi for line in lines for a, b in _find_falls(line)], {"not_up": (-99, 0), "down": (-99, -1)}
    )


def accent_rises(lines: Sequence[MeasuredLine]) -> dict[str, Any]:
    """At every accent phrase that begins low and goes on high: the share where the melody does not go down from its
    first sounding mora to its second, and the share where it goes up."""
    moves = [b.midi - a.midi for line in lines for a, b in _find_rises(line)]
    return _share_moves(moves, {"not_down": (0, 99), "up": (1, 99)})


def hook_falls_contradicted(lines: Sequence[MeasuredLine]) -> int:
    """Return how often the melody goes up at an accent fall in a chorus."""
    return sum(b.midi > a.midi for line in lines if line.sung.section.kind == "chorus" for a, b in _find_falls(line))


def voice(lines: Sequence[MeasuredLine]) -> dict[str, Any]:
    """Return the lowest and highest note, the range between them, the mean (every note counts once), the share of notes
    in the comfortable middle of the voice, and whether all lie within its tessitura.
    """
    pitches = np.array([n.midi for line in lines for n in line.sounding])
    if not len(pitches):
        return {}
    low, high = COMFORTABLE_MIDI
    return {
        "lowest_midi": int(pitches.min()),
        "highest_midi": int(pitches.max()),
        "range_semitones": int(pitches.max() - pitches.min()),
        "mean_midi": round(float(pitches.mean()), 2),
        "comfortable": share((low <= p <= high) for p in pitches),
        "within_tessitura": bool(pitches.min() >= LOWEST_MIDI and pitches.max() <= HIGHEST_MIDI),
    }


def chord_tones(lines: Sequence[MeasuredLine]) -> float | None:
    """Of the notes that sound on beat 1 or 3 of a bar (begun there or held over it), the share that belongs to the
    chord of that beat. A note held over several such beats is judged at each."""
    judged = []
    for line in lines:
        for note in line.sounding:
            for beat in _find_strong_beats(note):
                chord = line.sung.section.chord_at(beat)
                judged.append(note.midi % 12 in chord.pitch_classes)
    return share(judged)


def leaps(lines: Sequence[MeasuredLine]) -> dict[str, Any]:
    """Return the intervals between neighbouring notes of a line.

    `wide`: the share over 7 semitones. `resolved`: of those over 4, the share after which the melody's next move,
    repeated notes aside, is a step of 1 or 2 semitones; a leap with nothing after it in its line is not resolved.
    """
    moves, resolved = [], []
    for line in lines:
        intervals = [b.midi - a.midi for a, b in pairwise(line.sounding)]
        moves += intervals
        for i, interval in enumerate(intervals):
            if abs(interval) > LEAP:
                following = next((m for m in intervals[i + 1 :] if m), 99)
                resolved.append(abs(following) <= STEP)
    return {"wide": share(abs(m) > WIDE_LEAP for m in moves), "resolved": share(resolved), "count": len(resolved)}


def sections_end_stable(lines: Sequence[MeasuredLine]) -> float | None:
    """Return the share of sung sections whose last note is root, third or fifth of the chord under its onset."""
    last = {line.sung.section.start_ticks: line for line in lines if line.sounding}
    ends = [(line.sounding[-1], line.sung.section) for line in last.values()]
    return share(n.midi % 12 in home.chord_at(n.onset_ticks).pitch_classes[:STABLE_TONES] for n, home in ends)


def verse_similarity(lines: Sequence[MeasuredLine]) -> float | None:
    """Return how alike later verses are to the first, line by line: of the notes of the line that has fewer, the share
    for which the other has a note at the same place of its bars (ticks since the line's first bar) within one scale
    step, two semitones. Where mora counts differ, the longer line's notes that divide the other's are not held against
    it. Lines in places that the first verse does not have are passed over.
    """
    verses = group_by_section(lines, "verse")
    first, later = (verses or [[]])[0], verses[1:]
    judged = []
    for section in later:
        for pair in zip(first, section, strict=False):
            few, many = sorted(pair, key=lambda line: len(line.sounding))
            there = {n.onset_ticks - many.start_ticks: n.midi for n in many.sounding}
            for note in few.sounding:
                midi = there.get(note.onset_ticks - few.start_ticks)
                judged.append(midi is not None and abs(note.midi - midi) <= SCALE_STEP)
    return share(judged)


def hook_identical(lines: Sequence[MeasuredLine]) -> bool | None:
    """Tell whether the first two bars of every chorus are the same notes at the same places, up to transposition by the
    difference of the sections' keys."""
    hooks = []
    for chorus in group_by_section(lines, "chorus"):
        start = chorus[0].sung.section.start_ticks
        inside = [
            n for line in chorus for n in line.sounding if n.onset_ticks < start + HOOK_BARS * units.TICKS_PER_BAR
        ]
        tonic = chorus[0].sung.section.tonic
        hooks.append([(n.onset_ticks - start, n.duration_ticks, n.midi, tonic) for n in inside])
    if not hooks:
        return None
    return all(_is_transposed(hooks[0], hook) for hook in hooks)


def chorus_above_verse(lines: Sequence[MeasuredLine]) -> float | None:
    """Return the mean pitch of the choruses in the first chorus's key (a modulation does not count) less that of the
    verses, in semitones; every note counts once.
    """
    verse = [n.midi for line in lines if line.sung.section.kind == "verse" for n in line.sounding]
    choruses = [line for line in lines if line.sung.section.kind == "chorus"]
    if not verse or not any(line.sounding for line in choruses):
        return None
    home = choruses[0].sung.section.tonic
    chorus = [n.midi - _measure_shift(home, line.sung.section.tonic) for line in choruses for n in line.sounding]
    return round(float(np.mean(chorus) - np.mean(verse)), 2)


def key_words_on_top(lines: Sequence[MeasuredLine]) -> float | None:
    """Of the chorus lines whose answer (the word that a quiz asks for) is at most half of the line, the share in which
    it has the line's highest note."""
    judged = []
    for line in lines:
        first, stop = line.sung.line.answer or (0, 0)
        if line.sung.section.kind == "chorus" and 0 < 2 * (stop - first) <= len(line.sung.notes):
            word = [n.midi for n in line.sung.notes[first:stop] if not n.mora.silent]
            judged.append(max(word, default=0) == max((n.midi for n in line.sounding), default=-1))
    return share(judged)


def _find_falls(line: MeasuredLine) -> Iterator[tuple[SungNote, SungNote]]:
    """Yield neighbouring notes between which the accent falls."""
    before, fell = None, False
    for note in line.sung.notes:
        if not (note.mora.silent or note.shared):
            if before is not None and fell:
                yield before, note
            before, fell = note, False
        fell = fell or note.mora.falls


def _find_rises(line: MeasuredLine) -> Iterator[tuple[SungNote, SungNote]]:
    """Yield the first two sounding morae of each phrase that begins low and goes on high; one note may hold both."""
    start = 0
    for phrase in line.sung.line.phrases:
        notes = line.sung.notes[start : start + len(phrase.morae)]
        start += len(phrase.morae)
        if len(notes) > 1 and not notes[0].mora.high and notes[1].mora.high:
            sounding = [n for n in notes if not n.mora.silent]
            if len(sounding) > 1:
                yield sounding[0], sounding[1]


def _find_strong_beats(note: SungNote) -> range:
    """Return the beats 1 and 3 that lie within a note."""
    half = units.TICKS_PER_BAR // 2
    return range(-(-note.onset_ticks // half) * half, note.onset_ticks + note.duration_ticks, half)


def _is_transposed(a: Sequence[tuple[int, ...]], b: Sequence[tuple[int, ...]]) -> bool:
    """Tell whether two tunes are the same but for the difference of their keys."""
    if len(a) != len(b):
        return False
    return all(
        (at, length, midi + _measure_shift(tonic_a, tonic_b)) == (at_b, length_b, midi_b)
        for (at, length, midi, tonic_a), (at_b, length_b, midi_b, tonic_b) in zip(a, b, strict=True)
    )


def _measure_shift(home: int, tonic: int) -> int:
    """Return the semitones from one key to another, the shorter way."""
    return (tonic - home + 5) % 12 - 5


def _share_moves(moves: Sequence[int], shares: dict[str, tuple[int, int]]) -> dict[str, Any]:
    found: dict[str, Any] = {name: share(low <= m <= high for m in moves) for name, (low, high) in shares.items()}
    return {**found, "count": len(moves)}
