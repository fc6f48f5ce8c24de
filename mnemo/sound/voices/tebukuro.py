"""Tebukuro: the soft, higher woman of Kokoro-82M (see `mnemo.sound.voices.neural`)."""

from __future__ import annotations

from mnemo.errors import Translated
from mnemo.sound.voices.neural.singer import NeuralVoice


def voice() -> NeuralVoice:
    description = Translated("a soft, higher woman; Kokoro-82M", ja="やわらかく、やや高い女声（Kokoro-82M）")
    return NeuralVoice("tebukuro", description, "jf_tebukuro", "jf_gongitsune", tessitura=(55, 69), style_tokens=100)
