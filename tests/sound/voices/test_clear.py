"""The words that mei sings are understood by a recogniser that nobody here trained; a voice that mumbles is not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from mnemo import styles
from mnemo.hearing import HeardSong, Hearing, hear, load_whisper
from mnemo.hearing.lines import performed_lines
from mnemo.model import Score, Topic
from mnemo.music import compose
from mnemo.proof import prove
from mnemo.runtime import processes, resources
from mnemo.sound import voices
from mnemo.sound.voices.speech_to_singing import timbre
from mnemo.topic import read_topic
from mnemo.words import write_lyric

STYLE = styles.load(styles.DEFAULT)
LINES = 3  # the first of the first song
CLEAR = 0.1  # of the phones may be heard wrong; 0.03 were
BLURRED = -0.9  # of the formants' contrast: a voice that mumbles
LESS_CLEAR = 0.1  # 0.16 more were heard wrong

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def topic() -> Topic:
    return read_topic(resources.folder("lyrics") / "lstm-gru.toml")


@pytest.fixture(scope="module")
def score(topic: Topic) -> Score:
    """The first lines of the song."""
    whole = compose(write_lyric(prove(topic), STYLE), STYLE, 1)
    lead = replace(whole.lead, notes=tuple(n for n in whole.lead.notes if n.line < LINES))
    return replace(whole, lines=whole.lines[:LINES], vocals=(lead,))


def heard(score: Score, topic: Topic) -> Hearing:
    take = voices.load("mei").sing(score, STYLE)[0]
    lines = performed_lines(score.sung_lines(take.times), topic)
    return hear(HeardSong(topic, lines, {"dry": take.audio}), load_whisper())


def test_words_are_understood_unless_they_are_mumbled(
    score: Score, topic: Topic, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("faster_whisper")
    monkeypatch.setattr(processes, "_limit", 1)  # no patch would reach another process
    monkeypatch.setenv("MNEMO_CACHE", str(tmp_path / "clear"))
    clear = heard(score, topic).total("dry")
    monkeypatch.setenv("MNEMO_CACHE", str(tmp_path / "mumbled"))
    monkeypatch.setattr(timbre, "CONTRAST", BLURRED)
    mumbled = heard(score, topic).total("dry")
    assert clear.rate < CLEAR
    assert mumbled.rate > clear.rate + LESS_CLEAR
