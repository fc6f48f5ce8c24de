"""One sung phrase by a neural voice: notes -> tokens, timing, pitch, energy, source -> the decoder -> audio."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, zip_longest

import numpy as np
from numpy.typing import NDArray

from mnemo import chance, units
from mnemo.model import Mora, MoraTime, SungNote
from mnemo.sound.voices.neural import intonation, model, source, speech, stretch, timing, tokens
from mnemo.sound.voices.neural.model import CURVES_HZ, FRAMES_HZ, RATE, Encoded, Model
from mnemo.sound.voices.neural.singer import Singer
from mnemo.sound.voices.neural.timing import Plan
from mnemo.sound.voices.phrases import loudness
from mnemo.sound.voices.phrases.cutting import LEAD_IN_S, Request, Sung
from mnemo.sound.voices.speech_to_singing import breath, pitch

NOISE = 1.0  # of the source, 1 as in the paper
VOICING_EDGE_S = 0.01  # the voice is switched on and off in this time
PITCH_HZ = 1_000  # points of the pitch curve a second
STRETCH_S = 0.15  # of a held vowel that has a gain of its own
EVENED_DB = 15.0  # at most: more would only lift noise
ATTACK_S, RELEASE_S = 0.02, 0.06  # of the gate around the phrase
CLOSURE_S = 0.012  # of the gate around ッ
JOINED = frozenset(["g"])  # after a space speech hardly voices it: ゲート was heard as ケート

Array = NDArray[np.float64]


def sing(engine: Model, singer: Singer, request: Request) -> Sung:
    """Sing the phrase by this singer. Chance (fine fluctuation, noise) comes from what is sung."""
    plan, audio = decode(engine, singer, request)
    start = units.s_to_samples(LEAD_IN_S + plan.start_s)
    audio = np.pad(audio, (max(start, 0), 0))[max(-start, 0) :]
    at_s = np.arange(len(audio)) / units.SAMPLE_RATE - LEAD_IN_S
    audio = loudness.even_out_loudness(audio, request.notes, plan.times, LEAD_IN_S, EVENED_DB, STRETCH_S)
    audio *= make_gate(request.notes, plan.times, at_s)
    rest_s = units.ticks_to_s(request.rest_ticks, request.us_per_beat)
    audio += breath.make_breath(plan.times[0].start_s, rest_s, at_s, make_chance(request, "breath"))
    return Sung(audio.astype(np.float32), plan.times)


def decode(engine: Model, singer: Singer, request: Request) -> tuple[Plan, Array]:
    """Return the plan, and the sound as decoded, at its pitch, from plan.start_s on, at units.SAMPLE_RATE."""
    notes = request.notes
    morae = [n.mora for n in notes]
    spelled = tokens.spell(morae, number_phrases(request), _find_following(request), singer.tail, singer.spellings)
    style = model.choose_style(singer.voice, max(len(spelled), singer.style_tokens))
    encoded = engine.encode([token.id for token in spelled], style)
    plan = timing.plan(notes, spelled, encoded.lengths_s, request.us_per_beat)
    at_s = np.arange(round(plan.seconds * RATE)) / RATE + plan.start_s
    hz = f0_hz(singer, request, plan.times, at_s)
    voiced = voicing_curve(request, plan.times, at_s)
    edges_s = np.concatenate([[0.0], np.cumsum(speech.spoken_lengths_s(encoded, spelled, singer.longest_vowel_s))])
    heard_s = np.concatenate([[0.0], (edges_s - plan.leads_s)[1:]])
    times = stretch.map_times(plan, heard_s)
    spoken_s = (np.arange(2 * int(np.ceil(edges_s[-1] * FRAMES_HZ))) + 0.5) / CURVES_HZ
    unsung = [heard_s[token] for token in (1, len(tokens.HEAD), -2 - len(singer.tail), -2)]
    around = np.searchsorted(unsung, spoken_s) % 2 == 1  # the voice is on in what is said around the phrase
    sung_s = times.sung_at(spoken_s)
    told_hz = np.where(around | (np.interp(sung_s, at_s, voiced) > 0.5), np.interp(sung_s, at_s, hz), 0.0)
    frames_s = (np.arange(2 * plan.frames) + 0.5) / CURVES_HZ + plan.start_s

    def excite() -> NDArray[np.float32]:
        on = _soften_edges(voiced, round(VOICING_EDGE_S * RATE))
        return source.excite(hz, on, engine.harmonics, engine.offset, NOISE, make_chance(request, "source"))

    def shape() -> NDArray[np.float32]:
        features = _speak(engine, encoded, plan, edges_s, heard_s, told_hz, style)
        return stretch.read_frames(features, times.spoken_at(frames_s))

    audio = engine.generate(shape, excite, stretch.weigh_frames(times, frames_s), style)
    factor = units.SAMPLE_RATE // RATE
    return plan, intonation.correct_pitch(audio.astype(np.float64), hz, voiced > 0.5, RATE, factor)


def _speak(
    engine: Model, encoded: Encoded, plan: Plan, edges_s: Array, heard_s: Array, hz: Array, style: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return the features of the phrase at the times of speech, with the pitch `hz`. (F,) -> (1, 512, F)"""
    alignment = timing.make_alignment(edges_s * FRAMES_HZ, len(hz) // 2)
    curve = speech.lift_vowels(engine.energy(encoded, alignment, style), heard_s, plan.vowels)
    return engine.shape(encoded.text @ alignment, hz.astype(np.float32), curve, style)


def number_phrases(request: Request) -> list[int]:
    """Return a number for each note, another one after the end of an accent phrase and after a rest.

    Accent phrases are one before a phoneme of JOINED, unless a rest parts them.
    """
    phrases = [number for number, phrase in enumerate(request.text) for _ in phrase.morae]
    own = phrases[request.first : request.first + len(request.notes)]
    numbers = [0]
    for (before, here), (note, after) in zip(pairwise(own), pairwise(request.notes), strict=True):
        rests = after.onset_ticks > note.end_ticks
        ends = here != before and after.mora.phonemes[0] not in JOINED
        numbers.append(numbers[-1] + int(rests or ends))
    return numbers


def _find_following(request: Request) -> Mora | None:
    morae = [m for phrase in request.text for m in phrase.morae]
    stop = request.first + len(request.notes)
    return morae[stop] if stop < len(morae) else None


def f0_hz(singer: Singer, request: Request, times: Sequence[MoraTime], at_s: Array) -> Array:
    """Return the pitch at every moment, voiced or not. (N,) rising -> (N,)"""
    coarse_s = np.arange(int((at_s[-1] - at_s[0]) * PITCH_HZ) + 2) / PITCH_HZ + at_s[0]
    hz = pitch.f0_hz(request.notes, times, request.singer, coarse_s, make_chance(request, "pitch"))
    return np.exp(np.interp(at_s, coarse_s, np.log(hz))) * 2.0**singer.octaves


def voicing_curve(request: Request, times: Sequence[MoraTime], at_s: Array) -> Array:
    """Return 1 where the vocal folds move, 0 elsewhere. (N,) rising -> (N,)"""
    on = np.zeros(len(at_s))
    for note, time in zip(request.notes, times, strict=True):
        if time.vowel_s is not None:
            begin_s = time.vowel_s if note.mora.phonemes[0] in tokens.VOICELESS else time.start_s
            on[np.searchsorted(at_s, begin_s) : np.searchsorted(at_s, time.end_s)] = 1.0
    return on


def _soften_edges(on: Array, samples: int) -> Array:
    """Return the average over so many samples around each; the ends go on as they are. (N,) -> (N,)"""
    before = samples // 2
    sums = np.cumsum(np.pad(on, (before + 1, samples - 1 - before), mode="edge"))
    return (sums[samples:] - sums[:-samples]) / samples


def make_gate(notes: Sequence[SungNote], times: Sequence[MoraTime], at_s: Array) -> Array:
    """Return 1 from the first sound to the last, 0 outside, in rests and in the closure of a ッ, with short fades."""
    gain = np.clip(np.minimum(at_s - times[0].start_s + ATTACK_S, ATTACK_S) / ATTACK_S, 0.0, 1.0)
    gain *= np.clip((times[-1].end_s + RELEASE_S - at_s) / RELEASE_S, 0.0, 1.0)
    for note, after, time in zip_longest(notes, notes[1:], times):
        if note.mora.silent and not (after and after.mora.phonemes[0] in tokens.FRICATIVES):
            inside = np.minimum(at_s - time.start_s, time.end_s - at_s)
            gain *= 1.0 - np.clip(inside / CLOSURE_S, 0.0, 1.0)
    for before, after in pairwise(times):
        if after.start_s > before.end_s:
            inside = np.minimum((at_s - before.end_s) / RELEASE_S, (after.start_s - at_s) / ATTACK_S)
            gain *= 1.0 - np.clip(inside, 0.0, 1.0)
    return gain


def make_chance(request: Request, use: str) -> np.random.Generator:
    """Return a generator for one use: the same for the same words and notes by the same kind of singer."""
    words = "".join(note.mora.kana for note in request.notes)
    of_singer = f"{request.singer.detune_cents} {request.singer.delay_s}"
    return chance.generator(
        0, use, of_singer, words, *(n for note in request.notes for n in (note.onset_ticks, note.midi))
    )
