"""When each mora sounds, and each of its tokens.

The vowel starts at the note's onset. A consonant keeps the length that it has in speech and borrows it from the note
before, or from the rest. Times are in seconds from the phrase's first onset; the first frame is BEFORE_S before
its first sound.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from mnemo import units
from mnemo.model import MoraTime, SungNote
from mnemo.sound.voices.neural.model import FRAMES_HZ
from mnemo.sound.voices.neural.tokens import CLOSURE, STOPS, Token

SOUND_LEAD_S = 0.06  # a sound comes this much before its token's frames (median over the consonants; quartiles 50, 70)
BEFORE_S, AFTER_S = 0.1, 0.1  # of silence around a phrase
MIN_VOWEL_S = 0.07  # a consonant is shortened rather than the vowel before it cut below this,
MIN_WHISPERED_S = 0.03  # or below this where speech would whisper the vowel,
MIN_RELEASED_S = 0.045  # or this after a stop, heard by its release: in .03 s the ク of 百九 was 17 dB too soft
GEMINATE_S = 0.05  # of the vowel before, that a ッ takes
CONTIGUOUS_S = 0.03  # notes closer than this are one breath
UNSUNG_S = 0.001  # of a token that is there for its neighbours' sake
PAUSE_S = 0.06  # of the space before the first sound: without a pause to close in it loses its burst (キャ is ギャ)
# How much later than that a mora with this first phoneme is heard, by tests/bench/bench_singer.py.
LATE_S = {
    "b": -0.020, "d": -0.008, "g": -0.008, "j": -0.003, "r": -0.011, "t": -0.008, "k": -0.005, "m": -0.003,
    "n": -0.008, "ny": -0.003, "w": -0.010, "y": 0.006, "ky": 0.010, "ch": 0.010, "sh": 0.012, "s": 0.018, "ts": 0.018,
    "a": -0.024, "o": -0.015, "e": -0.013, "N": -0.009,
}  # fmt: skip

ONSET = ("head", "space", "consonant", "vowel")  # what comes until a vowel begins

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Plan:
    """`edges_s` are the times of N + 1 boundaries: silence, the tokens, silence, as they are to sound.

    `leads_s` is how much later than its sound a token's frames begin in speech.
    """

    times: tuple[MoraTime, ...]
    start_s: float  # of the decoder's first frame
    frames: int
    edges_s: Array
    leads_s: Array
    vowels: tuple[tuple[int, int], ...] = ()  # first and last boundary of each, with its lengthening mark

    @property
    def seconds(self) -> float:
        return self.frames / FRAMES_HZ


def plan(notes: Sequence[SungNote], tokens: Sequence[Token], lengths_s: Array, us_per_beat: int) -> Plan:
    """Return the times of the notes and of their tokens.

    `lengths_s`: (N,) as spoken, the silence at both ends among them.
    """
    spoken_s = lengths_s[1:-1]
    consonants_s = np.zeros(len(notes))
    for token, length_s in zip(tokens, spoken_s, strict=True):
        if token.kind == "consonant":
            consonants_s[token.mora] += length_s
    consonants_s[[note.mora.silent for note in notes]] = GEMINATE_S
    least_s = np.full(len(notes), MIN_VOWEL_S)
    for token in tokens:
        if token.whispered:
            stopped = notes[token.mora].mora.phonemes[0] in STOPS
            least_s[token.mora] = MIN_RELEASED_S if stopped else MIN_WHISPERED_S
    times = _schedule(notes, consonants_s, least_s, us_per_beat)
    start_s = times[0].start_s - BEFORE_S
    frames = int(np.ceil((times[-1].end_s + AFTER_S - start_s) * FRAMES_HZ))
    tail_s = UNSUNG_S * sum(token.kind == "tail" for token in tokens)
    edges_s = [start_s, *_token_starts(tokens, spoken_s, consonants_s, times), times[-1].end_s + tail_s]
    edges_s.append(start_s + frames / FRAMES_HZ)
    late_s = [LATE_S.get(notes[t.mora].mora.phonemes[0], 0.0) if t.kind in ONSET else 0.0 for t in tokens]
    leads_s = SOUND_LEAD_S - np.array([0.0, *late_s, 0.0, 0.0])
    return Plan(times, start_s, frames, np.array(edges_s), leads_s, _find_vowels(notes, tokens))


def _find_vowels(notes: Sequence[SungNote], tokens: Sequence[Token]) -> tuple[tuple[int, int], ...]:
    """Return the first and the last of N + 1 boundaries of each vowel, the ー after it included."""
    found: list[tuple[int, int]] = []
    for i, token in enumerate(tokens, 1):
        if token.kind != "vowel" or token.symbol == CLOSURE:
            continue
        if notes[token.mora].mora.lengthens and found and found[-1][1] == i:
            found[-1] = (found[-1][0], i + 1)
        else:
            found.append((i, i + 1))
    return tuple(found)


def _schedule(
    notes: Sequence[SungNote], consonants_s: Array, vowels_s: Array, us_per_beat: int
) -> tuple[MoraTime, ...]:
    """Return when each note sounds. (N,) what its consonant takes of the note before, (N,) what its vowel keeps"""
    first = notes[0].onset_ticks
    onset_s = [units.ticks_to_s(n.onset_ticks - first, us_per_beat) for n in notes]
    stop_s = [units.ticks_to_s(n.onset_ticks + n.duration_ticks - first, us_per_beat) for n in notes]
    start_s = [onset_s[0] - consonants_s[0]]
    for (before, here), consonant_s, kept_s in zip(pairwise(onset_s), consonants_s[1:], vowels_s[:-1], strict=True):
        room_s = max(here - before - kept_s, (here - before) / 2)
        start_s.append(here - min(consonant_s, room_s))
    times = []
    for i, note in enumerate(notes):
        next_s = start_s[i + 1] if i + 1 < len(notes) else np.inf
        end_s = next_s if next_s - stop_s[i] < CONTIGUOUS_S else stop_s[i]
        times.append(MoraTime(start_s[i], None if note.mora.silent else onset_s[i], end_s))
    return tuple(times)


def _token_starts(tokens: Sequence[Token], spoken_s: Array, consonants_s: Array, times: Sequence[MoraTime]) -> Array:
    """Return when each token is to sound. -> (N,)

    A consonant's symbols share its time as in speech; a space has the time of a rest, if there is one, and PAUSE_S
    before the first sound; what else is before it and after the last has hardly any.
    """
    starts = np.zeros(len(tokens))
    gone_s = 0.0  # of the mora, in speech
    after = 0
    before = sum(token.kind == "head" for token in tokens)
    for i, (token, length_s) in enumerate(zip(tokens, spoken_s, strict=True)):
        time = times[token.mora]
        vowel_s = time.start_s if time.vowel_s is None else time.vowel_s
        if token.kind == "vowel":
            starts[i], gone_s = vowel_s, 0.0
        elif token.kind == "consonant":
            starts[i] = time.start_s + (vowel_s - time.start_s) * gone_s / consonants_s[token.mora]
            gone_s += length_s
        elif token.kind == "head":
            starts[i] = time.start_s - PAUSE_S - UNSUNG_S * (before - 1 - i)
        elif token.kind == "tail":
            starts[i], after = time.end_s + UNSUNG_S * after, after + 1
        else:
            starts[i] = times[token.mora - 1].end_s
    return starts


def make_alignment(edges_frames: Array, frames: int) -> NDArray[np.float32]:
    """Return how much of each frame belongs to each of N tokens; a frame may be shared. (N + 1,) -> (N, frames)"""
    at = np.arange(frames)
    shares = np.minimum(edges_frames[1:, None], at + 1) - np.maximum(edges_frames[:-1, None], at)
    return np.clip(shares, 0.0, 1.0).astype(np.float32)
