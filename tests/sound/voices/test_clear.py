"""Every word of the first song is understood: its morae are nearer to their spoken selves than to any other mora."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mnemo import styles
from mnemo.model import Score
from mnemo.music import compose
from mnemo.proof import prove
from mnemo.quality import clarity
from mnemo.runtime import resources
from mnemo.sound.voices.speech_to_singing import timbre
from mnemo.topic import read_topic
from mnemo.words import write_lyric
from tests.sound.voices import clear

STYLE = styles.load(styles.DEFAULT)
SINGER = STYLE.sound.singers["lead"]
CLEAR = 0.9  # of all morae, or
BELOW_SPEECH = 0.05  # what plain speech reaches by the same measure, less this
BLURRED = -0.9  # of the formants' contrast: a voice that mumbles
LESS_CLEAR = 0.2

pytestmark = pytest.mark.slow
Matches = list[clarity.Match]


@pytest.fixture(scope="module")
def score() -> Score:
    return compose(write_lyric(prove(read_topic(resources.folder("lyrics") / "lstm-gru.toml")), STYLE), STYLE, 1)


@pytest.fixture(scope="module")
def listener(score: Score) -> clear.Listener:
    """Every second line of the song."""
    return clear.listener(score, clear.different(score)[::2])


@pytest.fixture(scope="module")
def sung(score: Score, listener: clear.Listener) -> Matches:
    return listener.understands_song(score, SINGER)


def test_words_are_clear(sung: Matches, listener: clear.Listener) -> None:
    ceiling = clarity.share(listener.understands_speech())
    assert len(sung) > 150
    assert clarity.share(sung) >= min(CLEAR, ceiling - BELOW_SPEECH), clear.confusions(sung)


def test_morae_are_not_taken_for_their_neighbours(sung: Matches) -> None:
    others = [*sung[1:], sung[0]]
    taken = sum(m.nearest == other.phonemes for m, other in zip(sung, others, strict=True))
    assert taken / len(sung) < 0.1


def test_a_voice_that_mumbles_is_less_clear(
    score: Score, listener: clear.Listener, sung: Matches, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timbre, "CONTRAST", BLURRED)
    few = replace(listener, texts=listener.texts[:4])
    mumbled = few.understands_song(score, SINGER)
    assert clarity.share(mumbled) < clarity.share(sung[: len(mumbled)]) - LESS_CLEAR
