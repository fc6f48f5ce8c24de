"""The bars of melody, with the first topic's true lyric: every style, every seed."""

from __future__ import annotations

import time

import pytest

from mnemo import styles, units
from mnemo.music import compose
from tests.bench.bench_music import BARS, SEEDS, Bar, blind_measures, lyric, measures

pytestmark = pytest.mark.slow

LONGEST_COMPOSING_S = 2.0


@pytest.fixture(scope="module", params=styles.names())
def measured(request: pytest.FixtureRequest) -> list[dict]:
    return measures(request.param, range(SEEDS))


@pytest.mark.parametrize("bar", BARS, ids=lambda bar: bar.name)
def test_every_seed_meets_the_bar(measured: list[dict], bar: Bar) -> None:
    assert [seed for seed, m in enumerate(measured) if (v := bar.value(m)) is not None and not bar.holds(v)] == []


def test_a_melody_blind_to_accent_would_not() -> None:
    blind = blind_measures("technopop", range(3))
    assert [bar.name for bar in BARS[:4] if all(bar.holds(bar.value(m)) for m in blind)] == []


def test_composing_is_quick() -> None:
    style = styles.load(styles.DEFAULT)
    words = lyric(styles.DEFAULT)
    began = time.process_time()
    score = compose(words, style, 0)
    assert time.process_time() - began <= LONGEST_COMPOSING_S
    assert 105 <= units.ticks_to_s(score.end_ticks, score.us_per_beat) <= 165
