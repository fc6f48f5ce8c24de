"""The bars of band and mix for the first topic in every style, with and without the ducking under the words.

    python -m tests.bench.bench_band [STYLE ...]

prints, for each style: the tables of what issue 6 asks, the loudness of the mp3 as it comes out of the decoder, speed
(with repeated notes kept, and with every note rendered anew), and the most memory that the process had taken when the
first performance was done: name one style to know what a song takes.
"""

from __future__ import annotations

import dataclasses
import resource
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray
from pystoi import stoi

from mnemo import styles, units
from mnemo.dsp import loudness, peaks
from mnemo.exports.mp3 import encode
from mnemo.model import MoraTime, Performance, Score, Take
from mnemo.music import compose
from mnemo.proof import prove
from mnemo.runtime.memory import tune_allocator
from mnemo.sound import band, perform, voices
from mnemo.styles.schema import Style
from mnemo.topic import find_topic, read_topic
from mnemo.words import write_lyric
from tests.instruments import mix as instruments
from tests.instruments.mp3 import decode_mp3

TOPIC = "lstm-gru"
SEED = 0

RATE = units.SAMPLE_RATE
Mono = NDArray[np.float64]


@dataclasses.dataclass(frozen=True)
class Recorded:
    """A voice that has sung already: what is measured is the band."""

    takes: tuple[Take, ...]
    name: str = "recorded"
    description: str = ""
    licence: str = ""
    credit: str = ""

    def sing(self, score: Score, style: Style) -> tuple[Take, ...]:
        return self.takes


def pink(samples: int) -> Mono:
    """Noise of -3 dB an octave: a train."""
    spectrum = np.fft.rfft(np.random.default_rng(1).standard_normal(samples))
    spectrum[1:] /= np.sqrt(np.arange(1, len(spectrum)))
    return np.fft.irfft(spectrum, samples)


def lines(score: Score, times: Sequence[MoraTime]) -> list[slice]:
    """The samples of every sung line."""
    found: dict[int, list[MoraTime]] = {}
    for note, time_ in zip(score.lead.notes, times, strict=True):
        found.setdefault(note.line, []).append(time_)
    return [slice(units.s_to_samples(t[0].start_s), units.s_to_samples(t[-1].end_s)) for t in found.values()]


def clarity(score: Score, performance: Performance) -> dict[str, float]:
    """Extended STOI of the mono mix against the lead, median over lines; and as loud a pink noise added."""
    lead = performance.stems[0].audio.mean(axis=1, dtype=np.float64)
    mix = sum(s.audio.mean(axis=1, dtype=np.float64) for s in performance.stems)
    noise = pink(len(mix))
    noise *= units.db_to_gain(loudness.measure_loudness(mix, RATE) - loudness.measure_loudness(noise, RATE))
    spans = lines(score, performance.times)
    plain, train = (
        float(np.median([stoi(lead[s], x[s], RATE, extended=True) for s in spans])) for x in (mix, mix + noise)
    )
    return {"estoi": plain, "estoi_in_noise": train}


def tone(performance: Performance) -> dict[str, float]:
    master = performance.master
    decoded = decode_mp3(encode.encode_mp3(master))
    return {
        "mp3_lufs": loudness.measure_loudness(decoded, RATE),
        "mp3_true_peak_db": peaks.measure_true_peak_db(decoded),
        "slope_db_per_octave": instruments.spectral_slope(master, RATE),
        "centroid_hz": instruments.centroid_hz(master, RATE),
        "mono_loss_db": instruments.mono_loss_db(master, RATE),
        "tail_db": instruments.tail_db(master, RATE),
    }


class Anew:
    """Renders every note, as if none came twice."""

    def __init__(self, render: Callable[..., NDArray[np.float32]]) -> None:
        self.render = render

    def __call__(self, *note: Any) -> NDArray[np.float32]:
        return self.render(*note)

    def cache_clear(self) -> None:
        pass


def unducked(style: Style) -> Style:
    duck = dataclasses.replace(style.sound.mix.duck, most_db=0.0)
    mix = dataclasses.replace(style.sound.mix, duck=duck)
    return dataclasses.replace(style, sound=dataclasses.replace(style.sound, mix=mix))


def timed(score: Score, takes: tuple[Take, ...], style: Style) -> tuple[Performance, float, float]:
    """The performance, and how many times faster than the song it was: by the wall clock and by processor time."""
    begun, busy = time.perf_counter(), time.process_time()
    performance = perform(score, Recorded(takes), style)
    seconds = len(performance.master) / RATE
    return performance, seconds / (time.perf_counter() - begun), seconds / (time.process_time() - busy)


def shown(title: str, values: Mapping[str, Any]) -> None:
    print(f"  {title}: " + ", ".join(f"{name} {value:.4g}" for name, value in values.items()))


def main(names: Sequence[str]) -> None:
    tune_allocator()  # as the command line does
    proven = prove(read_topic(find_topic(TOPIC)))
    for name in names:
        style = styles.load(name)
        score = compose(write_lyric(proven, style), style, SEED)
        takes = voices.load(voices.DEFAULT).sing(score, style)
        performance, wall, busy = timed(score, takes, style)
        print(name)
        shown("so far", {"memory_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024})
        shown("mix", performance.quality["mix"])
        shown("tone", tone(performance))
        shown("clarity", clarity(score, performance))
        shown("kept notes", {"times_real_time": wall, "by_processor_time": busy})
        with patch.object(band, "render_note", Anew(band.render_note.__wrapped__)):
            _, wall, busy = timed(score, takes, style)
        shown("no note kept", {"times_real_time": wall, "by_processor_time": busy})
        bare, _, _ = timed(score, takes, unducked(style))
        shown("without ducking", {**clarity(score, bare), **bare.quality["mix"]})


if __name__ == "__main__":
    main(sys.argv[1:] or styles.names())
