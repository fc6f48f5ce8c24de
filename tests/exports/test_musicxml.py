"""The MusicXML as music21 reads it, and as MuseScore opens and plays it where it is installed."""

from __future__ import annotations

import dataclasses
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import mido
import pytest

from mnemo import units
from mnemo.exports import musicxml
from mnemo.model import Release
from tests.builders import a_score
from tests.exports.conftest import make_song

music21 = pytest.importorskip("music21")
MUSESCORE = shutil.which("musescore3") or shutil.which("mscore") or shutil.which("musescore")


@pytest.fixture(scope="module")
def vocal(demo: Release) -> Any:
    return music21.converter.parse(demo.files["musicxml"])


def starts(part: Any) -> list[Any]:
    """Notes that are not the continuation of a tie."""
    notes = [n for n in part.flatten().notes if not isinstance(n, music21.harmony.Harmony)]
    return [n for n in notes if n.tie is None or n.tie.type == "start"]


def test_the_vocal_line_is_the_lead(vocal: Any) -> None:
    (part,) = vocal.parts
    sung = [n for n in a_score().lead.notes if not n.mora.silent]
    assert [n.pitch.midi for n in starts(part)] == [n.midi for n in sung]
    assert [n.lyric for n in starts(part)] == [n.mora.kana for n in sung]
    onsets = [round(n.getOffsetInHierarchy(part) * units.TICKS_PER_BEAT) for n in starts(part)]
    assert onsets == [n.onset_ticks for n in sung]


def test_ties_hold_the_whole_length(vocal: Any) -> None:
    merged = [n for n in vocal.parts[0].stripTies().flatten().notes if not isinstance(n, music21.harmony.Harmony)]
    lengths = [round(n.quarterLength * units.TICKS_PER_BEAT) for n in merged]
    assert lengths == [n.duration_ticks for n in a_score().lead.notes if not n.mora.silent]


def test_silent_morae_are_rests_with_their_lyric(vocal: Any) -> None:
    rests = [r.lyric for r in vocal.parts[0].flatten().getElementsByClass("Rest") if r.lyric]
    assert rests == ["ッ"] * sum(n.mora.silent for n in a_score().lead.notes)


def test_title_marks_and_chords(vocal: Any) -> None:
    part = vocal.parts[0]
    assert vocal.metadata.title == "ゲートのうた"
    assert [m.content for m in part.recurse().getElementsByClass("RehearsalMark")] == [
        s.name for s in a_score().sections
    ]
    chords = [h.figure for h in part.recurse().getElementsByClass("ChordSymbol")]
    assert chords == [c.symbol for s in a_score().sections for c in s.chords]
    assert [m.number for m in part.recurse().getElementsByClass("MetronomeMark")] == [150]


def test_every_part_is_in_the_score(demo: Release) -> None:
    score = music21.converter.parse(demo.files["score"])
    assert [p.partName for p in score.parts] == ["lead", "harmony", "bass", "drums"]
    bass = next(p for p in a_score().parts if p.name == "bass")
    assert [n.pitch.midi for n in starts(score.parts[2])] == [n.midi for n in bass.notes]


def test_drums_name_the_key_to_strike(demo: Release) -> None:
    root = ElementTree.parse(demo.files["score"]).getroot()
    drums = next(p for p in a_score().parts if p.is_drums)
    key_of = {m.get("id"): int(m.findtext("midi-unpitched", "0")) - 1 for m in root.iter("midi-instrument")}
    part = root.findall("part")[-1]
    struck = [key_of[i.get("id")] for i in part.iter("instrument")]
    assert sorted(struck) == sorted(n.midi for n in drums.notes)


def test_nothing_tells_the_day(demo: Release) -> None:
    for role in ("musicxml", "score"):
        assert b"encoding-date" not in demo.files[role].read_bytes()


@pytest.mark.parametrize(
    ("symbol", "root", "classes", "bass", "figure"),
    [
        ("Fmaj7", 5, (5, 9, 0, 4), 5, "Fmaj7"), ("E7/G#", 4, (4, 8, 11, 2), 8, "E7/G#"),
        ("Bbm7", 10, (10, 1, 5, 8), 10, "B-m7"), ("Bm7b5", 11, (11, 2, 5, 9), 11, "Bm7b5"),
        ("Gsus4", 7, (7, 0, 2), 7, "Gsus4"), ("C(add9)", 0, (0, 2, 4, 7), 0, "C(add9)"),
    ],
)  # fmt: skip
def test_chord_symbols_keep_their_text(
    symbol: str, root: int, classes: tuple[int, ...], bass: int, figure: str, tmp_path: Path
) -> None:
    score = a_score()
    chord = dataclasses.replace(score.sections[0].chords[0], symbol=symbol, root=root, pitch_classes=classes, bass=bass)
    intro = dataclasses.replace(score.sections[0], chords=(chord,))
    song = make_song(score=dataclasses.replace(score, sections=(intro, *score.sections[1:])))
    musicxml.write(song, tmp_path)
    harmony = ElementTree.parse(tmp_path / "demo.musicxml").getroot().find(".//harmony")
    assert harmony is not None
    kind = harmony.find("kind")
    assert kind is not None
    assert harmony.findtext("root/root-step") == figure[0]
    assert kind.get("text") == symbol.split("/")[0].lstrip("ABCDEFG").removeprefix("b" if "-" in figure else "")
    assert (harmony.find("bass") is not None) == ("/" in symbol)
    music21.converter.parse(tmp_path / "demo.musicxml")  # a real reader takes it


@pytest.mark.slow
@pytest.mark.skipif(MUSESCORE is None, reason="no MuseScore here")
def test_musescore_plays_what_the_midi_has(demo: Release, tmp_path: Path) -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    played = tmp_path / "played.mid"
    command = [str(MUSESCORE), "-o", str(played), str(demo.files["score"])]
    subprocess.run(command, env=environment, check=True, capture_output=True, timeout=120)
    notes = {track: set(onsets(played, track)) for track in range(len(mido.MidiFile(played).tracks))}
    everything = set().union(*notes.values())
    score = a_score()
    written = [n for n in score.lead.notes if not n.mora.silent] + [n for p in score.parts for n in p.notes]
    assert {(round(n.onset_ticks / units.TICKS_PER_BEAT, 2), n.midi) for n in written} <= everything


def onsets(path: Path, track: int) -> list[tuple[float, int]]:
    file = mido.MidiFile(path)
    now, out = 0, []
    for message in file.tracks[track]:
        now += message.time
        if message.type == "note_on" and message.velocity:
            out.append((round(now / file.ticks_per_beat, 2), message.note))
    return out


@pytest.mark.slow
def test_sinsy_sings_the_vocal_line(demo: Release) -> None:
    """A real singing synthesiser as a reader (an extra that not every machine has): it says our phonemes, in time."""
    pysinsy = pytest.importorskip("pysinsy")
    path = str(demo.files["musicxml"])
    said = [re.search(r"-(\w+)\+", label)[1] for label in pysinsy.extract_fullcontext(path)]  # type: ignore[index]
    lead = a_score().lead.notes
    assert [p for p in said if p not in ("sil", "pau")] == [
        p for note in lead if not note.mora.silent for p in note.mora.phonemes
    ]
    audio, rate = pysinsy.synthesize(path)
    assert len(audio) / rate == pytest.approx(units.ticks_to_s(a_score().end_ticks, a_score().us_per_beat), abs=0.5)
