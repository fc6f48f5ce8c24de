"""Stems as a reader finds them: 24 bit, whole, one channel where two would be the same, adding up to the mix."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from mnemo import units
from mnemo.exports import publish
from mnemo.exports.release.choice import Choice
from mnemo.model import Audio, Release, Stem
from mnemo.styles import load
from tests.builders import a_performance, a_proven, a_score

APART_DB = -100.0  # the sum of the stems and the mix, at most
PEAKS = {"lead": 0.3, "bass": 0.9, "drums": 0.8, "pad": 1e-4}  # the drums and the pad are wide


def some_stems(gain: float, samples: int) -> tuple[Stem, ...]:
    chance = np.random.default_rng(7)
    stems = []
    for name, peak in PEAKS.items():
        sides = chance.uniform(-1, 1, (samples, 2 if name in ("drums", "pad") else 1)) * peak * gain
        sides[0], sides[1] = peak * gain, -peak * gain  # full swing both ways
        stems.append(Stem(name, "band", np.repeat(sides, 2 // sides.shape[1], axis=1).astype(np.float32)))
    return tuple(stems)


def a_release(out: Path, stems: tuple[Stem, ...]) -> Release:
    score = a_score()
    performance = dataclasses.replace(a_performance(score), stems=stems)
    return publish(a_proven(), score, performance, load("technopop"), out, Choice(only=["stems"]))


def read_stem(release: Release, name: str) -> Audio:
    audio, rate = soundfile.read(release.files[f"stems/{name}"], dtype="float64", always_2d=True)
    assert rate == units.SAMPLE_RATE
    return audio


@pytest.mark.parametrize(("gain", "scale"), [(1.0, 1.0), (1.5, 0.5), (3.0, 0.25)])
def test_the_sum_is_the_mix_however_loud_a_stem_is(tmp_path: Path, gain: float, scale: float) -> None:
    stems = some_stems(gain, 70_001)
    release = a_release(tmp_path, stems)
    document = json.loads(release.files["song"].read_text("utf-8"))
    assert document["quality"]["stems"] == {"scale": scale}
    mix = sum(stem.audio.astype(np.float64) for stem in stems)
    total = sum(read_stem(release, name) for name in PEAKS)
    assert units.gain_to_db(np.abs(total - mix * scale).max()) < APART_DB


def test_24_bits_and_one_channel_where_both_are_the_same(tmp_path: Path) -> None:
    release = a_release(tmp_path, some_stems(1.0, 4800))
    found = {name: soundfile.info(release.files[f"stems/{name}"]) for name in PEAKS}
    assert {(info.format, info.subtype, info.frames) for info in found.values()} == {("FLAC", "PCM_24", 4800)}
    assert {name: info.channels for name, info in found.items()} == {"lead": 1, "bass": 1, "drums": 2, "pad": 2}


def test_silence_is_a_stem_too(tmp_path: Path) -> None:
    release = a_release(tmp_path, (Stem("lead", "lead", np.zeros((4800, 2), np.float32)),))
    assert not read_stem(release, "lead").any()


def test_the_same_stems_give_the_same_bytes(tmp_path: Path) -> None:
    first, second = (a_release(tmp_path / name, some_stems(1.0, 70_001)) for name in "ab")
    assert [p.read_bytes() for p in first.files.values()] == [p.read_bytes() for p in second.files.values()]


def test_they_are_written_when_asked_for(tmp_path: Path) -> None:
    arguments = a_proven(), a_score(), a_performance(), load("technopop"), tmp_path
    assert {"stems/lead", "stems/bass"} <= set(publish(*arguments, Choice(extras=["stems"])).files)
    later = publish(*arguments)
    assert not [role for role in later.files if role.startswith("stems")]
    assert not (later.folder / "stems").exists()
