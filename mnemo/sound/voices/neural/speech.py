"""How a phrase would be spoken: how long each token is, and the energy that the model predicts, but no vowel whispered.

The energy that the model predicts for tokens of the song's lengths falls to nothing within 0.2 s, as in speech.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mnemo.sound.voices.neural.model import CURVES_HZ, FRAMES_HZ, Encoded
from mnemo.sound.voices.neural.tokens import CLOSURE, Token

SILENCE_S = 0.4  # before the text and after it, as spoken
MIN_TOKEN_S = 1 / FRAMES_HZ  # what speech rounds its shortest tokens to
EDGE_S = 0.0175  # of a vowel, in which its energy comes and goes
VOWEL_S, WHISPERED_S = 0.1, 0.15  # of a vowel at least; of one that speech whispers
LIFT = 0.5  # of energy below the median of the vowels, at which none is whispered

Array = NDArray[np.float64]


def lift_vowels(curve: NDArray[np.float32], heard_s: Array, vowels: Sequence[tuple[int, int]]) -> NDArray[np.float32]:
    """Lift the vowels that speech would whisper to little less than what the others have. (F,) at CURVES_HZ

    `heard_s` are the times of boundaries, `vowels` the first and the last boundary of each.
    """
    at_s = (np.arange(len(curve)) + 0.5) / CURVES_HZ
    inside = [(at_s > heard_s[first] + EDGE_S) & (at_s < heard_s[last] - EDGE_S) for first, last in vowels]
    peaks = [float(curve[one].max()) for one in inside if one.any()]
    lifted = curve.copy()
    for one in inside if peaks else []:
        lifted[one] = np.maximum(curve[one], np.median(peaks) - LIFT)
    return lifted


def spoken_lengths_s(encoded: Encoded, tokens: Sequence[Token], longest_vowel_s: float) -> Array:
    """Return each token's length in careful speech, silence at both ends. (N + 2,) for N tokens

    No vowel is so short that it is reduced or whispered, and none is drawled beyond `longest_vowel_s`. The model adds
    the final silence to the last token.
    """
    spoken_s = np.maximum(encoded.lengths_s, MIN_TOKEN_S)
    spoken_s[-2] = min(spoken_s[-2], float(np.median(spoken_s[1:-1])))
    spoken_s[[0, -1]] = SILENCE_S
    for i, token in enumerate(tokens, 1):
        if token.kind == "vowel":
            least_s = WHISPERED_S if token.whispered else MIN_TOKEN_S if token.symbol == CLOSURE else VOWEL_S
            spoken_s[i] = min(max(spoken_s[i], least_s), longest_vowel_s)
    return spoken_s
