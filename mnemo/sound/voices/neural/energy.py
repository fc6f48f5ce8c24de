"""The energy curve of a phrase: as speech of natural length would have it, moved onto the sung times token by token.

The energy that the model predicts for stretched tokens falls to nothing within 0.2 s, as in speech; a held note must
not.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mnemo.sound.voices.neural import timing
from mnemo.sound.voices.neural.model import CURVES_HZ, FRAMES_HZ, Encoded, Model
from mnemo.sound.voices.neural.timing import SOUND_LEAD_S, Plan

SILENCE_S = 0.3  # before the text, as spoken
MIN_TOKEN_S = 1 / FRAMES_HZ  # what speech rounds its shortest tokens to
EDGE_S = 0.035  # of a vowel, moved but not stretched
MIN_STEP_S = 1e-4  # between two points of a time map

Array = NDArray[np.float64]


def warp_energy(model: Model, encoded: Encoded, plan: Plan, style: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the energy at CURVES_HZ. (2 frames,)"""
    spoken_s = spoken_lengths_s(encoded)
    edges_s = np.concatenate([[0.0], np.cumsum(spoken_s)])
    frames = int(np.ceil(edges_s[-1] * FRAMES_HZ))
    curve = model.energy(encoded, timing.make_alignment(edges_s * FRAMES_HZ, frames), style)
    at_s = (np.arange(2 * plan.frames) + 0.5) / CURVES_HZ + plan.start_s
    heard_s = edges_s - SOUND_LEAD_S
    heard_s[0] = 0.0
    spoken_at = np.interp(at_s, *_drop_instants(*_keep_edges(plan.edges_s, heard_s)))
    return np.interp(spoken_at * CURVES_HZ - 0.5, np.arange(len(curve)), curve).astype(np.float32)


def spoken_lengths_s(encoded: Encoded) -> Array:
    """Return each token's length in speech. (N,) The model adds the final silence to the last token."""
    spoken_s = np.maximum(encoded.lengths_s, MIN_TOKEN_S)
    last_s = min(spoken_s[-2], float(np.median(spoken_s[1:-1])))
    spoken_s[-1] += spoken_s[-2] - last_s
    spoken_s[-2] = last_s
    spoken_s[0] = SILENCE_S
    return spoken_s


def _keep_edges(sung_s: Array, spoken_s: Array) -> tuple[Array, Array]:
    """Add two points inside of each stretched token, so that its edges keep their length and its middle stretches."""
    x, y = [sung_s[0]], [spoken_s[0]]
    for i in range(1, len(sung_s)):
        length_s, own_s = sung_s[i] - sung_s[i - 1], spoken_s[i] - spoken_s[i - 1]
        if 1 < i < len(sung_s) - 1 and length_s > own_s:
            edge_s = min(EDGE_S, own_s / 3)
            x += [sung_s[i - 1] + edge_s, sung_s[i] - edge_s]
            y += [spoken_s[i - 1] + edge_s, spoken_s[i] - edge_s]
        x.append(sung_s[i])
        y.append(spoken_s[i])
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
