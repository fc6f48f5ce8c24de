"""song.json: the contract between stages, exports, tests and other people's tools. Its shape is in DESIGN.md.

Times are in seconds from sample 0, rounded to the microsecond. A mora's span is what the voice really did.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from mnemo import units
from mnemo.errors import Translated
from mnemo.exports.release.format import Format, Material, Song, named
from mnemo.exports.view import timeline
from mnemo.exports.view.questions import statement
from mnemo.exports.view.timeline import TimedSection, Timeline
from mnemo.model import MoraTime, ProvenFact, SungLine, SungNote

FORMAT_NUMBER = 1


def write(song: Song, folder: Path) -> None:
    text = json.dumps(song.document, ensure_ascii=False, indent=1, allow_nan=False)
    (folder / song.files["song"]).write_text(text + "\n", "utf-8", newline="\n")


FORMAT = Format(
    files=named(song="song.json"),
    write=write,
    about=Translated(
        "Everything about the song as data, mora by mora; every release holds it.",
        ja="曲のすべてをデータで。モーラごとの時刻つき。いつも作られる。",
    ),
)


def song_of(
    material: Material, files: Mapping[str, str], kept: Mapping[str, str] | None = None, last: Path | None = None
) -> Song:
    """What formats read: the material with its timeline and song.json. `kept` are the files that stay, by default all.

    `last` is the release that this one replaces.
    """
    sung = timeline.of_song(material.score, material.performance)
    contents = document(material, sung, files if kept is None else kept)
    return Song(material.proven, material.score, material.performance, material.style, sung, contents, files, last)


def document(material: Material, sung: Timeline, files: Mapping[str, str]) -> dict[str, Any]:
    """The song as plain data, one entry a mora."""
    score, performance = material.score, material.performance
    return {
        "format": FORMAT_NUMBER,
        "topic": score.topic,
        "title": score.title,
        "style": score.style,
        "voice": performance.voice,
        "seed": score.seed,
        "bpm": units.bpm(score.us_per_beat),
        "key": score.key,
        "sample_rate": performance.sample_rate,
        "duration_s": sung.duration_s,
        "sections": [_section(section) for section in sung.sections],
        "lines": [_line(line, section) for line, section in zip(sung.lines, sung.section_of, strict=True)],
        "facts": [_fact(f) for f in material.proven.facts],
        "quality": {**score.quality, **performance.quality},
        "credits": list(performance.credits),
        "files": dict(files),
    }


def _section(section: TimedSection) -> dict[str, Any]:
    return {**asdict(section), "chords": [asdict(chord) for chord in section.chords]}


def _line(sung: SungLine, section: int) -> dict[str, Any]:
    phrase_of = [number for number, phrase in enumerate(sung.line.phrases) for _ in phrase.morae]
    return {
        "text": sung.line.text,
        "kana": sung.line.kana,
        "facts": list(sung.line.facts),
        "section": section,
        "start_s": sung.start_s,
        "end_s": sung.end_s,
        "morae": [_mora(*mora) for mora in zip(sung.notes, sung.times, phrase_of, strict=True)],
    }


def _mora(note: SungNote, time: MoraTime, phrase: int) -> dict[str, Any]:
    mora = note.mora
    shared = {"shared": True} if note.shared else {}
    return {
        "kana": mora.kana,
        "phonemes": list(mora.phonemes),
        "midi": None if mora.silent else note.midi,
        **asdict(time),
        "accent": "H" if mora.high else "L",
        "falls": mora.falls,
        "phrase": phrase,
        **shared,
    }


def _fact(proven: ProvenFact) -> dict[str, Any]:
    fact, evidence = proven.fact, proven.evidence
    return {
        "id": fact.id,
        "kind": fact.kind,
        "grade": evidence.grade.value,
        "sentence": statement(proven),
        "why": fact.why,
        "source": fact.source,
        "refuted": [statement(proven, refutation.value) for refutation in evidence.refuted],
    }
