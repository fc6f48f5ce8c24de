"""Score -> Performance: the voice sings, the band plays, the mix makes room for the words, the master makes it loud.

voices/      who sings                     band.py        every Part as dry audio
vocals.py    takes, as tracks               synth.py       a note of a patch; wavetable.py its waves
passages.py  a take between its silences    chain.py       de-esser, compressor, tone
mix.py       stems and returns              drums.py       a stroke of a drum
ducking.py   room for kick and words        effects.py     reverb, delay, detuned copies
master.py    tone, glue, limiter            channels.py    range, level and place of each part
report.py    what the mix says of itself    disk.py        stems wait there, not in memory
stretch.py   some bars of the song alone    levels.py      what is measured on all of it
window.py    what such bars need of it      kept_band.py   what the band played before
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mnemo.model import Audio, MoraTime, Performance, Rendering, Score, Stem
    from mnemo.sound.levels import TakeLevels
    from mnemo.sound.mix import Band, BandTracks
    from mnemo.sound.voices import Voice
    from mnemo.styles.schema import Style

TAIL_S = 2.5  # how long the last bar may ring on


def perform(score: Score, voice: Voice, style: Style, rendering: Rendering | None = None) -> Performance:
    """Sing, play, mix and master a score, or as much of that as `rendering` asks; None asks for all."""
    from mnemo import units
    from mnemo.model import Performance, Rendering
    from mnemo.runtime.threads import run_both
    from mnemo.sound import master, mix, report
    from mnemo.sound.levels import Levels

    wanted = Rendering.KARAOKE if rendering is None else rendering
    if wanted is Rendering.TIMES:
        return _sing_lead(score, voice, style)
    recorded = record(score, voice, style)
    singing, band, times = recorded.singing, recorded.band, recorded.times
    whole, karaoke = mix.sum_stems([*singing, band.together])
    (mastered, chain), of_mix = run_both(
        lambda: master.master(whole, style.sound.master),
        lambda: report.measure_mix(score, singing[0].audio, whole, times),
    )
    karaoke, of_master = run_both(
        lambda: chain.apply(karaoke, out=karaoke) if wanted is Rendering.KARAOKE else make_silence(len(karaoke)),
        lambda: report.measure_master(mastered),
    )
    levels = Levels(recorded.takes, band.lead_db, chain.levels)
    return Performance(
        sample_rate=units.SAMPLE_RATE,
        voice=voice.name,
        stems=(*singing, *band.stems),
        band=band.together,
        lines=score.sung_lines(times),
        master=mastered,
        karaoke=karaoke,
        credits=(voice.credit,) if voice.credit else (),
        quality={"mix": {**of_mix, **of_master}, "levels": levels.document()},
        mastering=chain,
    )


def _sing_lead(score: Score, voice: Voice, style: Style) -> Performance:
    """Return a silent performance with the times of the lead as it is sung."""
    from dataclasses import replace

    from mnemo import units
    from mnemo.model import Performance, Stem, StemGroup

    (lead,) = voice.sing(replace(score, vocals=(score.lead,)), style)
    silence = make_silence(count_samples(score))
    return Performance(
        sample_rate=units.SAMPLE_RATE,
        voice=voice.name,
        stems=(),
        band=Stem("band", StemGroup.BAND, silence),
        lines=score.sung_lines(lead.times),
        master=silence,
        karaoke=silence,
        credits=(voice.credit,) if voice.credit else (),
    )


def make_silence(samples: int) -> Audio:
    """Return stereo silence that takes no memory and cannot be written to."""
    import numpy as np

    return np.broadcast_to(np.float32(0), (samples, 2))


def count_samples(score: Score) -> int:
    """Return the length of the song's audio."""
    from mnemo import units

    return units.ticks_to_samples(score.end_ticks, score.us_per_beat) + units.s_to_samples(TAIL_S)


@dataclass(frozen=True)
class Recording:
    """The vocal stems of a song and its band, a time for every note of the lead, and the levels of the takes."""

    singing: tuple[Stem, ...]
    band: Band
    times: tuple[MoraTime, ...]
    takes: Mapping[str, TakeLevels]


def record(score: Score, voice: Voice, style: Style) -> Recording:
    """Sing and play a score. The band plays while the voice sings, and then makes room."""
    from mnemo.runtime.threads import run_both
    from mnemo.sound import mix

    samples = count_samples(score)
    (singing, levels, times), tracks = run_both(
        lambda: sing(score, voice, style, samples), lambda: play(score, style, samples)
    )
    band = mix.make_band(score, style.sound, tracks, singing[0].audio)
    return Recording(tuple(singing), band, times, levels)


def play(score: Score, style: Style, samples: int) -> BandTracks:
    """Play the band, or find what it played before."""
    from mnemo.sound import kept_band

    return kept_band.play_band(score, style, slice(0, samples))


def sing(
    score: Score, voice: Voice, style: Style, samples: int
) -> tuple[list[Stem], Mapping[str, TakeLevels], tuple[MoraTime, ...]]:
    """Return the vocal stems with their levels and times. The takes are let go of with the call."""
    from mnemo.sound import mix

    takes = voice.sing(score, style)
    return *mix.make_vocal_stems(score, takes, style.sound, samples), takes[0].times
