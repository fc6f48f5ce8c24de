"""What the recogniser is given: a line cut from the lead's stem, from the mix, or from the mix in a train's noise."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from math import gcd
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnemo import units
from mnemo.errors import ArgumentError
from mnemo.hearing.lines import ExpectedLine, document_lines, performed_lines
from mnemo.model import Performance, Topic

Sound = NDArray[np.float32]  # (samples,) mono

RATE = 16_000  # what Whisper hears
EDGE_S = 0.05  # of the line's surroundings, before and after
FADE_S = 0.01
SILENCE_S = 0.5  # before and after a clip: without it Whisper invents a continuation
PEAK = 0.5  # of full scale: a stem is as loud as a mix
INAUDIBLE = 1e-4  # of full scale: less is silence, in which Whisper would hear farewells

DRY, MIX, NOISE = "dry", "mix", "noise"
LEAD = "stems/lead"  # its role in song.json
LOWEST_NOISE_HZ = 20.0
NOISE_SEED = 0


@dataclass(frozen=True, eq=False)
class HeardSong:
    """A song to be heard. `sounds` has the lead alone (`dry`), the mix, the mix in noise; all begin at sample 0."""

    topic: Topic
    lines: tuple[ExpectedLine, ...]
    sounds: Mapping[str, Sound]
    sample_rate: int = units.SAMPLE_RATE


def read_song(folder: Path, topic: Topic, noise: bool = False) -> HeardSong:
    """Return the song of a release; without `dry` where it has no stems.

    Raises ArgumentError where there is no song, where it is damaged, and where the topic has changed since.
    """
    import soundfile

    try:
        document = json.loads((folder / "song.json").read_text("utf-8"))
        lines, files = document_lines(document, topic), document["files"]
        mix, rate = soundfile.read(folder / files["wav"], dtype="float32", always_2d=True)
        sounds = {MIX: _mono(mix)}
        if LEAD in files:
            lead, _ = soundfile.read(folder / files[LEAD], dtype="float32", always_2d=True)
            sounds = {DRY: _mono(lead), **sounds}
    except FileNotFoundError:
        raise ArgumentError("there is no song in {folder}; make it with `mnemo generate`", folder=folder) from None
    except (ValueError, KeyError, TypeError, IndexError, soundfile.SoundFileError):
        raise ArgumentError("{file} is damaged; make the song again", file=folder / "song.json") from None
    if noise:
        sounds[NOISE] = in_noise(mix, rate)
    return HeardSong(topic, lines, sounds, rate)


def performed_song(performance: Performance, topic: Topic) -> HeardSong:
    """Return a song that is not written yet."""
    (lead,) = (stem for stem in performance.stems if stem.name == "lead")
    sounds = {DRY: _mono(lead.audio), MIX: _mono(performance.master)}
    return HeardSong(topic, performed_lines(performance.lines, topic), sounds, performance.sample_rate)


def in_noise(mix: NDArray[np.float32], rate: int) -> Sound:
    """Return a mix (samples, channels) in mono with pink noise of the same loudness (LUFS) added: a song on a train."""
    from mnemo.dsp.loudness import measure_loudness

    noise = pink_noise(len(mix), rate)
    gain_db = measure_loudness(mix, rate) - measure_loudness(np.stack([noise] * mix.shape[1], axis=1), rate)
    return _mono(mix) + np.float32(units.db_to_gain(gain_db)) * noise


def pink_noise(samples: int, rate: int) -> Sound:
    """Return noise whose power falls by 3 dB an octave, level below LOWEST_NOISE_HZ. The same every time."""
    white = np.random.default_rng(NOISE_SEED).standard_normal(samples)
    hz = np.maximum(np.fft.rfftfreq(samples, 1 / rate), LOWEST_NOISE_HZ)
    return np.fft.irfft(np.fft.rfft(white) / np.sqrt(hz), samples).astype(np.float32)


def clip(sound: Sound, start_s: float, end_s: float, rate: int) -> Sound:
    """Return a span of a sound at RATE, evened in level, with silence around it; of length 0 where nothing sounds."""
    from scipy.signal import resample_poly

    start, stop = round((start_s - EDGE_S) * rate), round((end_s + EDGE_S) * rate)
    cut = sound[max(start, 0) : stop].astype(np.float64)
    peak = np.max(np.abs(cut), initial=0.0)
    if peak < INAUDIBLE:
        return np.zeros(0, np.float32)
    fade = np.linspace(0.0, 1.0, round(FADE_S * rate))
    cut[: len(fade)] *= fade[: len(cut)]
    cut[-len(fade) :] *= fade[::-1][-len(cut) :]
    common = gcd(rate, RATE)
    heard = resample_poly(cut * (PEAK / peak), RATE // common, rate // common)
    return np.pad(heard, round(SILENCE_S * RATE)).astype(np.float32)


def _mono(sound: NDArray[Any]) -> Sound:
    return np.asarray(sound.mean(axis=1), np.float32)
