from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from mnemo import styles, units
from mnemo.errors import StyleError
from mnemo.model import Chord, Lyric, LyricSection, Note, SectionKind
from mnemo.music import compose
from mnemo.music.band import VOICINGS, bass_voicing, climbing_voicing, close_voicing, play
from mnemo.music.feel import Feel
from mnemo.music.form import PlannedSection
from mnemo.sound.band import render_part
from mnemo.styles.music import BandStyle, MusicStyle, SectionStyle
from mnemo.styles.parts import BandPart, Player, list_pitched
from tests.builders import GATE_LINE, LSTM_LINE

BAR = units.TICKS_PER_BAR
AM7 = Chord("Am7", 9, (9, 0, 4, 7), 9, 0, BAR)
F_OVER_A = Chord("F/A", 5, (5, 9, 0), 9, BAR, 2 * BAR)


@pytest.mark.parametrize(("sign", "midi"), [("1", 33), ("3", 36), ("5", 40), ("7", 43), ("8", 45)])
def test_bass_degrees(sign: str, midi: int) -> None:
    assert bass_voicing(33)(AM7, sign) == [midi]


def test_bass_plays_the_chords_bass() -> None:
    assert bass_voicing(33)(F_OVER_A, "1") == [33]
    assert bass_voicing(33)(F_OVER_A, "7") == [41]  # a triad has no seventh: the root


def test_a_close_voicing_moves_little() -> None:
    a, f = close_voicing(64)(AM7, "x"), close_voicing(64)(F_OVER_A, "x")
    assert a == [60, 64, 67, 69]
    assert f == [60, 65, 69]


def test_an_arpeggio_climbs_over_octaves() -> None:
    assert [climbing_voicing(60)(F_OVER_A, s)[0] for s in "123456"] == [60, 65, 69, 72, 77, 81]


def played(name: str, pattern: str, break_bars: int = 0, **band: object) -> list[Note]:
    part = BandPart(name)
    style = MusicStyle(**{part.player.table: {"p": pattern}})
    entry = BandStyle(patterns={part: "p"}, **band)
    section = PlannedSection("s", "s", SectionStyle(("I",)), entry, 0, 2, break_bars=break_bars)
    return list(play(part, section, (AM7, F_OVER_A), style, Feel(0)))


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
    assert not list(play(BandPart.BASS, section, (AM7,), MusicStyle(), Feel(0)))


def test_every_player_has_a_voicing() -> None:
    assert {part.player.table for part in list_pitched()} == set(VOICINGS)


STYLE = """
title = "T"
description = "D"
bpm = 120
key = "C major"
[music.section.verse]
harmony = ["I | V | vi | IV"]
[music.band.verse]
flute = "up"
high = ["flute"]
late = ["flute"]
[music.arp]
up = "1... 2... 3... 4..."
"""
INSTRUMENT = '[sound.instruments.flute]\nosc = [{ wave = "sine" }]\n'


@pytest.fixture
def flute(monkeypatch: pytest.MonkeyPatch) -> BandPart:
    """A player who is one more row of the table: `FLUTE = "flute", 3, 0, 73, Player("arp", 72, 80)`."""
    part = BandPart.__new_member__(BandPart, "flute", 3, 0, 73, Player("arp", 72, 80))
    part._name_ = "FLUTE"
    monkeypatch.setitem(BandPart._member_map_, "FLUTE", part)
    monkeypatch.setitem(BandPart._value2member_map_, "flute", part)
    monkeypatch.setattr(BandPart, "_member_names_", [*BandPart._member_names_, "FLUTE"])
    return part


def test_a_new_player_is_one_row(flute: BandPart, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(STYLE + INSTRUMENT, "utf-8")
    style = styles.load(str(path))
    lyric = Lyric("t", "t", "e", (LyricSection("verse", SectionKind.VERSE, (GATE_LINE, LSTM_LINE)),))
    score = compose(lyric, style, 0)
    (part,) = (part for part in score.parts if part.name == "flute")
    assert (part.name, part.instrument, part.program) == ("flute", "flute", 73)
    for note in part.notes:
        (section,) = (s for s in score.sections if s.start_ticks <= note.onset_ticks < s.end_ticks)
        assert note.midi % 12 in section.chord_at(note.onset_ticks).pitch_classes
        assert note.midi >= 72 + 12
        assert abs(note.nudge_ticks) <= 3
    samples = units.ticks_to_samples(score.end_ticks, score.us_per_beat)
    heard = max(float(np.abs(audio).max()) for _, audio in render_part(part, score, style.sound, samples))
    assert heard > 0.01


def test_a_new_player_needs_its_pattern_and_instrument(flute: BandPart, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(STYLE, "utf-8")
    with pytest.raises(StyleError, match=r":9: .*needs \[sound\.instruments\.flute\]"):
        styles.load(str(path))
    path.write_text(STYLE.replace("up = ", "down = ") + INSTRUMENT, "utf-8")
    with pytest.raises(StyleError, match=r":9: music\.band\.verse\.flute: there is no 'up'; known: down"):
        styles.load(str(path))


def test_without_its_row_the_player_is_unknown(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(STYLE + INSTRUMENT, "utf-8")
    with pytest.raises(StyleError, match=r":9: unknown key flute"):
        styles.load(str(path))
