"""song.json: the contract between stages, exports, tests and other people's tools.

    {"format": 1, "topic", "title", "style", "voice", "seed",
     "bpm",                     beats a minute: 60e6 over a whole number of microseconds
     "key",                     "A minor", "Bb major"
     "sample_rate",             Hz of every wav
     "duration_s",              of the wav
     "sections": [{"name",      "intro", "verse 1", "last chorus"
                   "start_s", "end_s", "chords": [{"symbol", "start_s", "end_s"}]}],
     "lines": [{"text",         as it is written
                "kana",         as it is pronounced, in katakana: the morae one after another
                "facts",        ids of the facts that the line sings
                "section",      index into "sections"
                "start_s", "end_s",
                "morae": [{"kana",      one mora; ー for a vowel that goes on, ッ for a short silence
                           "phonemes",  Open JTalk's names, the vowel last: ["g", "e"]
                           "midi",      the note's pitch; null for ッ
                           "start_s",   where its first phoneme starts
                           "vowel_s",   where its vowel (or N) starts: the note's onset; null for ッ
                           "end_s",     where the next mora's consonant or a rest begins
                           "accent",    "H" or "L": pitch of the spoken word
                           "falls",     whether the accent drops right after this mora
                           "phrase",    number of the accent phrase within the line
                           "shared"}]}],  true where the mora shares the note of the one before it, else left out
     "facts": [{"id", "kind", "grade",  "proven", "computed" or "cited"
                "sentence",             the exam sentence
                "why", "source",        "" where there is none
                "refuted"}],            the same sentence with each refuted alternative
     "quality",                 what the run measured about itself, by stage
     "credits",                 lines that a release must carry
     "files"}                   role -> name in the release folder, with / between folders

Times are in seconds from sample 0 of the wav, rounded to the microsecond; a mora's times are what the voice really did.
Names are added without a new "format"; a name that changes its meaning raises it. tests/exports/song.schema.json holds
the same as a JSON schema.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from mnemo import units
from mnemo.errors import Translated
from mnemo.exports.release.format import Format, Material, Song, name_files
from mnemo.exports.view import timeline
from mnemo.exports.view.questions import write_statement
from mnemo.exports.view.timeline import TimedSection, Timeline
from mnemo.model import MoraTime, ProvenFact, Rendering, SungLine, SungNote

FORMAT_NUMBER = 1


def write(song: Song, folder: Path) -> None:
    text = json.dumps(song.document, ensure_ascii=False, indent=1, allow_nan=False)
    (folder / song.files["song"]).write_text(text + "\n", "utf-8", newline="\n")


FORMAT = Format(
    files=name_files(song="song.json"),
    write=write,
    rendering={"song": Rendering.TIMES},
    about=Translated(
        "Everything about the song as data, mora by mora; every release holds it.",
        ja="曲のすべてをデータで。モーラごとの時刻つき。いつも作られる。",
    ),
)


def assemble_song(
    material: Material, files: Mapping[str, str], kept: Mapping[str, str] | None = None, last: Path | None = None
) -> Song:
    """Return what formats read: the material with its timeline and song.json. `kept` are the files that stay, by
    default all.

    `last` is the release that this one replaces.
    """
    sung = timeline.make_timeline(material.score, material.performance)
    contents = make_document(material, sung, files if kept is None else kept)
    return Song(material.proven, material.score, material.performance, material.style, sung, contents, files, last)


def make_document(material: Material, sung: Timeline, files: Mapping[str, str]) -> dict[str, Any]:
    """Return the song as plain data, one entry a mora."""
    score, performance = material.score, material.performance
    return {
        "format": FORMAT_NUMBER,
        "topic": score.topic,
        "title": score.title,
        "style": score.style,
        "voice": performance.voice,
        "seed": score.seed,
        "bpm": units.bpm(score.us_per_beat),
        "key": str(score.key),
        "sample_rate": performance.sample_rate,
        "duration_s": sung.duration_s,
        "sections": [_describe_section(section) for section in sung.sections],
        "lines": [_describe_line(line, section) for line, section in zip(sung.lines, sung.section_of, strict=True)],
        "facts": [_describe_fact(f) for f in material.proven.facts],
        "quality": {**score.quality, **performance.quality},
        "credits": list(performance.credits),
        "files": dict(files),
    }


def _describe_section(section: TimedSection) -> dict[str, Any]:
    return {**asdict(section), "chords": [asdict(chord) for chord in section.chords]}


def _describe_line(sung: SungLine, section: int) -> dict[str, Any]:
    phrase_of = [number for number, phrase in enumerate(sung.line.phrases) for _ in phrase.morae]
    return {
        "text": sung.line.text,
        "kana": sung.line.kana,
        "facts": list(sung.line.facts),
        "section": section,
        "start_s": sung.start_s,
        "end_s": sung.end_s,
        "morae": [_describe_mora(*mora) for mora in zip(sung.notes, sung.times, phrase_of, strict=True)],
    }


def _describe_mora(note: SungNote, time: MoraTime, phrase: int) -> dict[str, Any]:
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


def _describe_fact(proven: ProvenFact) -> dict[str, Any]:
    fact, evidence = proven.fact, proven.evidence
    return {
        "id": fact.id,
        "kind": fact.kind,
        "grade": evidence.grade.value,
        "sentence": write_statement(proven),
        "why": fact.why,
        "source": fact.source,
        "refuted": [write_statement(proven, refutation.value) for refutation in evidence.refuted],
    }
