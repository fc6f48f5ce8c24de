"""A stretch of the song is the song: the same samples before and after mastering, with the band and its ducking."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from mnemo import styles, units
from mnemo.model import Score, Take
from mnemo.sound import Recording, master, mix, perform, record, stretch, voices
from mnemo.sound.levels import Levels
from mnemo.sound.voices import Voice
from mnemo.styles.schema import Style
from tests.builders import a_score

STYLE = styles.load("technopop")
SCORE = dataclasses.replace(a_score(), us_per_beat=379_747)  # 158 bpm: no tick of it is a whole sample
APART_DB = -100.0  # float32 sums and overlapping transforms round differently
SPAN = slice(8 * units.SAMPLE_RATE + 123, 11 * units.SAMPLE_RATE + 7)


@pytest.fixture(scope="module", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MNEMO_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="module")
def voice() -> Voice:
    return voices.load("test")


@pytest.fixture(scope="module")
def recorded(voice: Voice) -> Recording:
    return record(SCORE, voice, STYLE)


@pytest.fixture(scope="module")
def whole(recorded: Recording) -> np.ndarray:
    return mix.sum_stems([*recorded.singing, recorded.band.together])[0]


@pytest.fixture(scope="module")
def mastered(recorded: Recording, whole: np.ndarray) -> tuple[np.ndarray, Levels]:
    audio, chain = master.master(whole, STYLE.sound.master)
    return audio, Levels(recorded.takes, recorded.band.lead_db, chain.levels)


def apart_db(one: np.ndarray, other: np.ndarray) -> float:
    assert one.shape == other.shape
    return units.gain_to_db(float(np.abs(one - other).max()) + 1e-12)


@pytest.mark.parametrize("span", [SPAN, slice(0, 3 * units.SAMPLE_RATE), slice(20 * units.SAMPLE_RATE, None)])
def test_the_mix_of_a_stretch_is_that_of_the_song(
    voice: Voice, whole: np.ndarray, mastered: tuple[np.ndarray, Levels], span: slice
) -> None:
    span = slice(span.start, min(span.stop or len(whole), len(whole)))
    window = stretch.find_window(SCORE, span)
    assert window.stop - window.start < len(whole)
    mixed = stretch.mix_stretch(SCORE, voice, STYLE, window, mastered[1])
    heard = mixed[span.start - window.start :][: span.stop - span.start]
    assert np.abs(heard).max() > 0.05
    assert apart_db(heard, whole[span]) < APART_DB


def test_mastered_it_is_the_song_too(voice: Voice, mastered: tuple[np.ndarray, Levels]) -> None:
    audio, levels = mastered
    made = stretch.perform_stretch(SCORE, voice, STYLE, SPAN, levels)
    assert apart_db(made, audio[SPAN]) < APART_DB


def test_the_levels_in_song_json_do_as_well(voice: Voice, mastered: tuple[np.ndarray, Levels]) -> None:
    audio, levels = mastered
    assert perform(SCORE, voice, STYLE).quality["levels"] == levels.document()
    read = Levels.parse(levels.document())
    assert apart_db(stretch.perform_stretch(SCORE, voice, STYLE, SPAN, read), audio[SPAN]) < APART_DB


def test_without_the_songs_levels_it_is_as_loud_as_a_song(voice: Voice) -> None:
    from mnemo.dsp.loudness import measure_loudness

    made = stretch.perform_stretch(SCORE, voice, STYLE, SPAN)
    assert measure_loudness(made, units.SAMPLE_RATE) == pytest.approx(STYLE.sound.master.loudness_lufs, abs=2.0)


def test_solo_is_the_voices(voice: Voice, recorded: Recording, mastered: tuple[np.ndarray, Levels]) -> None:
    window = stretch.find_window(SCORE, SPAN)
    alone = stretch.mix_stretch(SCORE, voice, STYLE, window, mastered[1], solo=True)
    sung = sum(stem.audio[SPAN] for stem in recorded.singing)
    assert apart_db(alone[SPAN.start - window.start :][: len(sung)], sung) < APART_DB


def test_no_more_than_its_lines_is_sung(mastered: tuple[np.ndarray, Levels]) -> None:
    """By a voice that can; another sings the song and is cut."""
    test, asked = voices.load("test"), []

    class Line:
        def sing_lines(self, score: Score, style: Style, lines: frozenset[int]) -> tuple[Take, ...]:
            asked.append(lines)
            return voices.sing_lines(test, score, style, lines)

    window = stretch.find_window(SCORE, SPAN)
    mixed = stretch.mix_stretch(SCORE, Line(), STYLE, window, mastered[1])  # type: ignore[arg-type]
    assert np.array_equal(mixed, stretch.mix_stretch(SCORE, test, STYLE, window, mastered[1]))
    (lines,) = asked
    assert 0 < len(lines) < len(SCORE.lines)


def test_the_band_is_not_played_twice(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, voice: Voice, mastered: tuple[np.ndarray, Levels]
) -> None:
    monkeypatch.setenv("MNEMO_CACHE", str(tmp_path))
    first = stretch.perform_stretch(SCORE, voice, STYLE, SPAN, mastered[1])
    monkeypatch.setattr(mix, "play_band", None)
    words = dataclasses.replace(SCORE, title="another")  # nothing that the band plays
    assert np.array_equal(stretch.perform_stretch(words, voice, STYLE, SPAN, mastered[1]), first)
