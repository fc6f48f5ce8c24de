"""The MIDI file as mido reads it: the score's notes, where they sound."""

from __future__ import annotations

import dataclasses
from itertools import pairwise
from pathlib import Path

import mido
import pytest

from mnemo import units
from mnemo.exports import midi
from mnemo.model import Note, Part, Release
from tests.builders import a_score
from tests.exports.conftest import make_song


@pytest.fixture(scope="module")
def file(demo: Release) -> mido.MidiFile:
    return mido.MidiFile(demo.files["midi"], charset="utf-8")


def absolute(track: mido.MidiTrack) -> list[tuple[int, mido.Message]]:
    now, out = 0, []
    for message in track:
        now += message.time
        out.append((now, message))
    return out


def sounding(track: mido.MidiTrack) -> list[tuple[int, int]]:
    return [(at, m.note) for at, m in absolute(track) if m.type == "note_on" and m.velocity]


def test_tracks_are_named_and_drums_are_on_their_channel(file: mido.MidiFile) -> None:
    assert file.ticks_per_beat == units.TICKS_PER_BEAT
    assert [t.name for t in file.tracks] == ["ゲートのうた", "lead", "harmony", "bass", "drums"]
    channels = {t.name: {m.channel for m in t if not m.is_meta} for t in file.tracks}
    assert channels["drums"] == {9}
    assert len({c for name in ("lead", "harmony", "bass") for c in channels[name]}) == 3


def test_tempo_is_the_whole_number_of_the_score(file: mido.MidiFile) -> None:
    assert [m.tempo for m in file.tracks[0] if m.type == "set_tempo"] == [a_score().us_per_beat]
    assert file.length == pytest.approx(units.ticks_to_s(a_score().end_ticks, a_score().us_per_beat))


def test_sections_are_markers_and_the_key_is_named(file: mido.MidiFile) -> None:
    markers = [(at, m.text) for at, m in absolute(file.tracks[0]) if m.type == "marker"]
    assert markers == [(s.start_ticks, s.name) for s in a_score().sections]
    assert [m.key for m in file.tracks[0] if m.type == "key_signature"] == ["C"]


def test_onsets_carry_the_nudge(file: mido.MidiFile) -> None:
    (drums,) = (part for part in a_score().parts if part.is_drums)
    assert any(n.nudge_ticks for n in drums.notes)
    assert sounding(file.tracks[-1]) == [(n.onset_ticks + n.nudge_ticks, n.midi) for n in drums.notes]


def test_every_mora_is_a_lyric_and_the_silent_one_has_no_note(file: mido.MidiFile) -> None:
    notes = a_score().lead.notes
    lyrics = [(at, m.text) for at, m in absolute(file.tracks[1]) if m.type == "lyrics"]
    assert [(at, text.rstrip("\r")) for at, text in lyrics] == [(n.onset_ticks, n.mora.kana) for n in notes]
    ends = [n.line != after.line for n, after in pairwise(notes)] + [True]
    assert [text.endswith("\r") for _, text in lyrics] == ends  # karaoke players begin a new line
    assert sounding(file.tracks[1]) == [(n.onset_ticks, n.midi) for n in notes if n.mora.kana != "ッ"]


def test_a_note_struck_again_is_let_go_before(tmp_path: Path) -> None:
    """Overlapping notes of one pitch: every note-on is followed by its own note-off before the next."""
    overlapping = tuple(Note(at, 400, 60, nudge_ticks=nudge) for at, nudge in ((0, -5), (240, 3), (480, -3)))
    score = dataclasses.replace(a_score(), parts=(Part("bass", "bass", overlapping, 38),))
    song = make_song(score=score)
    midi.write(song, tmp_path)
    track = mido.MidiFile(tmp_path / "demo.mid", charset="utf-8").tracks[-1]
    kinds = [m.type for m in track if m.type.startswith("note")]
    assert kinds == ["note_on", "note_off"] * 3
    assert sounding(track) == [(0, 60), (243, 60), (477, 60)]
    assert all(a <= b for (a, _), (b, _) in pairwise(absolute(track)))


def test_key_changes_are_written_where_they_happen(tmp_path: Path) -> None:
    score = a_score()
    last = dataclasses.replace(score.sections[-2], tonic=2)
    song = make_song(score=dataclasses.replace(score, sections=(*score.sections[:-2], last, score.sections[-1])))
    midi.write(song, tmp_path)
    track = mido.MidiFile(tmp_path / "demo.mid", charset="utf-8").tracks[0]
    keys = [(at, m.key) for at, m in absolute(track) if m.type == "key_signature"]
    assert keys == [(0, "C"), (last.start_ticks, "D"), (score.sections[-1].start_ticks, "C")]


def test_morae_that_share_a_note_are_one_note_with_one_lyric(tmp_path: Path) -> None:
    score = a_score()
    lead = score.lead
    joined = next(i for i, n in enumerate(lead.notes) if n.mora.kana == "ー")
    head = lead.notes[joined - 1]
    shared = dataclasses.replace(lead.notes[joined], shared=True, midi=head.midi)
    notes = (*lead.notes[:joined], shared, *lead.notes[joined + 1 :])
    score = dataclasses.replace(score, vocals=(dataclasses.replace(lead, notes=notes), *score.vocals[1:]))
    song = make_song(score=score)
    midi.write(song, tmp_path)
    track = mido.MidiFile(tmp_path / song.files["midi"], charset="utf-8").tracks[1]
    lyrics = {at: m.text for at, m in absolute(track) if m.type == "lyrics"}
    assert lyrics[head.onset_ticks] == head.mora.kana + "ー"
    assert shared.onset_ticks not in lyrics
    ends = [at for at, m in absolute(track) if m.type == "note_off" and m.note == head.midi]
    assert shared.end_ticks in ends
    assert len(sounding(track)) == sum(not n.mora.silent for n in notes) - 1
