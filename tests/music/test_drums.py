from __future__ import annotations

from mnemo import units
from mnemo.music.drums import play_drums
from mnemo.music.feel import Feel
from mnemo.music.form import PlannedSection
from mnemo.styles.music import BandStyle, FormStyle, MusicStyle, SectionStyle
from mnemo.styles.strings import DRUM_KEYS

BAR = units.TICKS_PER_BAR
STYLE = MusicStyle(
    form=FormStyle(break_drums="stop"),
    drums={
        "beat": {"kick": "X... X... X... X...", "snare": ".... x... .... x..o | .... x... .... x..."},
        "fill": {"high-tom": "xxxx xxxx xxxx xxxx"},
        "stop": {"clap": "X... .... .... ...."},
    },
)


def bars(band: BandStyle, count: int, break_bars: int = 0) -> list[dict[int, int]]:
    """key -> hits, a bar of the first section."""
    found: list[dict[int, int]] = [{} for _ in range(count + 1)]
    for n in play_drums([a_section(band, 0, count, break_bars), a_section(BandStyle(), count, 1)], STYLE, Feel(0)):
        bar = found[n.onset_ticks // BAR]
        bar[n.midi] = bar.get(n.midi, 0) + 1
    return found[:count]


def a_section(band: BandStyle, bar: int, bars: int, break_bars: int = 0) -> PlannedSection:
    return PlannedSection("s", "s", SectionStyle(("I",)), band, bar, bars, break_bars=break_bars)


def test_patterns_of_two_bars_alternate() -> None:
    assert [bar[38] for bar in bars(BandStyle(drums="beat"), 4)] == [3, 2, 3, 2]


def test_the_fill_is_the_last_bar_before_the_break() -> None:
    one, two, three = bars(BandStyle(drums="beat", fill="fill"), 3, break_bars=1)
    assert one == {36: 4, 38: 3}
    assert two == {50: 16}
    assert three == {39: 1}


def test_late_drums_wait() -> None:
    assert bars(BandStyle(drums="beat", late=("drums",)), 4)[:2] == [{}, {}]


def test_signs_are_forces() -> None:
    snares = [
        n.velocity for n in play_drums([a_section(BandStyle(drums="beat"), 0, 2)], STYLE, Feel(0)) if n.midi == 38
    ]
    assert snares[0] > snares[2] + 15  # x and o


def test_a_section_begins_with_its_crash() -> None:
    assert [DRUM_KEYS["crash"] in bar for bar in bars(BandStyle(drums="beat", crash=True), 2)] == [True, False]


def test_the_song_ends_with_one_beat() -> None:
    notes = play_drums([a_section(BandStyle(drums="beat"), 0, 2)], STYLE, Feel(0))
    assert [(n.onset_ticks, n.midi) for n in notes if n.onset_ticks >= BAR] == [(BAR, 36), (BAR, 49)]


def test_the_hooks_leap_is_struck_with_the_voice() -> None:
    """Two phrases of two bars: the pick-up before the first lies outside of the section."""
    band = BandStyle(accents=("clap",), synth="hook")
    notes = play_drums([a_section(band, 0, 4), a_section(BandStyle(), 4, 1)], STYLE, Feel(0), leap=(-2, 0))
    claps = [n.onset_ticks for n in notes if n.midi == DRUM_KEYS["clap"]]
    assert claps == [0, 2 * BAR - BAR // 8, 2 * BAR]
