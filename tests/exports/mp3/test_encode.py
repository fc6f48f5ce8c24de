"""Mp3s decoded again: in time, as loud as before, under the ceiling, whatever goes in."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.signal import butter, sosfilt

from mnemo import units
from mnemo.dsp.loudness import measure_loudness
from mnemo.dsp.peaks import measure_true_peak_db
from mnemo.exports.mp3 import encode
from mnemo.runtime import cache
from tests.instruments.mp3 import decode_mp3

RATE = units.SAMPLE_RATE


def noise(seconds: float, peak: float, seed: int = 0) -> np.ndarray:
    """Dense stereo noise, clipped as a careless master would be."""
    x = np.random.default_rng(seed).normal(0, peak, (int(seconds * RATE), 2))
    return np.clip(x, -peak, peak).astype(np.float32)


def sine(seconds: float, gain: float, hz: float = 440.0) -> np.ndarray:
    tone = gain * np.sin(2 * np.pi * hz * np.arange(int(seconds * RATE)) / RATE)
    return np.stack([tone, tone], 1).astype(np.float32)


def test_it_starts_and_ends_with_the_audio() -> None:
    audio = sine(3, 0.5)
    decoded = decode_mp3(encode.encode_mp3(audio))
    assert len(decoded) == len(audio)
    lags = np.arange(-50, 51)
    match = [np.dot(np.roll(decoded[5000:9000, 0], lag), audio[5000:9000, 0]) for lag in lags]
    assert lags[int(np.argmax(match))] == 0


def test_the_loudness_stays() -> None:
    audio = sosfilt(butter(4, 8000, fs=RATE, output="sos"), noise(5, 0.2), axis=0).astype(np.float32)
    assert measure_loudness(decode_mp3(encode.encode_mp3(audio)), RATE) == pytest.approx(
        measure_loudness(audio, RATE), abs=0.1
    )


@pytest.mark.parametrize("peak", [0.85, 0.99])
def test_dense_audio_stays_under_the_ceiling(peak: float) -> None:
    """Clipped noise overshoots by more than any music does."""
    audio = noise(2, peak)
    plain = measure_true_peak_db(decode_mp3(encode._run_encoder(encode._round_samples([audio]), RATE)))
    held = measure_true_peak_db(decode_mp3(encode.encode_mp3(audio)))
    assert plain > encode.CEILING_DBTP
    assert held <= encode.CEILING_DBTP


def test_one_hot_spot_is_turned_down_alone() -> None:
    audio = sine(4, 0.5)
    audio[2 * RATE : 2 * RATE + 480] *= 1.99
    decoded = decode_mp3(encode.encode_mp3(audio))
    assert measure_true_peak_db(decoded) <= encode.CEILING_DBTP
    calm = slice(0, int(1.9 * RATE))
    rms = np.sqrt(np.mean(decoded[calm] ** 2))
    assert units.gain_to_db(rms / np.sqrt(np.mean(audio[calm] ** 2))) == pytest.approx(0, abs=0.05)


def test_what_was_encoded_before_comes_from_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Samples and encoder decide; a damaged entry is encoded again, to the same bytes."""
    monkeypatch.setenv("MNEMO_CACHE", str(tmp_path))
    audio, runs = noise(1, 0.99), []
    run_encoder = encode._run_encoder
    monkeypatch.setattr(encode, "_run_encoder", lambda *a: runs.append(1) or run_encoder(*a))
    blob = encode.encode_mp3(audio)
    asked = len(runs)
    assert encode.encode_mp3(lambda: [audio[:1000], audio[1000:]]) == blob
    assert len(runs) == asked
    encode.encode_mp3(audio[:, :1])
    assert len(runs) > asked
    for entry in cache.entries():
        Path(entry.path).write_bytes(Path(entry.path).read_bytes()[:-100])
    assert encode.encode_mp3(audio) == blob


def test_a_cut_is_an_mp3_of_its_own() -> None:
    """It is silent at both ends, holds its own tone to the frame, and nothing of its neighbours."""
    pitches, second, frame = (440.0, 1000.0, 3000.0), RATE, encode.FRAME
    whole = encode.encode_mp3(np.concatenate([sine(1.0, 0.5, hz) for hz in pitches]))
    for i, hz in enumerate(pitches):
        audio = decode_mp3(encode.cut_mp3(whole, i * second, (i + 1) * second))
        assert np.abs(audio[[0, -1]]).max() < 0.01
        assert np.abs(audio).max() == pytest.approx(0.5, abs=0.1)
        loud = np.flatnonzero(np.abs(audio[:, 0]) > 0.05)
        assert loud[-1] - loud[0] == pytest.approx(second, abs=1.5 * frame)
        inner = audio[2 * frame : second - 2 * frame, 0]
        spectrum = np.abs(np.fft.rfft(inner * np.hanning(len(inner))))
        frequencies = np.fft.rfftfreq(len(inner), 1 / RATE)
        assert frequencies[np.argmax(spectrum)] == pytest.approx(hz, abs=2)
        for other in set(pitches) - {hz}:
            near = spectrum[np.abs(frequencies - other) < 20].max()
            assert units.gain_to_db(near / spectrum.max()) < -60


@pytest.mark.parametrize("channels", [1, 2])
def test_stretches_are_the_frames_of_one_long_run(
    channels: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Byte by byte; where a second changes, only the stretch that it is in is encoded again."""
    monkeypatch.setenv("MNEMO_CACHE", str(tmp_path))
    monkeypatch.setattr(encode, "STRETCH", 100)
    audio = (noise(8.3, 0.5) * (1.2 + np.sin(np.arange(int(8.3 * RATE)) / 900))[:, None] / 2.5).astype(np.float32)
    audio = audio[:, :channels]
    monkeypatch.setattr(encode, "CEILING_DBTP", 20.0)
    assert encode.encode_mp3(audio) == encode._run_encoder(encode._round_samples([audio]), RATE)
    audio[4 * RATE : 4 * RATE + RATE // 10] *= np.float32(0.5)  # frames 167 to 170 of 346
    stored = len(cache.entries())
    assert encode.encode_mp3(audio) == encode._run_encoder(encode._round_samples([audio]), RATE)
    assert len(cache.entries()) == stored + 1


def test_a_peak_at_a_seam_is_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encode, "STRETCH", 50)
    audio = sine(3, 0.5)
    seam = 50 * encode.FRAME
    audio[seam - 300 : seam + 300] *= 1.99
    assert measure_true_peak_db(decode_mp3(encode.encode_mp3(audio))) <= encode.CEILING_DBTP


@pytest.mark.parametrize("start", [0, RATE, RATE + 1000])
def test_a_cut_is_what_the_whole_is_there(start: int) -> None:
    """But for the fades; it begins with the frame in which its start is."""
    frame = encode.FRAME
    whole = encode.encode_mp3(noise(3, 0.2))
    heard, cut = decode_mp3(whole), decode_mp3(encode.cut_mp3(whole, start, start + RATE))
    inner = cut[2 * frame : RATE - 2 * frame]
    places = range(start, start + 3 * frame)
    (at,) = [n for n in places if np.abs(heard[n : n + len(inner)] - inner).max() < 1e-6]
    assert 0 <= start - (at - 2 * frame) < frame
