"""The band of a whole song: who plays where, that it leaves room for the words, how sections join and how it ends."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mnemo import styles, units
from mnemo.model import Lyric, LyricSection, Part, Score, Section, SectionKind, name_sections
from mnemo.music import compose
from mnemo.styles.schema import Style
from mnemo.styles.strings import DRUM_KEYS
from tests.builders import GATE_LINE, GRU_LINE, LSTM_LINE, RESET_LINE

BAR = units.TICKS_PER_BAR
KINDS = (
    (SectionKind.VERSE, (GATE_LINE, RESET_LINE, GRU_LINE, RESET_LINE)),
    (SectionKind.PRECHORUS, (GATE_LINE,)),
    (SectionKind.CHORUS, (LSTM_LINE, GRU_LINE)),
    (SectionKind.VERSE, (GATE_LINE, RESET_LINE, GRU_LINE, RESET_LINE)),
    (SectionKind.CHORUS, (LSTM_LINE, GRU_LINE)),
    (SectionKind.CHORUS, (LSTM_LINE, GRU_LINE)),
)
NAMES = name_sections([kind for kind, _ in KINDS])
LYRIC = Lyric("t", "t", "e", tuple(LyricSection(name, *s) for name, s in zip(NAMES, KINDS, strict=True)))


@pytest.fixture(scope="module", params=styles.names())
def style(request: pytest.FixtureRequest) -> Style:
    return styles.load(request.param)


@pytest.fixture(scope="module")
def score(style: Style) -> Score:
    return compose(LYRIC, style, 0)


def part(score: Score, name: str) -> Part:
    return next(p for p in score.parts if p.name == name)


def onsets(part: Part, section: Section) -> list[int]:
    return [n.onset_ticks for n in part.notes if section.start_ticks <= n.onset_ticks < section.end_ticks]


def test_parts_can_be_played(score: Score) -> None:
    assert score.parts[0].is_drums
    assert {n.midi for n in score.parts[0].notes} <= set(DRUM_KEYS.values())
    for p in score.parts:
        assert p.notes
        for n in p.notes:
            assert 0 <= n.onset_ticks + n.nudge_ticks < score.end_ticks
            assert n.duration_ticks > 0
            assert 21 <= n.midi <= 108
            assert 1 <= n.velocity <= 127


def test_pitched_parts_keep_to_the_chords(score: Score) -> None:
    for name in ("bass", "chords"):
        for n in part(score, name).notes:
            section = next(s for s in score.sections if n.onset_ticks < s.end_ticks)
            chord = section.chord_at(n.onset_ticks)
            assert n.midi % 12 in (*chord.pitch_classes, chord.bass)


def test_the_hook_is_there_within_two_seconds(score: Score) -> None:
    two_s = units.s_to_ticks(2, score.us_per_beat)
    assert sum(n.onset_ticks < two_s for n in part(score, "synth").notes) >= 5


def test_the_hook_is_played_over_the_choruss_chords(score: Score, style: Style) -> None:
    intro, chorus = (next(s for s in score.sections if s.kind == kind) for kind in ("intro", "chorus"))
    first_bars = [[c.symbol for c in s.chords if c.start_ticks < s.start_ticks + 2 * BAR] for s in (intro, chorus)]
    assert first_bars[0] == first_bars[1]


def test_the_synth_rests_while_the_voice_sings(score: Score) -> None:
    sung = [(n.onset_ticks, n.onset_ticks + n.duration_ticks) for n in score.lead.notes]
    for n in part(score, "synth").notes:
        assert not any(a < n.onset_ticks + n.duration_ticks and n.onset_ticks < b for a, b in sung)


def test_the_band_stops_before_each_chorus(score: Score) -> None:
    for section in score.sections:
        if section.kind == "chorus":
            stop = section.start_ticks - BAR
            for p in score.parts:
                if p.name not in ("drums", "riser"):
                    assert all(n.onset_ticks == stop for n in p.notes if stop <= n.onset_ticks < section.start_ticks)
            assert any(n.onset_ticks + n.duration_ticks == section.start_ticks for n in part(score, "riser").notes)


def test_sections_differ_in_density(score: Score) -> None:
    def density(kind: str) -> float:
        sections = [s for s in score.sections if s.kind == kind]
        notes = sum(len(onsets(p, s)) for p in score.parts for s in sections)
        return notes / sum((s.end_ticks - s.start_ticks) / BAR for s in sections)

    assert density("chorus") > 1.3 * density("verse")
    verses = [s for s in score.sections if s.kind == "verse"]
    assert {p.name for p in score.parts if onsets(p, verses[0])} != {
        p.name for p in score.parts if onsets(p, verses[1])
    }


def test_a_fill_ends_a_section(score: Score, style: Style) -> None:
    toms = {DRUM_KEYS[name] for name in style.music.drums["fill"]} - {DRUM_KEYS["kick"]}
    verse = next(s for s in score.sections if s.kind == "verse")
    drums = part(score, "drums").notes
    last, bar_before = (
        {(n.midi, n.onset_ticks % BAR) for n in drums if at <= n.onset_ticks < at + BAR and n.midi in toms}
        for at in (verse.end_ticks - BAR, verse.end_ticks - 2 * BAR)
    )
    assert last != bar_before


def test_the_end_is_one_chord(score: Score, style: Style) -> None:
    last_bar = score.end_ticks - BAR
    pitched = [n for p in score.parts if not p.is_drums for n in p.notes if n.onset_ticks >= last_bar]
    assert pitched
    assert {n.onset_ticks for n in pitched} == {last_bar}
    ringing = style.music.form.ending == "ringing"
    assert all((n.duration_ticks > BAR / 2) is ringing for n in pitched)
    assert {p.name for p in score.parts} >= {"bass", "chords", "synth"}
    for name in ("bass", "chords", "synth"):
        assert part(score, name).notes[-1].onset_ticks == last_bar
    home = score.sections[-1]
    assert home.chord_at(last_bar).root == home.tonic


def test_the_other_ending(style: Style) -> None:
    other = {"cold": "ringing", "ringing": "cold"}[style.music.form.ending]
    music = replace(style.music, form=replace(style.music.form, ending=other))
    one, two = (part(compose(LYRIC, s, 0), "bass").notes[-1] for s in (style, replace(style, music=music)))
    assert one.onset_ticks == two.onset_ticks
    assert one.duration_ticks != two.duration_ticks


def test_seeds_play_differently(style: Style, score: Score) -> None:
    other = compose(LYRIC, style, 1)
    assert part(other, "drums") != part(score, "drums")
    assert [n.onset_ticks for n in part(other, "drums").notes] == [n.onset_ticks for n in part(score, "drums").notes]
