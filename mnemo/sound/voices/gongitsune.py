"""Gongitsune: the warm woman of Kokoro-82M (see `mnemo.sound.voices.neural`)."""

from __future__ import annotations

from mnemo.errors import Translated
from mnemo.sound.voices.neural.singer import ALPHA, GONGITSUNE, NeuralVoice


def voice() -> NeuralVoice:
    description = Translated("a warm, calm woman; Kokoro-82M", ja="落ち着いた、あたたかい女声（Kokoro-82M）")
    return NeuralVoice("gongitsune", description, GONGITSUNE, ALPHA)
