"""Who borrows time from whom: consonants from the note before, the stretch from the middle of the vowel."""

from __future__ import annotations

import numpy as np
import pytest

from mnemo.model import Mora, SungNote
from mnemo.sound.voices.speech_to_singing import timing
from mnemo.sound.voices.speech_to_singing.analysis import Source

US_PER_BEAT = 400_000
KA = Mora("カ", ("k", "a"), True)
A = Mora("ア", ("a",), True)
STOP = Mora("ッ", ("cl",), True)


def _notes(*morae: Mora, ticks: int = 240) -> list[SungNote]:
    return [SungNote(i * ticks, ticks, 60, mora, 0) for i, mora in enumerate(morae)]


def _sources(*morae: Mora, consonant_s: float = 0.06, vowel_s: float = 0.08) -> list[Source]:
    made, at = [], 0.1
    for mora in morae:
        start, at = at, at + consonant_s * (len(mora.phonemes) > 1)
        made.append(Source(mora, start, at, at + vowel_s))
        at += vowel_s
    return made


def test_consonants_borrow_from_the_note_before() -> None:
    times = timing.schedule(_notes(KA, KA, A), _sources(KA, KA, A), US_PER_BEAT)
    assert [t.vowel_s for t in times] == pytest.approx([0.0, 0.2, 0.4])
    assert [t.start_s for t in times] == pytest.approx([-0.06, 0.14, 0.4])
    assert [t.end_s for t in times] == pytest.approx([0.14, 0.4, 0.6])


def test_a_long_consonant_leaves_the_vowel_before_it_half_of_the_note() -> None:
    times = timing.schedule(_notes(A, KA, ticks=120), _sources(A, KA, consonant_s=0.3), US_PER_BEAT)
    assert times[1].start_s == pytest.approx(0.05)


def test_a_rest_inside_of_the_phrase_stays() -> None:
    notes = [SungNote(0, 120, 60, A, 0), SungNote(480, 240, 60, KA, 0)]
    times = timing.schedule(notes, _sources(A, KA), US_PER_BEAT)
    assert times[0].end_s == pytest.approx(0.1)
    assert times[1].start_s == pytest.approx(0.34)


def test_the_silent_mora_has_its_slot() -> None:
    times = timing.schedule(_notes(A, STOP, KA), _sources(A, STOP, KA), US_PER_BEAT)
    assert times[1].vowel_s is None
    assert (times[1].start_s, times[1].end_s) == pytest.approx((0.2, 0.34))


def test_edges_keep_their_speed_and_the_middle_is_stretched() -> None:
    sources = _sources(KA, KA, vowel_s=0.1)
    times = timing.schedule(_notes(KA, KA), sources, US_PER_BEAT)
    at_s = np.arange(-0.06, 0.14, 0.001)
    shown_s = timing.source_times(times, sources, at_s)
    speed = np.gradient(shown_s, at_s)
    edge_s = 0.1 / 3
    assert np.all(np.diff(shown_s) >= 0)
    assert np.allclose(speed[(at_s > -0.055) & (at_s < edge_s - 0.005)], 1.0)
    assert np.allclose(speed[(at_s > 0.145 - edge_s)], 1.0, atol=0.01)
    assert np.all(speed[(at_s > edge_s + 0.005) & (at_s < 0.135 - edge_s)] < 0.7)


def test_held_is_for_long_vowels_only() -> None:
    notes = [SungNote(0, 240, 60, A, 0), SungNote(240, 960, 60, A, 0)]
    times = timing.schedule(notes, _sources(A, A), US_PER_BEAT)
    at_s = np.array([0.1, 0.21, 0.6, 0.999])
    assert timing.held_share(times, at_s) == pytest.approx([0.0, 0.0, 1.0, 0.0])


def test_a_vowel_after_silence_skips_its_soft_attack() -> None:
    sources = _sources(A, A)
    times = timing.schedule(_notes(A, A), sources, US_PER_BEAT)
    shown_s = timing.source_times(times, sources, np.array([0.001, 0.201]))
    assert shown_s[0] - sources[0].vowel_s == pytest.approx(0.08 / 3, abs=0.002)
    assert shown_s[1] - sources[1].vowel_s == pytest.approx(0.0, abs=0.002)
