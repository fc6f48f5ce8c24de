"""The energy curve of a phrase: as speech of natural length would have it, moved onto the sung times token by token.

Predicted for stretched tokens, energy dies away within 0.2 s, as in speech; a held note must stay alive.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mnemo.sound.voices.neural import timing
from mnemo.sound.voices.neural.model import CURVES_HZ, FRAMES_HZ, Encoded, Model
from mnemo.sound.voices.neural.timing import SOUND_LEAD_S, Plan

SILENCE_S = 0.3  # before the text, as spoken
MIN_TOKEN_S = 1 / FRAMES_HZ  # what speech rounds its shortest tokens to
MIN_STEP_S = 1e-4  # between two points of a time map


def sung(model: Model, encoded: Encoded, plan: Plan, style: NDArray[np.float32]) -> NDArray[np.float32]:
    """(2 frames,) energy at CURVES_HZ."""
    spoken_s = np.maximum(encoded.lengths_s, MIN_TOKEN_S)  # the last token's length holds the final silence
    spoken_s[0] = SILENCE_S
    edges_s = np.concatenate([[0.0], np.cumsum(spoken_s)])
    frames = int(np.ceil(edges_s[-1] * FRAMES_HZ))
    curve = model.energy(encoded, timing.alignment(edges_s * FRAMES_HZ, frames), style)
    at_s = (np.arange(2 * plan.frames) + 0.5) / CURVES_HZ + plan.start_s
    heard_s = edges_s - SOUND_LEAD_S
    heard_s[0] = 0.0
    spoken_at = np.interp(at_s, *_increasing(plan.edges_s, heard_s))
    return np.interp(spoken_at * CURVES_HZ - 0.5, np.arange(len(curve)), curve).astype(np.float32)


def _increasing(sung_s: NDArray[np.float64], spoken_s: NDArray[np.float64]) -> tuple[list[float], list[float]]:
    """The map without the points that take no time in the song; of two points at one time the later counts."""
    x, y = [float(sung_s[0])], [float(spoken_s[0])]
    for here, there in zip(sung_s[1:], spoken_s[1:], strict=True):
        if here - x[-1] > MIN_STEP_S:
            x.append(float(here))
            y.append(float(there))
        else:
            y[-1] = float(there)
    return x, y
