"""nezumi: a voice of the neural model."""

from __future__ import annotations

import pytest

from tests.sound.voices import neural_voice

NAME = "nezumi"


def test_it_is_found_and_credited() -> None:
    neural_voice.is_found_and_credited(NAME)


@pytest.mark.slow
def test_it_sings() -> None:
    neural_voice.sings_every_mora(NAME)
    neural_voice.sings_in_tune(NAME)
    neural_voice.is_even_and_clean(NAME)
