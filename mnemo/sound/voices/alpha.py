"""Alpha, the default voice: the young woman of Kokoro-82M with the clearest words (see `mnemo.sound.voices.neural`)."""

from __future__ import annotations

from mnemo.errors import Translated
from mnemo.sound.voices.neural.singer import ALPHA, GONGITSUNE, NeuralVoice


def voice() -> NeuralVoice:
    description = Translated(
        "a clear young woman; the neural voice Kokoro-82M, made to sing",
        ja="澄んだ女声。ニューラル音声合成のKokoro-82Mを歌わせる",
    )
    return NeuralVoice("alpha", description, ALPHA, GONGITSUNE)
