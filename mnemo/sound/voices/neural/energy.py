"""The energy curve of a phrase: as speech of natural length would have it, moved onto the sung times token by token.

The energy that the model predicts for stretched tokens falls to nothing within 0.2 s, as in speech; a held note must
not. A vowel that is longer than in speech keeps the energy of its loudest moment.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mnemo.sound.voices.neural import timing
from mnemo.sound.voices.neural.model import CURVES_HZ, FRAMES_HZ, Encoded, Model
from mnemo.sound.voices.neural.timing import SOUND_LEAD_S, Plan

SILENCE_S = 0.3  # before the text, as spoken
MIN_TOKEN_S = 1 / FRAMES_HZ  # what speech rounds its shortest tokens to
EDGE_S = 0.035  # of a vowel, in which its energy comes and goes
LIFT = 0.5  # of energy below the median of the vowels, at which none is whispered
MIN_STEP_S = 1e-4  # between two points of a time map

Array = NDArray[np.float64]
Points = tuple[Array, Array]
Spans = tuple[tuple[int, int], ...]  # first and last boundary of each


def warp_energy(model: Model, encoded: Encoded, plan: Plan, style: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the energy at CURVES_HZ. (2 frames,)"""
    spoken_s = spoken_lengths_s(encoded)
    edges_s = np.concatenate([[0.0], np.cumsum(spoken_s)])
    frames = int(np.ceil(edges_s[-1] * FRAMES_HZ))
    curve = model.energy(encoded, timing.make_alignment(edges_s * FRAMES_HZ, frames), style)
    at_s = (np.arange(2 * plan.frames) + 0.5) / CURVES_HZ + plan.start_s
    heard_s = edges_s - SOUND_LEAD_S
    heard_s[0] = 0.0
    spoken_at = np.interp(at_s, *_drop_instants(*_hold_vowels(plan.edges_s, heard_s, plan.vowels, curve)))
    warped = np.interp(spoken_at * CURVES_HZ - 0.5, np.arange(len(curve)), curve)
    return _lift_vowels(warped, at_s, plan).astype(np.float32)


def _lift_vowels(curve: Array, at_s: Array, plan: Plan) -> Array:
    """Lift the vowels that speech would whisper to little less than what the others have."""
    inside = [
        (at_s > plan.edges_s[first] + EDGE_S / 2) & (at_s < plan.edges_s[last] - EDGE_S / 2)
        for first, last in plan.vowels
    ]
    peaks = [float(curve[one].max()) for one in inside if one.any()]
    lifted = curve.copy()
    for one in inside if peaks else []:
        lifted[one] = np.maximum(curve[one], np.median(peaks) - LIFT)
    return lifted


def spoken_lengths_s(encoded: Encoded) -> Array:
    """Return each token's length in speech. (N,) The model adds the final silence to the last token."""
    spoken_s = np.maximum(encoded.lengths_s, MIN_TOKEN_S)
    last_s = min(spoken_s[-2], float(np.median(spoken_s[1:-1])))
    spoken_s[-1] += spoken_s[-2] - last_s
    spoken_s[-2] = last_s
    spoken_s[0] = SILENCE_S
    return spoken_s


def _hold_vowels(sung_s: Array, spoken_s: Array, vowels: Spans, curve: NDArray[np.float32]) -> Points:
    """Put two points inside of each stretched vowel: between them it has the energy of its loudest moment."""
    at_s = (np.arange(len(curve)) + 0.5) / CURVES_HZ
    x, y = sung_s.tolist(), spoken_s.tolist()
    for first, last in reversed(vowels):  # from the last, so that boundaries keep their numbers
        if sung_s[last] - sung_s[first] > spoken_s[last] - spoken_s[first]:
            inside = np.flatnonzero((at_s >= spoken_s[first]) & (at_s <= spoken_s[last]))
            loudest_s = at_s[inside[np.argmax(curve[inside])]] if len(inside) else spoken_s[first]
            edge_s = min(EDGE_S, (sung_s[last] - sung_s[first]) / 3)
            x[first + 1 : last] = [sung_s[first] + edge_s, sung_s[last] - edge_s]
            y[first + 1 : last] = [loudest_s, loudest_s]
    return np.array(x), np.array(y)


def _drop_instants(sung_s: Array, spoken_s: Array) -> tuple[list[float], list[float]]:
    """Drop the points that take no time in the song; of two points at one time the later counts."""
    x, y = [float(sung_s[0])], [float(spoken_s[0])]
    for here, there in zip(sung_s[1:], spoken_s[1:], strict=True):
        if here - x[-1] > MIN_STEP_S:
            x.append(float(here))
            y.append(float(there))
        else:
            y[-1] = float(there)
    return x, y
