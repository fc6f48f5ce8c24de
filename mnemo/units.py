"""Every conversion of time and pitch; nowhere else.

ticks -> seconds -> samples run through one rational tempo (a whole number of microseconds a beat, as MIDI stores
it), so that the audio, the MIDI and the score never drift apart.
"""

from __future__ import annotations

import math

TICKS_PER_BEAT = 480
BEATS_PER_BAR = 4
TICKS_PER_BAR = TICKS_PER_BEAT * BEATS_PER_BAR
SAMPLE_RATE = 48_000
A4_HZ = 440.0
A4_MIDI = 69


def us_per_beat(bpm: float) -> int:
    """Return MIDI's tempo for a speed in beats a minute, rounded to the whole microsecond."""
    return round(60_000_000 / bpm)


def bpm(us_per_beat: int) -> float:
    return 60_000_000 / us_per_beat


def ticks_to_s(ticks: float, us_per_beat: int) -> float:
    return ticks * us_per_beat / (TICKS_PER_BEAT * 1_000_000)


def s_to_ticks(seconds: float, us_per_beat: int) -> float:
    return seconds * TICKS_PER_BEAT * 1_000_000 / us_per_beat


def ticks_to_samples(ticks: float, us_per_beat: int, sample_rate: int = SAMPLE_RATE) -> int:
    """Return the nearest sample; of absolute times only, so that errors do not add up."""
    return round(ticks * us_per_beat * sample_rate / (TICKS_PER_BEAT * 1_000_000))


def s_to_samples(seconds: float, sample_rate: int = SAMPLE_RATE) -> int:
    return round(seconds * sample_rate)


def samples_to_s(samples: int, sample_rate: int = SAMPLE_RATE) -> float:
    return samples / sample_rate


def midi_to_hz(midi: float) -> float:
    return A4_HZ * 2.0 ** ((midi - A4_MIDI) / 12.0)


def db_to_gain(db: float) -> float:
    return 10.0 ** (db / 20.0)


def gain_to_db(gain: float) -> float:
    return 20.0 * math.log10(max(gain, 1e-12))
