"""A whole score, phrase by phrase: each text is spoken and analysed once, and sung as often as it is needed.

Phrases are independent, so they run on all cores, and each is kept in the cache by its content and the code's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from mnemo.model import MoraTime, Score, Take
from mnemo.runtime import cache
from mnemo.runtime.processes import map_in_processes
from mnemo.sound.voices.phrases import cutting, loudness
from mnemo.sound.voices.phrases.cutting import Request, Sung
from mnemo.sound.voices.speech_to_singing import analysis, breath, phrase, pitch, speech, timbre, timing, vocoder
from mnemo.styles.schema import SingerStyle

CACHE_SPACE = "phrases"
POOL_FROM = 4  # fewer texts than this are sung sooner than a second process starts

Job = tuple[list[str], tuple[tuple[str, Request], ...]]  # what is spoken; what is sung on it, each with its key
Result = list[tuple[NDArray[np.float32], tuple[MoraTime, ...]]]


def sing_parts(
    score: Score, singers: Mapping[str, SingerStyle], lines: Collection[int] | None = None
) -> tuple[Take, ...]:
    """Return a Take for each vocal part, or for some lines of it.

    Raises StyleError for a timbre that the style has no singer for.
    """
    parts = [
        tuple(cutting.cut_phrases(part, score, cutting.find_singer(part, singers), lines)) for part in score.vocals
    ]
    sung = _sing_all(p.request for part in parts for p in part)
    return tuple(cutting.assemble(part, sung, score) for part in parts)


def _sing_all(requests: Iterable[Request]) -> dict[Request, Sung]:
    """Return each request once, from the cache or sung now."""
    code = cache.code_digest(analysis, breath, cutting, loudness, phrase, pitch, speech, timbre, timing, vocoder)
    keys = {r: cache.digest(code, r) for r in requests}
    done = {r: Sung(*found) for r, key in keys.items() if (found := cache.read(CACHE_SPACE, key)) is not None}
    missing = sorted((r for r in keys if r not in done), key=lambda r: repr(r.text))
    jobs: list[Job] = [
        (speech.make_labels(text), tuple((keys[r], r) for r in same))
        for text, same in groupby(missing, lambda r: r.text)
    ]
    jobs.sort(key=lambda job: -len(job[0]))  # the longest first, so that no core waits long for the last
    for (_, asked), results in zip(jobs, map_in_processes(_sing, jobs, POOL_FROM), strict=True):
        done.update((request, Sung(*made)) for (_, request), made in zip(asked, results, strict=True))
    return done


def _sing(job: Job) -> Result:
    """Sing and keep the phrases of one text."""
    labels, asked = job
    analysed = analysis.analyse(asked[0][1].text, labels)
    results: Result = []
    for key, request in asked:
        sung = phrase.sing(analysed, request)
        results.append((sung.audio, sung.times))
        cache.write(CACHE_SPACE, key, results[-1])
    return results
