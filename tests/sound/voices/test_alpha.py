"""alpha on a small score: every mora in tune and on the beat, even, without clicks, always the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mnemo import styles, units
from mnemo.errors import StyleError
from mnemo.model import Take, VocalPart
from mnemo.runtime import processes
from mnemo.sound import voices
from mnemo.sound.voices.neural import phrase, track
from mnemo.sound.voices.neural.singer import ALPHA
from tests.instruments import voice as quality
from tests.sound.voices import neural_voice

SCORE = neural_voice.find_score("alpha")
STYLE = styles.load("technopop")
ONSET_MEDIAN_S, ONSET_P95_S = 0.010, 0.030

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def takes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Take, ...]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MNEMO_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield voices.load("alpha").sing(SCORE, STYLE)


def test_it_is_found_and_credited() -> None:
    neural_voice.is_found_and_credited("alpha")


def test_a_line_is_in_tune_even_and_clean() -> None:
    neural_voice.sings_every_mora("alpha")
    neural_voice.sings_in_tune("alpha")
    neural_voice.is_even_and_clean("alpha")


def test_every_part_is_sung_at_the_times_of_its_notes(takes: tuple[Take, ...]) -> None:
    for part, take in zip(SCORE.vocals, takes, strict=True):
        delay_s = STYLE.sound.singers[part.timbre].delay_s
        for note, time in zip(part.notes, take.times, strict=True):
            if time.vowel_s is not None:
                onset_s = units.ticks_to_s(note.onset_ticks, SCORE.us_per_beat) + delay_s
                assert time.vowel_s == pytest.approx(onset_s, abs=0.002)
                assert (time.start_s < time.vowel_s) == (len(note.mora.phonemes) > 1)
        assert len(quality.clicks(take.audio)) == 0


def test_pitch_by_praat(takes: tuple[Take, ...]) -> None:
    vowels, _ = quality.praat_pitch_errors_cents(takes[0].audio, SCORE.lead.notes, takes[0].times)
    cents = np.abs(vowels)
    assert np.median(cents) <= neural_voice.PITCH_MEDIAN_CENTS
    assert np.percentile(cents, 95) <= neural_voice.PITCH_P95_CENTS
    assert not np.any(cents > quality.OCTAVE_CENTS)  # an octave, or no pitch at all


def test_onsets_are_heard_where_they_are_reported(takes: tuple[Take, ...]) -> None:
    errors_s = np.abs(quality.onset_errors_s(takes[0].audio, SCORE.lead.notes, takes[0].times))
    assert np.median(errors_s) <= ONSET_MEDIAN_S
    assert np.percentile(errors_s, 95) <= ONSET_P95_S


def test_an_edit_sings_one_phrase_again_and_one_core_sings_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MNEMO_CACHE", str(tmp_path))
    sung: list[str] = []
    sing = phrase.sing
    monkeypatch.setattr(phrase, "sing", lambda *a: sung.append(a[2].notes[0].mora.kana) or sing(*a))
    notes = tuple(n for n in SCORE.lead.notes if n.line in (0, 1))
    score = replace(SCORE, vocals=(VocalPart("lead", notes),))
    two = voices.load("alpha").sing(score, STYLE)[0]
    edited = replace(notes[0], midi=notes[0].midi + 1)
    voices.load("alpha").sing(replace(score, vocals=(VocalPart("lead", (edited, *notes[1:])),)), STYLE)
    assert len(sung) == 2 + 1
    monkeypatch.setenv("MNEMO_CACHE", str(tmp_path / "another"))
    monkeypatch.setattr(processes, "_limit", 1)
    one = voices.load("alpha").sing(score, STYLE)[0]
    assert len(sung) == 3 + 2
    assert np.array_equal(one.audio, two.audio)
    assert one.times == two.times


def test_a_timbre_without_a_singer_is_named() -> None:
    part = VocalPart("lead", SCORE.lead.notes, "leed")
    with pytest.raises(StyleError, match=r"no singer leed for the part lead; did you mean lead\?"):
        track.sing_parts(replace(SCORE, vocals=(part,)), STYLE.sound.singers, ALPHA, {})
