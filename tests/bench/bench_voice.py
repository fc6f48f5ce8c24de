"""What the default voice costs and how exactly it sings, on the first topic: run by hand; it asserts nothing.

    python -m tests.bench.bench_voice

Times are of this process and its workers (user + system), so that other work on the machine disturbs them less.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from mnemo import styles, units
from mnemo.model import Score
from mnemo.music import compose
from mnemo.proof import prove
from mnemo.runtime import resources
from mnemo.sound import voices
from mnemo.styles.schema import SingerStyle
from mnemo.topic import read_topic
from mnemo.words import write_lyric
from tests.instruments import voice as quality

LIBRARY_CALLS = {
    "analysis": ("speak",),
    "pyworld": ("dio", "stonemask", "cheaptrick", "d4c"),
    "vocoder": ("synthesise",),
}


def main() -> None:
    os.environ["MNEMO_CACHE"] = tempfile.mkdtemp()
    style = styles.load(styles.DEFAULT)
    score = compose(write_lyric(prove(read_topic(resources.folder("lyrics") / "lstm-gru.toml")), style), style, 1)
    length_s = units.ticks_to_s(score.end_ticks, score.us_per_beat)
    lead = replace(score, vocals=score.vocals[:1])
    print(f"song {length_s:.1f} s, {len(lead.lead.notes)} notes; a twelfth is {length_s / 12:.1f} s")
    _timed("lead, cold", lead, style)
    _timed("all voices, the lead cached", score, style)
    edited = tuple(replace(n, midi=n.midi + 1) if n.line == 3 else n for n in lead.lead.notes)
    _timed("lead after an edit of one line", replace(lead, vocals=(replace(lead.lead, notes=edited),)), style)
    _share_of_libraries(lead)
    take = voices.load("mei").sing(lead, style)[0]
    print(quality.report(lead, take))
    vowels, frames = (np.abs(x) for x in quality.praat_pitch_errors_cents(take.audio, lead.lead.notes, take.times))
    for name, cents in (("vowels", vowels), ("frames", frames)):
        print(f"praat, {name}: median {np.median(cents):.1f}, 95 % {np.percentile(cents, 95):.1f} cents")


def _timed(what: str, score: Score, style: styles.Style) -> None:
    wall_s, cpu_s = time.perf_counter(), sum(os.times()[:4])
    voices.load("mei").sing(score, style)
    print(f"{what}: {time.perf_counter() - wall_s:.1f} s, {sum(os.times()[:4]) - cpu_s:.1f} CPU s")


def _share_of_libraries(score: Score) -> None:
    """Of the first lines, sung in this process alone."""
    import pyworld

    from mnemo.sound.voices.phrases import cutting
    from mnemo.sound.voices.speech_to_singing import analysis, phrase, speech, vocoder

    def analyse(request: cutting.Request) -> analysis.Analysis:
        return analysis.analyse(request.text, speech.make_labels(request.text))

    requests = [p.request for p in cutting.cut_phrases(score.lead, score, SingerStyle())][:8]
    analyse(requests[0])  # the dictionary and the voice load once
    inside: Counter[str] = Counter()
    for library, names in LIBRARY_CALLS.items():
        for name in names:
            module = {"analysis": analysis, "pyworld": pyworld, "vocoder": vocoder}[library]
            setattr(module, name, _counted(getattr(module, name), f"{library}.{name}", inside))
    start_s = time.process_time()
    for request in requests:
        phrase.sing(analyse(request), request)
    whole_s = time.process_time() - start_s
    print(f"in the libraries and the vocoder: {sum(inside.values()) / whole_s:.0%} of {whole_s:.2f} CPU s for 8 lines")
    print({name: f"{seconds / whole_s:.0%}" for name, seconds in inside.most_common()})


def _counted(call: Callable[..., Any], name: str, seconds: Counter[str]) -> Callable[..., Any]:
    def counted(*args: Any, **options: Any) -> Any:
        start_s = time.process_time()
        try:
            return call(*args, **options)
        finally:
            seconds[name] += time.process_time() - start_s

    return counted


if __name__ == "__main__":
    main()
