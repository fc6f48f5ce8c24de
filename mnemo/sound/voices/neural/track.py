"""A whole score by neural voices: each phrase is sung once, kept by its content and the code's, and two at a time.

What repeats the lead's words at the lead's times (its double, its harmony) is made from the lead's sound; the decoder
sings what has words or times of its own (an answer).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from mnemo import chance
from mnemo.model import Score, Take
from mnemo.runtime import cache, memory
from mnemo.runtime.threads import AT_ONCE, map_in_threads
from mnemo.sound.voices.neural import (
    copies,
    generator,
    intonation,
    model,
    phrase,
    residual,
    source,
    speech,
    stretch,
    timing,
    tokens,
    toom,
    weights,
)
from mnemo.sound.voices.neural.phrase import Singer
from mnemo.sound.voices.phrases import cutting, loudness
from mnemo.sound.voices.phrases.cutting import Request, Sung
from mnemo.sound.voices.speech_to_singing import analysis, breath, pitch, timbre, vocoder
from mnemo.styles.schema import SingerStyle

CACHE_SPACE = "phrases"
CODE = (
    analysis, breath, chance, copies, cutting, generator, intonation, loudness, model, phrase, pitch, residual, source,
    speech, stretch, timbre, timing, tokens, toom, vocoder, weights,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Job:
    """One phrase to sing. `lead` is the phrase whose sound it is made from; None: the decoder sings it."""

    singer: Singer
    request: Request
    lead: Request | None = None


def sing_parts(
    score: Score,
    styles: Mapping[str, SingerStyle],
    lead: Singer,
    others: Mapping[str, Singer],
    lines: Collection[int] | None = None,
) -> tuple[Take, ...]:
    """Return a Take for each vocal part, or for some lines of it.

    `others` sing the parts of their timbres, `lead` sings the rest.

    Raises StyleError for a timbre that the style has no singer for, MissingPartError where the model is not installed.
    """
    parts = [tuple(cutting.cut_phrases(part, score, cutting.find_singer(part, styles), lines)) for part in score.vocals]
    led = {_words_and_times(p.request): p.request for p in parts[0]}
    sung: dict[Job, Sung] = {}
    jobs: list[list[Job]] = []
    for number, (part, placed) in enumerate(zip(score.vocals, parts, strict=True)):
        own = others.get(part.timbre)
        repeats = number > 0 and own is None
        jobs.append(
            [Job(own or lead, p.request, led.get(_words_and_times(p.request)) if repeats else None) for p in placed]
        )
    every = list(dict.fromkeys(job for of_part in jobs for job in of_part))
    _add(sung, [[job] for job in every if job.lead is None], _sing)
    if lines is None:  # lines are sung again when they are edited; a whole song is mixed next
        model.forget_model()
        memory.trim()
    copied: dict[Request, list[Job]] = {}
    for job in every:
        if job.lead is not None:
            copied.setdefault(job.lead, []).append(job)
    _add(sung, list(copied.values()), lambda jobs, alone: _copy(jobs, sung))
    return tuple(
        cutting.assemble(placed, {job.request: sung[job] for job in of_part}, score)
        for placed, of_part in zip(parts, jobs, strict=True)
    )


def _words_and_times(request: Request) -> tuple[object, ...]:
    """Return a value that is equal for two requests that differ in pitch, loudness and singer alone."""
    return (
        request.text,
        request.first,
        request.us_per_beat,
        *((n.onset_ticks, n.duration_ticks) for n in request.notes),
    )


def _sing(jobs: Sequence[Job], alone: bool) -> list[Sung]:
    """Sing phrases by the decoder. Where no other is sung beside them it works in two threads itself."""
    engine = replace(model.load_model(), threads=AT_ONCE if alone else 1)
    return [phrase.sing(engine, job.singer, job.request) for job in jobs]


def _copy(jobs: Sequence[Job], sung: Mapping[Job, Sung]) -> list[Sung]:
    """Make phrases from the sound of the lead, which they all have."""
    singer, lead = jobs[0].singer, jobs[0].lead
    if lead is None:
        raise ValueError("the decoder sings these phrases")
    return copies.sing(sung[Job(singer, lead)], lead, singer, [job.request for job in jobs])


def _add(
    sung: dict[Job, Sung], groups: Sequence[Sequence[Job]], sing: Callable[[Sequence[Job], bool], Sequence[Sung]]
) -> None:
    """Add the phrases of each group, from the cache or sung now, the longest first: two groups at a time.

    `sing` is told whether its group is the only one.
    """
    code = cache.digest(cache.code_digest(*CODE), Path(__file__).read_bytes())
    keys = {job: cache.digest(code, job) for group in groups for job in group}
    for job, key in keys.items():
        if (found := cache.read(CACHE_SPACE, key)) is not None:
            sung[job] = Sung(*found)
    missing = [jobs for group in groups if (jobs := [job for job in group if job not in sung])]
    missing.sort(key=lambda jobs: -len(jobs[0].request.notes))

    def sing_and_keep(jobs: Sequence[Job]) -> None:
        for job, one in zip(jobs, sing(jobs, len(missing) == 1), strict=True):
            cache.write(CACHE_SPACE, keys[job], (one.audio, one.times))
            sung[job] = one

    map_in_threads(sing_and_keep, missing)
