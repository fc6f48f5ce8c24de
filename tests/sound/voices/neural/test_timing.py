"""Vowels on the beat, consonants as long as in speech where there is room, and frames that belong to somebody."""

from __future__ import annotations

import numpy as np
import pytest

from mnemo import units
from mnemo.model import SungNote
from mnemo.sound.voices.neural import timing, tokens
from mnemo.sound.voices.neural.model import FRAMES_HZ
from tests.builders import US_PER_BEAT, morae

SPELLED = "タL ッH シュH ンH"  # ta ʔ ɕɨ ɴ
CONSONANT_S, VOWEL_S = 0.07, 0.08


def plan(duration_ticks: int = 240, gap_ticks: int = 0) -> tuple[timing.Plan, list[SungNote], tuple[tokens.Token, ...]]:
    sung = morae(SPELLED)
    step = duration_ticks + gap_ticks
    notes = [SungNote(i * step, duration_ticks, 60 + i, m, 0) for i, m in enumerate(sung)]
    spelled = tokens.spell(sung, [0] * len(sung))
    lengths_s = np.array([0.3, *(CONSONANT_S if t.kind == "consonant" else VOWEL_S for t in spelled), 0.6])
    return timing.plan(notes, spelled, lengths_s, US_PER_BEAT), notes, spelled


def test_the_vowel_is_on_the_beat_and_the_consonant_before_it() -> None:
    made, notes, _ = plan()
    for note, time in zip(notes, made.times, strict=True):
        onset_s = units.ticks_to_s(note.onset_ticks, US_PER_BEAT)
        assert time.vowel_s == (None if note.mora.silent else onset_s)
    assert made.times[2].start_s == pytest.approx(made.times[2].vowel_s - CONSONANT_S)
    assert made.times[1].end_s == made.times[2].start_s


def test_a_consonant_gives_way_on_a_short_note() -> None:
    made, _, _ = plan(duration_ticks=96)  # 80 ms
    assert made.times[2].vowel_s - made.times[2].start_s == pytest.approx(0.04)


def test_a_geminate_takes_from_the_vowel_before() -> None:
    made, notes, _ = plan()
    onset_s = units.ticks_to_s(notes[1].onset_ticks, US_PER_BEAT)
    assert made.times[0].end_s == made.times[1].start_s == pytest.approx(onset_s - timing.GEMINATE_S)


@pytest.mark.parametrize(
    ("text", "kept_s"),
    [
        ("スL キャH", timing.MIN_WHISPERED_S),
        ("クL キャH", timing.MIN_RELEASED_S),
        ("タL キャH", timing.MIN_VOWEL_S),
    ],
)
def test_a_vowel_that_speech_whispers_leaves_room_for_a_consonant(text: str, kept_s: float) -> None:
    sung = morae(text)
    notes = [SungNote(i * 180, 180, 60, mora, 0) for i, mora in enumerate(sung)]  # 150 ms
    spelled = tokens.spell(sung, [0, 0])
    lengths_s = np.array([0.3, *(0.08 if t.kind == "consonant" else VOWEL_S for t in spelled), 0.6])  # kʲ: 160 ms
    made = timing.plan(notes, spelled, lengths_s, US_PER_BEAT)
    assert made.times[0].end_s - made.times[0].vowel_s == pytest.approx(kept_s)


def test_a_rest_ends_the_vowel() -> None:
    made, notes, _ = plan(gap_ticks=480)
    assert made.times[0].end_s == pytest.approx(units.ticks_to_s(notes[0].duration_ticks, US_PER_BEAT))


def test_every_frame_belongs_to_tokens_and_boundaries_come_later_than_their_sounds() -> None:
    made, _, spelled = plan()
    shares = timing.make_alignment((made.edges_s - made.start_s) * FRAMES_HZ, made.frames)
    assert shares.shape == (len(spelled) + 2, made.frames)
    assert np.allclose(shares.sum(axis=0), 1.0, atol=1e-5)
    for token, lead_s in zip(spelled, made.leads_s[1:], strict=False):
        late_s = timing.LATE_S.get({0: "t", 1: "cl", 2: "sh", 3: "N"}[token.mora], 0.0)
        expected_s = timing.SOUND_LEAD_S - (late_s if token.kind in timing.ONSET else 0.0)
        assert lead_s == pytest.approx(expected_s), token
    assert timing.LATE_S["t"] != timing.LATE_S["sh"]


def test_what_is_not_sung_has_hardly_any_time_and_the_last_vowel_has_its_note() -> None:
    sung = morae("タH タH")
    notes = [SungNote(i * 960, 960, 60, m, 0) for i, m in enumerate(sung)]
    spelled = tokens.spell(sung, [0, 0])
    lengths_s = np.array([0.3, *(CONSONANT_S if t.kind == "consonant" else VOWEL_S for t in spelled), 0.6])
    made = timing.plan(notes, spelled, lengths_s, US_PER_BEAT)
    lasts_s = dict(zip([(t.kind, t.symbol) for t in spelled], np.diff(made.edges_s)[1:-1], strict=True))
    assert lasts_s["tail", "n"] == pytest.approx(timing.UNSUNG_S)
    assert lasts_s["tail", "a"] == pytest.approx(timing.UNSUNG_S)
    assert lasts_s["head", "a"] == pytest.approx(timing.UNSUNG_S)
    assert lasts_s["head", " "] == pytest.approx(timing.PAUSE_S)  # a first consonant is closed before it bursts
    assert timing.PAUSE_S < timing.BEFORE_S
    last = made.times[-1]
    first, stop = made.vowels[-1]
    assert [t.kind for t in spelled[first - 1 : stop - 1]] == ["vowel"]
    assert made.edges_s[first] == pytest.approx(last.vowel_s)
    assert made.edges_s[stop] == pytest.approx(last.end_s)


def test_a_rest_is_no_vowels() -> None:
    sung = morae("タH タH")
    notes = [SungNote(0, 240, 60, sung[0], 0), SungNote(720, 240, 60, sung[1], 0)]
    spelled = tokens.spell(sung, [0, 1])
    lengths_s = np.array([0.3, *(CONSONANT_S if t.kind == "consonant" else VOWEL_S for t in spelled), 0.6])
    made = timing.plan(notes, spelled, lengths_s, US_PER_BEAT)
    first, stop = made.vowels[0]
    assert made.edges_s[stop] == pytest.approx(made.times[0].end_s)
    assert made.edges_s[stop + 1] == pytest.approx(made.times[1].start_s)
    assert (first, spelled[stop - 1].kind) == (5, "space")


@pytest.mark.parametrize("text", ["アH ーH ルL", "アH ーH タL"])
def test_a_long_vowel_is_one(text: str) -> None:
    sung = morae(text)
    notes = [SungNote(i * 240, 240, 60, mora, 0) for i, mora in enumerate(sung)]
    spelled = tokens.spell(sung, [0, 0, 0])
    made = timing.plan(notes, spelled, np.full(len(spelled) + 2, VOWEL_S), US_PER_BEAT)
    assert [stop - first for first, stop in made.vowels] == [2, 1]


def test_there_is_silence_around() -> None:
    made, _, _ = plan()
    assert made.times[0].start_s - made.start_s == pytest.approx(timing.BEFORE_S)
    assert made.start_s + made.seconds - made.times[-1].end_s >= timing.AFTER_S - 1e-9
