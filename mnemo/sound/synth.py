"""One note of one patch: oscillators, FM pairs and noise under an envelope.

Nothing here makes a partial above `wavetable.LIMIT_HZ`, so nothing folds back: oscillators are band-limited tables,
an FM pair is its Bessel series (Chowning 1973, eq. 2) without the partials that lie too high, noise is filtered.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import signal, special

from mnemo import units
from mnemo.dsp.panning import pan_gains
from mnemo.sound import wavetable
from mnemo.sound.wavetable import CutoffPath
from mnemo.styles.sound import Envelope, Filter, FmPair, Noise, Oscillator, Patch

DECAY_60_DB = math.log(1000.0)  # time constants in 60 dB
GOLDEN = (math.sqrt(5) - 1) / 2  # start phases of a supersaw's voices: as far apart as can be
CONTROL = 64  # samples between computed values of slow curves
NOISE_SEED = 808  # one noise for every note: it is material, not chance
NOISE_SLIDES = 9  # bands through which a sliding noise passes
MIDDLE_C = 60

VIBRATO_AFTER_S, VIBRATO_GROWS_S = 0.15, 0.2

Mono = NDArray[np.float32]
Array = NDArray[Any]


@dataclass(frozen=True)
class NoteRequest:
    """What a patch is asked for: a pitch, a length and a velocity at a sample rate."""

    midi: int
    held: int  # samples until the key is released
    velocity: int
    rate: int = units.SAMPLE_RATE

    def seconds(self, samples: int) -> Array:
        return np.arange(samples) / self.rate


def render(patch: Patch, note: NoteRequest) -> NDArray[np.float32]:
    """The note with its release, stereo: (samples, 2). Its loudness grows with the square of the velocity."""
    samples = note.held + round(patch.amp.release_s * note.rate)
    out = np.zeros((samples, 2), np.float32)
    path = CutoffPath.of(cutoff_steps(patch.filter, note, samples))
    time_s = vibrato_time(patch, note, samples)
    for osc in patch.osc:
        out += unison(osc, patch.filter, note, path, time_s)
    centred = np.zeros(samples, np.float32)
    for pair in patch.fm:
        centred += fm(pair, note, samples)
    for noise in patch.noise:
        centred += hiss(noise, note, samples)
    out += centred[:, None]
    out *= (envelope(patch.amp, note, samples) * (note.velocity / 127) ** 2)[:, None]
    return out


def envelope(amp: Envelope, note: NoteRequest, samples: int) -> Mono:
    """Raised-cosine attack, exponential decay and release; ends at zero."""
    t = note.seconds(samples).astype(np.float32)
    attack_s = max(amp.attack_s, 1e-4)
    rise = 0.5 - 0.5 * np.cos(np.pi * np.minimum(t / attack_s, 1.0))
    since = np.maximum(t - attack_s, 0.0)
    level = amp.sustain + (1 - amp.sustain) * np.exp(-DECAY_60_DB * since / max(amp.decay_s, 1e-3))
    released = np.maximum(np.arange(samples, dtype=np.float32) - note.held, 0) / max(1, samples - note.held)
    # 50 dB down an exponential, the rest on a raised cosine, so that the end is silent
    fall = np.exp(-DECAY_60_DB * 0.83 * released) * (0.5 + 0.5 * np.cos(np.pi * released))
    return np.asarray(rise * level * fall, np.float32)


def cutoff_steps(f: Filter, note: NoteRequest, samples: int) -> Array:
    """The cutoff's path through a wavetable stack, one step a sample."""
    t = note.seconds(samples)
    octaves = f.open_octaves * np.exp(-t / max(f.decay_s, 1e-3))
    octaves += f.key_follow * (note.midi - MIDDLE_C) / 12
    octaves += f.velocity_octaves * (note.velocity - 96) / 127
    if f.wobble_octaves:
        octaves += f.wobble_octaves * np.sin(2 * np.pi * f.wobble_hz * t)
    return wavetable.step_of(f.cutoff_hz, octaves)


def vibrato_time(patch: Patch, note: NoteRequest, samples: int) -> Array:
    """Time as a vibrato bends it, in seconds: a wave read along it has the vibrato. It grows in after the attack."""
    t = note.seconds(samples)
    if not patch.vibrato_cents:
        return t
    # d/dt of depth (1 - cos wt) / w is depth sin wt: the relative change of pitch
    depth = math.log(2) * patch.vibrato_cents / 1200 * np.clip((t - VIBRATO_AFTER_S) / VIBRATO_GROWS_S, 0, 1)
    w = 2 * math.pi * patch.vibrato_hz
    return t + depth * (1 - np.cos(w * t)) / w


def unison(osc: Oscillator, f: Filter, note: NoteRequest, path: CutoffPath, time_s: Array) -> NDArray[np.float32]:
    """The oscillator's voices, detuned evenly and spread from left to right with equal power: (samples, 2)."""
    out = np.zeros((len(time_s), 2), np.float32)
    places = np.linspace(-1, 1, osc.voices) if osc.voices > 1 else np.zeros(1)
    gain = units.db_to_gain(osc.level_db) / math.sqrt(osc.voices)
    for i, place in enumerate(places):
        pitch = note.midi + osc.semitones + place * osc.detune_cents / 100
        semitone = math.ceil(note.midi + osc.semitones)  # detuning moves the highest partial by a few Hz only
        phase = i * GOLDEN + units.midi_to_hz(pitch) * time_s
        wave = wavetable.read(osc, semitone, phase, path, f.slope_db, f.resonance_db)
        # every other pair of voices changes sides: neither pitch nor level leans to one of them
        swapped = min(i, osc.voices - 1 - i) % 2
        left, right = np.float32(gain) * pan_gains((-place if swapped else place) * osc.width)
        out[:, 0] += wave * left
        out[:, 1] += wave * right
    return out


def fm(pair: FmPair, note: NoteRequest, samples: int) -> Mono:
    """sin(c t + I(t) sin(m t)) = sum_n J_n(I) sin((c + n m) t), the partials below the limit only: (samples,)."""
    f0_hz = units.midi_to_hz(note.midi)
    t = note.seconds(samples)
    knots = note.seconds(samples // CONTROL + 2) * CONTROL
    index = pair.index * (
        pair.index_sustain + (1 - pair.index_sustain) * np.exp(-knots / max(pair.index_decay_s, 1e-3))
    )
    reach = math.ceil(abs(pair.index)) + 7  # J_n(I) < -90 dB beyond
    out = np.zeros(samples)
    for n in range(-reach, reach + 1):
        hz = (pair.carrier + n * pair.modulator) * f0_hz
        if 0 < abs(hz) < wavetable.LIMIT_HZ:
            out += np.interp(t, knots, special.jv(n, index)) * np.sin(2 * np.pi * hz * t)
    if pair.decay_s:
        out *= np.exp(-DECAY_60_DB * t / pair.decay_s)
    return (out * units.db_to_gain(pair.level_db)).astype(np.float32)


def hiss(noise: Noise, note: NoteRequest, samples: int) -> Mono:
    """Noise between two frequencies; a sliding band is a cross-fade between fixed ones. (samples,), peak near 1."""
    white = white_noise(samples)
    ratio = np.arange(samples) / max(1, samples)
    if noise.slide_octaves:
        out = np.zeros(samples)
        for i in range(NOISE_SLIDES):
            shift = 2.0 ** (noise.slide_octaves * i / (NOISE_SLIDES - 1))
            weight = np.maximum(0.0, 1 - np.abs(ratio * (NOISE_SLIDES - 1) - i))
            out += np.sqrt(weight) * _band(white, noise.low_hz * shift, noise.high_hz * shift, note.rate)
    else:
        out = _band(white, noise.low_hz, noise.high_hz, note.rate)
    if noise.swell:
        out *= ratio ** (2 * noise.swell)
    if noise.decay_s:
        out *= np.exp(-DECAY_60_DB * note.seconds(samples) / noise.decay_s)
    return (out * units.db_to_gain(noise.level_db)).astype(np.float32)


@lru_cache(maxsize=1)
def _noise(samples: int) -> Array:
    return np.random.default_rng(NOISE_SEED).uniform(-1, 1, samples)


def white_noise(samples: int) -> Array:
    """The first samples of one fixed noise."""
    return _noise(1 << 20)[:samples] if samples <= 1 << 20 else np.resize(_noise(1 << 20), samples)


def _band(x: Array, low_hz: float, high_hz: float, rate: int) -> Array:
    """Butterworth band-pass of second order a side; the top stays below the Nyquist frequency."""
    top = min(high_hz, 0.45 * rate)
    sections = signal.butter(2, [min(low_hz, 0.8 * top), top], "bandpass", fs=rate, output="sos")
    return np.asarray(signal.sosfilt(sections, x))
