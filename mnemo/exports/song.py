"""song.json: the contract between stages, exports, tests and other people's tools. Its shape is in DESIGN.md.

Times are in seconds from sample 0, rounded to the microsecond. A mora's span is what the voice really did.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mnemo import units
from mnemo.exports.release.format import Format, Song, named
from mnemo.exports.view.questions import statement
from mnemo.model import Line, MoraTime, Performance, Proven, ProvenFact, Score, Section, SungNote

FORMAT_NUMBER = 1
DECIMALS = 6


def write(song: Song, folder: Path) -> None:
    text = json.dumps(song.document, ensure_ascii=False, indent=1, allow_nan=False)
    (folder / song.files["song"]).write_text(text + "\n", "utf-8", newline="\n")


FORMAT = Format(files=named(song="song.json"), write=write)


def document(proven: Proven, score: Score, performance: Performance, files: Mapping[str, str]) -> dict[str, Any]:
    """The song as plain data, one entry a mora."""
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
        "duration_s": round(units.samples_to_s(len(performance.master), performance.sample_rate), DECIMALS),
        "sections": [_section(s, score.us_per_beat) for s in score.sections],
        "lines": _lines(score, performance),
        "facts": [_fact(f) for f in proven.facts],
        "quality": {**score.quality, **performance.quality},
        "credits": list(performance.credits),
        "files": dict(files),
    }


def _section(section: Section, us_per_beat: int) -> dict[str, Any]:
    def span(start_ticks: int, end_ticks: int) -> dict[str, float]:
        start_s, end_s = (units.ticks_to_s(t, us_per_beat) for t in (start_ticks, end_ticks))
        return {"start_s": round(start_s, DECIMALS), "end_s": round(end_s, DECIMALS)}

    return {
        "name": section.name,
        **span(section.start_ticks, section.end_ticks),
        "chords": [{"symbol": c.symbol, **span(c.start_ticks, c.end_ticks)} for c in section.chords],
    }


def _lines(score: Score, performance: Performance) -> list[dict[str, Any]]:
    section_of = {line: number for number, section in enumerate(score.sections) for line in section.lines}
    sung: list[list[tuple[SungNote, MoraTime]]] = [[] for _ in score.lines]
    for note, time in zip(score.lead.notes, performance.times, strict=True):
        sung[note.line].append((note, time))
    return [_line(line, section_of[i], sung[i]) for i, line in enumerate(score.lines)]


def _line(line: Line, section: int, sung: list[tuple[SungNote, MoraTime]]) -> dict[str, Any]:
    phrase_of = [number for number, phrase in enumerate(line.phrases) for _ in phrase.morae]
    morae = [_mora(note, time, phrase) for (note, time), phrase in zip(sung, phrase_of, strict=True)]
    return {
        "text": line.text,
        "kana": line.kana,
        "facts": list(line.facts),
        "section": section,
        "start_s": morae[0]["start_s"],
        "end_s": morae[-1]["end_s"],
        "morae": morae,
    }


def _mora(note: SungNote, time: MoraTime, phrase: int) -> dict[str, Any]:
    mora = note.mora
    shared = {"shared": True} if note.shared else {}
    return {
        "kana": mora.kana,
        "phonemes": list(mora.phonemes),
        "midi": None if mora.silent else note.midi,
        "start_s": round(time.start_s, DECIMALS),
        "vowel_s": None if time.vowel_s is None else round(time.vowel_s, DECIMALS),
        "end_s": round(time.end_s, DECIMALS),
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
