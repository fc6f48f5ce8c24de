"""Tables against the waves they stand for, and nothing above the limit."""

from __future__ import annotations

import numpy as np
import pytest

from mnemo import units
from mnemo.sound import wavetable
from mnemo.styles.sound import Oscillator, Wave

OPEN = int(wavetable.compute_steps(24_000.0))


def cycle(wave: str, **options: float) -> np.ndarray:
    return wavetable.make_table(Oscillator(wave, **options), 24, OPEN, 24, 0.0).real


@pytest.mark.parametrize(
    ("wave", "ideal"),
    [
        ("saw", lambda t: 1 - 2 * t),
        ("square", lambda t: np.where(t < 0.5, 1.0, -1.0)),
        ("triangle", lambda t: 1 - 4 * np.abs((t + 0.25) % 1 - 0.5)),
        ("sine", lambda t: np.sin(2 * np.pi * t)),
    ],
)
def test_waves_are_the_waves_of_their_names(wave: str, ideal) -> None:
    found = cycle(wave)
    t = np.arange(len(found)) / len(found)
    scale = np.dot(found, ideal(t)) / np.dot(found, found)
    assert scale == pytest.approx(1.0, abs=0.4)  # a saw is drawn at 2/pi of its height
    assert np.corrcoef(found, ideal(t))[0, 1] > 0.995


def test_the_schema_names_the_waves_that_there_are() -> None:
    assert set(Wave) == set(wavetable.WAVES)


@pytest.mark.parametrize("wave", list(Wave))
@pytest.mark.parametrize("semitone", [24, 60, 96])
def test_no_partial_above_the_limit(wave: str, semitone: int) -> None:
    table = wavetable.make_table(Oscillator(wave, drive_db=6.0), semitone, OPEN, 24, 0.0).real
    spectrum = np.abs(np.fft.rfft(table.astype(np.float64)))
    hz = np.arange(len(spectrum)) * units.midi_to_hz(semitone)
    above = spectrum[hz > wavetable.LIMIT_HZ]
    assert 20 * np.log10(above.max() / spectrum.max()) < -110


def test_the_filter_is_three_db_down_at_its_cutoff() -> None:
    hz = np.array([1000.0])
    assert 20 * np.log10(wavetable.compute_magnitude(hz, 1000.0, 12, 0.0)[0]) == pytest.approx(-3.01, abs=0.01)
    assert 20 * np.log10(wavetable.compute_magnitude(8 * hz, 1000.0, 12, 0.0)[0]) == pytest.approx(-36.1, abs=0.1)
    assert 20 * np.log10(wavetable.compute_magnitude(8 * hz, 1000.0, 24, 0.0)[0]) == pytest.approx(-72.2, abs=0.2)


def test_resonance_lifts_the_cutoff_by_what_it_says() -> None:
    at = wavetable.compute_magnitude(np.array([1000.0]), 1000.0, 12, 9.0)[0]
    assert 20 * np.log10(at) == pytest.approx(9.0 - 3.01, abs=0.01)


def test_reading_a_moving_cutoff_has_no_steps() -> None:
    """The amplitude of a partial follows the filter smoothly: no jump from table to table."""
    osc = Oscillator("sine")
    samples = 48_000
    steps = np.linspace(wavetable.compute_steps(500.0), wavetable.compute_steps(4000.0), samples)
    x = wavetable.read_stack(
        osc, 72, units.midi_to_hz(72) * np.arange(samples) / 48_000, wavetable.CutoffPath.of(steps), 24, 0.0
    )
    peaks = np.abs(x).reshape(-1, 480).max(axis=1)
    assert np.all(np.diff(peaks) > -0.002)
    assert np.diff(peaks).max() < 0.03
