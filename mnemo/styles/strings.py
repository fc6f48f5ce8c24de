"""The strings under `[music]` of a style: their small grammars, and the checks that a style's fields name.

    pattern      16 sixteenths a bar, one bar or several; spaces and "|" only help the eye
      drums      X loud, x normal, o soft, . nothing; one string a drum
      bass       1 3 5 7 8 a tone of the chord (8: the root an octave up), - held, . rest
      chords     x struck, - held, . rest
      arp        1..9 the chord's tones counted upwards, - held, . rest
    rhythm       bar ("|" bar)*: how a line is sung, its first bar, its inner bars and its last; a bar is a cell's name
      cell       16 sixteenths: x a note, - held, . rest
      pickup     up to 8 sixteenths before the line's first bar, in the signs of a cell
    progression  bar ("|" bar)*; a bar is chords parted by spaces, which share it evenly
      chord      ["b" | "#"] numeral [suffix] ["/" (numeral | "3" | "5")]; numerals in lower case are minor

Degrees count from the major scale with the key's signature, as Japanese charts do: in A minor `vi` is Am, and the royal
road 王道進行 `IV V iii vi` is F G Em Am. `V7/vi` leads to vi; `I/3` has its third in the bass.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from mnemo.key_lines import Keys
from mnemo.reader import Document, key_name

STEPS_PER_BAR = 16
LONGEST_PICKUP = 8  # sixteenths
CONTOUR_VALUES = 9  # the pick-up and the eight beats of two bars

# General MIDI keys of the drums that a style may name
DRUM_KEYS = {
    "kick": 36, "rim": 37, "snare": 38, "clap": 39, "hat": 42, "pedal-hat": 44, "open-hat": 46, "low-tom": 45,
    "mid-tom": 47, "high-tom": 50, "crash": 49, "ride": 51, "tambourine": 54, "cowbell": 56, "shaker": 82,
}  # fmt: skip
REST, HOLD = ".", "-"
SIGNS = {"drums": "Xxo", "bass": "13578", "chords": "x", "arp": "123456789", "cells": "x"}
NUMERALS = ("I", "II", "III", "IV", "V", "VI", "VII")
SUFFIXES = ("7sus4", "sus4", "maj7", "m7b5", "add9", "dim", "7", "6")
_NUMERAL = "|".join(sorted([*NUMERALS, *map(str.lower, NUMERALS)], key=len, reverse=True))
CHORD = re.compile(
    rf"(?P<accidental>[b#]?)(?P<numeral>{_NUMERAL})(?P<suffix>{'|'.join(SUFFIXES)})?(?:/(?P<under>{_NUMERAL}|3|5))?"
)


def clean_pattern(text: str) -> str:
    """Return a pattern without what only helps the eye."""
    return text.replace(" ", "").replace("|", "")


def is_written_out(bar: str) -> bool:
    """Tell whether a bar of a rhythm has the signs of a cell; else it is a cell's name."""
    return not set(clean_pattern(bar)) - set(SIGNS["cells"] + HOLD + REST)


class Known:
    """On a field: the names that it may have."""

    def __init__(self, names: Collection[str]) -> None:
        self.names = names

    def check(self, doc: Document, value: str, keys: Keys) -> None:
        if value not in self.names:
            template = "{key}: there is no {name}; known: {known}"
            known = ", ".join(sorted(filter(None, self.names))) or "none"
            raise doc.fail(keys, template, key=key_name(keys), name=repr(value), known=known)


class Pattern:
    """On a field: a pattern of whole bars in these signs, holds and rests."""

    def __init__(self, signs: str) -> None:
        self.allowed = signs + HOLD + REST

    def check(self, doc: Document, value: str, keys: Keys) -> None:
        steps = clean_pattern(value)
        if not steps or len(steps) % STEPS_PER_BAR:
            template = "{key} has {count} steps; a bar is {bar}"
            raise doc.fail(keys, template, key=key_name(keys), count=len(steps), bar=STEPS_PER_BAR)
        if unknown := sorted(set(steps) - set(self.allowed)):
            template = "{key}: unknown sign {sign}; known: {known}"
            raise doc.fail(keys, template, key=key_name(keys), sign=repr(unknown[0]), known=" ".join(self.allowed))


class Cell(Pattern):
    """On a field: one bar with a note in it."""

    def __init__(self) -> None:
        super().__init__(SIGNS["cells"])

    def check(self, doc: Document, value: str, keys: Keys) -> None:
        super().check(doc, value, keys)
        if len(clean_pattern(value)) != STEPS_PER_BAR or "x" not in value:
            template = "{key}: {text} must be one bar of {bar} sixteenths with a note (x) in it"
            raise doc.fail(keys, template, key=key_name(keys), text=repr(value), bar=STEPS_PER_BAR)


class Pickup:
    """On a field: what is sung before a line's first bar."""

    def check(self, doc: Document, value: str, keys: Keys) -> None:
        if len(clean_pattern(value)) > LONGEST_PICKUP or not is_written_out(value):
            template = "{key}: {text} must be at most {count} sixteenths of x, - and ."
            raise doc.fail(keys, template, key=key_name(keys), text=repr(value), count=LONGEST_PICKUP)


class Contour:
    """On a field: a value for the pick-up and for each of the eight beats of two bars."""

    def check(self, doc: Document, value: tuple[Any, ...], keys: Keys) -> None:
        if len(value) != CONTOUR_VALUES:
            template = "{key} has {count} values; it needs {wanted}: the pick-up and the eight beats of two bars"
            raise doc.fail(keys, template, key=key_name(keys), count=len(value), wanted=CONTOUR_VALUES)


class Progression:
    """On a field: bars of chords."""

    def check(self, doc: Document, value: str, keys: Keys) -> None:
        for bar in value.split("|"):
            if not bar.split():
                raise doc.fail(keys, "{key}: an empty bar in {text}", key=key_name(keys), text=repr(value))
            for chord in bar.split():
                if not CHORD.fullmatch(chord):
                    template = "{key}: cannot read the chord {chord}; write it like IV, iii7, V7/vi or I/3"
                    raise doc.fail(keys, template, key=key_name(keys), chord=chord)
