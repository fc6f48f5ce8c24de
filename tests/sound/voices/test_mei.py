"""The default voice on a small score: every mora in tune, on the beat, even, without clicks, always the same."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mnemo import styles, units
from mnemo.errors import ReadingError, StyleError
from mnemo.model import Line, Mora, Phrase, Take, VocalPart
from mnemo.sound import voices
from mnemo.sound.voices.speech_to_singing import track
from tests.builders import a_score
from tests.instruments import voice as quality

SCORE = a_score()
STYLE = styles.load("technopop")
SINGERS = STYLE.sound.singers
PITCH_MEDIAN_CENTS, PITCH_P95_CENTS = 8.0, 30.0
ONSET_MEDIAN_S, ONSET_P95_S = 0.015, 0.040
SPREAD_DB = 2.5

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def takes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Take, ...]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MNEMO_CACHE", str(tmp_path_factory.mktemp("cache")))
        return voices.load("mei").sing(SCORE, STYLE)


@pytest.fixture
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MNEMO_CACHE", str(tmp_path))


def test_every_mora_sounds_and_the_silent_one_does_not(takes: tuple[Take, ...]) -> None:
    for part, take in zip(SCORE.vocals, takes, strict=True):
        assert len(take.times) == len(part.notes)
        for note, time in zip(part.notes, take.times, strict=True):
            start_s, end_s = (time.vowel_s, time.end_s) if time.vowel_s else (time.start_s + 0.03, time.end_s - 0.03)
            level = np.sqrt(np.mean(take.audio[units.s_to_samples(start_s) : units.s_to_samples(end_s)] ** 2))
            assert (level < 1e-3) if note.mora.silent else (level > 0.02), note.mora.kana


def test_the_vowel_is_on_the_beat(takes: tuple[Take, ...]) -> None:
    for note, time in zip(SCORE.lead.notes, takes[0].times, strict=True):
        if time.vowel_s is not None:
            assert time.vowel_s == pytest.approx(units.ticks_to_s(note.onset_ticks, SCORE.us_per_beat), abs=0.002)
            assert time.start_s <= time.vowel_s < time.end_s
            assert (time.start_s < time.vowel_s) == (len(note.mora.phonemes) > 1)


def test_morae_follow_each_other(takes: tuple[Take, ...]) -> None:
    for before, after in zip(takes[0].times, takes[0].times[1:], strict=False):
        assert before.end_s <= after.start_s + 1e-9


def test_pitch_by_praat(takes: tuple[Take, ...]) -> None:
    vowels, frames = quality.praat_pitch_errors_cents(takes[0].audio, SCORE.lead.notes, takes[0].times)
    for cents in (np.abs(vowels), np.abs(frames)):
        assert np.median(cents) <= PITCH_MEDIAN_CENTS
        assert np.percentile(cents, 95) <= PITCH_P95_CENTS
    assert np.abs(vowels).max() < quality.OCTAVE_CENTS


def test_onsets_are_heard_where_they_are_reported(takes: tuple[Take, ...]) -> None:
    errors_s = np.abs(quality.onset_errors_s(takes[0].audio, SCORE.lead.notes, takes[0].times))
    assert np.median(errors_s) <= ONSET_MEDIAN_S
    assert np.percentile(errors_s, 95) <= ONSET_P95_S


def test_morae_are_even_and_joins_do_not_click(takes: tuple[Take, ...]) -> None:
    assert max(quality.level_spread_db(takes[0].audio, SCORE.lead.notes, takes[0].times).values()) <= SPREAD_DB
    for take in takes:
        assert len(quality.clicks(take.audio)) == 0
        assert np.abs(take.audio).max() < 1.0


def test_held_vowels_move(takes: tuple[Take, ...]) -> None:
    assert quality.frozen(takes[0].audio, SCORE.lead.notes, takes[0].times) == []


@pytest.mark.usefixtures("_own_cache")
def test_the_same_from_one_process_or_two_and_from_the_cache(
    takes: tuple[Take, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(track, "POOL_FROM", 1_000)
    alone = track.sing_parts(SCORE, SINGERS)
    cached = track.sing_parts(SCORE, SINGERS)
    for one, two, three in zip(takes, alone, cached, strict=True):
        assert np.array_equal(one.audio, two.audio)
        assert np.array_equal(two.audio, three.audio)
        assert one.times == two.times == three.times


@pytest.mark.usefixtures("_own_cache")
def test_an_edit_sings_one_text_again(monkeypatch: pytest.MonkeyPatch) -> None:
    sung: list[int] = []
    monkeypatch.setattr(track, "POOL_FROM", 1_000)
    sing = track._sing
    monkeypatch.setattr(track, "_sing", lambda job: sung.append(1) or sing(job))
    lead = SCORE.vocals[:1]
    track.sing_parts(replace(SCORE, vocals=lead), SINGERS)
    edited = tuple(replace(n, midi=n.midi + 1) if n.line == 0 else n for n in lead[0].notes)
    track.sing_parts(replace(SCORE, vocals=(replace(lead[0], notes=edited),)), SINGERS)
    assert len(sung) == 4 + 1


@pytest.mark.usefixtures("_own_cache")
def test_part_of_a_line_is_sung_with_its_own_morae() -> None:
    some = tuple(n for n in SCORE.lead.notes if n.line == 0)[4:8]
    take = track.sing_parts(replace(SCORE, vocals=(VocalPart("answer", some, "second"),)), SINGERS)[0]
    assert len(take.times) == 4
    before = take.audio[: units.s_to_samples(take.times[0].start_s - 0.5)]
    assert np.abs(before).max() == 0.0


def test_a_timbre_without_a_singer_is_named() -> None:
    part = VocalPart("lead", SCORE.lead.notes, "leed")
    with pytest.raises(StyleError, match=r"no singer leed for the part lead; did you mean lead\?"):
        track.sing_parts(replace(SCORE, vocals=(part,)), SINGERS)


@pytest.mark.usefixtures("_own_cache")
def test_phonemes_that_differ_from_the_score_are_refused() -> None:
    wrong = Mora("カ", ("g", "a"), True)
    line = Line("カ", (), (Phrase((wrong,)),), (), 2)
    notes = (replace(SCORE.lead.notes[0], mora=wrong, line=0),)
    score = replace(SCORE, lines=(line,), vocals=(VocalPart("lead", notes),))
    with pytest.raises(ReadingError, match=r"would sing カ as \[k a\], the score says \[g a\]"):
        track.sing_parts(score, SINGERS)
