"""Cascades of second-order sections: Butterworth designs, and the loop that runs them.

The loop is scipy's, loaded without its package: `import scipy.signal` takes 1.8 s of each process (scipy 1.17, it
imports optimisation and statistics), the compiled loop alone a millisecond.
"""

from __future__ import annotations

import math
import threading
from functools import cache
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from pathlib import Path
from types import ModuleType

import numpy as np

from mnemo.dsp.arrays import Array

_LOADING = threading.Lock()


def run_sections(sections: Array, x: Array, state: Array | None = None) -> Array:
    """Filter a signal, (samples,) or (channels, samples), in double precision. Returns a new array.

    `state` is (channels, sections, 2), or (1, sections, 2) for one channel; it is changed to the state after the last
    sample, so that the next piece can go on from there.
    """
    out = np.array(x, np.float64, order="C", ndmin=2)
    state = np.zeros((len(out), len(sections), 2)) if state is None else state
    with _LOADING:  # two threads must not run the module's start at once
        loop = _load_loop()
    loop._sosfilt(np.ascontiguousarray(sections, np.float64), out, state)
    return out.reshape(x.shape)


@cache
def _load_loop() -> ModuleType:
    """Load the compiled module of `scipy.signal.sosfilt`; with a scipy that is built otherwise, its whole package."""
    import scipy

    spec = PathFinder.find_spec("scipy.signal._sosfilt", [str(Path(scipy.__file__).parent / "signal")])
    if spec is None or spec.loader is None:
        from scipy.signal import _sosfilt

        return _sosfilt
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def design_low_pass(order: int, hz: float, rate: float) -> Array:
    """Design a Butterworth low-pass: (sections, 6)."""
    return _make_sections(_warp(hz, rate) * _prototype(order), rate, (1.0, 1.0), 1.0)


def design_high_pass(order: int, hz: float, rate: float) -> Array:
    """Design a Butterworth high-pass: (sections, 6)."""
    return _make_sections(_warp(hz, rate) / _prototype(order), rate, (1.0, -1.0), -1.0)


def design_band_pass(order: int, low_hz: float, high_hz: float, rate: float) -> Array:
    """Design a Butterworth band-pass with so many poles on each side: (sections, 6). The order is even."""
    low, high = _warp(low_hz, rate), _warp(high_hz, rate)
    middle = _prototype(order) * (high - low) / 2
    apart = np.sqrt(middle**2 - low * high)
    centre = 2 * math.atan(math.sqrt(low * high) / (2 * rate))
    return _make_sections(np.concatenate([middle + apart, middle - apart]), rate, (1.0, 0.0, -1.0), np.exp(1j * centre))


def _warp(hz: float, rate: float) -> float:
    """Return the analogue frequency in rad/s that the bilinear transform takes to `hz`."""
    return 2 * rate * math.tan(math.pi * hz / rate)


def _prototype(order: int) -> Array:
    """Return the poles of the analogue low-pass at 1 rad/s (A. V. Oppenheim, R. W. Schafer, "Discrete-Time Signal
    Processing", appendix B.1)."""
    return np.exp(1j * np.pi * (2 * np.arange(order) + order + 1) / (2 * order))


def _make_sections(poles: Array, rate: float, zeros: tuple[float, ...], unity: complex) -> Array:
    """Take analogue poles to sections by the bilinear transform.

    `zeros` is the numerator that belongs to a pole (of first order) or to a pair (of second); the gain is one at the
    point `unity` of the unit circle.
    """
    digital = (2 * rate + poles) / (2 * rate - poles)
    real = np.abs(digital.imag) < 1e-12
    denominators = [np.array([1.0, -2 * p.real, abs(p) ** 2]) for p in digital[~real & (digital.imag > 0)]]
    denominators += [np.array([1.0, -p.real, 0.0]) for p in digital[real]]
    sections = []
    for a in denominators:
        single = not a[2]
        b = np.array(zeros if len(zeros) == 3 else [*zeros, 0.0] if single else np.convolve(zeros, zeros))
        at = np.polyval(a, unity) / np.polyval(b, unity)
        sections.append([*(b * abs(at)), *a])
    return np.array(sections)
