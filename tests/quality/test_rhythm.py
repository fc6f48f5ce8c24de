"""Speed, rests and the hook, on tunes that can be counted by hand."""

from __future__ import annotations

import pytest

from mnemo.quality import rhythm
from tests.quality.tunes import US_PER_BEAT, Spans, Tune, eighths


def test_speed_leaves_the_last_note_out() -> None:
    """Four onsets over three eighths of 0.2 s; three over four eighths."""
    tune = Tune().sing("verse", "アL ルH スH トH", [*eighths(60, 62, 64), (3, 8, 65)])
    tune.sing("verse", "アL ルH スH", [(0, 2, 60), (2, 2, 60), (4, 1, 60)])
    assert rhythm.speed(tune.measured(), US_PER_BEAT) == {
        "slowest_line": 2.5,
        "fastest_line": 5.0,
        "busiest_beat": 5.0,
    }


@pytest.mark.parametrize(
    ("spans", "bars"),
    [
        (eighths(*[60] * 8), 7 / 8),  # without a rest: from the first onset to the last
        ([*eighths(60, 60, 60), (4, 1, 60), (5, 1, 60), (6, 1, 60), (7, 1, 60), (8, 1, 60)], 4 / 8),  # an eighth's rest
        ([*eighths(60, 60, 60), (3, 2, 60), (5, 1, 60), (6, 1, 60), (7, 1, 60), (8, 1, 60)], 3 / 8),  # a held quarter
    ],
)
def test_longest_stretch_without_rest(spans: Spans, bars: float) -> None:
    lines = Tune().sing("verse", "アL ルH スH トH エH リH タH ムH", spans).measured()
    assert rhythm.longest_without_rest(lines) == pytest.approx(bars, abs=0.01)


def test_a_held_note_is_no_breath() -> None:
    lines = Tune().sing("verse", "アL ルH スH トH", [(0, 1, 60), (1, 4, 60), (5, 1, 60), (7, 1, 60)]).measured()
    assert rhythm.longest_without_breath(lines) == pytest.approx(5 / 8, abs=0.01)


def test_a_shared_note_is_no_attack() -> None:
    """Four eighths, the second a long vowel of two: onsets at 0, 1, 3 and intervals 4, 0."""
    lines = Tune().sing("verse", "エL ルH ーH トH", eighths(60, 64, 64, 64), shared=(2,)).measured()
    found = rhythm.like_pop(lines)
    assert found["ioi_quarter"] == 0.5
    assert found["third_to_fifth"] == found["repeated"] == 0.5
    assert rhythm.speed(lines, US_PER_BEAT)["slowest_line"] == 5.0  # every mora counts


# A pick-up, a fourth up to beat 1, held, then down by step; the last note lies in the second bar.
HOOK = [(-1, 1, 60), (0, 2, 65), (2, 1, 64), (3, 2, 62), (8, 4, 60)]
WORDS = "アL ルH スH トH エH"


def test_the_hook_is_the_commonest_head_of_the_choruss_lines() -> None:
    tune = Tune().sing("verse", WORDS, eighths(60, 60, 60, 60, 60)).sing("chorus", WORDS, HOOK)
    tune.sing("chorus", WORDS, [(at, length, midi + 2) for at, length, midi in HOOK])
    tune.sing("chorus", WORDS, [*HOOK[:2], (2, 1, 67), *HOOK[3:]])  # another contour
    tune.sing("chorus", WORDS, [*HOOK[:3], (4, 2, 62), HOOK[4]])  # another rhythm
    assert rhythm.hook(tune.measured()) == {
        "onsets": [0, 4, 6],
        "pitches": [60, 65, 64, 62],
        "comes_back": 0.75,
        "same_way": 0.75,
        "leaps": 1.0,
        "held_beats": 1.0,
        "leap_semitones": 5,
        "resolved": True,
    }
    assert rhythm.hook(Tune().sing("verse", WORDS, HOOK).measured()) is None


def test_a_leap_that_goes_on_by_leap_is_not_resolved() -> None:
    found = rhythm.hook(Tune().sing("chorus", "アL ルH スH", [(-1, 1, 60), (0, 2, 65), (2, 2, 62)]).measured())
    assert found is not None
    assert found["resolved"] is False
