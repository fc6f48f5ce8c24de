"""<topic>-recall.mp3: each line is asked, then answered.

A line comes with its answer left out while the band goes on: the listener sings it. Then the band plays the same bars
again and the line is sung whole. Asking beats hearing again by far (Karpicke & Roediger 2007), and the answer must
follow at once, or a wrong guess stays. No voice sounds in a gap, harmony included, or it would tell; a gap lasts until
the next word or the end of the line. The lyrics in the tags show a blank the first time.

It is in mono: the words are in the middle, and one hears them as well with one ear on a train.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from mnemo import units
from mnemo.exports.mp3 import cuts, encode
from mnemo.exports.mp3.cuts import Span
from mnemo.exports.mp3.track import write_mp3
from mnemo.exports.release.format import Format, Material, Song, named
from mnemo.exports.view.questions import split
from mnemo.model import Audio, Line

MARGIN_S = 0.1  # mastered on both sides of a gap and thrown away, for filters and limiter to settle
BLANK = "＿"


@dataclass(frozen=True, slots=True)
class Question:
    """A line that is asked. The gap is in seconds of the song."""

    span: Span
    gap: tuple[float, float]


def write(song: Song, folder: Path) -> None:
    asked = questions(song)

    def parts() -> Iterator[Audio]:
        return map(encode.mono, audio(song, asked))

    write_mp3(song, folder, "recall", parts, document(song, asked), "（穴うめ）", "3")


FORMAT = Format(files=named(recall="{topic}-recall.mp3"), write=write, needs=("cover",), priority=5)


def questions(material: Material) -> list[Question]:
    """Every line that has an answer, in singing order."""
    times = cuts.line_times(material)
    found = []
    for span in cuts.line_spans(material):
        answer = material.score.lines[span.line].answer
        if answer is not None:
            first, stop = answer
            sung = times[span.line]
            end_s = sung[stop].start_s if stop < len(sung) else units.samples_to_s(span.end)
            found.append(Question(span, (sung[first].start_s, end_s)))
    return found


def audio(material: Material, asked: list[Question]) -> Iterator[Audio]:
    """The song with each question before its line, part by part."""
    return cuts.joined(_pieces(material, asked))


def _pieces(material: Material, asked: list[Question]) -> Iterator[Audio]:
    """The song up to the end of each question, from the start of the line before; then what is left of it."""
    whole = material.performance.master
    at = 0
    for question in asked:
        start, unsung = _unsung(material, question.gap)
        yield cuts.blended(cuts.taken(whole, at, question.span.end), unsung, start - at)
        at = question.span.start
    yield whole[at:]


def document(song: Song, asked: list[Question]) -> dict[str, Any]:
    """song.json's lines and sections at their times in the recall mix, the questions among them."""
    inserted_s = {q.span.line: units.samples_to_s(q.span.end - q.span.start) for q in asked}
    lines, shift_s = [], 0.0
    for number, line in enumerate(song.document["lines"]):
        if number in inserted_s:
            lines.append(_blanked(song.score.lines[number], cuts.moved(line, shift_s)))
            shift_s += inserted_s[number]
        lines.append(cuts.moved(line, shift_s))

    def before(section: int) -> float:
        return sum(s for line, s in inserted_s.items() if song.document["lines"][line]["section"] < section)

    sections = [{**s, "start_s": s["start_s"] + before(k)} for k, s in enumerate(song.document["sections"])]
    return {**song.document, "lines": lines, "sections": sections, "duration_s": song.document["duration_s"] + shift_s}


def _blanked(line: Line, sung: dict[str, Any]) -> dict[str, Any]:
    """The line with a blank for every character of the words that the answer touches."""
    first, stop = line.answer or (0, 0)
    before, answer, after = split(line)
    morae = [mora for i, mora in enumerate(sung["morae"]) if not first <= i < stop]
    return {**sung, "text": before + BLANK * len(answer) + after, "morae": morae}


def _unsung(material: Material, gap: tuple[float, float]) -> tuple[int, Audio]:
    """The first sample of a gap with the fades outside of it, and the band there without any voice, mastered."""
    performance = material.performance
    fade, margin = (units.s_to_samples(s) for s in (cuts.JOIN_S, MARGIN_S))
    start, end = max(0, units.s_to_samples(gap[0]) - fade), units.s_to_samples(gap[1]) + fade
    if not any(s.audio[start:end].any() for s in performance.stems if s.group == "backing"):
        return start, performance.karaoke[start:end]  # is the band alone
    first = max(0, start - margin)
    band = [stem.audio[first : end + margin] for stem in performance.stems if stem.group == "band"]
    cut = sum(band, np.zeros((min(end + margin, len(performance.master)) - first, 2), np.float32))
    if performance.mastering is not None:
        cut = performance.mastering.apply(cut, first)
    return start, cut[start - first : end - first]
