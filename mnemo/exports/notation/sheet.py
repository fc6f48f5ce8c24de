"""A score as notes on paper: bars, ties and rests, and from them music21 streams.

Played time becomes written time here: a note stands on the grid, without its humanised nudge, and lasts until the grid
line after its end, so that a gate of 90 % is not written as a tie to a tiny rest. A part has one voice: a note that is
still held when the next begins ends there; notes that begin together are a chord.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from mnemo import units
from mnemo.exports.notation import spelling
from mnemo.model import Chord, Note, Score, SungNote, by_note

if TYPE_CHECKING:
    from music21 import stream

BAR = units.TICKS_PER_BAR
GRID_TICKS = units.TICKS_PER_BEAT // 8  # a 32nd
BASS_CLEF_BELOW = 57  # mean pitch
# Lengths that one note head can have, longest first: whole, dotted half, half, ... 32nd.
LENGTHS = [v for n in (4, 2, 1, 1 / 2, 1 / 4) for v in (int(480 * n), int(360 * n))] + [GRID_TICKS]

# General MIDI key -> (staff position, note head): after Weinberg, Guide to Standardized Drumset Notation, 1998.
DRUMS: Mapping[int, tuple[str, str]] = {
    35: ("E4", "normal"), 36: ("F4", "normal"), 37: ("C5", "x"), 38: ("C5", "normal"), 39: ("C5", "triangle"),
    40: ("C5", "slash"), 41: ("G4", "normal"), 42: ("G5", "x"), 43: ("A4", "normal"), 44: ("D4", "x"),
    45: ("B4", "normal"), 46: ("G5", "circle-x"), 47: ("D5", "normal"), 48: ("E5", "normal"), 49: ("A5", "x"),
    50: ("F5", "normal"), 51: ("F5", "x"), 52: ("C6", "x"), 53: ("F5", "diamond"), 54: ("E5", "triangle"),
    55: ("B5", "circle-x"), 56: ("E5", "diamond"), 57: ("B5", "x"), 69: ("A5", "diamond"), 70: ("B5", "diamond"),
    82: ("G5", "diamond"),
}  # fmt: skip
OTHER_DRUM = ("E5", "cross")

# Intervals above the root -> MusicXML's name of the chord.
CHORD_KINDS: Mapping[tuple[int, ...], str] = {
    (0, 4, 7): "major", (0, 3, 7): "minor", (0, 4, 8): "augmented", (0, 3, 6): "diminished", (0, 7): "power",
    (0, 4, 7, 10): "dominant-seventh", (0, 4, 7, 11): "major-seventh", (0, 3, 7, 10): "minor-seventh",
    (0, 3, 6, 9): "diminished-seventh", (0, 3, 6, 10): "half-diminished-seventh", (0, 3, 7, 11): "minor-major-seventh",
    (0, 4, 7, 9): "major-sixth", (0, 3, 7, 9): "minor-sixth", (0, 2, 7): "suspended-second",
    (0, 5, 7): "suspended-fourth", (0, 2, 4, 7, 10): "dominant-ninth", (0, 2, 4, 7, 11): "major-ninth",
    (0, 2, 3, 7, 10): "minor-ninth",
}  # fmt: skip
_SYMBOL = re.compile(r"([A-G][#b]?)([^/]*)(?:/([A-G][#b]?))?$")


@dataclass(frozen=True, slots=True)
class Written:
    """What stands at one place of a part: a chord, a note, or (without pitches) a rest."""

    start_ticks: int
    end_ticks: int
    pitches: tuple[int, ...] = ()
    lyric: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """A piece of a `Written` that one note head can show."""

    at_ticks: int  # within its bar
    length_ticks: int
    pitches: tuple[int, ...]
    lyric: str  # under the first head only
    tie: str = ""  # "start", "continue", "stop"; rests have none


@dataclass(frozen=True, slots=True)
class Bar:
    """All that stands in a bar of a part: bars that are equal look the same."""

    heads: tuple[Head, ...]
    fifths: int | None  # of the key in which its notes are spelled; None for drums
    clef: str = ""  # where the part begins, with the metre
    signature: bool = False  # the key is written
    bpm: float = 0.0  # where the tempo is written
    rehearsal: str = ""
    chords: tuple[Chord, ...] = ()  # their times count from the bar's own start


def write_notes(notes: Sequence[Note], drums: bool = False) -> list[Written]:
    """Return notes of the band on the grid, one voice.

    A drum has no length of its own: it is written until the next stroke or beat.
    """
    together: dict[int, list[Note]] = {}
    for note in notes:
        together.setdefault(_round_down(note.onset_ticks), []).append(note)
    items = []
    for start, struck in sorted(together.items()):
        end = start + max(_round_up(n.duration_ticks) for n in struck)
        if drums:
            end = (start // units.TICKS_PER_BEAT + 1) * units.TICKS_PER_BEAT
        items.append(Written(start, end, tuple(sorted({n.midi for n in struck}))))
    return _cut_overlaps(items)


def write_sung(notes: Sequence[SungNote]) -> list[Written]:
    """Put sung notes on the grid, with their lyric.

    Morae that share a note are its syllables together, as a singer reads them; a ッ that shares none is a rest that
    carries its lyric.
    """
    items = []
    for group in by_note(notes):
        start = _round_down(group[0].onset_ticks)
        end = start + _round_up(group[-1].end_ticks - group[0].onset_ticks)
        pitches = () if group[0].mora.silent else (group[0].midi,)
        items.append(Written(start, end, pitches, "".join(n.mora.kana for n in group)))
    return _cut_overlaps(items)


def _cut_overlaps(items: Sequence[Written]) -> list[Written]:
    """Return the notes in which one that is still held when the next begins ends there."""
    followed = zip(items, [*(item.start_ticks for item in items[1:]), 1 << 62], strict=True)
    return [
        replace(item, end_ticks=min(max(item.end_ticks, item.start_ticks + GRID_TICKS), following))
        for item, following in followed
    ]


def fill_bars(items: Sequence[Written], end_ticks: int) -> list[list[Head]]:
    """Return the heads of each bar, rests between them; every bar is full."""
    out: list[list[Head]] = [[] for _ in range(-(-end_ticks // BAR))]
    for item in _add_rests(items, len(out) * BAR):
        pieces = list(_divide(item))
        for number, (start, length) in enumerate(pieces):
            lyric = "" if number else item.lyric
            out[start // BAR].append(Head(start % BAR, length, item.pitches, lyric, _tie(item, number, len(pieces))))
    return out


def make_part_bars(items: Sequence[Written], score: Score, drums: bool = False) -> list[Bar]:
    """Return the bars of a part, with clef and keys."""
    signatures = {s.start_ticks // BAR: spelling.count_fifths(score, s) for s in score.sections}
    made: list[Bar] = []
    fifths: int | None = None
    for index, heads in enumerate(fill_bars(items, score.end_ticks)):
        clef = "" if index else "percussion" if drums else _choose_clef(items)
        signature = not drums and signatures.get(index, fifths) != fifths
        if signature:
            fifths = signatures[index]
        made.append(Bar(tuple(heads), None if drums else fifths or 0, clef, signature))
    return made


def add_guide(bars: Sequence[Bar], score: Score) -> list[Bar]:
    """Return what stands over the top part: tempo, a rehearsal mark a section, chord symbols."""
    made = list(bars)
    made[0] = replace(made[0], bpm=round(units.bpm(score.us_per_beat), 3))
    for section in score.sections:
        first = section.start_ticks // BAR
        made[first] = replace(made[first], rehearsal=section.name)
        for chord in section.chords:
            index = chord.start_ticks // BAR
            start, end = (ticks - index * BAR for ticks in (chord.start_ticks, chord.end_ticks))
            here = replace(chord, start_ticks=start, end_ticks=end)
            made[index] = replace(made[index], chords=(*made[index].chords, here))
    return made


def make_part(name: str, number: int, bars: Iterable[Bar]) -> stream.Part:
    """Return a music21 part of finished measures, one a bar."""
    part = load_music21().stream.Part(id=f"P{number}")
    part.partName = name
    for index, bar in enumerate(bars):
        part.coreInsert(_to_quarters(index * BAR), _make_measure(index + 1, bar))
    part.coreElementsChanged()
    return part


def _make_measure(number: int, bar: Bar) -> stream.Measure:
    measure = load_music21().stream.Measure(number=number)
    if bar.clef:
        measure.insert(0, load_music21().clef.clefFromString(bar.clef))
        measure.insert(0, load_music21().meter.TimeSignature(f"{units.BEATS_PER_BAR}/4"))
    if bar.signature:
        measure.insert(0, load_music21().key.KeySignature(bar.fifths))
    marks = [load_music21().tempo.MetronomeMark(number=bar.bpm)] if bar.bpm else []
    marks += [load_music21().expressions.RehearsalMark(bar.rehearsal)] if bar.rehearsal else []
    for mark in marks:
        mark.placement = "above"
        measure.insert(0, mark)
    for chord in bar.chords:
        measure.insert(_to_quarters(chord.start_ticks), _make_chord_symbol(chord))
    for head in bar.heads:  # in order and without overlaps, so one look at the whole is enough
        measure.coreInsert(_to_quarters(head.at_ticks), _make_element(head, bar.fifths))
    measure.coreElementsChanged()
    return measure


def load_music21() -> Any:
    """Return the library, loaded when used; it has no types worth the name."""
    import music21 as library

    return library


def _add_rests(items: Iterable[Written], end_ticks: int) -> Iterator[Written]:
    now = 0
    for item in items:
        if item.start_ticks > now:
            yield Written(now, item.start_ticks)
        yield item
        now = item.end_ticks
    if now < end_ticks:
        yield Written(now, end_ticks)


def _divide(item: Written) -> Iterator[tuple[int, int]]:
    """Yield (start, length) of the heads: cut at bar lines, then the longest value first; rests keep to their own
    grid.
    """
    now = item.start_ticks
    while now < item.end_ticks:
        room = min(item.end_ticks, (now // BAR + 1) * BAR) - now
        length = next(v for v in LENGTHS if v <= room and (item.pitches or now % v == 0 or v == GRID_TICKS))
        yield now, length
        now += length


def _tie(item: Written, number: int, count: int) -> str:
    if not item.pitches or count == 1:
        return ""
    return "start" if number == 0 else "stop" if number == count - 1 else "continue"


def _make_element(head: Head, fifths: int | None) -> Any:
    """Return the music21 note, chord or rest of one head."""
    element: Any
    pitches = head.pitches
    if not pitches:
        element = load_music21().note.Rest()
        element.fullMeasure = head.length_ticks == BAR
    elif fifths is None:
        struck = [_make_drum(midi) for midi in pitches]
        element = struck[0] if len(struck) == 1 else load_music21().percussion.PercussionChord(struck)
    else:
        spelled = [_name_pitch(midi, fifths) for midi in pitches]
        element = load_music21().note.Note(spelled[0]) if len(spelled) == 1 else load_music21().chord.Chord(spelled)
    element.duration.quarterLength = _to_quarters(head.length_ticks)
    if head.tie:
        element.tie = load_music21().tie.Tie(head.tie)
    if head.lyric:
        element.lyric = head.lyric
    return element


def _make_drum(midi: int) -> Any:
    position, head = DRUMS.get(midi, OTHER_DRUM)
    struck = load_music21().note.Unpitched(displayName=position)
    struck.notehead = head
    return struck


def _name_pitch(midi: int, fifths: int) -> str:
    """Return music21's name of a pitch: B-4 is B flat."""
    step, alteration = spelling.spell(midi % 12, fifths)
    return step + ("-" * -alteration or "#" * alteration) + str(spelling.find_octave(midi, alteration))


def _choose_clef(items: Sequence[Written]) -> str:
    pitches = [p for item in items for p in item.pitches] or [60]
    return "bass" if sum(pitches) / len(pitches) < BASS_CLEF_BELOW else "treble"


def _make_chord_symbol(chord: Chord) -> Any:
    """Return the symbol with the chord's own text.

    music21 is told root, bass and kind, so that it need not read the text, and the kind last, so that it does not work
    out pitches, which are not written.
    """
    parsed = _SYMBOL.match(chord.symbol)
    intervals = tuple(sorted({(p - chord.root) % 12 for p in chord.pitch_classes}))
    root, text, bass = parsed.groups() if parsed else (None, chord.symbol, None)
    root = root or spelling.spell(chord.root, 0)[0]
    symbol = load_music21().harmony.ChordSymbol(
        root=root.replace("b", "-"), bass=bass.replace("b", "-") if bass else None, updatePitches=False
    )
    symbol.chordKind, symbol.chordKindStr = CHORD_KINDS.get(intervals, "other"), text
    return symbol


def _to_quarters(ticks: int) -> float:
    """Return the length in quarter notes, which is exact: binary fractions on this grid."""
    return ticks / units.TICKS_PER_BEAT


def _round_down(ticks: int) -> int:
    """Return the nearest grid line."""
    return (ticks + GRID_TICKS // 2) // GRID_TICKS * GRID_TICKS


def _round_up(ticks: int) -> int:
    """Return the written length of a played one: as it is where that is so many sixteenths, else the next longer.

    From a beat on the next eighth is taken, so that a pad that is let go a little early is one long note.
    """
    sixteenth = units.TICKS_PER_BEAT // 4
    if ticks % sixteenth == 0:
        return ticks
    step = sixteenth if ticks < units.TICKS_PER_BEAT else 2 * sixteenth
    return -(-ticks // step) * step
