"""One line sung by a voice, and what tells its timbre."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mnemo import styles, units
from mnemo.model import Score, Take, VocalPart
from mnemo.sound import voices
from tests.builders import a_score
from tests.instruments import voice as quality
from tests.instruments.envelopes import FFT, envelopes, f0_hz

STEP_SEMITONES, LOWEST_HZ, STEPS = 0.1, 400.0, 432  # up to 4.9 kHz
REACH = 40  # steps looked at, down and up
EDGE_S = 0.03  # of a vowel, left out
HOP = 480

WHOLE = a_score()
SCORE: Score = replace(
    WHOLE, vocals=(VocalPart("lead", tuple(n for n in WHOLE.lead.notes if n.line == 0), WHOLE.lead.timbre),)
)


def sung(voice: str) -> Take:
    return voices.load(voice).sing(SCORE, styles.load("technopop"))[0]


def assert_sings_as_mei(name: str, semitones: float) -> None:
    """Assert that a voice sings at mei's times and in tune, with formants so much higher than hers."""
    mei, own = sung("mei"), sung(name)
    assert own.times == mei.times
    assert formants_semitones(own, mei) == pytest.approx(semitones, abs=0.4)
    cents = np.abs(quality.pitch_errors_cents(own.audio, SCORE.lead.notes, own.times))
    assert np.median(cents) <= 8.0


def assert_credited_as_mei(name: str) -> None:
    """Assert that a voice is found by its name and credits mei's authors."""
    assert name in voices.names()
    voice = voices.load(name)
    assert voice.name == name
    assert voice.credit == voices.load("mei").credit


def formants_semitones(take: Take, than: Take) -> float:
    """How much higher the formants of `take` are: the shift along log frequency that fits its envelope best."""
    shifts = np.arange(-REACH, REACH + 1)
    one, other = _envelope(than)[REACH:-REACH], _envelope(take)
    fits = [np.corrcoef(np.diff(one), np.diff(other[REACH + i : len(other) - REACH + i]))[0, 1] for i in shifts]
    return STEP_SEMITONES * float(shifts[np.argmax(fits)])


def _envelope(take: Take) -> np.ndarray:
    """Mean log power of the vowels, every STEP_SEMITONES from LOWEST_HZ on."""
    audio, frames = take.audio.astype(np.float64), []
    for time in take.times:
        if time.vowel_s is not None:
            start, stop = (units.s_to_samples(t) for t in (time.vowel_s + EDGE_S, time.end_s - EDGE_S))
            at = np.arange(start, stop, HOP)
            found = envelopes(audio, at, f0_hz(audio, at / units.SAMPLE_RATE))
            frames.append(np.log(found).mean(axis=0))
    hz = LOWEST_HZ * 2.0 ** (STEP_SEMITONES * np.arange(STEPS) / 12)
    return np.interp(hz, np.fft.rfftfreq(FFT, 1 / units.SAMPLE_RATE), np.mean(frames, axis=0))
