"""A melody is composed where its singer sings."""

from __future__ import annotations

import pytest

from mnemo import styles
from mnemo.music import compose, tessitura
from mnemo.styles.music import MusicStyle
from tests.builders import a_lyric

STYLE = styles.load("technopop")


def ranges(music: MusicStyle) -> list[tuple[int, int]]:
    return [section.range_midi for section in music.section.values()]


@pytest.mark.parametrize(("voice", "by"), [(None, 0), ((50, 90), 0), ((53, 69), -7), ((65, 90), 5), ((60, 70), -6)])
def test_ranges_move_together_to_the_nearest_fit(voice: tuple[int, int] | None, by: int) -> None:
    moved = tessitura.move_to_tessitura(STYLE.music, voice)
    assert ranges(moved) == [(low + by, high + by) for low, high in ranges(STYLE.music)]
    for kind, section in moved.section.items():
        assert section.centre_midi == STYLE.music.section[kind].centre_midi + by


@pytest.mark.parametrize("name", styles.names())
def test_the_song_stays_inside(name: str) -> None:
    style = styles.load(name)
    score = compose(a_lyric(), style, 0, (53, 69))
    sung = [n.midi for n in score.lead.notes]
    assert min(sung) >= 52
    assert max(sung) <= 69
    assert score.key == style.key
