"""What the sound of a song is set by: the few levels that are measured on all of it.

Everything else in the mix looks no further than some seconds. So with these a stretch of the song can be made alone and
sounds as it does in the song; `song.json` keeps them as `quality.levels`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

DIGITS = 6  # of a decibel: the rounding is 120 dB down


@dataclass(frozen=True, slots=True)
class TakeLevels:
    """Levels of one vocal part on its way through the vocal chain."""

    peak_db: float  # the loudest 5 ms, before the de-esser
    loud_db: float  # the 99th percentile of 5 ms, after it
    loudness_lufs: float  # before its level in the mix is set


@dataclass(frozen=True, slots=True)
class MasterLevels:
    """Levels of the whole mix on its way through mastering."""

    loud_db: float  # the loudest passages, before the glue compressor
    gain_db: float  # into the limiter


@dataclass(frozen=True, slots=True)
class Levels:
    """`takes` by the names of the vocal parts; `lead_db` is the loudest band of the lead, as ducking hears it."""

    takes: Mapping[str, TakeLevels]
    lead_db: float
    master: MasterLevels

    def document(self) -> dict[str, Any]:
        """Return the levels as song.json has them."""
        return {
            "takes": {name: _round_values(asdict(levels)) for name, levels in self.takes.items()},
            **_round_values({"lead_db": self.lead_db}),
            "master": _round_values(asdict(self.master)),
        }

    @classmethod
    def parse(cls, document: Any) -> Levels:
        """Return the levels that song.json has. Raises KeyError, TypeError or ValueError where it has none."""
        takes = {str(name): TakeLevels(**_floats(found)) for name, found in dict(document["takes"]).items()}
        return cls(takes, float(document["lead_db"]), MasterLevels(**_floats(document["master"])))


def _round_values(values: Mapping[str, float]) -> dict[str, float]:
    return {name: round(value, DIGITS) for name, value in values.items()}


def _floats(values: Any) -> dict[str, float]:
    return {str(name): float(value) for name, value in dict(values).items()}
