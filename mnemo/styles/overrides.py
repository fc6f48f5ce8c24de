"""A style in another tempo or key, as the command line asks for it."""

from __future__ import annotations

import re
from dataclasses import replace

from mnemo.errors import ArgumentError
from mnemo.styles.ranges import TEMPO_BPM
from mnemo.styles.schema import Style

_KEY = re.compile(r"([A-Ga-g])([#b♯♭]?)\s*(m|min|minor|maj|major|)\Z", re.IGNORECASE)
_SIGNS = {"♯": "#", "♭": "b"}
_MINOR = ("m", "min", "minor")


def override(style: Style, tempo_bpm: float | None = None, key: str | None = None) -> Style:
    """The style with the tempo and key that the user wants. Raises ArgumentError."""
    if tempo_bpm is not None:
        low, high = TEMPO_BPM
        if not low <= tempo_bpm <= high:
            template = "--tempo {tempo} is out of range; give beats a minute from {low} to {high}"
            raise ArgumentError(template, tempo=f"{tempo_bpm:g}", low=f"{low:g}", high=f"{high:g}")
        style = replace(style, bpm=float(tempo_bpm))
    return style if key is None else replace(style, key=spelled_key(key))


def spelled_key(key: str) -> str:
    """`am`, `A min` -> `A minor`; `Bb`, `b♭ major` -> `Bb major`. Raises ArgumentError."""
    match = _KEY.match(key.strip())
    if not match:
        raise ArgumentError('no key {key}; write "A minor", "Am", "C major", "F#" or "Bb"', key=key)
    letter, sign, mode = match.groups()
    # M is major, as musicians write it
    minor = mode in _MINOR or mode.lower() in _MINOR[1:]
    return f"{letter.upper()}{_SIGNS.get(sign, sign.lower())} {'minor' if minor else 'major'}"
