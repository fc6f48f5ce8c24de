"""Stems and their sum; sends; the band's level by section."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from mnemo import styles, units
from mnemo.dsp import filters
from mnemo.model import Stem
from mnemo.sound import ducking, mix, voices
from mnemo.sound.band import find_channel
from tests.builders import a_score

STYLE = styles.load("technopop")
SCORE = a_score()
SAMPLES = units.ticks_to_samples(SCORE.end_ticks, SCORE.us_per_beat) + units.SAMPLE_RATE


@pytest.fixture(scope="module")
def mixed() -> tuple[list[Stem], mix.Band]:
    takes = voices.load("test").sing(SCORE, STYLE)
    vocal, _ = mix.make_vocal_stems(SCORE, takes, STYLE.sound, SAMPLES)
    tracks = mix.play_band(SCORE, STYLE.sound, SAMPLES)
    return vocal, mix.make_band(SCORE, STYLE.sound, tracks, vocal[0].audio)


@pytest.fixture(scope="module")
def stems(mixed: tuple[list[Stem], mix.Band]) -> list[Stem]:
    return [*mixed[0], *mixed[1].stems]


def test_every_part_is_a_stem_and_returns_are_their_own(stems: list[Stem]) -> None:
    names = [s.name for s in stems]
    assert names[0] == "lead"
    assert len(set(names)) == len(names)
    assert {p.name for p in (*SCORE.vocals, *SCORE.parts)} <= set(names)
    assert {"lead-reverb", "lead-delay", "reverb"} <= set(names)


def test_stems_are_float32_stereo_and_finite(stems: list[Stem]) -> None:
    for stem in stems:
        assert stem.audio.dtype == np.float32
        assert stem.audio.shape == (SAMPLES, 2)
        assert np.all(np.isfinite(stem.audio))


def test_the_stems_sum_to_the_mix_in_any_order(mixed: tuple[list[Stem], mix.Band], stems: list[Stem]) -> None:
    """Within -110 dBFS; float32 addition is not associative."""
    vocal, band = mixed
    whole, karaoke = mix.sum_stems([*vocal, band.together])
    assert whole == pytest.approx(np.sum([s.audio for s in reversed(stems)], axis=0), abs=3e-6)
    behind = [s.audio for s in stems if s.group != "lead"]
    assert karaoke == pytest.approx(np.sum(behind, axis=0), abs=3e-6)


def test_stems_that_yield_less_are_ducked_less(mixed: tuple[list[Stem], mix.Band]) -> None:
    """Each by its own share, as if it were ducked alone."""
    takes = voices.load("test").sing(SCORE, STYLE)
    vocal, _ = mix.make_vocal_stems(SCORE, takes, STYLE.sound, SAMPLES)
    tracks = mix.play_band(SCORE, STYLE.sound, SAMPLES)
    cuts = ducking.find_cuts(vocal[0].audio, [track() for track in tracks.alike.values()], STYLE.sound.mix.duck)
    assert len(cuts.frames)
    for part, stem in zip(SCORE.parts, mixed[1].stems, strict=False):
        share = find_channel(part, STYLE.sound).yields
        dry = np.zeros((SAMPLES, 2), np.float32)
        for piece, audio in mix.Movement(SCORE, STYLE.sound, 0, SAMPLES).play(part, slice(0, SAMPLES)):
            dry[piece] = audio
        wanted = dry.copy()
        for piece, audio in ducking.duck([(dry, share)], cuts):
            wanted[piece] = audio
        assert np.array_equal(stem.audio, wanted)
        assert share < 1.0 or not np.array_equal(wanted, dry)


def test_the_band_is_the_same_from_any_sample_on_and_on_one_core(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = mix.play_band(SCORE, STYLE.sound, SAMPLES)
    monkeypatch.setattr(mix, "map_in_threads", lambda work, items: [work(item) for item in items])
    alone = mix.play_band(SCORE, STYLE.sound, SAMPLES)
    later = mix.play_band(SCORE, STYLE.sound, SAMPLES - 7680, 7680)
    assert whole.alike.keys() == alone.alike.keys() == later.alike.keys()
    for share, track in whole.alike.items():
        assert np.array_equal(track(), alone.alike[share]())
        assert later.alike[share]() == pytest.approx(track()[7680:], abs=1e-6)


def test_karaoke_has_nothing_of_the_lead() -> None:
    """The band is ducked by the lead that was there, but no sound of it or of its returns is left."""
    lone = dataclasses.replace(SCORE, vocals=SCORE.vocals[:1], parts=())
    takes = voices.load("test").sing(lone, STYLE)
    sung, _ = mix.make_vocal_stems(lone, takes, STYLE.sound, SAMPLES)
    assert len(sung) > 2
    assert not mix.sum_stems(sung)[1].any()
    tracks = mix.play_band(lone, STYLE.sound, SAMPLES)
    assert not mix.make_band(lone, STYLE.sound, tracks, sung[0].audio).stems


def test_the_lead_is_dry(stems: list[Stem]) -> None:
    """Nothing before the first note, nothing after the last."""
    first, last = SCORE.lead.notes[0], SCORE.lead.notes[-1]
    start = units.ticks_to_samples(first.onset_ticks, SCORE.us_per_beat)
    end = units.ticks_to_samples(last.onset_ticks + last.duration_ticks, SCORE.us_per_beat)
    lead = stems[0].audio
    assert not lead[: start - 1].any()
    assert np.abs(lead[end + units.SAMPLE_RATE // 50 :]).max() < 1e-3 * np.abs(lead).max()


def test_sends_below_the_threshold_are_none() -> None:
    track = np.ones((100, 2), np.float32)
    assert not mix.sum_sends([(track, -60.0)], 100).any()
    assert mix.sum_sends([(track, -20.0), (track, -20.0)], 100) == pytest.approx(0.2)


def test_sections_move_the_band() -> None:
    sound = dataclasses.replace(STYLE.sound, mix=dataclasses.replace(STYLE.sound.mix, sections_db={"verse": -6.0}))
    gain = mix.compute_section_gains(SCORE.sections, sound, SCORE.us_per_beat, SAMPLES)(slice(0, SAMPLES))
    verse = next(s for s in SCORE.sections if s.kind == "verse")
    middle = units.ticks_to_samples((verse.start_ticks + verse.end_ticks) / 2, SCORE.us_per_beat)
    assert gain[middle] == pytest.approx(10 ** (-6 / 20), rel=1e-3)
    assert gain[0] == gain[-1] == pytest.approx(1.0)
    assert np.abs(np.diff(gain)).max() * filters.HOP < 0.1
