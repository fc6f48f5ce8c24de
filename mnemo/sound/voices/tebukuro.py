"""Tebukuro: the soft woman of Kokoro-82M with the highest range (see `mnemo.sound.voices.neural`)."""

from __future__ import annotations

from mnemo.errors import Translated
from mnemo.sound.voices.neural.singer import NeuralVoice


def voice() -> NeuralVoice:
    description = Translated(
        "a soft woman with high notes; Kokoro-82M", ja="高い音の出る、やわらかい女声（Kokoro-82M）"
    )
    return NeuralVoice("tebukuro", description, "jf_tebukuro", "jf_alpha")
