"""Tebukuro: the soft, higher woman of Kokoro-82M (see `mnemo.sound.voices.neural`)."""

from __future__ import annotations

from mnemo.errors import Translated
from mnemo.sound.voices.neural.singer import GONGITSUNE, TEBUKURO, NeuralVoice


def voice() -> NeuralVoice:
    description = Translated("a soft, higher woman; Kokoro-82M", ja="やわらかく、やや高い女声（Kokoro-82M）")
    return NeuralVoice("tebukuro", description, TEBUKURO, GONGITSUNE, tessitura=(55, 69))
