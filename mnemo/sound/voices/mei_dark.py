"""Mei with a longer throat: a grown, darker voice."""

from __future__ import annotations

from mnemo.errors import Translated
from mnemo.sound.voices.mei import Mei


def voice() -> Mei:
    return Mei(
        "mei-dark",
        Translated("Mei with a longer throat: a grown, darker voice", ja="meiの大人びた、落ち着いた声。声道を長くする"),
        formant_shift_semitones=-2.0,
        brightness_db=-3.0,
    )
