"""<topic>.mid: named tracks, lyric events, section markers, tempo and key; opens anywhere.

Standard MIDI file, type 1, `units.TICKS_PER_BEAT` ticks a beat, tempo in whole microseconds a beat as the score has it.
A note starts at its onset plus its humanised nudge, as it sounds. Track 0 holds tempo, key and markers; each note of a
vocal track has a lyric event (UTF-8 katakana) with all morae that share it; a ッ that shares none has one too, though
no note sounds there. The last of a sung line ends with a carriage return, at which karaoke players begin a new one
(MIDI Association, RP-017).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

from mnemo import units
from mnemo.errors import Translated
from mnemo.exports.notation import spelling
from mnemo.exports.notation.general_midi import BACKING_PROGRAM, LEAD_PROGRAM, assign_channels
from mnemo.exports.release.format import Format, Song, name_files
from mnemo.model import Note, Rendering, Score, SungNote, VocalPart, by_note

if TYPE_CHECKING:
    import mido


LINE_END = "\r"
# Events of one tick in the order in which a player needs them.
_OFF, _HEAD, _LYRIC, _ON = range(4)
Event = tuple[int, int, "mido.Message | mido.MetaMessage"]  # (tick, order within the tick, message)


def write(song: Song, folder: Path) -> None:
    import mido

    score = song.score
    file = mido.MidiFile(type=1, ticks_per_beat=units.TICKS_PER_BEAT, charset="utf-8")
    file.tracks.append(_make_track(score.title, _list_conductor(score), score.end_ticks))
    channel = assign_channels(score)
    for number, vocal in enumerate(score.vocals):
        program = BACKING_PROGRAM if number else LEAD_PROGRAM
        file.tracks.append(_make_track(vocal.name, _list_vocal(vocal, channel[number], program), score.end_ticks))
    for number, part in enumerate(score.parts, len(score.vocals)):
        events = _list_notes(part.notes, channel[number], part.program)
        file.tracks.append(_make_track(part.name, events, score.end_ticks))
    file.save(folder / song.files["midi"])


FORMAT = Format(
    files=name_files(midi="{topic}.mid"),
    write=write,
    rendering={"midi": Rendering.TIMES},
    about=Translated(
        "MIDI with named tracks, lyrics and section markers.", ja="トラック名、歌詞、セクション名つきのMIDI。"
    ),
)


def _make_track(name: str, events: Iterable[Event], end_ticks: int) -> mido.MidiTrack:
    """Return a track from events in absolute ticks."""
    import mido

    track = mido.MidiTrack([mido.MetaMessage("track_name", name=name)])
    now = 0
    for tick, _, message in sorted(events, key=lambda e: e[:2]):
        message.time = tick - now
        track.append(message)
        now = tick
    track.append(mido.MetaMessage("end_of_track", time=max(0, end_ticks - now)))
    return track


def _list_conductor(score: Score) -> Iterator[Event]:
    """Yield tempo, metre, and each section's name and (where it changes) key."""
    import mido

    yield 0, _HEAD, mido.MetaMessage("set_tempo", tempo=score.us_per_beat)
    yield 0, _HEAD, mido.MetaMessage("time_signature", numerator=units.BEATS_PER_BAR, denominator=4)
    last = None
    for section in score.sections:
        if (key := _name_key(score, spelling.count_fifths(score, section))) != last:
            yield section.start_ticks, _HEAD, mido.MetaMessage("key_signature", key=key)
            last = key
        yield section.start_ticks, _LYRIC, mido.MetaMessage("marker", text=section.name)


def _name_key(score: Score, fifths: int) -> str:
    """Return the tonic as MIDI libraries write it: "Am", "Eb"."""
    minor = spelling.is_minor(score)
    step, alteration = spelling.spell_fifths(fifths + (3 if minor else 0))
    return step + {-1: "b", 0: "", 1: "#"}[alteration] + ("m" if minor else "")


def _list_vocal(vocal: VocalPart, channel: int, program: int) -> Iterator[Event]:
    import mido

    groups = by_note(vocal.notes)
    for group, after in zip_longest(groups, groups[1:]):
        text = "".join(note.mora.kana for note in group)
        end = LINE_END if after is None or after[0].line != group[0].line else ""
        yield group[0].onset_ticks, _LYRIC, mido.MetaMessage("lyrics", text=text + end)
    whole = [replace(g[0], duration_ticks=g[-1].end_ticks - g[0].onset_ticks) for g in groups]
    yield from _list_notes([n for n in whole if not n.mora.silent], channel, program)


def _list_notes(notes: Iterable[Note | SungNote], channel: int, program: int) -> Iterator[Event]:
    """Yield the notes; one that is struck again while it sounds ends there, so that no note-off cuts the new one."""
    import mido

    yield 0, _HEAD, mido.Message("program_change", channel=channel, program=program)
    struck_again: dict[int, int] = {}
    for start, note in sorted(((_find_start(n), n) for n in notes), key=lambda pair: pair[0], reverse=True):
        end = min(start + max(1, note.duration_ticks), struck_again.get(note.midi, 1 << 62))
        struck_again[note.midi] = start
        yield start, _ON, mido.Message("note_on", channel=channel, note=note.midi, velocity=note.velocity)
        yield end, _OFF, mido.Message("note_off", channel=channel, note=note.midi, velocity=0)


def _find_start(note: Note | SungNote) -> int:
    """Return the tick at which a note sounds."""
    return max(0, note.onset_ticks + (note.nudge_ticks if isinstance(note, Note) else 0))
