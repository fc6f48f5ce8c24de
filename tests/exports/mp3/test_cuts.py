"""Cutting lines out of the song and joining them: whole bars, no consonant lost, no click."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from mnemo import units
from mnemo.exports.mp3 import cuts
from mnemo.exports.release.format import Song
from mnemo.model import MoraTime
from tests.builders import a_performance, a_score
from tests.exports.conftest import make_song

BAR_S = units.ticks_to_s(units.TICKS_PER_BAR, 400_000)


def consonants_first(lead_in_s: float) -> Song:
    """The test song with every line's first phoneme a little before the bar line."""
    performance = a_performance()
    times = tuple(MoraTime(max(0.0, t.start_s - lead_in_s), t.vowel_s, t.end_s - lead_in_s) for t in performance.times)
    return make_song(performance=dataclasses.replace(performance, lines=a_score().sung_lines(times)))


@pytest.mark.parametrize("lead_in_s", [0.0, 0.08, 0.15])
def test_a_line_is_cut_before_its_first_consonant_and_the_next_ones(lead_in_s: float) -> None:
    song = consonants_first(lead_in_s)
    spans, sung = cuts.line_cuts(song), song.performance.lines
    assert [s.line for s in spans] == list(range(len(song.score.lines)))
    for span, line in zip(spans, song.score.lines, strict=True):
        start_s, end_s = units.samples_to_s(span.start), units.samples_to_s(span.end)
        assert start_s < sung[span.line].start_s
        assert end_s - start_s == pytest.approx(line.bars * BAR_S, abs=1e-4)
        if span.line + 1 < len(spans):
            assert end_s < sung[span.line + 1].start_s
        assert end_s > sung[span.line].end_s - lead_in_s - cuts.LEAD_IN_S


def test_joins_keep_level_and_length() -> None:
    rng = np.random.default_rng(1)
    song = rng.normal(0, 0.1, (96_000, 2)).astype(np.float32)
    whole = np.concatenate([*cuts.joined([cuts.taken(song, 0, 48_000), song[20_000:68_000]])])
    assert len(whole) == 96_000
    assert np.array_equal(whole[:48_000], song[:48_000])
    assert np.array_equal(whole[49_000:], song[21_000:68_000])
    join = np.sqrt(np.mean(whole[48_000:48_480] ** 2))
    assert join == pytest.approx(0.1, rel=0.15)


def test_taking_beyond_the_end_gives_silence() -> None:
    piece = cuts.taken(np.ones((1000, 2), np.float32), 500, 1500)
    assert len(piece) == 1000 + units.s_to_samples(cuts.JOIN_S)
    assert not piece[500:].any()


def test_blending_is_whole_inside_and_leaves_the_outside_alone() -> None:
    fade = units.s_to_samples(cuts.JOIN_S)
    one, other = np.ones((48_000, 2), np.float32), np.full((12_000 + 2 * fade, 2), 3.0, np.float32)
    out = cuts.blended(one, other, 12_000 - fade)
    assert (out[12_000:24_000] == 3).all()
    assert (out[: 12_000 - fade] == 1).all()
    assert (out[24_000 + fade :] == 1).all()
    assert np.abs(np.diff(out[:, 0])).max() < 2 * 2 / fade
    assert (one == 1).all()


def test_fades_reach_silence() -> None:
    piece = cuts.faded(np.ones((48_000, 2), np.float32), 0.1, 0.5)
    assert piece[0, 0] == pytest.approx(0, abs=1e-6)
    assert piece[-1, 0] == pytest.approx(0, abs=1e-6)
    assert (piece[4800:24_000] == 1).all()


def test_moving_a_line_moves_every_time_in_it(demo_song: Song) -> None:
    line = next(n for n in demo_song.timeline.lines if "ッ" in n.line.kana)
    moved = line.moved(1.5)
    assert moved.start_s == line.start_s + 1.5
    for before, after in zip(line.times, moved.times, strict=True):
        assert after.end_s == before.end_s + 1.5
        assert (after.vowel_s is None) == (before.vowel_s is None)
