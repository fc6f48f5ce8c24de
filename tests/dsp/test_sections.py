"""The sections are those of scipy, whose whole package is not imported for them."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import signal

from mnemo.dsp import sections

RATE = 48_000


def assert_same_response(found: NDArray[np.float64], wanted: NDArray[np.float64]) -> None:
    _, ours = signal.sosfreqz(found, 2048)
    _, theirs = signal.sosfreqz(wanted, 2048)
    assert np.abs(ours - theirs).max() < 1e-9


@pytest.mark.parametrize("order", [1, 2, 3, 4])
@pytest.mark.parametrize("hz", [22.0, 120.0, 3000.0, 20_000.0])
def test_low_pass_and_high_pass_are_butterworths(order: int, hz: float) -> None:
    for design, kind in ((sections.design_low_pass, "lowpass"), (sections.design_high_pass, "highpass")):
        assert_same_response(design(order, hz, RATE), signal.butter(order, hz, kind, fs=RATE, output="sos"))


@pytest.mark.parametrize("order", [2, 4])
@pytest.mark.parametrize("edges", [(20.0, 50.0), (100.0, 1000.0), (5000.0, 21_600.0)])
def test_band_pass_is_a_butterworth(order: int, edges: tuple[float, float]) -> None:
    wanted = signal.butter(order, edges, "bandpass", fs=RATE, output="sos")
    assert_same_response(sections.design_band_pass(order, *edges, RATE), wanted)


def test_the_loop_is_scipys_and_goes_on_from_its_state() -> None:
    x = np.random.default_rng(0).standard_normal((2, 5000))
    cascade = sections.design_band_pass(4, 200, 2000, RATE)
    state = np.zeros((2, len(cascade), 2))
    pieces = [sections.run_sections(cascade, x[:, a:b], state) for a, b in ((0, 700), (700, 701), (701, 5000))]
    assert (np.concatenate(pieces, axis=1) == signal.sosfilt(cascade, x)).all()
    assert (sections.run_sections(cascade, x[0]) == signal.sosfilt(cascade, x[0])).all()


def test_without_the_compiled_loop_scipys_package_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sections.PathFinder, "find_spec", lambda *_: None)
    sections._load_loop.cache_clear()
    try:
        assert sections._load_loop() is sys.modules["scipy.signal._sosfilt"]
    finally:
        sections._load_loop.cache_clear()


def test_playing_the_band_does_not_import_the_package() -> None:
    code = (
        "import sys, numpy as np; from mnemo.sound import stretch; from mnemo.exports.mp3 import encode;"
        "from mnemo.dsp import sections; sections.run_sections(sections.design_low_pass(2, 99, 48000), np.ones(9));"
        "assert not {'scipy.signal', 'scipy.ndimage', 'scipy.fft'} & set(sys.modules), sorted(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
