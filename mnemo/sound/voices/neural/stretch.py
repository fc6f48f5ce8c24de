"""Speech brought to the times of the song: which moment of the speech sounds when, and what is read there.

The decoder was trained on speech. Given the song's timing it blurs the consonants: they stand beside vowels three
times as long as any that it has seen, and its normalisations (a mean and a deviation over all frames) are those of held
vowels. Hence its first part shapes the phrase as it would be spoken, with the pitch of the song; its features are
stretched in the steady middle of the vowels, as Saitou et al. 2007 do with a vocoder's: a transition of formants that
is stretched as well is another consonant (slow, a b is a w: Liberman et al. 1956). The second part makes the sound
of them, and each frame counts in the normalisations as much as it does in speech.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnemo.sound.voices.neural.model import CURVES_HZ
from mnemo.sound.voices.neural.timing import Plan

LAST = 0.65  # of the last vowel is sung: then speech dies away
EDGE_S, EDGE = 0.08, 0.42  # of a vowel, at each end, that keeps its speed: at most so long, at most this much of it
MIN_STEP_S = 1e-4  # between two points of a time map
RATES = (0.02, 3.0)  # speech per song, as it counts

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class TimeMap:
    """Points at which a moment of the song, in seconds from the first onset, shows one of the speech, from its start.

    Both rise. (P,), (P,)
    """

    sung_s: Array
    spoken_s: Array

    def spoken_at(self, sung_s: Array) -> Array:
        return np.interp(sung_s, self.sung_s, self.spoken_s)

    def sung_at(self, spoken_s: Array) -> Array:
        return np.interp(spoken_s, self.spoken_s, self.sung_s)


def map_times(plan: Plan, heard_s: Array) -> TimeMap:
    """Map the plan's boundaries onto those of the speech. (N + 1,) when its tokens are heard

    A vowel that is longer than in speech keeps its edges as they are; between them it is stretched.
    """
    if plan.vowels:
        first, last = plan.vowels[-1]
        heard_s = heard_s.copy()
        heard_s[last] = heard_s[first] + LAST * (heard_s[last] - heard_s[first])
    x, y = plan.edges_s.tolist(), heard_s.tolist()
    for first, last in reversed(plan.vowels):  # from the last, so that boundaries keep their numbers
        spoken_s = heard_s[last] - heard_s[first]
        if plan.edges_s[last] - plan.edges_s[first] > spoken_s:
            edge_s = min(EDGE_S, EDGE * spoken_s)
            x[first + 1 : last] = [plan.edges_s[first] + edge_s, plan.edges_s[last] - edge_s]
            y[first + 1 : last] = [heard_s[first] + edge_s, heard_s[last] - edge_s]
    return TimeMap(*_drop_instants(x, y))


def _drop_instants(sung_s: list[float], spoken_s: list[float]) -> tuple[Array, Array]:
    """Drop the points that take no time in the song; of two points at one time the later counts."""
    x, y = [sung_s[0]], [spoken_s[0]]
    for here, there in zip(sung_s[1:], spoken_s[1:], strict=True):
        if here - x[-1] > MIN_STEP_S:
            x.append(here)
            y.append(max(there, y[-1] + 1e-6))
        else:
            y[-1] = max(there, y[-1])
    return np.array(x), np.array(y)


def read_frames(features: NDArray[np.float32], spoken_s: Array) -> NDArray[np.float32]:
    """Return the features at these moments of the speech. (1, C, F) at CURVES_HZ, (G,) -> (1, C, G)"""
    at = spoken_s * CURVES_HZ - 0.5
    low = np.clip(at.astype(int), 0, features.shape[2] - 2)
    part = np.clip(at - low, 0.0, 1.0).astype(np.float32)
    return features[:, :, low] * (1 - part) + features[:, :, low + 1] * part


def weigh_frames(times: TimeMap, at_s: Array) -> Array:
    """Return how much speech each frame of the song stands for, 1 where it runs as spoken. (G,) at CURVES_HZ -> (G,)"""
    half_s = 0.5 / CURVES_HZ
    return np.clip((times.spoken_at(at_s + half_s) - times.spoken_at(at_s - half_s)) * CURVES_HZ, *RATES)
