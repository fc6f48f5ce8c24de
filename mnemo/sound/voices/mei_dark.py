"""Mei with a longer throat: a grown, darker voice."""

from __future__ import annotations

from mnemo.sound.voices.mei import Mei


def voice() -> Mei:
    return Mei(
        "mei-dark", "Mei with a longer throat: a grown, darker voice", formant_shift_semitones=-2.0, brightness_db=-3.0
    )
