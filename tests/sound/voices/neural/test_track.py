"""Who sings what: the decoder, or the vocoder from what the decoder has sung."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mnemo import styles, units
from mnemo.model import MoraTime, VocalPart
from mnemo.sound.voices.neural import copies, model, track
from mnemo.sound.voices.neural.singer import ALPHA, KUMO
from mnemo.sound.voices.phrases.cutting import Sung
from tests.builders import a_score

STYLE = styles.load("technopop")
SCORE = a_score()
FIRST = tuple(note for note in SCORE.lead.notes if note.line == 0)
AGAIN = len(SCORE.lines)  # the number of the first line's second time
LATER_TICKS = 8 * units.TICKS_PER_BAR


@pytest.fixture
def sung(monkeypatch: pytest.MonkeyPatch, tmp_path) -> list[tuple[str, int]]:
    """Who made each phrase, and its first pitch."""
    made: list[tuple[str, int]] = []

    def make(who: str, request) -> Sung:
        made.append((who, request.notes[0].midi))
        return Sung(np.ones(10, np.float32), tuple(MoraTime(0.0, 0.0, 0.1) for _ in request.notes))

    monkeypatch.setenv("MNEMO_CACHE", str(tmp_path))
    monkeypatch.setattr(track, "_sing", lambda jobs, alone: [make(job.singer.voice, job.request) for job in jobs])
    monkeypatch.setattr(copies, "sing", lambda lead, first, singer, wanted: [make("copy", one) for one in wanted])
    monkeypatch.setattr(model, "forget_model", lambda: None)
    return made


def sing(name: str, timbre: str, semitones: int, lines: set[int] | None = None, **changes) -> None:
    """Sing the first line, and again later by a part of this name, so many semitones up."""
    again = tuple(
        replace(note, onset_ticks=note.onset_ticks + LATER_TICKS, midi=note.midi + semitones, line=AGAIN, **changes)
        for note in FIRST
    )
    parts = (VocalPart("lead", (*FIRST, *again)),)
    if name != "lead":
        parts = (VocalPart("lead", FIRST), VocalPart(name, again, timbre))
    score = replace(SCORE, lines=(*SCORE.lines, SCORE.lines[0]), vocals=parts)
    track.sing_parts(score, STYLE.sound.singers, ALPHA, {"second": KUMO}, lines)


@pytest.mark.parametrize("lines", [None, {AGAIN}])
def test_the_lead_in_another_key_is_a_copy_of_the_first(sung: list[tuple[str, int]], lines: set[int] | None) -> None:
    """Also where only that line is asked for, so that a preview sounds as the song does."""
    sing("lead", "lead", 2, lines)
    midi = FIRST[0].midi
    assert sung == [("jf_alpha", midi), ("copy", midi + 2)]


def test_a_line_that_comes_again_is_sung_once(sung: list[tuple[str, int]]) -> None:
    sing("lead", "lead", 0)
    assert sung == [("jf_alpha", FIRST[0].midi)]


def test_other_times_are_sung_by_the_decoder(sung: list[tuple[str, int]]) -> None:
    sing("lead", "lead", 2, duration_ticks=1)
    assert [who for who, _ in sung] == ["jf_alpha", "jf_alpha"]


def test_a_double_is_a_copy_and_an_answer_is_another_singer(sung: list[tuple[str, int]]) -> None:
    sing("double", "double", 0)
    assert [who for who, _ in sung] == ["jf_alpha", "copy"]
    sung.clear()
    sing("answer", "second", 0)
    assert [who for who, _ in sung] == ["jm_kumo"]  # the lead comes from the cache
