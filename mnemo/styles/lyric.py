"""`[lyric]` of a style: how much text a bar takes and how often things come. Read by mnemo.words."""

from __future__ import annotations

from dataclasses import dataclass

from mnemo.errors import Message, StyleError

LIMITS: dict[str, tuple[int, int]] = {  # what the form can be laid out with
    "bars_per_line": (1, 4),
    "most_morae": (2, 32),
    "verse_lines": (2, 32),
    "prechorus_lines": (0, 8),
    "chorus_lines": (2, 32),
    "choruses": (1, 8),
    "longest_s": (30, 1200),
    "instrumental_bars": (0, 64),
}


@dataclass(frozen=True)
class LyricStyle:
    """`[lyric]`. Raises StyleError, naming the key, for numbers that make no song."""

    bars_per_line: int = 2
    morae: tuple[int, int] = (9, 15)  # what a line likes to have
    most_morae: int = 16  # a longer line takes twice the bars
    verse_lines: int = 8  # at most; more facts make more verses
    prechorus_lines: int = 2
    chorus_lines: int = 8  # at most, when the hook facts are few enough to be sung twice in it
    choruses: int = 3  # the last one is the climax
    longest_s: float = 165.0  # the song, at the style's tempo; decides how often a short chorus goes round
    instrumental_bars: int = 18  # what intro, breaks and outro will add

    def __post_init__(self) -> None:
        for key, (low, high) in LIMITS.items():
            _check(key, getattr(self, key), low, high)
        fewest, most = self.morae
        _check("morae", most, 1, self.most_morae)
        _check("morae", fewest, 1, most)


def _check(key: str, value: float, low: int, high: int) -> None:
    if not low <= value <= high:
        wanted = Message("a number between {low} and {high}", low=low, high=high)
        raise StyleError("{key} must be {wanted}, not {got}", key=f"lyric.{key}", wanted=wanted, got=value)
