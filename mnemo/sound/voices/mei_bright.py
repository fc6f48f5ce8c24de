"""Mei with a shorter throat: a small, bright voice."""

from __future__ import annotations

from mnemo.sound.voices.mei import Mei


def voice() -> Mei:
    return Mei(
        "mei-bright", "Mei with a shorter throat: a small, bright voice", formant_shift_semitones=2.0, brightness_db=3.0
    )
