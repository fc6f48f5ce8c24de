"""From played to written time: grid, bars, ties, rests, chords of notes."""

from __future__ import annotations

from mnemo import units
from mnemo.exports.notation import sheet
from mnemo.exports.notation.sheet import BAR, Written
from mnemo.model import Note, SungNote
from tests.builders import a_score, morae

BEAT = units.TICKS_PER_BEAT


def lengths(heads: list[sheet.Head]) -> list[tuple[int, int, str]]:
    return [(h.at_ticks, h.length_ticks, h.tie) for h in heads]


def test_a_gate_of_ninety_percent_is_a_whole_note_value() -> None:
    assert sheet.write_notes([Note(0, 216, 60), Note(240, 216, 62)]) == [
        Written(0, 240, (60,)),
        Written(240, 480, (62,)),
    ]


def test_a_pad_let_go_early_is_one_long_note() -> None:
    assert [w.end_ticks for w in sheet.write_notes([Note(0, 1850, 60), Note(1920, 600, 60)])] == [1920, 2520]


def test_nudges_are_not_written_and_chords_are_one() -> None:
    notes = [Note(0, 480, 60, nudge_ticks=7), Note(3, 480, 64), Note(0, 480, 67)]
    assert sheet.write_notes(notes) == [Written(0, 480, (60, 64, 67))]


def test_a_held_note_ends_where_the_next_begins() -> None:
    assert sheet.write_notes([Note(0, 960, 60), Note(480, 480, 62)])[0].end_ticks == 480


def test_a_drum_is_written_to_the_next_stroke_or_beat() -> None:
    drums = sheet.write_notes([Note(0, 30, 36), Note(240, 30, 42), Note(480, 30, 36), Note(1440, 30, 38)], drums=True)
    assert [(w.start_ticks, w.end_ticks) for w in drums] == [(0, 240), (240, 480), (480, 960), (1440, 1920)]


def test_notes_are_tied_over_bar_lines() -> None:
    first, second = sheet.fill_bars([Written(BAR - BEAT, BAR + BEAT // 2, (60,))], 2 * BAR)
    assert lengths(first) == [(0, 1440, ""), (3 * BEAT, BEAT, "start")]
    assert lengths(second)[0] == (0, BEAT // 2, "stop")


def test_a_length_without_a_note_head_of_its_own_is_tied() -> None:
    """Five eighths: a half and an eighth."""
    (bar,) = sheet.fill_bars([Written(0, 5 * BEAT // 2, (60,))], BAR)
    assert lengths(bar)[:2] == [(0, 2 * BEAT, "start"), (2 * BEAT, BEAT // 2, "stop")]


def test_every_bar_is_full_and_empty_ones_are_rests() -> None:
    score = a_score()
    for part in (sheet.write_sung(score.lead.notes), *(sheet.write_notes(p.notes) for p in score.parts)):
        for heads in sheet.fill_bars(part, score.end_ticks):
            assert sum(h.length_ticks for h in heads) == BAR
    assert [len(b) for b in sheet.fill_bars([], 3 * BAR)] == [1, 1, 1]


def test_the_silent_mora_is_a_rest_with_its_lyric() -> None:
    items = {w.lyric: w for w in sheet.write_sung(a_score().lead.notes)}
    assert items["ッ"].pitches == ()
    assert items["ト"].pitches


def test_morae_that_share_a_note_are_its_syllables() -> None:
    """ゲ and ー on a dotted quarter, then ト: two notes, and the ッ that shares ト's makes no rest."""
    ge, long, to, stop = morae("ゲH ーL トL ッL")
    notes = (
        SungNote(0, BEAT, 67, ge, 0),
        SungNote(BEAT, BEAT // 2, 67, long, 0, shared=True),
        SungNote(3 * BEAT // 2, BEAT // 4, 65, to, 0),
        SungNote(7 * BEAT // 4, BEAT // 4, 65, stop, 0, shared=True),
    )
    assert sheet.write_sung(notes) == [
        Written(0, 3 * BEAT // 2, (67,), "ゲー"),
        Written(3 * BEAT // 2, 2 * BEAT, (65,), "トッ"),
    ]


def test_each_usual_drum_has_a_place_of_its_own() -> None:
    places = list(sheet.DRUMS.values())
    assert len(set(places)) == len(places)
    assert sheet.OTHER_DRUM not in places
