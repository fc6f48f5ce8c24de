from __future__ import annotations

from mnemo.chance import generator


def test_each_place_has_its_own_chance() -> None:
    draws = {generator(seed, "drums", place).integers(1 << 30) for seed in range(4) for place in range(50)}
    assert len(draws) == 200


def test_the_same_place_draws_the_same() -> None:
    assert generator(3, "bass", 5).random() == generator(3, "bass", 5).random()
