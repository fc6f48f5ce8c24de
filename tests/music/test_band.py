from __future__ import annotations

import pytest

from mnemo import units
from mnemo.model import Chord, Note
from mnemo.music.band import PLAYERS, bass_tone, climbing, close, play
from mnemo.music.feel import Feel
from mnemo.music.form import PlannedSection
from mnemo.styles.music import BandStyle, MusicStyle, SectionStyle

BAR = units.TICKS_PER_BAR
AM7 = Chord("Am7", 9, (9, 0, 4, 7), 9, 0, BAR)
F_OVER_A = Chord("F/A", 5, (5, 9, 0), 9, BAR, 2 * BAR)


@pytest.mark.parametrize(("sign", "midi"), [("1", 33), ("3", 36), ("5", 40), ("7", 43), ("8", 45)])
def test_bass_degrees(sign: str, midi: int) -> None:
    assert bass_tone(33)(AM7, sign) == [midi]


def test_bass_plays_the_chords_bass() -> None:
    assert bass_tone(33)(F_OVER_A, "1") == [33]
    assert bass_tone(33)(F_OVER_A, "7") == [41]  # a triad has no seventh: the root


def test_a_close_voicing_moves_little() -> None:
    a, f = close(64)(AM7, "x"), close(64)(F_OVER_A, "x")
    assert a == [60, 64, 67, 69]
    assert f == [60, 65, 69]


def test_an_arpeggio_climbs_over_octaves() -> None:
    assert [climbing(60)(F_OVER_A, s)[0] for s in "123456"] == [60, 65, 69, 72, 77, 81]


def played(name: str, pattern: str, break_bars: int = 0, **band: object) -> list[Note]:
    table = PLAYERS[name].table
    style = MusicStyle(**{table: {"p": pattern}})
    section = PlannedSection(
        "s", "s", SectionStyle(("I",)), BandStyle(**{name: "p"}, **band), 0, 2, break_bars=break_bars
    )
    return list(play(name, section, (AM7, F_OVER_A), style, Feel(0)))


def test_a_held_chord_changes_with_the_harmony() -> None:
    notes = played("pad", "x--- ---- ---- ---- ---- ---- ---- ----")
    assert {n.onset_ticks for n in notes} == {0, BAR}
    assert max(n.onset_ticks + n.duration_ticks for n in notes if n.onset_ticks == 0) <= BAR


def test_a_break_stops_on_its_first_beat() -> None:
    notes = played("bass", "1.1. 1.1. 1.1. 1.1.", break_bars=1)
    assert [n.onset_ticks for n in notes if n.onset_ticks >= BAR] == [BAR]
    assert not [n for n in played("arp", "1... 1... 1... 1...", break_bars=1) if n.onset_ticks >= BAR]


def test_late_and_high() -> None:
    plain, late = played("arp", "1... .... .... ...."), played("arp", "1... .... .... ....", late=("arp",))
    assert [n.onset_ticks for n in plain] == [0, BAR]
    assert [n.onset_ticks for n in late] == [BAR]
    high = played("arp", "1... .... .... ....", high=("arp",))
    assert [b.midi - a.midi for a, b in zip(plain, high, strict=True)] == [12, 12]


def test_a_part_without_a_pattern_rests() -> None:
    section = PlannedSection("s", "s", SectionStyle(("I",)), BandStyle(), 0, 1)
    assert not list(play("bass", section, (AM7,), MusicStyle(), Feel(0)))
