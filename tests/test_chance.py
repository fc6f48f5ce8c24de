from __future__ import annotations

from mnemo.chance import draw_pair, generator


def test_each_place_has_its_own_chance() -> None:
    draws = {generator(seed, "drums", place).integers(1 << 30) for seed in range(4) for place in range(50)}
    assert len(draws) == 200


def test_the_same_place_draws_the_same() -> None:
    assert generator(3, "bass", 5).random() == generator(3, "bass", 5).random()


def test_a_pair_is_evenly_spread_and_of_its_place() -> None:
    pairs = [draw_pair(seed, "drums", place) for seed in range(20) for place in range(200)]
    assert draw_pair(3, "drums", 5) == pairs[3 * 200 + 5]
    for numbers in zip(*pairs, strict=True):
        assert len(set(numbers)) == len(pairs)
        assert all(0 <= number < 1 for number in numbers)
        counts = [sum(tenth <= 10 * number < tenth + 1 for number in numbers) for tenth in range(10)]
        assert all(330 < count < 470 for count in counts)  # 400 each, by four standard deviations (19)
