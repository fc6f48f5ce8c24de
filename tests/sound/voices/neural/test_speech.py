"""How the phrase would be spoken: no vowel whispered, and silence around."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest

from mnemo.sound.voices.neural import speech, tokens
from mnemo.sound.voices.neural.model import CURVES_HZ, Encoded
from tests.builders import morae

LONGEST_S = 0.12


def test_a_vowel_that_speech_whispers_has_nearly_the_energy_of_the_others() -> None:
    edges_s = np.array([0.0, 1.0, 2.0, 3.0, 4.0])
    at_s = (np.arange(320) + 0.5) / CURVES_HZ
    curve = np.select([(at_s > 1.0) & (at_s < 2.0), at_s < 3.0], [2.0, 8.0], 8.4)
    lifted = speech.lift_vowels(curve, edges_s, ((0, 1), (1, 2), (2, 3)))
    assert np.all(lifted[(at_s > 1.05) & (at_s < 1.95)] == 8.0 - speech.LIFT)
    unlike = lifted != curve
    assert at_s[unlike].min() > 1.0
    assert at_s[unlike].max() < 2.0


@pytest.mark.parametrize("longest_s", [LONGEST_S, inf])
def test_vowels_are_as_long_as_in_careful_speech_and_the_last_token_holds_no_silence(longest_s: float) -> None:
    spelled = tokens.spell(morae("クL タH ッH タH"), [0] * 4)  # the first is whispered in speech
    spoken = {"k": 0.06, "t": 0.05, "ɯ": 0.03, "a": 0.11, tokens.CLOSURE: 0.07}
    lengths_s = np.array([0.3, *(spoken.get(t.symbol, 0.05) for t in spelled), 0.03])
    lengths_s[-2] = 0.7
    made_s = speech.spoken_lengths_s(Encoded(np.zeros(0), np.zeros(0), lengths_s), spelled, longest_s)
    assert made_s[0] == made_s[-1] == speech.SILENCE_S
    for token, length_s in zip(spelled[:-1], made_s[1:], strict=False):
        if token.kind in ("consonant", "vowel"):
            assert length_s == (min(speech.WHISPERED_S, longest_s) if token.whispered else spoken[token.symbol]), token
    assert made_s[-2] < 0.2
    for every_s, wanted_s in ((0.05, speech.VOWEL_S), (0.3, min(0.3, longest_s))):
        alike = Encoded(np.zeros(0), np.zeros(0), np.full(len(lengths_s), every_s))
        made_s = speech.spoken_lengths_s(alike, spelled, longest_s)[1:]
        vowels = {made for t, made in zip(spelled, made_s, strict=False) if t.kind == "vowel" and t.symbol == "a"}
        assert vowels == {wanted_s}
