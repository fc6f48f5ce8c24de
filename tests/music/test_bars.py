"""The bars of melody and rhythm, with the true lyrics: every topic, style and seed; two seeds in the quick suite."""

from __future__ import annotations

import time
from itertools import product

import pytest

from mnemo import styles, units
from mnemo.music import compose
from tests.bench.bench_music import BARS, SEEDS, TOPICS, Bar, blind_measures, lyric, measures

LONGEST_COMPOSING_S = 3.0
SONGS = list(product(TOPICS, styles.names()))


def misses(measured: list[dict]) -> list[tuple[str, int]]:
    """(bar, seed) of what no bar may have."""
    judged = ((bar, seed, bar.value(m)) for bar, (seed, m) in product(BARS, enumerate(measured)))
    return [(bar.name, seed) for bar, seed, v in judged if v is not None and not bar.holds(v)]


@pytest.mark.parametrize("style", styles.names())
def test_two_seeds_meet_every_bar(style: str) -> None:
    assert misses(measures(style, range(2))) == []


@pytest.mark.slow
@pytest.mark.parametrize(("topic", "style"), SONGS)
def test_every_seed_meets_every_bar(topic: str, style: str) -> None:
    assert misses(measures(style, range(SEEDS), topic)) == []


@pytest.mark.slow
def test_a_melody_blind_to_accent_would_not() -> None:
    accent: tuple[Bar, ...] = BARS[:4]
    blind = blind_measures("technopop", range(3))
    assert [bar.name for bar in accent if all(bar.holds(bar.value(m)) for m in blind)] == []


@pytest.mark.slow
@pytest.mark.parametrize(("topic", "style"), SONGS)
def test_the_song_is_quick_to_compose_and_has_its_length(topic: str, style: str) -> None:
    words = lyric(style, topic)
    began = time.process_time()
    score = compose(words, styles.load(style), 0)
    assert time.process_time() - began <= LONGEST_COMPOSING_S
    assert 90 <= units.ticks_to_s(score.end_ticks, score.us_per_beat) <= 180
    assert units.ticks_to_s(score.lead.notes[0].onset_ticks, score.us_per_beat) <= 8
