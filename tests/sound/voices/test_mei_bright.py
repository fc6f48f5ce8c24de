"""mei-bright sings what mei sings, her formants two semitones higher."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sound.voices.timbres import assert_credited_as_mei, assert_sings_as_mei


def test_it_is_found_and_credited_as_mei() -> None:
    assert_credited_as_mei("mei-bright")


@pytest.mark.slow
def test_another_timbre_at_the_same_times_and_pitch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MNEMO_CACHE", str(tmp_path))
    assert_sings_as_mei("mei-bright", 2.0)
