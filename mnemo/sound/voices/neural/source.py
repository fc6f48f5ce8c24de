"""The excitation that the decoder's source module would make, at every sample instead of every 12.5 ms.

Source: X. Wang, S. Takaki, J. Yamagishi, "Neural source-filter waveform models for statistical parametric speech
synthesis", IEEE/ACM TASLP 28, 2020, equations 4 to 6: a sum of harmonics where the voice is on, noise where it is off,
weighted by a learned layer and put through tanh. The exported graph counts the phase in steps of 12.5 ms, switches the
voice in the same steps and has lost the noise that the decoder was trained with; here all three are as in the paper.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mnemo.sound.voices.neural.model import RATE

SINE = 0.1  # amplitude of each harmonic
VOICED_NOISE = 0.003  # standard deviation beside the harmonics
UNVOICED_NOISE = SINE / 3
TOP_HZ = 11_500.0  # harmonics above would fold back

Array = NDArray[np.float64]


def excite(
    f0_hz: Array, voicing: Array, harmonics: Array, offset: float, noise: float, rng: np.random.Generator
) -> NDArray[np.float32]:
    """Make the excitation: (N,) F0 at RATE, (N,) voicing 0..1, (H,) weights, `noise` 0..1 of the paper's -> (N,)"""
    cycles = np.cumsum(f0_hz / RATE)
    cycles -= np.floor(cycles)
    total = np.zeros(len(f0_hz))
    for number, weight in enumerate(harmonics, 1):
        total += weight * SINE * np.sin(2.0 * np.pi * number * cycles) * (number * f0_hz < TOP_HZ)
    total *= voicing
    level = voicing * VOICED_NOISE + (1.0 - voicing) * UNVOICED_NOISE
    total += noise * float(np.linalg.norm(harmonics)) * level * rng.standard_normal(len(f0_hz))
    return np.tanh(total + offset).astype(np.float32)
