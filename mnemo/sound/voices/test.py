"""A stand-in that costs nothing: one steady, band-limited tone a mora, silence for ッ. Deterministic, for tests.

Each vowel has its own harmonics, shaped by two formants, so that the tone is a rough vowel; consonants are left out.
The tone starts exactly at the note's onset and stops before the next, so a test can measure what it asks for.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnemo import units
from mnemo.errors import Translated
from mnemo.model import MoraTime, Score, SungNote, Take, VocalPart
from mnemo.styles.schema import Style

FORMANTS_HZ = {
    "a": (800, 1200),
    "i": (300, 2300),
    "u": (350, 1300),
    "e": (500, 1900),
    "o": (500, 900),
    "N": (250, 1100),
}
BANDWIDTH_HZ = 120.0
CEILING_HZ = 5_000.0  # no harmonic above
TABLE_SIZE = 1024  # samples of one period; linear interpolation between them
LEVEL = 0.1  # root mean square at velocity 96
ATTACK_S, RELEASE_S = 0.004, 0.012


@dataclass(frozen=True)
class TestVoice:
    __test__ = False  # not a test case, whatever pytest makes of the name

    name: str = "test"
    description: str = Translated(
        "a plain tone a mora, for tests and drafts",
        ja="拍ごとに一つの音。試しや下書き用",
    )
    licence: str = "MIT"
    credit: str = ""

    def sing(self, score: Score, style: Style) -> tuple[Take, ...]:
        return tuple(_sing_part(part, score) for part in score.vocals)


def voice() -> TestVoice:
    return TestVoice()


def _sing_part(part: VocalPart, score: Score) -> Take:
    audio = np.zeros(units.ticks_to_samples(score.end_ticks, score.us_per_beat), np.float32)
    times = []
    for note in part.notes:
        start, end = note.onset_ticks, note.onset_ticks + note.duration_ticks
        start_s, end_s = (units.ticks_to_s(t, score.us_per_beat) for t in (start, end))
        times.append(MoraTime(start_s, None if note.mora.silent else start_s, end_s))
        if not note.mora.silent:
            a, b = (units.ticks_to_samples(t, score.us_per_beat) for t in (start, end))
            audio[a:b] = _make_tone(note, b - a)[: len(audio) - a]
    return Take(audio, tuple(times))


def _make_tone(note: SungNote, samples: int) -> NDArray[np.float32]:
    """Make one vowel at a constant pitch, faded in and out."""
    f0_hz = units.midi_to_hz(note.midi)
    table = _make_period(note.mora.phonemes[-1], f0_hz)
    phase = np.arange(samples) * (f0_hz / units.SAMPLE_RATE) % 1.0
    tone = np.interp(phase * TABLE_SIZE, np.arange(TABLE_SIZE + 1), table)
    age_s = np.arange(samples) / units.SAMPLE_RATE
    left_s = age_s[::-1]
    fade = np.minimum(1.0, np.minimum(age_s / ATTACK_S, left_s / RELEASE_S))
    return (tone * fade * LEVEL * note.velocity / 96).astype(np.float32)


def _make_period(vowel: str, f0_hz: float) -> NDArray[np.float64]:
    """Return one period of unit power, its first sample repeated at the end."""
    formants = FORMANTS_HZ.get(vowel, FORMANTS_HZ["a"])
    k = np.arange(1, int(CEILING_HZ / f0_hz) + 1)
    weights = sum(1.0 / (1.0 + ((k * f0_hz - f) / BANDWIDTH_HZ) ** 2) for f in formants) + 0.02
    spectrum = np.zeros(TABLE_SIZE // 2 + 1, np.complex128)
    spectrum[1 : len(k) + 1] = weights * -1j  # sines: the tone starts at zero
    wave = np.fft.irfft(spectrum)
    wave /= np.sqrt(np.mean(wave**2))
    return np.append(wave, wave[0])
