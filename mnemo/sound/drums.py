"""One stroke of one drum, in the manner of the TR-808 and TR-909: falling sines, bursts of noise, inharmonic squares.

Pieces are named as a drummer names them; `PIECES` gives each its General MIDI key.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from mnemo import units
from mnemo.dsp.sections import design_band_pass, design_high_pass, run_sections
from mnemo.sound.synth import DECAY_60_DB, Mono, make_white_noise
from mnemo.styles.sound import Drum, Hiss, Metal, Tone

# General MIDI percussion keys -> pieces of the kit, named as `[music.drums]` names them
PIECES = {
    35: "kick", 36: "kick", 37: "rim", 38: "snare", 39: "clap", 40: "snare", 41: "low-tom", 42: "hat", 43: "low-tom",
    44: "pedal-hat", 45: "low-tom", 46: "open-hat", 47: "mid-tom", 48: "mid-tom", 49: "crash", 50: "high-tom",
    51: "ride", 52: "crash", 53: "ride", 54: "tambourine", 55: "crash", 56: "cowbell", 57: "crash", 59: "ride",
    69: "shaker", 70: "shaker", 75: "rim", 82: "shaker",
}  # fmt: skip
KICKS = frozenset(key for key, piece in PIECES.items() if piece == "kick")

# The 808's six square oscillators, as ratios to the lowest (Werner, Abel & Smith 2014, table 1)
METAL_RATIOS = (1.0, 1.4812, 1.8000, 2.5463, 2.6300, 3.8970)
SILENCE_DB = 60.0
FADE_S = 0.004  # the last milliseconds of a stroke, and of one that is choked
LIMIT_HZ = 20_000.0


def render_stroke(drum: Drum, velocity: int, rate: int = units.SAMPLE_RATE) -> Mono:
    """Render the whole stroke, mono: (samples,). Softer strokes are duller: their noise and metal are quieter."""
    samples = round(find_length_s(drum) * rate)
    loudness = (velocity / 127) ** 2
    out = np.zeros(samples)
    for tone in drum.tone:
        out += _render_tone(tone, samples, rate)
    for hiss in drum.hiss:
        out += _render_hiss(hiss, samples, rate) * (0.5 + 0.5 * loudness)
    for metal in drum.metal:
        out += _render_metal(metal, samples, rate) * (0.5 + 0.5 * loudness)
    if drum.drive_db > 0:
        drive = units.db_to_gain(drum.drive_db)
        out = np.tanh(out * drive) / np.tanh(drive)
    out[-round(FADE_S * rate) :] *= np.linspace(1, 0, round(FADE_S * rate))
    return (out * loudness * units.db_to_gain(drum.level_db)).astype(np.float32)


def find_length_s(drum: Drum) -> float:
    tails = [t.decay_s for t in drum.tone] + [h.bursts_s[-1] + h.decay_s for h in drum.hiss]
    return max([*tails, *(m.decay_s for m in drum.metal), 2 * FADE_S])


def _render_tone(tone: Tone, samples: int, rate: int) -> NDArray[np.float64]:
    """Render a sine that falls in pitch: its phase is the integral of end + (start - end) exp(-t / bend)."""
    t = np.arange(samples) / rate
    slide = (tone.start_hz - tone.end_hz) * tone.bend_s * (1 - np.exp(-t / tone.bend_s))
    gain = units.db_to_gain(tone.level_db) * np.exp(-DECAY_60_DB * t / tone.decay_s)
    return np.asarray(gain * np.sin(2 * np.pi * (tone.end_hz * t + slide)))


@lru_cache(maxsize=64)
def _render_hiss(hiss: Hiss, samples: int, rate: int) -> NDArray[np.float64]:
    t = np.arange(samples) / rate
    shape = np.zeros(samples)
    for i, start_s in enumerate(hiss.bursts_s):
        decay_s = hiss.decay_s if i == len(hiss.bursts_s) - 1 else hiss.burst_decay_s
        since = t - start_s
        burst = np.minimum(since / hiss.attack_s, 1.0) * np.exp(-DECAY_60_DB * np.maximum(since, 0) / decay_s)
        shape = np.maximum(shape, np.where(since >= 0, burst, 0.0))
    top = min(hiss.high_hz, 0.45 * rate)
    sections = design_band_pass(2, hiss.low_hz, top, rate)
    return np.asarray(run_sections(sections, make_white_noise(samples)) * shape * units.db_to_gain(hiss.level_db) * 2)


@lru_cache(maxsize=64)
def _render_metal(metal: Metal, samples: int, rate: int) -> NDArray[np.float64]:
    """Render six squares, summed harmonic by harmonic from where the high-pass lets them through up to the limit."""
    t = np.arange(samples) / rate
    out = np.zeros(samples)
    for ratio in METAL_RATIOS:
        hz = metal.base_hz * ratio
        odd = np.arange(1, LIMIT_HZ / hz, 2)
        for k in odd[odd * hz > metal.low_hz / 4]:
            out += np.sin(2 * np.pi * k * hz * t) / k
    sections = design_high_pass(3, metal.low_hz, rate)
    fall = np.exp(-DECAY_60_DB * t / metal.decay_s)
    return np.asarray(run_sections(sections, out) * fall * units.db_to_gain(metal.level_db))
