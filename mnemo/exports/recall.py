"""<topic>-recall.mp3: each line is asked, then answered.

A line comes with its answer left out while the band goes on: the listener sings it. Then the band plays the same bars
again and the line is sung whole. Asking beats hearing again by far (Karpicke & Roediger 2007), and the answer must
follow at once, or a wrong guess stays. No voice sounds in a gap, harmony included, or it would tell; a gap lasts until
the next word or the end of the line. The lyrics in the tags show a blank the first time.

It is in mono: the words are in the middle, and one hears them as well with one ear on a train.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from mnemo import units
from mnemo.errors import Translated
from mnemo.exports.mp3 import cuts, encode
from mnemo.exports.mp3.cuts import Cut
from mnemo.exports.mp3.track import write_mp3
from mnemo.exports.release.format import Format, Material, Song, name_files
from mnemo.exports.view.questions import split_at_answer
from mnemo.exports.view.timeline import Timeline
from mnemo.model import Audio, StemGroup, SungLine

MARGIN_S = 0.1  # mastered on both sides of a gap and thrown away, for filters and limiter to settle
BLANK = "＿"


@dataclass(frozen=True, slots=True)
class Question:
    """A line that is asked. The gap is in seconds of the song."""

    cut: Cut
    gap: tuple[float, float]


def write(song: Song, folder: Path) -> None:
    asked = list_questions(song)

    def parts() -> Iterator[Audio]:
        return map(encode.mix_to_mono, make_audio(song, asked))

    write_mp3(song, folder, "recall", parts, make_timeline(song, asked), "（穴うめ）", "3")


FORMAT = Format(
    files=name_files(recall="{topic}-recall.mp3"),
    write=write,
    needs=("cover",),
    priority=5,
    about=Translated(
        "The song with gaps to answer into; each answer follows at once.",
        ja="答えを歌い込むための空白がある曲。答えはすぐ後に続く。",
    ),
)


def list_questions(material: Material) -> list[Question]:
    """Return every line that has an answer, in singing order."""
    found = []
    for cut, sung in zip(cuts.line_cuts(material), material.performance.lines, strict=True):
        if sung.line.answer is not None:
            first, stop = sung.line.answer
            end_s = sung.times[stop].start_s if stop < len(sung.times) else units.samples_to_s(cut.end)
            found.append(Question(cut, (sung.times[first].start_s, end_s)))
    return found


def make_audio(material: Material, asked: list[Question]) -> Iterator[Audio]:
    """Return the song with each question before its line, part by part."""
    return cuts.joined(_cut_pieces(material, asked))


def _cut_pieces(material: Material, asked: list[Question]) -> Iterator[Audio]:
    """Yield the song up to the end of each question, from the start of the line before; then what is left of it."""
    whole = material.performance.master
    at = 0
    for question in asked:
        start, unsung = _silence_voices(material, question.gap)
        yield cuts.blended(cuts.taken(whole, at, question.cut.end), unsung, start - at)
        at = question.cut.start
    yield whole[at:]


def make_timeline(song: Song, asked: list[Question]) -> Timeline:
    """Return the song's timeline with the questions among its lines."""
    whole = song.timeline
    inserted_s = {q.cut.line: units.samples_to_s(q.cut.end - q.cut.start) for q in asked}
    lines: list[tuple[SungLine, int]] = []
    shift_s = 0.0
    for number, (line, section) in enumerate(zip(whole.lines, whole.section_of, strict=True)):
        if number in inserted_s:
            lines.append((_blank_answer(line.moved(shift_s)), section))
            shift_s += inserted_s[number]
        lines.append((line.moved(shift_s), section))

    def before(section: int) -> float:
        return sum(s for line, s in inserted_s.items() if whole.section_of[line] < section)

    sections = tuple(replace(s, start_s=s.start_s + before(k)) for k, s in enumerate(whole.sections))
    sung, section_of = zip(*lines, strict=True) if lines else ((), ())
    return Timeline(sung, sections, section_of, whole.duration_s + shift_s)


def _blank_answer(sung: SungLine) -> SungLine:
    """Return the line with a blank for every character of the words that its answer touches; the answer's morae are
    empty.
    """
    first, stop = sung.line.answer or (0, 0)
    before, answer, after = split_at_answer(sung.line)
    empty = [replace(note, mora=replace(note.mora, kana="")) for note in sung.notes[first:stop]]
    line = replace(sung.line, text=before + BLANK * len(answer) + after)
    return replace(sung, line=line, notes=(*sung.notes[:first], *empty, *sung.notes[stop:]))


def _silence_voices(material: Material, gap: tuple[float, float]) -> tuple[int, Audio]:
    """Return the first sample of a gap with the fades outside of it, and the band there without any voice, mastered."""
    performance = material.performance
    fade, margin = (units.s_to_samples(s) for s in (cuts.JOIN_S, MARGIN_S))
    start, end = max(0, units.s_to_samples(gap[0]) - fade), units.s_to_samples(gap[1]) + fade
    if not any(s.audio[start:end].any() for s in performance.stems if s.group == StemGroup.BACKING):
        return start, performance.karaoke[start:end]  # is the band alone
    first = max(0, start - margin)
    cut = np.array(performance.band.audio[first : end + margin])
    if performance.mastering is not None:
        cut = performance.mastering.apply(cut, first)
    return start, cut[start - first : end - first]
