"""The search itself: against every melody there is, and against the accents of small lines."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest

from mnemo.model import Chord
from mnemo.music import costs, melody, rhythm
from mnemo.music.melody import Setting, Sung
from mnemo.music.patterns import eighths
from mnemo.music.rhythm import Syllable, make_grid, syllables
from tests.builders import morae

C_MAJOR = frozenset((0, 2, 4, 5, 7, 9, 11))
BAR = 1920


def chord(symbol: str, *classes: int, start: int = 0, end: int = 2 * BAR) -> Chord:
    return Chord(symbol, classes[0], classes, classes[0], start, end)


def a_setting(pitches: list[int], bars: int = 2, seed: int | None = None, step_s: float = 0.1) -> Setting:
    grid = make_grid(eighths("xxxxxxxx xxxxx..."), bars, 0, crowded=False)
    at = np.array(pitches)
    chords = (chord("C", 0, 4, 7, end=BAR), chord("G", 7, 11, 2, start=BAR))
    start, through = melody.chord_costs(grid, at, chords, C_MAJOR)
    noise = np.zeros(start.shape) if seed is None else np.random.default_rng(seed).uniform(0, 3, start.shape)
    end = melody.end_costs(grid, at, chords, closes=True)
    return Setting(grid, at, start, noise, through, end, spotlight=False, step_s=step_s)


def price(setting: Setting, line: tuple[Syllable, ...], slots: tuple[int, ...], pitches: tuple[int, ...]) -> float:
    """The cost of one melody, added up note by note from the table of costs."""
    grid = setting.grid
    index = [int(np.searchsorted(setting.pitches, p)) for p in pitches]
    node = setting.node + setting.motif
    total = rhythm.start_costs(grid, line[0])[slots[0]] + node[slots[0], index[0]]
    heading, leapt = 0, False
    for i in range(1, len(line)):
        interval = pitches[i] - pitches[i - 1]
        gap = slots[i] - slots[i - 1]
        total += rhythm.gap_costs(grid, gap, 1.0, line[i - 1].ends_phrase, line[i - 1].silent)[slots[i - 1]]
        total += rhythm.onset_costs(grid, line[i])[slots[i]] + node[slots[i], index[i]]
        total += setting.clash[slots[i - 1] + 1 : slots[i], index[i - 1]].sum()
        up, level, down = costs.ACCENT[line[i].relation]
        total += costs.INTERVAL[abs(interval)] + (up if interval > 0 else down if interval < 0 else level)
        if leapt and interval:
            total += costs.UNRESOLVED * (abs(interval) > costs.STEP_SEMITONES) + costs.SAME_WAY * (
                np.sign(interval) == heading
            )
        elif heading * np.sign(interval) < 0:
            total += costs.ZIGZAG
        if interval or not leapt:
            heading, leapt = int(np.sign(interval)), abs(interval) > costs.LEAP_SEMITONES
    last = slots[-1]
    total += rhythm.end_costs(grid)[last] + setting.end[last, index[-1]] + costs.UNRESOLVED * leapt
    return total + setting.clash[last + 1 : last + grid.held(last), index[-1]].sum()


@pytest.mark.parametrize("seed", range(6))
def test_no_melody_is_cheaper(seed: int) -> None:
    """Every rhythm and every tune of a three-mora line in one bar, priced one by one."""
    setting = a_setting([60, 64, 67, 69], bars=1, seed=seed)
    line = syllables([morae("アL ルH' スL")], range(0))
    found = melody.search(setting, line, slow=1.0)
    cheapest = min(
        price(setting, line, (first, first + a, first + a + b), tune)
        for first in range(0, setting.grid.slots, 2)
        for a, b in product(rhythm.GAPS, repeat=2)
        if first + a + b <= setting.grid.slots - 2
        for tune in product((60, 64, 67, 69), repeat=3)
    )
    assert found.cost == pytest.approx(cheapest)
    assert price(setting, line, found.slots, found.pitches) == pytest.approx(cheapest)


def sing(*phrases: str, pitches: tuple[int, ...] = (60, 62, 64, 65, 67, 69, 71, 72), **more: float) -> Sung:
    return melody.sing(a_setting(list(pitches), **more), syllables([morae(p) for p in phrases], range(0)))


def test_falls_fall_and_rises_rise() -> None:
    sung = sing("アL ルH スH' トL", "ミL ッH ツH' ノL")
    a, b, c, d, e, f, g, h = sung.pitches
    assert a <= b
    assert c > d
    assert e == f  # ッ keeps the pitch
    assert e <= g
    assert g > h


def test_notes_follow_each_other() -> None:
    sung = sing("アL ルH スH' トL ノL", "ミL ッH ツH' ノL")
    for (slot, length), (following, _) in pairwise(zip(sung.slots, sung.durations, strict=True)):
        assert slot + length == following
    assert sung.slots[-1] + sung.durations[-1] <= 32


def test_few_morae_are_not_drawled() -> None:
    """A sixteenth of 0.15 s: eighths alone are slower than four morae a second, so none may be longer."""
    sung = sing("アL ルH スH トH エH", step_s=0.125)
    assert (len(sung.slots) - 1) / (0.125 * (sung.slots[-1] - sung.slots[0])) >= melody.SLOWEST_MORAE_PER_S


def test_the_key_word_takes_the_top() -> None:
    words = [morae("アL ルH スH トH エH"), morae("ミL ルH スH' ノL")]
    setting = a_setting([60, 62, 64, 65, 67, 69, 71, 72])
    spotlit = Setting(**{**{f: getattr(setting, f) for f in setting.__dataclass_fields__}, "spotlight": True})
    sung = melody.sing(spotlit, syllables(words, range(5, 9)))
    assert max(sung.pitches[5:]) > max(sung.pitches[:5])


def test_altered_chord_tones_are_not_grated_on() -> None:
    grid = make_grid(eighths("xxxxxxxx xxxxx..."), 1, 0, crowded=False)
    start, _ = melody.chord_costs(grid, np.array([67, 69, 71]), (chord("E7", 4, 8, 11, 2),), C_MAJOR)
    g, a, b = start[0]
    assert g == a == costs.STRONG_CLASH + costs.AVOID  # both a semitone from G sharp
    assert b == 0.0


def test_sections_end_on_the_root_if_they_can() -> None:
    grid = make_grid(eighths("xxxxxxxx xxxxx..."), 1, 0, crowded=False)
    am7 = (chord("Am7", 9, 0, 4, 7),)
    cost = melody.end_costs(grid, np.array([67, 69, 72]), am7, closes=True)[0]
    assert cost.tolist() == [costs.UNSTABLE_END, 0.0, costs.END_NOT_ROOT]
