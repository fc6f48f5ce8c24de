"""The vocal chain: level, sibilants, dynamics, the copies beside the voice, what is thrown into the delay."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from mnemo import units
from mnemo.dsp import filters, loudness
from mnemo.model import MoraTime, VocalPart
from mnemo.runtime import cache
from mnemo.sound import chain, mix, vocals
from mnemo.sound.passages import find_sounding
from mnemo.styles.sound import VocalChain
from tests.builders import a_score

RATE = units.SAMPLE_RATE


def vowel(seconds: float, level: float = 0.1) -> np.ndarray:
    t = np.arange(round(seconds * RATE)) / RATE
    return (level * sum(np.sin(2 * np.pi * 220 * k * t) / k for k in range(1, 30))).astype(np.float32)


def test_any_take_comes_out_at_the_same_loudness() -> None:
    levels = [
        loudness.measure_loudness(vocals.polish(vowel(4, gain), VocalChain(level_db=2.0))[0], RATE)
        for gain in (0.01, 0.1, 0.8)
    ]
    assert levels == pytest.approx([vocals.REFERENCE_LUFS + 2.0] * 3, abs=chain.LEVEL_STEP_DB / 2 + 0.05)


def test_an_edit_reaches_no_sample_far_from_it() -> None:
    """Levels of the whole take are rounded, so that an edited line leaves the other bars as they were, bit by bit."""
    take = np.concatenate([vowel(2, level) for level in (0.1, 0.12, 0.08, 0.11, 0.1, 0.09)])
    edited = take.copy()
    edited[4 * RATE : 6 * RATE] *= np.float32(0.9)
    before, after = (vocals.polish(x, VocalChain(level_db=2.0))[0] for x in (take, edited))
    assert (before != after)[4 * RATE : 6 * RATE].any()
    assert not (before != after)[: round(3.9 * RATE)].any()
    assert not (before != after)[round(6.5 * RATE) :].any()


def sung_and_silent(*levels: float) -> np.ndarray:
    """Two seconds at each level, with a second of silence before each."""
    return np.concatenate([x for level in levels for x in (np.zeros(RATE, np.float32), vowel(2, level))])


def test_only_the_edited_passage_is_polished_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rest comes from the cache; the result is that of a take polished from nothing, bit by bit."""
    takes = sung_and_silent(0.1, 0.1, 0.12), sung_and_silent(0.1, 0.11, 0.12)
    monkeypatch.setenv("MNEMO_CACHE", str(tmp_path / "other"))
    wanted, levels = vocals.polish(takes[1], VocalChain())
    monkeypatch.setenv("MNEMO_CACHE", str(tmp_path / "own"))
    vocals.polish(takes[0], VocalChain())
    compressed: list[np.ndarray] = []
    compress = chain.compress
    monkeypatch.setattr(chain, "compress", lambda x, *rest: (compressed.append(x), compress(x, *rest)))
    for _ in range(2):
        polished, found = vocals.polish(takes[1], VocalChain())
        assert np.array_equal(polished, wanted)
        assert found == levels
    (once,) = compressed
    assert len(once) == pytest.approx(2.1 * RATE, abs=filters.HOP)


def test_silence_is_neither_computed_nor_stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MNEMO_CACHE", str(tmp_path))
    take = np.concatenate([np.zeros(2 * RATE, np.float32), vowel(2, 0.1), np.zeros(3 * RATE, np.float32)])
    polished, _ = vocals.polish(take, VocalChain())
    (span,) = find_sounding(take)
    assert span == slice(2 * RATE, round(4.1 * RATE))
    assert not polished[: span.start].any()
    assert not polished[span.stop :].any()
    assert sum(entry.size_bytes for entry in cache.entries()) < 0.35 * take.nbytes


def test_what_rings_after_a_passage_is_kept() -> None:
    """Nothing louder than -80 dB of the passage is cut off."""
    take = np.concatenate([vowel(1), np.zeros(RATE, np.float32)])
    (span,) = find_sounding(take)
    rings = filters.run_filters(take, filters.high_pass(VocalChain().low_cut_hz, 4))
    assert np.abs(rings[span.stop :]).max() < 1e-4 * np.abs(rings).max()


def test_a_silent_take_stays_silent() -> None:
    assert not vocals.polish(np.zeros(RATE, np.float32), VocalChain())[0].any()


def test_the_de_esser_turns_down_sibilants_only() -> None:
    noise = np.random.default_rng(0).standard_normal(RATE // 4).astype(np.float32)
    hiss = 0.1 * filters.run_filters(noise, filters.high_pass(6000), filters.low_pass(10_000))
    take = np.concatenate([vowel(1), hiss, vowel(1)])
    powers = filters.measure_powers(take)
    chain.deess(out := take.copy(), 6.0, chain.find_peak_db(powers))
    sibilant = slice(RATE + RATE // 16, RATE + 3 * RATE // 16)
    assert 20 * np.log10(np.std(out[sibilant]) / np.std(take[sibilant])) == pytest.approx(-4.5, abs=1.5)
    assert out[: RATE // 2] == pytest.approx(take[: RATE // 2], abs=1e-3)


def test_the_compressor_divides_differences_of_level() -> None:
    take = np.concatenate([vowel(2, 0.4), vowel(2, 0.1)])
    chain.compress(out := take.copy(), -30.0, 3.0, chain.find_loud_db(filters.measure_powers(take)))
    before, after = (
        20 * np.log10(np.std(x[RATE : 3 * RATE // 2]) / np.std(x[3 * RATE : -RATE // 4])) for x in (take, out)
    )
    assert before == pytest.approx(12.0, abs=0.2)
    assert after == pytest.approx(4.0, abs=0.5)


def test_widening_is_wide_and_holds_no_middle() -> None:
    voice = np.stack([vowel(2)] * 2, 1)
    wide = np.concatenate([x for _, x in vocals.widen(voice)])
    left, right = wide[RATE // 2 : -RATE // 2].T
    assert abs(np.corrcoef(left, right)[0, 1]) < 0.6
    assert np.std(left) == pytest.approx(np.std(voice[:, 0]), rel=0.35)


def test_only_the_last_mora_of_a_line_is_thrown() -> None:
    score = a_score()
    part = VocalPart("lead", tuple(n for n in score.lead.notes if n.line < 2))
    times = [
        MoraTime(*(units.ticks_to_s(t, score.us_per_beat) for t in (n.onset_ticks, n.onset_ticks, n.onset_ticks + 240)))
        for n in part.notes
    ]
    track = np.ones((10 * RATE, 2), np.float32)
    out = mix.sum_sends([(vocals.take_throws(track, part, times), 0.0)], len(track))
    last = [max(i for i, n in enumerate(part.notes) if n.line == line) for line in (0, 1)]
    for i, time in enumerate(times):
        middle = round((time.start_s + time.end_s) / 2 * RATE)
        assert (out[middle, 0] > 0.9) == (i in last)


def test_what_sings_the_lead_is_not_in_the_karaoke() -> None:
    groups = {name: vocals.find_group(VocalPart(name, ())) for name in ("lead", "double", "answer", "harmony")}
    assert groups == {"lead": "lead", "double": "lead", "answer": "lead", "harmony": "backing"}
