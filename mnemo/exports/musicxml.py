"""<topic>.musicxml: the vocal line, one kana a note; <topic>-score.musicxml: all parts. MusicXML 4.0.

music21 writes them, but for three things: the day of writing is left out, a kit gets one instrument a drum (music21 has
one a part), and ids are ours, so that the same song gives the same bytes.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from mnemo.exports import sheet
from mnemo.exports.format import Format, Song, named
from mnemo.exports.midi import BACKING_PROGRAM, DRUM_CHANNEL, LEAD_PROGRAM, channels
from mnemo.exports.tags import ARTIST
from mnemo.model import Score

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from music21 import stream

DOCTYPE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<!DOCTYPE score-partwise PUBLIC "-//Recordare//DTD MusicXML 4.0 Partwise//EN" '
    '"http://www.musicxml.org/dtds/partwise.dtd">\n'
)


def write(song: Song, folder: Path) -> None:
    """The lead is written once and stands in both files."""
    score = song.score
    parts = _parts(score)
    for role, chosen in (("musicxml", parts[:1]), ("score", parts)):
        root = _exported(song, chosen)
        for number, part in enumerate(score.parts, len(score.vocals)):
            if part.is_drums and role == "score":
                _name_drums(root, f"P{number}", {note.midi for note in part.notes})
        (folder / song.files[role]).write_bytes(_bytes(root))


FORMAT = Format(files=named(musicxml="{topic}.musicxml", score="{topic}-score.musicxml"), write=write, urgent=2)


def _parts(score: Score) -> list[stream.Part]:
    """Every vocal and band part as a music21 part; the guide stands over the first."""
    made = []
    channel = channels(score)
    for number, vocal in enumerate(score.vocals):
        part = sheet.part_stream(vocal.name, number, sheet.written(vocal.notes), score)
        part.insert(0, _instrument(part, channel[number], BACKING_PROGRAM if number else LEAD_PROGRAM))
        made.append(part)
    for number, band in enumerate(score.parts, len(score.vocals)):
        part = sheet.part_stream(band.name, number, sheet.written(band.notes, band.is_drums), score, band.is_drums)
        part.insert(0, _instrument(part, channel[number], band.program))
        made.append(part)
    sheet.add_guide(made[0], score)
    return made


def _instrument(part: stream.Part, channel: int, program: int) -> Any:
    kinds = sheet.music21().instrument
    made = kinds.UnpitchedPercussion() if channel == DRUM_CHANNEL else kinds.Instrument()
    made.partName = made.instrumentName = part.partName
    made.partAbbreviation = made.instrumentAbbreviation = None
    made.partId, made.instrumentId = part.id, f"{part.id}-I1"
    made.midiChannel = channel
    made.midiProgram = None if channel == DRUM_CHANNEL else program
    return made


def _exported(song: Song, parts: list[stream.Part]) -> Element:
    """music21's MusicXML of some parts, without its date and the second title (a movement's) that it adds."""
    from music21.musicxml.m21ToXml import ScoreExporter

    score = sheet.music21().stream.Score(id=song.topic)
    score.metadata = sheet.music21().metadata.Metadata(title=song.score.title, composer=ARTIST)
    score.metadata.copyright = "; ".join(song.document["credits"])
    for part in parts:
        score.insert(0, part)
    root: Element = ScoreExporter(score, makeNotation=False).parse()
    for parent, unwanted in ((".", "movement-title"), ("identification/encoding", "encoding-date")):
        for element in root.findall(parent):
            for child in element.findall(unwanted):
                element.remove(child)
    return root


def _name_drums(root: Element, part_id: str, keys: set[int]) -> None:
    """Give each drum of a kit its instrument, so that a player strikes the right one (MusicXML: midi-unpitched)."""
    head = root.find(f"part-list/score-part[@id='{part_id}']")
    assert head is not None, part_id
    for tag in ("score-instrument", "midi-instrument"):
        for element in head.findall(tag):
            head.remove(element)
    for key in sorted(keys):
        drum = ElementTree.SubElement(head, "score-instrument", id=f"{part_id}-K{key}")
        ElementTree.SubElement(drum, "instrument-name").text = f"key {key}"
    for key in sorted(keys):
        drum = ElementTree.SubElement(head, "midi-instrument", id=f"{part_id}-K{key}")
        ElementTree.SubElement(drum, "midi-channel").text = str(DRUM_CHANNEL + 1)
        ElementTree.SubElement(drum, "midi-unpitched").text = str(key + 1)
    key_at = {sheet.DRUMS.get(key, sheet.OTHER_DRUM): key for key in sorted(keys)}
    for note in root.iterfind(f"part[@id='{part_id}']/measure/note"):
        if (unpitched := note.find("unpitched")) is not None:
            position = f"{unpitched.findtext('display-step')}{unpitched.findtext('display-octave')}"
            key = key_at[position, note.findtext("notehead", "normal")]
            after = next(i for i, child in enumerate(note) if child.tag == "duration")
            note.insert(after + 1 + len(note.findall("tie")), ElementTree.Element("instrument", id=f"{part_id}-K{key}"))


def _bytes(root: Element) -> bytes:
    ElementTree.indent(root, " ")
    return (DOCTYPE + ElementTree.tostring(root, encoding="unicode") + "\n").encode()
