"""The search itself: against every melody there is, and against the accents of small lines."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest

from mnemo.model import Chord
from mnemo.music import costs, melody, rhythm
from mnemo.music.melody import LineCosts, Sung
from mnemo.music.rhythm import Placed, make_grid
from mnemo.music.syllables import Syllable, make_syllables, relate_notes
from tests.builders import morae

C_MAJOR = frozenset((0, 2, 4, 5, 7, 9, 11))
BAR = 1920


def chord(symbol: str, *classes: int, start: int = 0, end: int = 2 * BAR) -> Chord:
    return Chord(symbol, classes[0], classes, classes[0], start, end)


BARS = ("x-x-x-x-x-x-x-x-", "x-x-x-x-x---....")


def make_line_costs(pitches: list[int], bars: int = 2, seed: int | None = None, spotlight: bool = False) -> LineCosts:
    grid = make_grid(BARS[-bars:], "", 0.1)
    at = np.array(pitches)
    chords = (chord("C", 0, 4, 7, end=BAR), chord("G", 7, 11, 2, start=BAR))
    start, through = melody.chord_costs(grid, at, chords, C_MAJOR)
    noise = np.zeros(start.shape) if seed is None else np.random.default_rng(seed).uniform(0, 3, start.shape)
    end = melody.end_costs(grid, at, chords, closes=True)
    return LineCosts(grid, at, start, noise, through, end, spotlight)


def price(line_costs: LineCosts, placed: Placed, line: tuple[Syllable, ...], pitches: tuple[int, ...]) -> float:
    """The cost of one melody, added up note by note from the table of costs."""
    notes = placed.notes
    relations = relate_notes(line, notes)
    index = [int(np.searchsorted(line_costs.pitches, p)) for p in pitches]
    total, heading, leapt = 0.0, 0, False
    for i, note in enumerate(notes):
        slot = placed.slots[note]
        end = placed.ends[notes[i + 1] - 1] if i + 1 < len(notes) else placed.ends[-1]
        total += (line_costs.node + line_costs.motif)[slot, index[i]] + line_costs.clash[slot + 1 : end, index[i]].sum()
        if not i:
            continue
        interval = pitches[i] - pitches[i - 1]
        up, level, down = costs.ACCENT[relations[i]]
        total += costs.INTERVAL[abs(interval)] + (up if interval > 0 else down if interval < 0 else level)
        total += costs.LEAP_WITHIN * (bool(line[note].continues) and abs(interval) > costs.STEP_SEMITONES)
        if leapt and interval:
            total += costs.UNRESOLVED * (abs(interval) > costs.STEP_SEMITONES) + costs.SAME_WAY * (
                np.sign(interval) == heading
            )
        elif heading * np.sign(interval) < 0:
            total += costs.ZIGZAG
        if interval or not leapt:
            heading, leapt = int(np.sign(interval)), abs(interval) > costs.LEAP_SEMITONES
    return total + line_costs.end[placed.slots[notes[-1]], index[-1]] + costs.UNRESOLVED * leapt


@pytest.mark.parametrize("seed", range(6))
def test_no_melody_is_cheaper(seed: int) -> None:
    """Every tune of a line of four notes, priced one by one; a long vowel shares or has a note of its own."""
    line_costs = make_line_costs([60, 64, 65, 67, 69], seed=seed)
    line = make_syllables([morae("アL エH' ーL スL"), morae("トL エH")], range(0))
    shared = (False, False, seed % 2 == 0, False, False, False)
    placed = Placed((0, 2, 4, 6, 8, 12), (2, 4, 6, 8, 12, 20), shared)
    found = melody.set_melody(line_costs, placed, line)
    cheapest = min(
        price(line_costs, placed, line, tune) for tune in product((60, 64, 65, 67, 69), repeat=len(placed.notes))
    )
    assert found.cost == pytest.approx(cheapest)
    assert price(line_costs, placed, line, tuple(found.pitches[i] for i in placed.notes)) == pytest.approx(cheapest)


def sing(*phrases: str, pitches: tuple[int, ...] = (60, 62, 64, 65, 67, 69, 71, 72)) -> Sung:
    line_costs, line = make_line_costs(list(pitches)), make_syllables([morae(p) for p in phrases], range(0))
    return melody.set_melody(line_costs, rhythm.place_morae(line_costs.grid, line), line)


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
        assert slot < slot + length <= following  # between phrases one may rest
    assert sung.slots[-1] + sung.durations[-1] <= 32


def test_morae_that_share_a_note_have_its_pitch() -> None:
    sung = sing("アL エH' ーL ンL スL トL エL リL タL ムL ノL コL シL ボL リL")
    for i, shared in enumerate(sung.shared):
        assert not shared or sung.pitches[i] == sung.pitches[i - 1]
    assert any(sung.shared)


def test_the_key_word_takes_the_top() -> None:
    words = [morae("アL ルH スH トH エH"), morae("ミL ルH スH' ノL")]
    line_costs = make_line_costs([60, 62, 64, 65, 67, 69, 71, 72], spotlight=True)
    line = make_syllables(words, range(5, 9))
    sung = melody.set_melody(line_costs, rhythm.place_morae(line_costs.grid, line), line)
    assert max(sung.pitches[5:]) > max(sung.pitches[:5])


def test_altered_chord_tones_are_not_grated_on() -> None:
    grid = make_grid(BARS[:1], "", 0.1)
    start, _ = melody.chord_costs(grid, np.array([67, 69, 71]), (chord("E7", 4, 8, 11, 2),), C_MAJOR)
    g, a, b = start[0]
    assert g == a == costs.STRONG_CLASH + costs.AVOID  # both a semitone from G sharp
    assert b == 0.0


def test_sections_end_on_the_root_if_they_can() -> None:
    grid = make_grid(BARS[:1], "", 0.1)
    am7 = (chord("Am7", 9, 0, 4, 7),)
    cost = melody.end_costs(grid, np.array([67, 69, 72]), am7, closes=True)[0]
    assert cost.tolist() == [costs.UNSTABLE_END, 0.0, costs.END_NOT_ROOT]
