"""Which numbers make sense under `[sound]`: by the unit that each field's name ends in, with exceptions by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from mnemo.reader import Document, Keys, suggest
from mnemo.styles.sound import WAVES

Range = tuple[float, float]

BY_UNIT: Mapping[str, Range] = {
    "hz": (0.01, 23_000.0),
    "s": (0.0, 30.0),
    "db": (-120.0, 40.0),
    "cents": (-1200.0, 1200.0),
    "octaves": (-10.0, 10.0),
    "lufs": (-40.0, -5.0),
}
BY_NAME: Mapping[str, Range] = {
    "bend_s": (0.0001, 30.0),
    "attack_s": (0.0, 10.0),
    "Hiss.attack_s": (0.0001, 10.0),
    "Hiss.decay_s": (0.001, 30.0),
    "Tone.decay_s": (0.001, 30.0),
    "Metal.decay_s": (0.001, 30.0),
    "Metal.base_hz": (20.0, 5_000.0),
    "Reverb.decay_s": (0.05, 4.0),
    "predelay_s": (0.0, 0.5),
    "damping": (0.05, 1.0),
    "burst_decay_s": (0.001, 1.0),
    "release_s": (0.001, 10.0),
    "low_cut_hz": (5.0, 20_000.0),
    "feedback_db": (-60.0, -0.5),
    "true_peak_db": (-20.0, -0.1),
    "beats": (0.05, 8.0),
    "semitones": (-48.0, 48.0),
    "voices": (1, 16),
    "duty": (0.01, 0.99),
    "width": (0.0, 1.0),
    "sustain": (0.0, 1.0),
    "pan": (-1.0, 1.0),
    "pump": (0.0, 1.0),
    "yields": (0.0, 1.0),
    "carrier": (0.0, 32.0),
    "modulator": (0.0, 32.0),
    "index": (0.0, 20.0),
    "swell": (0.0, 4.0),
    "ratio": (1.0, 100.0),
    "glue_ratio": (1.0, 100.0),
    "bands_per_octave": (0.5, 6.0),
}
SLOPES_DB = (12, 24)


def check(table: Any, document: Document, keys: Keys) -> None:
    """Every number of a bound table and of what it nests. Raises StyleError with the line of the key."""
    if is_dataclass(table):
        _check_together(table, document, keys)
        for f in fields(table):
            value = getattr(table, f.name)
            if isinstance(value, int | float):
                _check_number(value, type(table).__name__, f.name, document, (*keys, f.name))
            else:
                check(value, document, (*keys, f.name))
    elif isinstance(table, Mapping):
        for name, value in table.items():
            check(value, document, (*keys, name))
    elif isinstance(table, tuple):
        for i, value in enumerate(table):
            check(value, document, (*keys, i))


def _check_number(value: float, table: str, name: str, document: Document, keys: Keys) -> None:
    low, high = BY_NAME.get(f"{table}.{name}") or BY_NAME.get(name) or BY_UNIT.get(name.rsplit("_", 1)[-1], (-1e3, 1e3))
    if not low <= value <= high:  # nan is not
        template = "{key} must be from {low} to {high}, not {got}"
        key = ".".join(str(k) for k in keys)
        raise document.fail(keys, template, key=key, low=f"{low:g}", high=f"{high:g}", got=f"{value:g}")


def _check_together(table: Any, document: Document, keys: Keys) -> None:
    """What a single number cannot say: a band's edges in order, a wave and a slope that exist."""
    if getattr(table, "low_hz", 0.0) >= getattr(table, "high_hz", float("inf")):
        template = "low_hz ({low}) must be below high_hz ({high})"
        raise document.fail((*keys, "low_hz"), template, low=f"{table.low_hz:g}", high=f"{table.high_hz:g}")
    if (wave := getattr(table, "wave", WAVES[0])) not in WAVES:
        raise document.fail((*keys, "wave"), "no wave {wave}; {hint}", wave=wave, hint=suggest(wave, WAVES))
    if (slope := getattr(table, "slope_db", SLOPES_DB[0])) not in SLOPES_DB:
        template = "slope_db must be one of {known}, not {got}"
        raise document.fail((*keys, "slope_db"), template, known="12, 24", got=slope)
    if getattr(table, "bursts_s", (0.0,)) == ():
        raise document.fail((*keys, "bursts_s"), "bursts_s needs at least one time")
