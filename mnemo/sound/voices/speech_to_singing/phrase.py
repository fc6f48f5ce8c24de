"""One sung phrase: notes and the analysis of their line -> audio."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mnemo import units
from mnemo.model import MoraTime
from mnemo.sound.voices.phrases import loudness
from mnemo.sound.voices.phrases.cutting import LEAD_IN_S, Request, Sung, make_chance
from mnemo.sound.voices.speech_to_singing import breath, pitch, timbre, timing, vocoder
from mnemo.sound.voices.speech_to_singing.analysis import (
    FRAME_S,
    NOISE_FRAMES,
    VOICELESS,
    Analysis,
    Source,
    interpolate_rows,
)

MARGIN_S, TAIL_S = 0.03, 0.1  # synthesised before the first sound and after the last
ATTACK_S, RELEASE_S = 0.005, 0.04
JOIN_S = 0.004  # a consonant taken over from the speech fades in and out in this time

Array = NDArray[np.float64]


def sing(analysis: Analysis, request: Request) -> Sung:
    """Sing the phrase by this singer. Fine fluctuation and breath noise are drawn by chance."""
    sources = analysis.sources[request.first : request.first + len(request.notes)]
    times = timing.schedule(request.notes, sources, request.us_per_beat)
    audio = _vocode(analysis, request, sources, times)
    at_s = np.arange(len(audio)) / units.SAMPLE_RATE - LEAD_IN_S
    audio = _copy_consonants(audio, analysis.audio, sources, times)
    audio = loudness.even_out_loudness(audio, request.notes, times, LEAD_IN_S) * _gate(times, at_s)
    rest_s = units.ticks_to_s(request.rest_ticks, request.us_per_beat)
    audio += breath.make_breath(times[0].start_s, rest_s, at_s, make_chance(request, "breath"))
    return Sung(audio.astype(np.float32), times)


def _vocode(analysis: Analysis, request: Request, sources: Sequence[Source], times: Sequence[MoraTime]) -> Array:
    """Synthesise the line's envelopes at the song's moments, with the song's pitch, after a silence."""
    silent = max(int((LEAD_IN_S + times[0].start_s - MARGIN_S) / FRAME_S), 0)  # frames
    frames = int(np.ceil((LEAD_IN_S + times[-1].end_s + TAIL_S) / FRAME_S))
    at_s = np.arange(silent, frames, dtype=np.float64) * FRAME_S - LEAD_IN_S
    shown = timing.source_times(times, sources, at_s) / FRAME_S
    voiced = analysis.voiced[np.minimum(np.rint(shown).astype(int), len(analysis.voiced) - 1)]
    drift = timing.held_share(times, at_s) * timbre.drift_semitones(at_s)
    log_power = timbre.shape_envelopes(interpolate_rows(analysis.log_power, shown), voiced, request.singer, drift)
    noise = interpolate_rows(analysis.aperiodicity, shown / NOISE_FRAMES)
    rng = make_chance(request, "fluctuation")
    f0_hz = np.where(voiced, pitch.f0_hz(request.notes, times, request.singer, at_s, rng), 0.0)
    frame = units.s_to_samples(FRAME_S)
    sound = vocoder.synthesise(f0_hz, log_power, noise, frame, make_chance(request, "noise"))
    return np.concatenate([np.zeros(silent * frame), sound])


def _copy_consonants(audio: Array, spoken: Array, sources: Sequence[Source], times: Sequence[MoraTime]) -> Array:
    """Copy voiceless consonants as they were spoken, sample by sample: a vocoder's frames would smear their bursts."""
    audio = audio.copy()
    join = units.s_to_samples(JOIN_S)
    for source, time in zip(sources, times, strict=True):
        if time.vowel_s is None or source.mora.phonemes[0] not in VOICELESS:
            continue
        length = units.s_to_samples(time.vowel_s - time.start_s)
        end, spoken_end = units.s_to_samples(time.vowel_s + LEAD_IN_S), units.s_to_samples(source.vowel_s)
        if length > 3 * join:
            ramp = np.arange(1, length + 1)
            fade = np.clip(np.minimum(ramp, ramp[::-1]) / join, 0.0, 1.0)
            own = audio[end - length : end]
            own += fade * (spoken[spoken_end - length : spoken_end] - own)
    return audio


def _gate(times: Sequence[MoraTime], at_s: Array) -> Array:
    """Return 1 where a mora sounds, 0 in rests and in ッ, with short fades."""
    gain = np.zeros(len(at_s))
    for time in times:
        if time.vowel_s is not None:
            ends_s = time.start_s - ATTACK_S, time.end_s + RELEASE_S / 2
            here = slice(*np.searchsorted(at_s, ends_s).tolist())
            rise, fall = (at_s[here] - ends_s[0]) / ATTACK_S, (ends_s[1] - at_s[here]) / RELEASE_S
            gain[here] = np.maximum(gain[here], np.clip(np.minimum(rise, fall), 0.0, 1.0))
    return gain
