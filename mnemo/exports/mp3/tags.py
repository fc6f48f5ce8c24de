"""ID3 tags of an mp3: names, cover, lyrics with and without times, chapters, language, credits.

ID3v2.3, which every player reads; frames of the standard's own sections: SYLT 4.10 (times in milliseconds from the
start), CHAP and CTOC of the ID3v2 Chapter Frame Addendum 1.0 (some players show chapters only where there is a CTOC).
Nothing here tells when or by which encoder a file was made.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mnemo.exports.release.format import Song
from mnemo.exports.view.timeline import Timeline
from mnemo.model import SungLine

ARTIST = "mnemo"
LANGUAGE = "jpn"
UTF16, UTF8, MILLISECONDS, LYRICS, FRONT_COVER = 1, 3, 2, 1, 3
NO_OFFSET = 0xFFFFFFFF
TOP_LEVEL, ORDERED = 1, 2
COVER_SIDE, COVER_QUALITY = 800, 88  # 0.1 MB; the PNG has 0.4


@dataclass(frozen=True)
class Label:
    """What an mp3 is called."""

    title: str
    artist: str
    album: str
    track: str = "1"


def album(song: Song) -> str:
    """Return the album of every song for one exam."""
    return f"{song.score.exam}のうた" if song.score.exam else song.score.title


def label(song: Song, suffix: str = "", track: str = "1") -> Label:
    return Label(song.document["title"] + suffix, ARTIST, album(song), track)


def tagged(blob: bytes, frames: list[Any]) -> bytes:
    """Return the mp3 with these frames in front, and no other tag."""
    tags = _id3().ID3()
    for frame in frames:
        tags.add(frame)
    tags.update_to_v23()
    file = io.BytesIO(blob)
    tags.save(file, v1=0, v2_version=3, padding=lambda info: 0)
    return file.getvalue()


def untagged(blob: bytes) -> bytes:
    """Return the mp3 alone."""
    return blob[_id3().ID3(io.BytesIO(blob)).size :]


def read(blob: bytes) -> Label:
    """Return what an mp3 made here is called."""
    found = _id3().ID3(io.BytesIO(blob))
    return Label(*(str(found[frame]) for frame in ("TIT2", "TPE1", "TALB", "TRCK")))


def renumbered(blob: bytes, track: str, album: str) -> bytes:
    """Return the mp3 as a track of an album."""
    id3 = _id3()
    found = id3.ID3(io.BytesIO(blob), translate=False)
    for frame in (id3.TRCK(encoding=UTF16, text=track), id3.TALB(encoding=UTF16, text=album)):
        found.setall(frame.FrameID, [frame])
    file = io.BytesIO(blob)
    found.save(file, v1=0, v2_version=3, padding=lambda info: 0)
    return file.getvalue()


def names(song: Song, label: Label, cover: bytes) -> list[Any]:
    """Return who and what, the cover and the credits; no times."""
    id3 = _id3()
    thanks = "\n".join(song.document["credits"])
    return [
        id3.TIT2(encoding=UTF8, text=label.title),
        id3.TPE1(encoding=UTF8, text=label.artist),
        id3.TALB(encoding=UTF8, text=label.album),
        id3.TRCK(encoding=UTF8, text=label.track),
        id3.TCON(encoding=UTF8, text=song.style.title),
        id3.TLAN(encoding=UTF8, text=LANGUAGE),
        id3.TBPM(encoding=UTF8, text=str(round(song.document["bpm"]))),
        id3.COMM(encoding=UTF8, lang=LANGUAGE, desc="", text=thanks),
        id3.TXXX(encoding=UTF8, desc="credits", text=thanks),
        id3.APIC(encoding=UTF8, mime="image/jpeg", type=FRONT_COVER, desc="cover", data=cover),
    ]


def lyrics(lines: Sequence[SungLine]) -> list[Any]:
    """Return the lyrics as text (USLT), by line (SYLT) and by mora (a second SYLT, named karaoke)."""
    id3 = _id3()
    by_line = [(sung.line.text, _ms(sung.start_s)) for sung in lines]
    by_mora = [pair for line in lines for pair in _morae(line)]
    return [
        id3.USLT(encoding=UTF8, lang=LANGUAGE, desc="", text="\n".join(text for text, _ in by_line)),
        id3.SYLT(encoding=UTF8, lang=LANGUAGE, format=MILLISECONDS, type=LYRICS, desc="", text=by_line),
        id3.SYLT(encoding=UTF8, lang=LANGUAGE, format=MILLISECONDS, type=LYRICS, desc="karaoke", text=by_mora),
    ]


def chapters(title: str, timeline: Timeline) -> list[Any]:
    """Return a chapter a section, and the table of contents that lists them."""
    id3 = _id3()
    sections = timeline.sections
    ends = [section.start_s for section in sections[1:]] + [timeline.duration_s]
    names = _even([section.name for section in sections])
    frames = [
        id3.CHAP(
            element_id=name,
            start_time=_ms(section.start_s),
            end_time=_ms(end_s),
            start_offset=NO_OFFSET,
            end_offset=NO_OFFSET,
            sub_frames=[id3.TIT2(encoding=UTF8, text=section.name)],
        )
        for name, section, end_s in zip(names, sections, ends, strict=True)
    ]
    contents = id3.CTOC(
        element_id="contents",
        flags=TOP_LEVEL | ORDERED,
        child_element_ids=names,
        sub_frames=[id3.TIT2(encoding=UTF8, text=title)],
    )
    return [*frames, contents]


def _even(titles: Sequence[str]) -> list[str]:
    """Return ids for chapters that make frames of one length.

    mutagen writes frames shortest first, then by id; players that do not read CTOC take chapters in the file's order.
    """
    lengths = [len(title.encode("utf-16-le")) for title in titles]
    return [f"{n:03d}" + "." * (max(lengths) - length) for n, length in enumerate(lengths)]


def cover(song: Song, folder: Path) -> bytes:
    """Return the picture of the release as a JPEG of a phone's width: every mp3 of the release carries it."""
    from PIL import Image

    encoded = io.BytesIO()
    with Image.open(folder / song.files["cover"]) as image:
        small = image.convert("RGB").resize((COVER_SIDE, COVER_SIDE), Image.Resampling.LANCZOS)
    small.save(encoded, "JPEG", quality=COVER_QUALITY)
    return encoded.getvalue()


def _id3() -> Any:
    """Load mutagen.id3 when it is used; it has no types."""
    import mutagen.id3

    return mutagen.id3


def _morae(sung: SungLine) -> Iterator[tuple[str, int]]:
    """Yield kana with their times; a line feed before the first says that a line begins (ID3v2.3, 4.10)."""
    named = [(n.mora.kana, t.start_s) for n, t in zip(sung.notes, sung.times, strict=True) if n.mora.kana]
    for number, (kana, start_s) in enumerate(named):
        yield ("" if number else "\n") + kana, _ms(start_s)


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
