"""Accent phrases are parted by a space, but for those whose first sound it would devoice."""

from __future__ import annotations

from mnemo import units
from mnemo.model import Phrase, SungNote
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
