"""The measures of a melody on tunes so small that the right answer can be counted by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mnemo.quality import melody
from tests.quality.tunes import A_MINOR_7, Tune, eighths

# --- accent -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pitches", "not_up", "down"),
    [((60, 64, 62), 1.0, 1.0), ((60, 64, 64), 1.0, 0.0), ((60, 64, 65), 0.0, 0.0)],
)
def test_one_fall(pitches: tuple[int, ...], not_up: float, down: float) -> None:
    lines = Tune().sing("verse", "アL ルH' スL", eighths(*pitches)).measured()
    assert melody.accent_falls(lines) == {"not_up": not_up, "down": down, "count": 1}


def test_a_fall_into_a_silent_mora_is_judged_at_the_next_that_sounds() -> None:
    lines = Tune().sing("verse", "アL ルH' ッL トL", eighths(60, 64, 50, 65)).measured()
    assert melody.accent_falls(lines) == {"not_up": 0.0, "down": 0.0, "count": 1}


def test_a_fall_within_a_shared_note_is_judged_at_the_next_note() -> None:
    lines = Tune().sing("verse", "アL エH' ーL トL", eighths(60, 64, 64, 62), shared=(2,)).measured()
    assert melody.accent_falls(lines) == {"not_up": 1.0, "down": 1.0, "count": 1}


def test_a_fall_at_the_end_of_a_phrase_is_judged_into_the_next_phrase() -> None:
    lines = Tune().sing("verse", "アL ルH'|スL トH", eighths(60, 64, 62, 65)).measured()
    assert melody.accent_falls(lines) == {"not_up": 1.0, "down": 1.0, "count": 1}


def test_a_fall_with_nothing_after_it_is_not_counted() -> None:
    lines = Tune().sing("verse", "アL ルH'", eighths(60, 64)).measured()
    assert melody.accent_falls(lines) == {"not_up": None, "down": None, "count": 0}


def test_rises_are_those_that_begin_low_and_go_on_high() -> None:
    """Down, level and up; ア'ト begins high and does not count, nor does the one-mora phrase."""
    phrases = "アL ルH|アL ルH|アL ルH|アH' トL|エL"
    lines = Tune().sing("verse", phrases, eighths(64, 62, 64, 64, 62, 64, 60, 72, 60)).measured()
    assert melody.accent_rises(lines) == {"not_down": 0.6667, "up": 0.3333, "count": 3}


def test_a_phrase_that_rises_within_one_note_does_not_go_down() -> None:
    lines = Tune().sing("verse", "エL ーH ルH", eighths(60, 60, 58), shared=(1,)).measured()
    assert melody.accent_rises(lines) == {"not_down": 1.0, "up": 0.0, "count": 1}


def test_contradicted_falls_count_in_choruses_only() -> None:
    tune = Tune().sing("verse", "アH' ルL", eighths(60, 62)).sing("chorus", "アH' ルL", eighths(60, 62))
    assert melody.hook_falls_contradicted(tune.measured()) == 1


# --- voice and harmony ------------------------------------------------------------------------------------


def test_voice() -> None:
    lines = Tune().sing("verse", "アL ルH ッH スH", eighths(60, 62, 20, 74)).measured()
    assert melody.voice(lines) == {
        "lowest_midi": 60,
        "highest_midi": 74,
        "range_semitones": 14,
        "mean_midi": 65.33,
        "comfortable": 0.3333,
        "within_tessitura": True,
    }
    low = Tune().sing("verse", "アL ルH", eighths(56, 62)).measured()
    assert melody.voice(low)["within_tessitura"] is False


def test_chord_tones_are_judged_where_beats_1_and_3_sound() -> None:
    """On beat 1 C, in; on beat 3 D, out; E begins between and is held over beat 1 of the next bar: in."""
    spans = [(0, 1, 60), (1, 1, 62), (4, 1, 62), (7, 2, 64)]
    lines = Tune().sing("verse", "アL ルH スH トH", spans).measured()
    assert melody.chord_tones(lines) == pytest.approx(2 / 3, abs=1e-4)


def test_leaps() -> None:
    """60-69 (wide) is resolved by a step after a repeat; 67-72 runs into a third; 67-60 has nothing after it."""
    lines = Tune().sing("verse", "アL ルH スH トH エH リH タH ムH", eighths(60, 69, 69, 67, 72, 69, 67, 60)).measured()
    assert melody.leaps(lines) == {"wide": round(1 / 7, 4), "resolved": round(1 / 3, 4), "count": 3}


@pytest.mark.parametrize(("midi", "stable"), [(69, 1.0), (64, 1.0), (67, 0.0), (62, 0.0)])
def test_a_seventh_is_no_end(midi: int, stable: float) -> None:
    lines = Tune().sing("verse", "アL ルH", eighths(60, midi), chord=A_MINOR_7).measured()
    assert melody.sections_end_stable(lines) == stable


# --- form -------------------------------------------------------------------------------------------------


def test_verse_similarity_wants_the_same_place_and_a_scale_step() -> None:
    """Same, a step away, a third away, and one at a place where the first verse is silent."""
    first = [(0, 1, 60), (1, 1, 62), (2, 1, 64), (4, 1, 65)]
    second = [(0, 1, 60), (1, 1, 64), (2, 1, 67), (3, 1, 65)]
    words = "アL ルH スH トH"
    assert melody.verse_similarity(Tune().sing("verse", words, first).measured()) is None
    tune = Tune().sing("verse", words, first).sing("verse", words, second)
    assert melody.verse_similarity(tune.measured()) == 0.5


def test_a_modulated_hook_is_identical() -> None:
    words = "アL ルH"
    tune = Tune().sing("chorus", words, eighths(60, 64)).sing("chorus", words, eighths(62, 66), tonic=2)
    assert melody.hook_identical(tune.measured()) is True
    assert melody.hook_identical(tune.sing("chorus", words, eighths(60, 64), tonic=2).measured()) is False
    assert melody.hook_identical(Tune().sing("verse", words, eighths(60, 64)).measured()) is None


def test_a_modulation_lifts_no_chorus() -> None:
    words = "アL ルH"
    tune = Tune().sing("verse", words, eighths(60, 62)).sing("chorus", words, eighths(64, 66))
    assert melody.chorus_above_verse(tune.measured()) == 4.0
    tune.sing("chorus", words, eighths(66, 68), tonic=2)
    assert melody.chorus_above_verse(tune.measured()) == 4.0


def test_key_words_on_top() -> None:
    """On top, below the top, and an answer that is most of the line and does not count; verses do not either."""
    tune = Tune()
    for kind, answer, pitches in (
        ("chorus", (2, 4), (60, 62, 64, 62)),
        ("chorus", (0, 2), (60, 62, 64, 62)),
        ("chorus", (0, 3), (60, 62, 64, 62)),
        ("verse", (2, 4), (60, 62, 64, 62)),
    ):
        tune.sing(kind, "アL ルH スH トH", eighths(*pitches))
        tune.lines[-1] = replace(tune.lines[-1], answer=answer)
    assert melody.key_words_on_top(tune.measured()) == 0.5


# --- speed ------------------------------------------------------------------------------------------------


def test_everything_together_is_json() -> None:
    import json

    tune = Tune().sing("verse", "アL ルH' スL", eighths(60, 64, 62)).sing("chorus", "アL ルH", eighths(65, 67))
    found = melody.measure(tune.score())
    assert json.loads(json.dumps(found)) == found
    assert found["chorus_above_verse"] == 4.0
    assert found["hook_identical"] is True
