"""What the recogniser is given: the line and nothing else, evened, with silence around it; noise as loud as the mix."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyloudnorm
import pytest

from mnemo import units
from mnemo.errors import ArgumentError
from mnemo.hearing import read_song, sounds
from tests.hearing.made import a_release, a_topic

RATE = units.SAMPLE_RATE


def test_a_clip_is_the_line_at_16_khz_between_silences() -> None:
    sound = np.zeros(3 * RATE, np.float32)
    sound[RATE : 2 * RATE] = 0.01 * np.sin(2 * np.pi * 1000 * np.arange(RATE) / RATE)
    heard = sounds.clip(sound, 1.0, 2.0, RATE)
    silence = round(sounds.SILENCE_S * sounds.RATE)
    edge = round(sounds.EDGE_S * sounds.RATE)
    assert len(heard) == sounds.RATE + 2 * (silence + edge)
    assert not heard[:silence].any()
    assert not heard[-silence:].any()
    body = heard[silence + edge : -silence - edge]
    assert np.abs(np.fft.rfft(body)).argmax() == 1000
    assert np.max(np.abs(body)) == pytest.approx(sounds.PEAK, rel=0.01)


def test_a_clip_at_the_songs_edges_and_a_silent_one() -> None:
    sound = np.full(RATE, 0.1, np.float32)
    assert len(sounds.clip(sound, 0.0, 1.0, RATE)) == pytest.approx(2 * sounds.RATE, abs=2)
    assert len(sounds.clip(sound, 0.0, 0.004, RATE)) > 0  # shorter than the fade
    assert len(sounds.clip(np.zeros(RATE, np.float32), 0.0, 1.0, RATE)) == 0


def test_noise_is_pink() -> None:
    power = np.abs(np.fft.rfft(sounds.pink_noise(8 * RATE, RATE))) ** 2
    hz = np.fft.rfftfreq(8 * RATE, 1 / RATE)
    octaves = [10 * np.log10(power[(hz >= f) & (hz < 2 * f)].mean()) for f in (100, 200, 400, 800, 1600, 3200)]
    assert np.diff(octaves) == pytest.approx([-3.01] * 5, abs=0.4)


def test_noise_is_as_loud_as_the_mix() -> None:
    rng = np.random.default_rng(1)
    mix = (0.05 * rng.standard_normal((10 * RATE, 2))).astype(np.float32)
    noise = sounds.in_noise(mix, RATE) - mix.mean(axis=1)
    meter = pyloudnorm.Meter(RATE)
    both = meter.integrated_loudness(np.stack([noise, noise], axis=1))
    assert both == pytest.approx(meter.integrated_loudness(mix), abs=0.1)


def test_a_release_without_stems_has_no_dry_sound(tmp_path: Path) -> None:
    topic = a_topic(tmp_path)
    folder = a_release(tmp_path, topic)
    assert list(read_song(folder, topic, noise=True).sounds) == ["dry", "mix", "noise"]
    a_release(tmp_path, topic, stems=False)
    assert list(read_song(folder, topic).sounds) == ["mix"]


def test_no_song_and_a_damaged_one_are_named(tmp_path: Path) -> None:
    topic = a_topic(tmp_path)
    with pytest.raises(ArgumentError, match="mnemo generate"):
        read_song(tmp_path / "nothing", topic)
    folder = a_release(tmp_path, topic)
    (folder / "gru.wav").write_bytes(b"no sound")
    with pytest.raises(ArgumentError, match="damaged"):
        read_song(folder, topic)
    (folder / "song.json").write_text("{}", "utf-8")
    with pytest.raises(ArgumentError, match="damaged"):
        read_song(folder, topic)
