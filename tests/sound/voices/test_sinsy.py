"""Sinsy sings the same score through the same contract, where it is installed; without it one line says how."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from mnemo import styles, units
from mnemo.errors import MissingPartError
from mnemo.model import Take
from mnemo.sound import voices
from mnemo.sound.voices.phrases import cutting
from mnemo.sound.voices.sinsy import _move_earlier, make_music_xml
from tests.builders import a_score
from tests.instruments import voice as quality

SCORE = a_score()
STYLE = styles.load("technopop")
installed = pytest.mark.skipif(importlib.util.find_spec("pysinsy") is None, reason="pysinsy is not installed")


@pytest.fixture(scope="module")
def take(tmp_path_factory: pytest.TempPathFactory) -> Take:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MNEMO_CACHE", str(tmp_path_factory.mktemp("cache")))
        return voices.load("sinsy").sing(SCORE, STYLE)[0]


def test_missing_package_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pysinsy", None)
    with pytest.raises(MissingPartError, match=r'pip install "mnemo\[sinsy\]"'):
        voices.load("sinsy")


def test_music_xml_holds_the_phrase_and_fills_its_bars() -> None:
    singer = STYLE.sound.singers["lead"]
    placed = list(cutting.cut_phrases(SCORE.lead, SCORE, singer))
    for request in (p.request for p in placed):
        root = ET.fromstring(make_music_xml(request))
        for measure in root.iter("measure"):
            assert sum(int(d.text or 0) for d in measure.iter("duration")) == units.TICKS_PER_BAR
        sung = [t.text for t in root.iter("text")]
        assert sung == [n.mora.kana for n in request.notes if not n.mora.silent]


@installed
def test_sings_every_mora_with_sound(take: Take, tmp_path: Path) -> None:
    assert len(take.times) == len(SCORE.lead.notes)
    for note, time in zip(SCORE.lead.notes, take.times, strict=True):
        if time.vowel_s is None:
            assert note.mora.silent
            continue
        sound = take.audio[units.s_to_samples(time.vowel_s) : units.s_to_samples(time.end_s)]
        assert np.sqrt(np.mean(sound**2)) > 0.01


@installed
def test_vowels_are_on_the_beat_and_reported_where_they_are(take: Take) -> None:
    late_s = [
        time.vowel_s - units.ticks_to_s(note.onset_ticks, SCORE.us_per_beat)
        for note, time in zip(SCORE.lead.notes, take.times, strict=True)
        if time.vowel_s is not None
    ]
    assert np.median(np.abs(late_s)) < 0.01
    assert np.percentile(np.abs(late_s), 95) < 0.04
    assert np.median(np.abs(quality.onset_errors_s(take.audio, SCORE.lead.notes, take.times))) < 0.015


def test_a_note_that_came_late_is_written_earlier() -> None:
    request = next(cutting.cut_phrases(SCORE.lead, SCORE, STYLE.sound.singers["lead"])).request
    lags_s = [0.0, 0.02, *[0.0] * (len(request.notes) - 2)]
    moved = _move_earlier(request, lags_s).notes
    ticks = round(units.s_to_ticks(0.02, request.us_per_beat))
    assert [a.onset_ticks - b.onset_ticks for a, b in zip(request.notes, moved, strict=True)][:3] == [0, ticks, 0]
    assert moved[0].onset_ticks + moved[0].duration_ticks <= moved[1].onset_ticks
    assert all(n.duration_ticks > 0 for n in moved)


@installed
def test_pitch_is_the_melody(take: Take) -> None:
    """Its own pitch model glides and wavers: within a semitone, not to the cent."""
    cents = np.abs(quality.pitch_errors_cents(take.audio, SCORE.lead.notes, take.times))
    assert np.median(cents) < 60
