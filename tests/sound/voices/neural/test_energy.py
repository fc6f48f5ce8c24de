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


def sung(edges_s: list[float], vowels: tuple[tuple[int, int], ...] = ()) -> tuple[np.ndarray, np.ndarray]:
    """When, and which moment of the speech: tokens of 0.3 (silence), 0.1, 0.1 and 0.5 s."""
    edges = np.array(edges_s)
    plan = Plan((), edges[0], round((edges[-1] - edges[0]) * FRAMES_HZ), edges, np.zeros(5), vowels)
    spoken_s = np.array([0.3, 0.1, 0.1, 0.5])
    curve = energy.warp_energy(Ramp(), Encoded(np.zeros(0), np.zeros(0), spoken_s), plan, np.zeros(0))
    return (np.arange(len(curve)) + 0.5) / CURVES_HZ + edges[0], curve + SOUND_LEAD_S


def test_each_token_has_its_own_stretch() -> None:
    at_s, spoken_s = sung([-0.5, 0.0, 0.05, 0.5, 1.0])
    assert np.allclose(spoken_s, np.interp(at_s, [-0.5, 0.0, 0.05, 0.5, 1.0], [0.06, 0.3, 0.4, 0.5, 1.0]), atol=0.01)


def test_a_vowel_that_is_longer_than_spoken_keeps_the_energy_of_its_loudest_moment() -> None:
    for edges_s, vowels in (([-0.5, 0.0, 0.1, 1.0, 1.5], ((2, 3),)), ([-0.5, 0.1, 0.9, 1.0, 1.5], ((1, 3),))):
        at_s, spoken_s = sung(edges_s, vowels)  # a vowel, then one of two tokens; the ramp is loudest at its end
        held = spoken_s[(at_s > 0.1 + energy.EDGE_S) & (at_s < 1.0 - energy.EDGE_S)]
        assert np.allclose(held, 0.5, atol=0.0125)
    at_s, spoken_s = sung([-0.5, 0.0, 0.1, 0.18, 1.5], ((2, 3),))  # shorter than spoken: as it is
    assert np.allclose(spoken_s, np.interp(at_s, [-0.5, 0.0, 0.1, 0.18, 1.5], [0.06, 0.3, 0.4, 0.5, 1.0]), atol=0.01)


def test_a_vowel_that_speech_whispers_has_nearly_the_energy_of_the_others() -> None:
    edges_s = np.array([0.0, 1.0, 2.0, 3.0, 4.0])
    at_s = (np.arange(320) + 0.5) / CURVES_HZ
    curve = np.select([(at_s > 1.0) & (at_s < 2.0), at_s < 3.0], [2.0, 8.0], 8.4)
    plan = Plan((), 0.0, 160, edges_s, np.zeros(5), ((0, 1), (1, 2), (2, 3)))
    lifted = energy._lift_vowels(curve, at_s, plan)
    assert np.all(lifted[(at_s > 1.05) & (at_s < 1.95)] == 8.0 - energy.LIFT)
    unlike = lifted != curve
    assert at_s[unlike].min() > 1.0
    assert at_s[unlike].max() < 2.0


def test_the_last_token_is_as_long_as_the_others_and_silence_follows() -> None:
    encoded = Encoded(np.zeros(0), np.zeros(0), np.array([0.4, 0.1, 0.08, 0.09, 0.7, 0.03]))
    spoken_s = energy.spoken_lengths_s(encoded)
    assert np.allclose(spoken_s, [energy.SILENCE_S, 0.1, 0.08, 0.09, 0.095, 0.635])


def test_a_token_without_time_is_passed_over() -> None:
    x, y = energy._drop_instants(np.array([0.0, 1.0, 1.0, 2.0]), np.array([0.0, 1.0, 1.5, 2.0]))
    assert (x, y) == ([0.0, 1.0, 2.0], [0.0, 1.5, 2.0])
