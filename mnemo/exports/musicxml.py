"""<topic>.musicxml: the vocal line, the morae of each note under it; <topic>-score.musicxml: all parts. MusicXML 4.0.

music21 writes them, but for three things: the day of writing is left out, a kit gets one instrument a drum (music21 has
one a part), and ids are ours, so that the same song gives the same bytes. Bars that come again, three in four of a pop
song's, pass through music21 once; parts that were written before come from the cache, as text.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from mnemo.errors import Translated
from mnemo.exports.mp3.tags import ARTIST
from mnemo.exports.notation import general_midi, sheet, spelling
from mnemo.exports.notation.general_midi import BACKING_PROGRAM, DRUM_CHANNEL, LEAD_PROGRAM, assign_channels
from mnemo.exports.release.format import Format, Song, name_files
from mnemo.model import Part, Rendering, Score
from mnemo.runtime import cache

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from music21 import stream

CACHE_SPACE = "notation"
DOCTYPE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<!DOCTYPE score-partwise PUBLIC "-//Recordare//DTD MusicXML 4.0 Partwise//EN" '
    '"http://www.musicxml.org/dtds/partwise.dtd">\n'
)
PART_LIST = " <part-list>\n"
NUMBER = re.compile(r'number="\d+"')


@dataclass(frozen=True, slots=True)
class WrittenPart:
    """The texts of a score of one part."""

    before: str  # what is before the list of parts
    entry: str  # the part in that list
    bars: Sequence[str]  # those that differ


def write(song: Song, folder: Path) -> None:
    """Write the lead once, into both files."""
    bars = _make_bars(song.score)
    parts = _write_parts(song, bars)
    for role, count in ("score", len(parts)), ("musicxml", 1):
        if role in song.files:
            (folder / song.files[role]).write_bytes(_join(parts[:count], bars).encode())


FORMAT = Format(
    files=name_files(musicxml="{topic}.musicxml", score="{topic}-score.musicxml"),
    write=write,
    rendering={"musicxml": Rendering.TIMES, "score": Rendering.TIMES},
    priority=2,
    about=Translated("Scores: the vocal line, and all parts.", ja="楽譜：歌のパートと、全パート。"),
)


def _make_bars(score: Score) -> list[list[sheet.Bar]]:
    """Make the bars of every vocal and band part; the guide is over the first."""
    sung = [sheet.make_part_bars(sheet.write_sung(vocal.notes), score) for vocal in score.vocals]
    band = [sheet.make_part_bars(sheet.write_notes(p.notes, p.is_drums), score, p.is_drums) for p in score.parts]
    return [sheet.add_guide(sung[0], score), *sung[1:], *band]


def _write_parts(song: Song, bars: Sequence[Sequence[sheet.Bar]]) -> list[WrittenPart]:
    """Write each part, equal bars once, or take it from the cache."""
    score = song.score
    names = [*(part.name for part in score.vocals), *(part.name for part in score.parts)]
    programs = [LEAD_PROGRAM, *[BACKING_PROGRAM] * (len(score.vocals) - 1), *(part.program for part in score.parts)]
    keys = [*[()] * len(score.vocals), *(_list_drums(part) for part in score.parts)]
    code = cache.code_digest(sys.modules[__name__], general_midi, sheet, spelling), version("music21")
    written = []
    for number, channel in enumerate(assign_channels(score)):
        decisive = tuple(dict.fromkeys(bars[number])), str(names[number]), number, channel, programs[number]

        def write_part(decisive: Any = decisive, drums: Sequence[int] = keys[number]) -> tuple[str, str, list[str]]:
            root = _export(song, _make_part(*decisive))
            if drums:
                _name_drums(root, f"P{decisive[2]}", drums)
            return _split(root)

        head = song.topic, score.title, song.document["credits"]
        key = cache.digest(code, head, decisive, keys[number])
        written.append(WrittenPart(*cache.memo(CACHE_SPACE, key, write_part)))
    return written


def _list_drums(part: Part) -> tuple[int, ...]:
    """Return the keys of a kit that are struck, in order; none for a part that is no kit."""
    return tuple(sorted({note.midi for note in part.notes})) if part.is_drums else ()


def _make_part(bars: Sequence[sheet.Bar], name: str, number: int, channel: int, program: int) -> stream.Part:
    """Return the bars of a part as a music21 part."""
    part = sheet.make_part(name, number, bars)
    part.insert(0, _make_instrument(part, channel, program))
    return part


def _split(root: Element) -> tuple[str, str, list[str]]:
    """Return the texts of a score of one part: what is before the list of parts, the part's entry, and its bars."""
    ElementTree.indent(root, " ")
    entry, bars = root.find("part-list/score-part"), root.findall("part/measure")
    assert entry is not None
    whole = ElementTree.tostring(root, encoding="unicode")
    return whole[: whole.index(PART_LIST)], _write_element(entry), [_write_element(bar) for bar in bars]


def _write_element(element: Element) -> str:
    """Return an element two levels below the root as lines of text."""
    return f"  {ElementTree.tostring(element, encoding='unicode').rstrip()}\n"


def _join(parts: Sequence[WrittenPart], bars: Sequence[Sequence[sheet.Bar]]) -> str:
    """Join the parts to a score. Bars that come again are repeated."""
    text = [DOCTYPE, parts[0].before, PART_LIST, *(part.entry for part in parts), " </part-list>\n"]
    for number, (part, own) in enumerate(zip(parts, bars, strict=False)):
        written = dict(zip(dict.fromkeys(own), part.bars, strict=True))
        text.append(f' <part id="P{number}">\n')
        text += [NUMBER.sub(f'number="{bar_number}"', written[bar], count=1) for bar_number, bar in enumerate(own, 1)]
        text.append(" </part>\n")
    return "".join([*text, "</score-partwise>\n"])


def _make_instrument(part: stream.Part, channel: int, program: int) -> Any:
    kinds = sheet.load_music21().instrument
    made = kinds.UnpitchedPercussion() if channel == DRUM_CHANNEL else kinds.Instrument()
    made.partName = made.instrumentName = part.partName
    made.partAbbreviation = made.instrumentAbbreviation = None
    made.partId, made.instrumentId = part.id, f"{part.id}-I1"
    made.midiChannel = channel
    made.midiProgram = None if channel == DRUM_CHANNEL else program
    return made


def _export(song: Song, part: stream.Part) -> Element:
    """Return music21's MusicXML of a part, without its date and the second title (a movement's) that it adds."""
    from music21.musicxml.m21ToXml import ScoreExporter

    score = sheet.load_music21().stream.Score(id=song.topic)
    score.metadata = sheet.load_music21().metadata.Metadata(title=song.score.title, composer=ARTIST)
    score.metadata.copyright = "; ".join(song.document["credits"])
    score.insert(0, part)
    root: Element = ScoreExporter(score, makeNotation=False).parse()
    for parent, unwanted in ((".", "movement-title"), ("identification/encoding", "encoding-date")):
        for element in root.findall(parent):
            for child in element.findall(unwanted):
                element.remove(child)
    return root


def _name_drums(root: Element, part_id: str, keys: Sequence[int]) -> None:
    """Give each drum of a kit its instrument, so that a player strikes the right one (MusicXML: midi-unpitched)."""
    head = root.find(f"part-list/score-part[@id='{part_id}']")
    assert head is not None, part_id
    for tag in ("score-instrument", "midi-instrument"):
        for element in head.findall(tag):
            head.remove(element)
    for key in keys:
        drum = ElementTree.SubElement(head, "score-instrument", id=f"{part_id}-K{key}")
        ElementTree.SubElement(drum, "instrument-name").text = f"key {key}"
    for key in keys:
        drum = ElementTree.SubElement(head, "midi-instrument", id=f"{part_id}-K{key}")
        ElementTree.SubElement(drum, "midi-channel").text = str(DRUM_CHANNEL + 1)
        ElementTree.SubElement(drum, "midi-unpitched").text = str(key + 1)
    key_at = {sheet.DRUMS.get(key, sheet.OTHER_DRUM): key for key in keys}
    for note in root.iterfind(f"part[@id='{part_id}']/measure/note"):
        if (unpitched := note.find("unpitched")) is not None:
            position = f"{unpitched.findtext('display-step')}{unpitched.findtext('display-octave')}"
            key = key_at[position, note.findtext("notehead", "normal")]
            after = next(i for i, child in enumerate(note) if child.tag == "duration")
            note.insert(after + 1 + len(note.findall("tie")), ElementTree.Element("instrument", id=f"{part_id}-K{key}"))
