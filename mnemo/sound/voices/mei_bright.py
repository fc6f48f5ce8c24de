"""Mei with a shorter throat: a small, bright voice."""

from __future__ import annotations

from mnemo.errors import Translated
from mnemo.sound.voices.mei import Mei


def voice() -> Mei:
    return Mei(
        "mei-bright",
        Translated("Mei with a shorter throat: a small, bright voice", ja="meiの小さく明るい声。声道を短くする"),
        formant_shift_semitones=2.0,
        brightness_db=3.0,
    )
