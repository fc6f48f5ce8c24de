"""Kumo: the man of Kokoro-82M, an octave below what is written (see `mnemo.sound.voices.neural`)."""

from __future__ import annotations

from mnemo.errors import Translated
from mnemo.sound.voices.neural.singer import KUMO, NeuralVoice


def voice() -> NeuralVoice:
    description = Translated("a man, an octave lower; Kokoro-82M", ja="男声。1オクターブ下で歌う（Kokoro-82M）")
    return NeuralVoice("kumo", description, KUMO, KUMO)
