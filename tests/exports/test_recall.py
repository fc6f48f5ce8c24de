"""The recall mix: in every gap no voice, then the answer; measured on stems."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from mutagen.id3 import ID3

from mnemo import units
from mnemo.exports import recall
from mnemo.exports.release.format import Song
from mnemo.model import Release, Stem
from tests.builders import a_performance
from tests.exports.conftest import make_song
from tests.instruments.mp3 import decode_mp3

RATE = units.SAMPLE_RATE


class Doubled:
    """A mastering chain that doubles, and insists on being told where a cut begins."""

    def __init__(self, whole: np.ndarray) -> None:
        self.whole = whole

    def apply(self, mix: np.ndarray, start: int = 0) -> np.ndarray:
        assert np.array_equal(mix, self.whole[start : start + len(mix)])
        return 2 * mix


@pytest.fixture(scope="module")
def voices_only() -> Song:
    """The test song without its band: whatever sounds is a voice. A harmony sings along."""
    performance = a_performance()
    lead = performance.stems[0]
    silence = np.zeros_like(lead.audio)
    stems = (lead, Stem("harmony", "backing", lead.audio * np.float32(0.5)), Stem("bass", "band", silence))
    master = lead.audio * np.float32(1.5)
    quiet = dataclasses.replace(performance, stems=stems, band=stems[-1], master=master, karaoke=silence)
    return make_song(performance=quiet)


def test_every_line_with_an_answer_is_asked(voices_only: Song) -> None:
    asked = recall.list_questions(voices_only)
    assert [q.cut.line for q in asked] == [i for i, n in enumerate(voices_only.score.lines) if n.answer]
    assert asked


def test_in_every_gap_no_voice_sounds_and_then_the_answer_does(voices_only: Song) -> None:
    asked = recall.list_questions(voices_only)
    audio = np.concatenate([*recall.make_audio(voices_only, asked)])
    inserted = sum(q.cut.end - q.cut.start for q in asked)
    assert len(audio) == len(voices_only.performance.master) + inserted
    shift = 0
    for question in asked:
        start, end = (units.s_to_samples(s) + shift for s in question.gap)
        assert np.abs(audio[start:end]).max() == 0
        period = question.cut.end - question.cut.start
        answer = audio[start + period : end + period]
        whole = voices_only.performance.master[start - shift : end - shift]
        inner = slice(0, len(answer) - RATE // 100)
        assert np.array_equal(answer[inner], whole[inner])
        assert np.sqrt(np.mean(answer**2)) > 0.01
        shift += period


def test_the_words_before_the_answer_are_sung_both_times(voices_only: Song) -> None:
    asked = recall.list_questions(voices_only)
    question = next(q for q in asked if voices_only.score.lines[q.cut.line].answer == (9, 12))
    before = sum(q.cut.end - q.cut.start for q in asked if q.cut.line < question.cut.line)
    audio = np.concatenate([*recall.make_audio(voices_only, asked)])
    start, gap = question.cut.start + before, units.s_to_samples(question.gap[0]) + before
    period = question.cut.end - question.cut.start
    fade = RATE // 50
    first, second = audio[start + fade : gap - fade], audio[start + fade + period : gap - fade + period]
    assert np.array_equal(first, second)
    assert np.abs(first).max() > 0.1


def test_the_band_goes_on_in_the_gap_mastered_as_the_song(demo_song: Song) -> None:
    performance = demo_song.performance
    band = performance.band.audio
    harmony = Stem("harmony", "backing", np.ones_like(band))  # which the karaoke has and the recall mix must not
    stems = (*performance.stems, harmony)
    song = make_song(performance=dataclasses.replace(performance, stems=stems, mastering=Doubled(band)))
    asked = recall.list_questions(song)
    audio = np.concatenate([*recall.make_audio(song, asked)])
    start, end = (units.s_to_samples(s) for s in asked[0].gap)
    assert np.array_equal(audio[start:end], 2 * band[start:end])


def test_where_no_harmony_sings_the_karaoke_is_the_band(demo_song: Song) -> None:
    marked = np.full_like(demo_song.performance.karaoke, 0.25)
    song = make_song(performance=dataclasses.replace(demo_song.performance, karaoke=marked))
    asked = recall.list_questions(song)
    audio = np.concatenate([*recall.make_audio(song, asked)])
    start, end = (units.s_to_samples(s) for s in asked[0].gap)
    assert (audio[start:end] == 0.25).all()


def test_tags_show_a_blank_first_and_the_line_after(demo: Release, demo_song: Song) -> None:
    tags = ID3(demo.files["recall"], translate=False)
    lines = [text for text, _ in tags["SYLT::jpn"].text]
    at = lines.index("LSTMは＿＿")
    assert lines[at + 1] == "LSTMは3つ"
    times = [ms for _, ms in tags["SYLT::jpn"].text]
    assert times == sorted(times)
    decoded = decode_mp3(demo.files["recall"].read_bytes())
    duration_s = len(decoded) / RATE
    timeline = recall.make_timeline(demo_song, recall.list_questions(demo_song))
    assert duration_s == pytest.approx(timeline.duration_s, abs=0.01)
    assert tags[f"CHAP:{tags['CTOC:contents'].child_element_ids[-1]}"].end_time == round(timeline.duration_s * 1000)


def test_sections_begin_where_their_first_line_is_asked(demo_song: Song) -> None:
    timeline = recall.make_timeline(demo_song, recall.list_questions(demo_song))
    for number, section in enumerate(timeline.sections):
        first = [line for line, home in zip(timeline.lines, timeline.section_of, strict=True) if home == number]
        if first:
            assert first[0].start_s - section.start_s == pytest.approx(0, abs=0.2)
