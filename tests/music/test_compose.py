"""The stage as a whole: every mora of every line has its note, in order, and the same seed gives the same song."""

from __future__ import annotations

from itertools import pairwise

import pytest

from mnemo import styles
from mnemo.music import compose
from tests.builders import a_lyric


@pytest.fixture(scope="module")
def score():
    return compose(a_lyric(), styles.load("technopop"), 0)


def test_every_mora_has_one_note(score) -> None:
    for index, line in enumerate(score.lines):
        notes = [n for n in score.lead.notes if n.line == index]
        assert tuple(n.mora for n in notes) == line.morae
    sung = [line for section in a_lyric().sections for line in section.lines]
    assert score.lines == tuple(sung)


def test_one_voice_one_note_at_a_time(score) -> None:
    for part in score.vocals:
        for a, b in pairwise(part.notes):
            assert a.onset_ticks + a.duration_ticks <= b.onset_ticks
    assert all(n.duration_ticks > 0 for n in score.lead.notes)


def test_sections_cover_the_song(score) -> None:
    assert score.sections[0].start_ticks == 0
    assert score.sections[-1].end_ticks == score.end_ticks
    for a, b in pairwise(score.sections):
        assert a.end_ticks == b.start_ticks
    for section in score.sections:
        assert section.chords[0].start_ticks == section.start_ticks
        assert section.chords[-1].end_ticks == section.end_ticks
        for a, b in pairwise(section.chords):
            assert a.end_ticks == b.start_ticks


def test_same_seed_same_song_other_seed_other_melody(score) -> None:
    style = styles.load("technopop")
    assert compose(a_lyric(), style, 0) == score
    others = [compose(a_lyric(), style, seed) for seed in (1, 2, 3)]
    melodies = {tuple((n.onset_ticks, n.midi) for n in s.lead.notes) for s in (score, *others)}
    assert len(melodies) == 4
