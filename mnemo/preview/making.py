"""The score of a topic and the sound of a passage of it, each kept by everything that decides it.

The same inputs give the same score, which is then not composed again; the same notes and words in and around a passage
give the same sound, which is then not sung again, whatever else in the file has changed.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache as once
from pathlib import Path
from typing import TYPE_CHECKING

from mnemo.model import Score
from mnemo.runtime import cache, resources
from mnemo.runtime.threads import start
from mnemo.sound.levels import Levels
from mnemo.sound.window import cut_part, find_lines, find_ticks, find_window
from mnemo.styles.schema import Style

if TYPE_CHECKING:
    from mnemo.preview.passage import Passage
    from mnemo.sound.voices import Voice

SCORES, SOUNDS = "scores", "previews"  # spaces of the cache
FADE_S = 0.02  # at both ends of a passage


@dataclass(frozen=True)
class Singer:
    """Who sings a preview and how: the style, the voice, the song's seed; `solo` is the voices without the band."""

    style: Style
    voice: Voice
    seed: int
    solo: bool = False


def write_score(path: Path, singer: Singer, report: Callable[[str], None] = lambda stage: None) -> Score:
    """Return the score of a fact file, from the cache where nothing that decides it has changed.

    Raises what the stages raise.
    """
    try:
        key = cache.digest(_code(), _templates(), path.name, path.read_bytes(), *_inputs(singer))
        found = cache.read(SCORES, key)
    except OSError:  # the first stage says it better
        key, found = "", None
    if isinstance(found, Score):
        return found
    from mnemo import pipeline
    from mnemo.topic import read_topic

    *_, score = pipeline.write_score(read_topic(path), singer.style, singer.voice, singer.seed, report)
    if key:
        cache.write(SCORES, key, score)
    return score


def make_mp3(score: Score, passage: Passage, singer: Singer, levels: Levels | None) -> bytes:
    """Return a passage of a score as mp3, from the cache where nothing that is heard in it has changed."""
    known = levels.document() if levels else None
    span = passage.samples(score.us_per_beat)
    key = cache.digest(_code(), _heard(score, passage), span, singer.solo, known, *_inputs(singer))
    return cache.memo(SOUNDS, key, lambda: _make_mp3(score, span, singer, levels))


def read_levels(release: Path, score: Score, voice: Voice) -> Levels | None:
    """Return the levels that song.json of a release has, where it is this song: its style, voice, seed, tempo, key."""
    wanted = {"style": score.style, "voice": voice.name, "seed": score.seed, "key": str(score.key)}
    try:
        document = json.loads((release / "song.json").read_text("utf-8"))
        same = all(document[name] == value for name, value in wanted.items())
        same = same and round(60e6 / document["bpm"]) == score.us_per_beat
        return Levels.parse(document["quality"]["levels"]) if same else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, ZeroDivisionError):
        return None


def write_file(content: bytes, out: Path) -> None:
    """Write a file whole or not at all. Raises OSError."""
    out.parent.mkdir(parents=True, exist_ok=True)
    beside = out.with_name(f".{out.name}.part")
    try:
        beside.write_bytes(content)
        beside.replace(out)
    finally:
        beside.unlink(missing_ok=True)


def _make_mp3(score: Score, span: slice, singer: Singer, levels: Levels | None) -> bytes:
    from mnemo.exports.mp3.cuts import faded
    from mnemo.exports.mp3.encode import encode_mp3
    from mnemo.runtime import ffmpeg
    from mnemo.sound.stretch import perform_stretch

    start(ffmpeg.program)  # which tries it first; what fails is told when it is needed
    audio = perform_stretch(score, singer.voice, singer.style, span, levels, singer.solo)
    return encode_mp3(faded(audio, FADE_S, FADE_S))


def _heard(score: Score, passage: Passage) -> tuple[object, ...]:
    """Return what may be heard in a passage: notes, words and sections, from some bars before it to some after."""
    window = find_window(score, passage.samples(score.us_per_beat))
    lines = find_lines(score, window)
    around = {line + by for line in lines for by in (-1, 0, 1)}  # a phrase makes room for its neighbours
    first, last = find_ticks(score, window)

    return (
        score.us_per_beat,
        [s for s in score.sections if s.end_ticks > first and s.start_ticks < last],
        [score.lines[line] for line in sorted(lines)],
        [(p.name, p.timbre, [n for n in p.notes if n.line in around]) for p in score.vocals],
        [cut_part(part, score, window) for part in score.parts],
    )


def _inputs(singer: Singer) -> tuple[object, ...]:
    return singer.style, singer.voice, singer.seed


@once
def _code() -> str:
    """Return a digest of all that mnemo is made of."""
    return cache.digest(*(path.read_bytes() for path in sorted(resources.package_files())))


def _templates() -> str:
    return cache.digest(*(path.read_bytes() for path in sorted(resources.folder("templates").glob("*.j2"))))
