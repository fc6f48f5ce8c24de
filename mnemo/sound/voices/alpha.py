"""Alpha: the young woman of Kokoro-82M with the clearest words (see `mnemo.sound.voices.neural`)."""

from __future__ import annotations

from mnemo.sound.voices.neural.singer import NeuralVoice


def voice() -> NeuralVoice:
    return NeuralVoice(
        "alpha", "a clear young woman; the neural voice Kokoro-82M, made to sing", "jf_alpha", "jf_tebukuro"
    )
