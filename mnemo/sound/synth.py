"""One note of one patch: oscillators, FM pairs and noise under an envelope.

Nothing here makes a partial above `wavetable.LIMIT_HZ`, so nothing aliases: oscillators are band-limited tables, an FM
pair is its Bessel series (Chowning 1973, eq. 2) without the partials that lie too high, noise is filtered.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnemo import units
from mnemo.dsp.panning import pan_gains
from mnemo.dsp.sections import design_band_pass, run_sections
from mnemo.sound import wavetable
from mnemo.sound.wavetable import CutoffPath
from mnemo.styles.sound import Envelope, Filter, FmPair, Noise, Oscillator, Patch

DECAY_60_DB = math.log(1000.0)  # time constants in 60 dB
GOLDEN = (math.sqrt(5) - 1) / 2  # spaces the start phases of a supersaw's voices as far apart as possible
CONTROL = 64  # samples between computed values of slow curves
NOISE_SEED = 808  # every note uses the same noise: it is material, not chance
NOISE_SLIDES = 9  # number of fixed bands that a sliding noise fades between
MIDDLE_C = 60

VIBRATO_AFTER_S, VIBRATO_GROWS_S = 0.15, 0.2

Mono = NDArray[np.float32]
Array = NDArray[Any]


@dataclass(frozen=True)
class NoteRequest:
    """The note that a patch is asked for: a pitch, a length and a velocity at a sample rate."""

    midi: int
    key_samples: int  # until the key is released
    velocity: int
    rate: int = units.SAMPLE_RATE

    def seconds(self, samples: int) -> Array:
        return np.arange(samples) / self.rate


def render(patch: Patch, note: NoteRequest) -> NDArray[np.float32]:
    """Render the note with its release, stereo: (samples, 2). Its amplitude grows with the square of the velocity."""
    samples = note.key_samples + round(patch.amp.release_s * note.rate)
    out = np.zeros((samples, 2), np.float32)
    path = CutoffPath.of(compute_cutoff_steps(patch.filter, note, samples))
    time_s = compute_vibrato_time(patch, note, samples)
    for osc in patch.osc:
        out += render_unison(osc, patch.filter, note, path, time_s)
    centred = np.zeros(samples, np.float32)
    for pair in patch.fm:
        centred += render_fm(pair, note, samples)
    for noise in patch.noise:
        centred += render_noise(noise, note, samples)
    out += centred[:, None]
    out *= (compute_envelope(patch.amp, note, samples) * (note.velocity / 127) ** 2)[:, None]
    return out


def compute_envelope(amp: Envelope, note: NoteRequest, samples: int) -> Mono:
    """Compute the amplitude: raised-cosine attack, exponential decay and release, zero at the end. (samples,)"""
    t = note.seconds(samples).astype(np.float32)
    attack_s = max(amp.attack_s, 1e-4)
    rise = 0.5 - 0.5 * np.cos(np.pi * np.minimum(t / attack_s, 1.0))
    since = np.maximum(t - attack_s, 0.0)
    level = amp.sustain + (1 - amp.sustain) * np.exp(-DECAY_60_DB * since / max(amp.decay_s, 1e-3))
    since_release = np.maximum(np.arange(samples, dtype=np.float32) - note.key_samples, 0)
    released = since_release / max(1, samples - note.key_samples)
    # an exponential falls by 50 dB and a raised cosine by the rest, so that the end is silent
    fall = np.exp(-DECAY_60_DB * 0.83 * released) * (0.5 + 0.5 * np.cos(np.pi * released))
    return np.asarray(rise * level * fall, np.float32)


def compute_cutoff_steps(f: Filter, note: NoteRequest, samples: int) -> Array:
    """Compute the cutoff's path through a wavetable stack, one step a sample."""
    t = note.seconds(samples)
    octaves = f.open_octaves * np.exp(-t / max(f.decay_s, 1e-3))
    octaves += f.key_follow * (note.midi - MIDDLE_C) / 12
    octaves += f.velocity_octaves * (note.velocity - 96) / 127
    if f.wobble_octaves:
        octaves += f.wobble_octaves * np.sin(2 * np.pi * f.wobble_hz * t)
    return wavetable.compute_steps(f.cutoff_hz, octaves)


def compute_vibrato_time(patch: Patch, note: NoteRequest, samples: int) -> Array:
    """Compute the time that a wave is read at, in seconds, so that it has the vibrato, which grows after the attack."""
    t = note.seconds(samples)
    if not patch.vibrato_cents:
        return t
    # d/dt of depth (1 - cos wt) / w is depth sin wt: the relative change of pitch
    depth = math.log(2) * patch.vibrato_cents / 1200 * np.clip((t - VIBRATO_AFTER_S) / VIBRATO_GROWS_S, 0, 1)
    w = 2 * math.pi * patch.vibrato_hz
    return t + depth * (1 - np.cos(w * t)) / w


def render_unison(
    osc: Oscillator, f: Filter, note: NoteRequest, path: CutoffPath, time_s: Array
) -> NDArray[np.float32]:
    """Render the oscillator's voices, detuned evenly and spread from left to right with equal power: (samples, 2)."""
    out = np.zeros((len(time_s), 2), np.float32)
    places = np.linspace(-1, 1, osc.voices) if osc.voices > 1 else np.zeros(1)
    gain = units.db_to_gain(osc.level_db) / math.sqrt(osc.voices)
    for i, place in enumerate(places):
        pitch = note.midi + osc.semitones + place * osc.detune_cents / 100
        semitone = math.ceil(note.midi + osc.semitones)  # detuning moves the highest partial by a few Hz only
        phase = i * GOLDEN + units.midi_to_hz(pitch) * time_s
        wave = wavetable.read_stack(osc, semitone, phase, path, f.slope_db, f.resonance_db)
        # every other pair of voices changes sides, so that neither side is higher or louder
        swapped = min(i, osc.voices - 1 - i) % 2
        left, right = np.float32(gain) * pan_gains((-place if swapped else place) * osc.width)
        out[:, 0] += wave * left
        out[:, 1] += wave * right
    return out


def render_fm(pair: FmPair, note: NoteRequest, samples: int) -> Mono:
    """Render sin(c t + I(t) sin(m t)) = sum_n J_n(I) sin((c + n m) t), only partials below the limit: (samples,)."""
    f0_hz = units.midi_to_hz(note.midi)
    t = note.seconds(samples)
    knots = note.seconds(samples // CONTROL + 2) * CONTROL
    index = pair.index * (
        pair.index_sustain + (1 - pair.index_sustain) * np.exp(-knots / max(pair.index_decay_s, 1e-3))
    )
    reach = math.ceil(np.abs(index).max()) + 7  # J_n(I) < -90 dB beyond
    strengths = compute_bessel(index, reach)
    out = np.zeros(samples)
    for n in range(-reach, reach + 1):
        hz = (pair.carrier + n * pair.modulator) * f0_hz
        if 0 < abs(hz) < wavetable.LIMIT_HZ:
            out += np.interp(t, knots, strengths[n]) * np.sin(2 * np.pi * hz * t)
    if pair.decay_s:
        out *= np.exp(-DECAY_60_DB * t / pair.decay_s)
    return (out * units.db_to_gain(pair.level_db)).astype(np.float32)


def compute_bessel(x: Array, reach: int) -> Array:
    """Compute the Bessel functions J_n(x) of the first kind for n from -reach to reach, which is also the index:
    (orders, *shape of x).

    They are the Fourier coefficients of exp(i x sin t) (Abramowitz and Stegun, 9.1.41).
    """
    t = 2 * np.pi * np.arange(4 * reach) / (4 * reach)  # what is aliased is below J_{3 reach}
    return np.fft.fft(np.exp(1j * np.multiply.outer(x, np.sin(t))), norm="forward").real.T


def render_noise(noise: Noise, note: NoteRequest, samples: int) -> Mono:
    """Render noise between two frequencies; a sliding band is a cross-fade of fixed ones. (samples,), peak near 1."""
    white = make_white_noise(samples)
    ratio = np.arange(samples) / max(1, samples)
    if noise.slide_octaves:
        out = np.zeros(samples)
        for i in range(NOISE_SLIDES):
            shift = 2.0 ** (noise.slide_octaves * i / (NOISE_SLIDES - 1))
            weight = np.maximum(0.0, 1 - np.abs(ratio * (NOISE_SLIDES - 1) - i))
            out += np.sqrt(weight) * _filter_band(white, noise.low_hz * shift, noise.high_hz * shift, note.rate)
    else:
        out = _filter_band(white, noise.low_hz, noise.high_hz, note.rate)
    if noise.swell:
        out *= ratio ** (2 * noise.swell)
    if noise.decay_s:
        out *= np.exp(-DECAY_60_DB * note.seconds(samples) / noise.decay_s)
    return (out * units.db_to_gain(noise.level_db)).astype(np.float32)


@lru_cache(maxsize=1)
def _draw_noise(samples: int) -> Array:
    return np.random.default_rng(NOISE_SEED).uniform(-1, 1, samples)


def make_white_noise(samples: int) -> Array:
    """Return the first samples of one fixed noise."""
    return _draw_noise(1 << 20)[:samples] if samples <= 1 << 20 else np.resize(_draw_noise(1 << 20), samples)


def _filter_band(x: Array, low_hz: float, high_hz: float, rate: int) -> Array:
    """Apply a Butterworth band-pass of second order a side; its top stays below the Nyquist frequency."""
    top = min(high_hz, 0.45 * rate)
    sections = design_band_pass(2, min(low_hz, 0.8 * top), top, rate)
    return run_sections(sections, x)
