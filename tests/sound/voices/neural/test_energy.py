"""Energy comes from speech of natural length, moved token by token."""

from __future__ import annotations

import numpy as np

from mnemo.sound.voices.neural import energy
from mnemo.sound.voices.neural.model import CURVES_HZ, FRAMES_HZ, Encoded
from mnemo.sound.voices.neural.timing import SOUND_LEAD_S, Plan


class Ramp:
    """A model whose energy is the time in the speech, in seconds."""

    def energy(self, encoded: Encoded, alignment: np.ndarray, style: np.ndarray) -> np.ndarray:
        return (np.arange(2 * alignment.shape[1]) + 0.5) / CURVES_HZ


def test_each_token_has_its_own_stretch() -> None:
    spoken_s = np.array([0.3, 0.1, 0.1, 0.5])
    edges_s = np.array([-0.5, 0.0, 0.1, 0.5, 1.0])  # the second token sings four times as long
    plan = Plan((), -0.5, round(1.5 * FRAMES_HZ), edges_s)
    curve = energy.warp_energy(Ramp(), Encoded(np.zeros(0), np.zeros(0), spoken_s), plan, np.zeros(0))
    at_s = (np.arange(len(curve)) + 0.5) / CURVES_HZ - 0.5
    edge_s = 0.1 / 3  # of the second token, which only its middle stretches
    sung_s = [-0.5, 0.0, 0.1, 0.1 + edge_s, 0.5 - edge_s, 0.5, 1.0]
    heard_s = np.array([SOUND_LEAD_S, 0.3, 0.4, 0.4 + edge_s, 0.5 - edge_s, 0.5, 1.0]) - SOUND_LEAD_S
    assert np.allclose(curve, np.interp(at_s, sung_s, heard_s), atol=0.01)


def test_the_last_token_is_as_long_as_the_others_and_silence_follows() -> None:
    encoded = Encoded(np.zeros(0), np.zeros(0), np.array([0.4, 0.1, 0.08, 0.09, 0.7, 0.03]))
    spoken_s = energy.spoken_lengths_s(encoded)
    assert np.allclose(spoken_s, [energy.SILENCE_S, 0.1, 0.08, 0.09, 0.095, 0.635])


def test_a_token_without_time_is_passed_over() -> None:
    x, y = energy._drop_instants(np.array([0.0, 1.0, 1.0, 2.0]), np.array([0.0, 1.0, 1.5, 2.0]))
    assert (x, y) == ([0.0, 1.0, 2.0], [0.0, 1.5, 2.0])
