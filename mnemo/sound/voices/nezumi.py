"""Nezumi: the bright, childlike woman of Kokoro-82M (see `mnemo.sound.voices.neural`)."""

from __future__ import annotations

from mnemo.errors import Translated
from mnemo.sound.voices.neural.singer import ALPHA, NEZUMI, NeuralVoice


def voice() -> NeuralVoice:
    description = Translated("a bright, childlike woman; Kokoro-82M", ja="明るく、あどけない女声（Kokoro-82M）")
    return NeuralVoice("nezumi", description, NEZUMI, ALPHA, tessitura=(53, 67))
