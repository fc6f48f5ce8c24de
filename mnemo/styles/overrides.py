"""A style in another tempo or key, as the command line asks for it."""

from __future__ import annotations

from dataclasses import replace

from mnemo.errors import ArgumentError
from mnemo.model import Key
from mnemo.styles.ranges import TEMPO_BPM
from mnemo.styles.schema import Style


def override(style: Style, tempo_bpm: float | None = None, key: str | None = None) -> Style:
    """Return the style with the tempo and key that the user wants. Raises ArgumentError."""
    if tempo_bpm is not None:
        low, high = TEMPO_BPM
        if not low <= tempo_bpm <= high:
            template = "--tempo {tempo} is out of range; give beats a minute from {low} to {high}"
            raise ArgumentError(template, tempo=f"{tempo_bpm:g}", low=f"{low:g}", high=f"{high:g}")
        style = replace(style, bpm=float(tempo_bpm))
    if key is not None:
        try:
            style = replace(style, key=Key.parse(key))
        except ValueError:
            raise ArgumentError('no key {key}; write "A minor", "Am", "C major", "F#" or "Bb"', key=key) from None
    return style
