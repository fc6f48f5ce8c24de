"""Notes of patches: pitch, length, level, aliasing."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from scipy import signal, special

from mnemo import styles, units
from mnemo.sound import synth
from mnemo.styles.sound import Envelope, FmPair, Noise, Oscillator, Patch

RATE = units.SAMPLE_RATE
PATCHES = [
    pytest.param(patch, id=f"{name}-{instrument}")
    for name in styles.names()
    for instrument, patch in styles.load(name).sound.instruments.items()
]
PITCHED = [p for p in PATCHES if p.values[0].osc or p.values[0].fm]
C7 = 96
ALIASING_DB = -70.0  # the bar of issue 6


def strongest_hz(x: np.ndarray) -> float:
    spectrum = np.abs(np.fft.rfft(x * np.hanning(len(x)), 1 << 18))
    return float(spectrum.argmax()) * RATE / (1 << 18)


def test_a_note_has_its_pitch_and_length() -> None:
    patch = Patch(osc=(Oscillator("triangle"),), amp=Envelope(release_s=0.1))
    x = synth.render(patch, synth.NoteRequest(69, RATE // 2, 100))
    assert x.shape == (RATE // 2 + RATE // 10, 2)
    assert strongest_hz(x[:, 0]) == pytest.approx(440.0, abs=0.5)
    assert np.abs(x[-3:]).max() < 1e-3


def test_loudness_grows_with_the_square_of_the_velocity() -> None:
    patch = Patch(osc=(Oscillator("sine"),))
    loud, soft = (np.abs(synth.render(patch, synth.NoteRequest(60, 9600, v))).max() for v in (120, 60))
    assert loud / soft == pytest.approx(4.0, rel=0.02)


@pytest.mark.parametrize("patch", PITCHED)
def test_no_aliasing_at_c7(patch: Patch) -> None:
    """The note at 48 kHz against the same note at four times the rate, brought down to 48 kHz. Noise is left out: it
    is white at any rate and cannot fold audibly."""
    pitched = dataclasses.replace(patch, noise=())
    held = RATE // 4
    low = synth.render(pitched, synth.NoteRequest(C7, held, 96)).mean(axis=1, dtype=np.float64)
    high = synth.render(pitched, synth.NoteRequest(C7, 4 * held, 96, 4 * RATE)).mean(axis=1, dtype=np.float64)
    reference = signal.resample(high, len(high) // 4)[: len(low)]
    assert 10 * np.log10(np.sum((low - reference) ** 2) / np.sum(low**2)) < ALIASING_DB


@pytest.mark.parametrize("patch", PATCHES)
@pytest.mark.parametrize("velocity", [1, 127])
def test_every_patch_sounds_and_stays_finite(patch: Patch, velocity: int) -> None:
    for midi in (24, 60, 108):
        x = synth.render(patch, synth.NoteRequest(midi, 4800, velocity))
        assert np.all(np.isfinite(x))
        assert np.abs(x).max() > 0


def test_fm_matches_the_closed_form() -> None:
    """The Bessel series is sin(c + I sin m), while no partial is left out."""
    note = synth.NoteRequest(48, 4800, 127)
    pair = FmPair(carrier=1, modulator=2, index=1.5, index_sustain=1.0)
    t = np.arange(4800) / RATE
    w = 2 * np.pi * units.midi_to_hz(48) * t
    assert synth.render_fm(pair, note, 4800) == pytest.approx(np.sin(w + 1.5 * np.sin(2 * w)), abs=1e-4)


def test_detuned_voices_lie_evenly_around_the_pitch() -> None:
    patch = Patch(osc=(Oscillator("sine", voices=3, detune_cents=50.0, width=1.0),), amp=Envelope(sustain=1.0))
    x = synth.render(patch, synth.NoteRequest(69, 4 * RATE, 127)).mean(axis=1)
    spectrum = np.abs(np.fft.rfft(x[: 4 * RATE] * np.hanning(4 * RATE)))
    peaks, _ = signal.find_peaks(spectrum, height=spectrum.max() / 3, distance=8)
    assert peaks / 4 == pytest.approx([440 * 2 ** (c / 1200) for c in (-50, 0, 50)], abs=0.3)


def test_a_wide_oscillator_is_as_loud_left_as_right() -> None:
    patch = Patch(osc=(Oscillator(voices=6, detune_cents=10.0, width=1.0),))
    left, right = np.mean(synth.render(patch, synth.NoteRequest(57, RATE, 100)) ** 2, axis=0)
    assert left / right == pytest.approx(1.0, abs=0.15)


def test_vibrato_moves_the_pitch_as_far_as_it_says() -> None:
    patch = Patch(osc=(Oscillator("sine"),), amp=Envelope(sustain=1.0), vibrato_cents=50.0)
    x = synth.render(patch, synth.NoteRequest(69, 2 * RATE, 127))[:, 0].astype(np.float64)
    phase = np.unwrap(np.angle(signal.hilbert(x)))
    cents = 1200 * np.log2(np.diff(phase)[RATE // 2 : 3 * RATE // 2] * RATE / (2 * np.pi) / 440)
    assert cents.max() == pytest.approx(50, abs=3)
    assert cents.min() == pytest.approx(-50, abs=3)


def test_a_sliding_noise_rises() -> None:
    noise = Noise(low_hz=400, high_hz=800, slide_octaves=3)
    x = synth.render_noise(noise, synth.NoteRequest(60, RATE, 100), RATE)
    hz = np.fft.rfftfreq(4800, 1 / RATE)
    centres = [np.average(hz, weights=np.abs(np.fft.rfft(x[a : a + 4800])) ** 2) for a in (0, RATE - 4800)]
    assert centres[1] / centres[0] == pytest.approx(8, rel=0.25)


@pytest.mark.parametrize("reach", [8, 12, 27])
def test_bessel_functions_are_those_of_scipy(reach: int) -> None:
    x = np.linspace(-(reach - 7.0), reach - 7.0, 101)
    found = synth.compute_bessel(x, reach)
    for n in range(-reach, reach + 1):
        assert found[n] == pytest.approx(special.jv(n, x), abs=1e-7)
