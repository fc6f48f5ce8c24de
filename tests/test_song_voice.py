"""The lead of a finished release, after its vocal chain: in tune, on the beat, even, without clicks, alive."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from mnemo import units
from mnemo.model import Audio, Mora, MoraTime, SungNote
from tests.instruments import voice as quality

pytestmark = pytest.mark.slow

PITCH_MEDIAN_CENTS, PITCH_P95_CENTS = 8.0, 30.0
ONSET_MEDIAN_S, ONSET_P95_S = 0.015, 0.040
SPREAD_DB = 2.5
NO_PITCH = 0  # of ッ

Sung = tuple[list[SungNote], list[MoraTime]]


@pytest.fixture(scope="module")
def lead(release: Path) -> Audio:
    audio, rate = soundfile.read(release / "stems" / "lead.flac", dtype="float32", always_2d=True)
    assert rate == units.SAMPLE_RATE
    return audio.mean(axis=1)


@pytest.fixture(scope="module")
def sung(song: dict[str, Any]) -> Sung:
    """What song.json says of the lead, as notes (their ticks play no part) and times."""
    morae = [(i, m) for i, line in enumerate(song["lines"]) for m in line["morae"]]
    notes = [
        SungNote(0, 0, m["midi"] or NO_PITCH, Mora(m["kana"], tuple(m["phonemes"]), m["accent"] == "H"), i)
        for i, m in morae
    ]
    return notes, [MoraTime(m["start_s"], m["vowel_s"], m["end_s"]) for _, m in morae]


def test_in_tune(lead: Audio, sung: Sung) -> None:
    vowels, frames = quality.praat_pitch_errors_cents(lead, *sung)
    assert len(vowels) > 200
    for cents in (np.abs(vowels), np.abs(frames)):
        assert np.median(cents) <= PITCH_MEDIAN_CENTS
        assert np.percentile(cents, 95) <= PITCH_P95_CENTS
    assert np.abs(vowels).max() < quality.OCTAVE_CENTS


def test_vowels_start_when_song_json_says(lead: Audio, sung: Sung) -> None:
    errors_s = np.abs(quality.onset_errors_s(lead, *sung))
    assert np.median(errors_s) <= ONSET_MEDIAN_S
    assert np.percentile(errors_s, 95) <= ONSET_P95_S


def test_morae_of_a_line_are_equally_loud(lead: Audio, sung: Sung) -> None:
    spread_db = quality.level_spread_db(lead, *sung)
    assert {line: db for line, db in spread_db.items() if db > SPREAD_DB} == {}


def test_no_clicks_and_no_frozen_vowels(lead: Audio, sung: Sung) -> None:
    assert len(quality.clicks(lead, *sung)) == 0
    assert quality.frozen(lead, *sung) == []
