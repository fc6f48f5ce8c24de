"""What is told to the model, and the gate around what it sings."""

from __future__ import annotations

import numpy as np
import pytest

from mnemo import units
from mnemo.model import MoraTime, Phrase, SungNote
from mnemo.sound.voices.neural import phrase, tokens
from mnemo.sound.voices.phrases.cutting import Request
from mnemo.styles.schema import SingerStyle
from tests.builders import US_PER_BEAT, morae

EIGHTH = units.TICKS_PER_BEAT // 2


def request(*texts: str, rest: int = 0) -> Request:
    """Make a phrase of eighths with a rest before the last of the texts."""
    phrases = tuple(Phrase(tuple(morae(text))) for text in texts)
    sung = [mora for one in phrases for mora in one.morae]
    late = len(sung) - len(phrases[-1].morae)
    notes = tuple(SungNote(i * EIGHTH + rest * (i >= late), EIGHTH, 60, mora, 0) for i, mora in enumerate(sung))
    return Request(phrases, notes, 0, SingerStyle(), US_PER_BEAT, 0)


def spaces(sung: Request) -> list[int]:
    spelled = tokens.spell([note.mora for note in sung.notes], phrase.number_phrases(sung))
    return [token.mora for token in spelled if token.kind == "space"]


def test_a_space_parts_accent_phrases() -> None:
    assert spaces(request("アL クH", "ミL ノH", "スL")) == [2, 4]


def test_no_space_stands_before_g() -> None:
    assert spaces(request("アL クH", "ゲL ーH", "スL")) == [4]


def test_a_space_stands_for_a_rest_before_g() -> None:
    assert spaces(request("アL クH", "ゲL ーH", rest=EIGHTH)) == [2]


@pytest.mark.parametrize(("text", "closed"), [("タL ッH タH", True), ("タL ッH スH", False), ("タL ッH", True)])
def test_the_gate_shuts_in_the_closure_of_a_geminate_and_not_in_one_that_hisses(text: str, closed: bool) -> None:
    notes = request(text).notes
    times = [MoraTime(i * 0.2, None if note.mora.silent else i * 0.2, i * 0.2 + 0.2) for i, note in enumerate(notes)]
    outside, vowel, geminate = phrase.make_gate(notes, times, np.array([-0.1, 0.1, 0.3]))
    assert (outside, vowel, geminate) == (0.0, 1.0, 0.0 if closed else 1.0)
