"""The band plays what the score says, when it says so, on instruments that the style has."""

from __future__ import annotations

import numpy as np
import pytest

from mnemo import styles, units
from mnemo.model import Note, Part
from mnemo.sound import band
from mnemo.sound.disk import StemFile
from tests.builders import a_score

STYLE = styles.load("technopop")
SCORE = a_score()
SECONDS = 3 * units.SAMPLE_RATE


def played(part: Part, samples: int = SECONDS) -> np.ndarray:
    return np.array(StemFile(samples, band.render_part(part, SCORE, STYLE.sound, samples))())


def onset_after(x: np.ndarray, start: int) -> int:
    """The first sample from `start` that stands out of silence."""
    loud = np.abs(x[start:]).max(axis=1) > 0.02 * np.abs(x).max()
    return start + int(loud.argmax())


@pytest.mark.parametrize("instrument", ["drums", "bass", "chords", "arp", "synth", "bell"])
def test_notes_start_within_five_milliseconds_of_the_score(instrument: str) -> None:
    """Struck instruments; pads and risers grow on purpose."""
    midi = 38 if instrument == "drums" else 60
    note = Note(960, 120, midi, 100, nudge_ticks=7)
    at = units.ticks_to_samples(967, SCORE.us_per_beat)
    x = played(Part("x", instrument, (note,)))
    assert abs(onset_after(x, 0) - at) < 0.005 * units.SAMPLE_RATE


def test_a_repeated_note_sounds_the_same() -> None:
    part = Part("x", "arp", (Note(0, 120, 60, 90), Note(1920, 120, 60, 90)))
    x = played(part)
    bar = units.ticks_to_samples(1920, SCORE.us_per_beat)
    assert np.array_equal(x[: units.SAMPLE_RATE // 2], x[bar : bar + units.SAMPLE_RATE // 2])


def test_a_closed_hat_cuts_the_open_one() -> None:
    open_alone = played(Part("drums", "drums", (Note(0, 60, 46, 110),)))
    cut = played(Part("drums", "drums", (Note(0, 60, 46, 110), Note(120, 60, 42, 110))))
    closed = played(Part("drums", "drums", (Note(120, 60, 42, 110),)))
    later = slice(units.ticks_to_samples(130, SCORE.us_per_beat), None)
    assert np.abs(open_alone[later]).max() > 0.01 * np.abs(open_alone).max()
    assert cut[later] == pytest.approx(closed[later], abs=1e-6)


def test_notes_beyond_the_end_are_cut_off() -> None:
    x = played(Part("x", "pad", (Note(0, 9600, 60), Note(96_000, 480, 60))), 4800)
    assert x.shape == (4800, 2)
