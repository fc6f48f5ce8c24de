"""The phonemes of kana by the table of `mnemo.words.kana`: what the front end must say of a mora."""

from __future__ import annotations

from mnemo.words import kana

SPECIAL = {kana.MORAIC_N: ("N",), kana.GEMINATE: ("cl",)}


def to_phonemes(morae: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Return the phonemes of each mora; ー takes the vowel (or N) that it prolongs."""
    found: list[tuple[str, ...]] = []
    for mora in morae:
        found.append(found[-1][-1:] if mora == kana.LONG else kana.SYLLABLES.get(mora) or SPECIAL[mora])
    return tuple(found)
