"""mei-dark sings what mei sings, her formants two semitones lower."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from mnemo.sound import voices
from tests.instruments import voice as quality
from tests.sound.voices.timbres import SCORE, formants_semitones, sung


def test_it_is_found_and_credited_as_mei() -> None:
    assert "mei-dark" in voices.names()
    voice = voices.load("mei-dark")
    assert voice.name == "mei-dark"
    assert voice.credit == voices.load("mei").credit


@pytest.mark.slow
def test_another_timbre_at_the_same_times_and_pitch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MNEMO_CACHE", str(tmp_path))
    mei, own = sung("mei"), sung("mei-dark")
    assert own.times == mei.times
    assert formants_semitones(own, mei) == pytest.approx(-2.0, abs=0.4)
    cents = np.abs(quality.pitch_errors_cents(own.audio, SCORE.lead.notes, own.times))
    assert np.median(cents) <= 8.0
