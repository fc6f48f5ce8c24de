"""Parts into phrases: equal phrases are equal values, and nothing is lost on the way back."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mnemo import styles, units
from mnemo.model import MoraTime, VocalPart
from mnemo.sound.voices.phrases import cutting
from tests.builders import a_score

SCORE = a_score()
SINGER = styles.load("technopop").sound.singers["lead"]
PLACED = list(cutting.cut_phrases(SCORE.lead, SCORE, SINGER))


def test_a_phrase_a_line_and_the_chorus_twice_the_same() -> None:
    assert [len(p.request.notes) for p in PLACED] == [len(line.morae) for line in SCORE.lines]
    assert PLACED[2].request == PLACED[4].request
    assert PLACED[2].onset_ticks != PLACED[4].onset_ticks
    assert [n.mora for p in PLACED for n in p.request.notes] == [n.mora for n in SCORE.lead.notes]


def test_chance_comes_from_seed_words_singer_and_use_alone() -> None:
    request = PLACED[0].request

    def drawn(asked: cutting.Request, use: str = "breath") -> float:
        return cutting.make_chance(asked, use).random()

    higher = tuple(replace(note, midi=note.midi + 1) for note in request.notes)
    for same in (replace(request, notes=higher), replace(request, singer=replace(SINGER, brightness_db=1.0))):
        assert drawn(same) == drawn(request)
    others = [PLACED[1].request, replace(request, timbre="double"), replace(request, seed=1), replace(request, first=1)]
    values = {drawn(request), drawn(request, "fluctuation"), *map(drawn, others)}
    assert len(values) == 2 + len(others)


def test_strong_beats_are_accented() -> None:
    velocities = [n.velocity for n in PLACED[0].request.notes]
    assert velocities[0] > velocities[4] > velocities[1] == SCORE.lead.notes[1].velocity


def test_a_last_note_leaves_room_for_the_next_phrase() -> None:
    notes = SCORE.lead.notes
    first_end = max(i for i, n in enumerate(notes) if n.line == 0)
    long = replace(notes[first_end], duration_ticks=notes[first_end + 1].onset_ticks - notes[first_end].onset_ticks)
    part = VocalPart("lead", (*notes[:first_end], long, *notes[first_end + 1 :]))
    first, second = list(cutting.cut_phrases(part, SCORE, SINGER))[:2]
    last = first.request.notes[-1]
    end = first.onset_ticks + last.onset_ticks + last.duration_ticks
    assert second.onset_ticks - end == cutting.ROOM_TICKS
    assert second.request.rest_ticks == cutting.ROOM_TICKS


def test_part_of_a_line_knows_its_first_mora() -> None:
    some = tuple(n for n in SCORE.lead.notes if n.line == 0)[4:8]
    (placed,) = cutting.cut_phrases(VocalPart("answer", some), SCORE, SINGER)
    assert (placed.request.first, len(placed.request.notes)) == (4, 4)


def test_a_mora_of_another_line_is_refused() -> None:
    stray = replace(SCORE.lead.notes[-1], line=0)
    with pytest.raises(ValueError, match="is not in its line"):
        list(cutting.cut_phrases(VocalPart("lead", (stray,)), SCORE, SINGER))


def test_assembled_phrases_stand_at_their_onsets_with_the_singers_delay() -> None:
    late = replace(SINGER, delay_s=0.01)
    placed = list(cutting.cut_phrases(SCORE.lead, SCORE, late))
    lead_in = units.s_to_samples(cutting.LEAD_IN_S)
    click = np.zeros(lead_in + 10, np.float32)
    click[lead_in] = 1.0
    sung = {p.request: cutting.Sung(click, tuple(MoraTime(0.0, 0.0, 0.1) for _ in p.request.notes)) for p in placed}
    take = cutting.assemble(placed, sung, SCORE)
    onsets = [units.ticks_to_samples(p.onset_ticks, SCORE.us_per_beat) + 480 for p in placed]
    assert np.flatnonzero(take.audio).tolist() == onsets
    assert len(take.times) == len(SCORE.lead.notes)
    assert take.times[0].vowel_s == pytest.approx(onsets[0] / units.SAMPLE_RATE)
