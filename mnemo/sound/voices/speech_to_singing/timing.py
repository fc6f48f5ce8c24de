"""When each mora of a phrase sounds, and which moment of the speech each moment of the song shows.

The vowel starts at the note's onset. The consonant keeps its spoken length and borrows it from the note before, or from
the rest. A vowel keeps the length of its two edges, where its neighbours colour it, and stretches the middle.
Times are in seconds from the phrase's first onset.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from mnemo import units
from mnemo.model import MoraTime, SungNote
from mnemo.sound.voices.speech_to_singing.analysis import Source

MIN_VOWEL_S = 0.06  # a consonant is shortened rather than the vowel before it cut below this
SOFT_ATTACK_S = 0.03  # a vowel after silence fades in as it is spoken; it is sung without that
EDGE_S = 0.035  # of a vowel, moved but not stretched
HELD_FROM_S = 0.25  # a longer vowel must move, or it sounds frozen
HELD_RISE_S = 0.1
CONTIGUOUS_S = 0.03  # notes closer than this are one breath


def schedule(notes: Sequence[SungNote], sources: Sequence[Source], us_per_beat: int) -> tuple[MoraTime, ...]:
    """Return a time for every note of the phrase."""
    first = notes[0].onset_ticks
    onset_s = [units.ticks_to_s(n.onset_ticks - first, us_per_beat) for n in notes]
    stop_s = [units.ticks_to_s(n.onset_ticks + n.duration_ticks - first, us_per_beat) for n in notes]
    start_s = [onset_s[0] - (sources[0].vowel_s - sources[0].start_s)]
    for (before, here), source in zip(pairwise(onset_s), sources[1:], strict=True):
        room_s = max(here - before - MIN_VOWEL_S, (here - before) / 2)
        start_s.append(here - min(source.vowel_s - source.start_s, room_s))
    times = []
    for i, note in enumerate(notes):
        next_s = start_s[i + 1] if i + 1 < len(notes) else np.inf
        end_s = next_s if next_s - stop_s[i] < CONTIGUOUS_S else stop_s[i]
        times.append(MoraTime(start_s[i], None if note.mora.silent else onset_s[i], end_s))
    return tuple(times)


def source_times(
    times: Sequence[MoraTime], sources: Sequence[Source], at_s: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the moment of the speech that each moment of the song shows. (F,) -> (F,)"""
    song_s: list[float] = []
    speech_s: list[float] = []
    silent_from_s = -np.inf
    for time, source in zip(times, sources, strict=True):
        if time.vowel_s is None:
            song_s += [time.start_s, time.end_s]
            speech_s += [source.start_s, source.end_s]
            continue
        vowel_s = source.vowel_s
        if len(source.mora.phonemes) == 1 and time.start_s - silent_from_s > CONTIGUOUS_S:
            vowel_s += min(SOFT_ATTACK_S, (source.end_s - vowel_s) / 3)
        edge_s = min(EDGE_S, (source.end_s - vowel_s) / 3, (time.end_s - time.vowel_s) / 3)
        song_s += [time.start_s, time.vowel_s, time.vowel_s + edge_s, time.end_s - edge_s, time.end_s]
        speech_s += [min(source.start_s, vowel_s), vowel_s, vowel_s + edge_s, source.end_s - edge_s, source.end_s]
        silent_from_s = time.end_s
    return np.interp(at_s, song_s, speech_s)


def held_share(times: Sequence[MoraTime], at_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how long the vowel has been held beyond HELD_FROM_S, 0 to 1; back to 0 at its end. (F,) -> (F,)"""
    amount = np.zeros(len(at_s))
    for time in times:
        if time.vowel_s is not None and time.end_s - time.vowel_s > HELD_FROM_S:
            inside = np.minimum(at_s - time.vowel_s - EDGE_S, time.end_s - EDGE_S - at_s)
            amount = np.maximum(amount, np.clip(inside / HELD_RISE_S, 0.0, 1.0))
    return amount
