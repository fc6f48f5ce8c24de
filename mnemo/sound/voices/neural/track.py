"""A whole score by neural voices: each phrase is sung once, kept by its content and the code's, and two at a time.

What repeats words of the lead at the same times by the same singer (its double, its harmony, the last chorus in another
key) is made from the sound of the phrase that was first; the decoder sings what has words or times of its own, and what
another singer answers. Of six phrases of alpha a whole tone up, decoder and copy are alike: DNSMOS 2.55 and 2.56,
DistillMOS 4.19 and 4.14. Copies of another singer's answers were not (3.77 and 3.38).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from mnemo import chance
from mnemo.model import Score, Take, VocalPart
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
from mnemo.sound.voices.neural.singer import Singer
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
    """One phrase to sing. `first` is the phrase whose sound it is made from; None: the decoder sings it."""

    singer: Singer
    request: Request
    first: Request | None = None


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
    firsts: dict[tuple[object, ...], Request] = {}  # of the whole lead, so that some lines sound as in the song
    for p in cutting.cut_phrases(score.lead, score, cutting.find_singer(score.lead, styles)):
        firsts.setdefault(_words_and_times(p.request), p.request)

    def find_job(part: VocalPart, request: Request) -> Job:
        if part.timbre in others:
            return Job(others[part.timbre], request)
        first = firsts.get(_words_and_times(request), request)
        if first == request or first.rest_ticks > request.rest_ticks:  # with more rest, its breath would not fit
            return Job(lead, request)
        return Job(lead, request, first)

    parts = [tuple(cutting.cut_phrases(part, score, cutting.find_singer(part, styles), lines)) for part in score.vocals]
    jobs = [[find_job(part, p.request) for p in placed] for part, placed in zip(score.vocals, parts, strict=True)]
    asked = list(dict.fromkeys(job for of_part in jobs for job in of_part))
    copied: dict[Job, list[Job]] = {}
    for job in asked:
        if job.first is not None:
            copied.setdefault(Job(job.singer, job.first), []).append(job)
    decoded = dict.fromkeys([*(job for job in asked if job.first is None), *copied])
    sung: dict[Job, Sung] = {}
    _add(sung, [[job] for job in decoded], _sing)
    if lines is None:  # lines are sung again when they are edited; a whole song is mixed next
        model.forget_model()
        memory.trim()
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
    """Make phrases from the sound of the phrase that was first, which they all have."""
    singer, first = jobs[0].singer, jobs[0].first
    if first is None:
        raise ValueError("the decoder sings these phrases")
    return copies.sing(sung[Job(singer, first)], first, singer, [job.request for job in jobs])


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
