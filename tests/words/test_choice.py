"""The dynamic programme against trying everything, and the rules of its costs."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from mnemo.model import Mora, Phrase
from mnemo.styles.lyric import LyricStyle
from mnemo.words import choice, meter
from mnemo.words.choice import Option, Spot, Task, choose
from mnemo.words.form import Stanza
from mnemo.words.readings import Reading
from mnemo.words.subject import Speech
from mnemo.words.templates import SungText

STYLE = LyricStyle()


def option(rank: int, *counts: int, kind: str = "k", ends: str = "ア", frame: str = "", forms: str = "") -> Option:
    """A wording with lines of so many morae. `forms`: its subject, which the text names if it is the kind."""
    phonemes = {"ア": ("a",), "カ": ("k", "a"), "イ": ("i",)}
    lines = [Phrase((Mora("ア", ("a",), True),) * (n - 1) + (Mora(ends, phonemes[ends], True),)) for n in counts]
    texts = tuple(SungText(f"{kind}{rank}-{n}") for n in counts)
    speech = Speech(texts[0].text, (forms,) if forms else (), "")
    return Option(kind, rank, texts, tuple(Reading((), (line,)) for line in lines), speech, frame)


def counts(blocks: list[tuple[Option, ...]]) -> list[int]:
    return [m for picks in blocks for pick in picks for m in pick.morae]


@pytest.mark.parametrize("seed", range(8))
def test_viterbi_finds_what_trying_everything_finds(seed: int) -> None:
    rng = np.random.default_rng(seed)
    facts = tuple(
        tuple(option(rank, *rng.integers(8, 18, rng.integers(1, 3)), kind=str(rng.integers(0, 2))) for rank in range(3))
        for _ in range(3)
    )
    stanzas = (Stanza("verse", 4), Stanza("prechorus", 2))
    spots = tuple(choice._lay_out_spots(stanzas))
    targets = {spot.key: int(rng.integers(10, 16)) for spot in spots}

    def price(picks: tuple[Option, ...]) -> float:
        at, total, before = 0, 0.0, None
        for pick in picks:
            end = at + len(pick.morae)
            if end > len(spots):
                return float("inf")
            own = sum(
                meter.cost(m, STYLE) + meter.apart(m, targets[spots[at + k].key]) for k, m in enumerate(pick.morae)
            )
            split = choice.SPLIT * (spots[at].stanza != spots[end - 1].stanza)
            total += own + split + choice.RANK * pick.rank - choice._likeness(before, pick)
            at, before = end, pick
        return total + choice.EMPTY * (len(spots) - at)

    found, picks = choice._viterbi(Task(facts, spots), targets, STYLE)
    assert found == pytest.approx(price(picks))
    assert found == pytest.approx(min(map(price, product(*facts))))


def test_parallel_lines_agree_where_they_can() -> None:
    """The best-liked wordings differ by five morae; second choices agree."""
    a = [option(0, 10), option(1, 13)]
    b = [option(0, 15), option(1, 14)]
    found = choose([([a, a], [Stanza("verse", 2)]), ([b, b], [Stanza("verse", 2)])], STYLE)
    assert counts(found) == [13, 13, 14, 14]


def test_nothing_is_sung_twice_to_fill_a_place() -> None:
    one, two = option(0, 12), option(1, 12, 12)
    assert counts(choose([([[one]], [Stanza("verse", 2)])], STYLE)) == [12]
    (picks,) = choose([([[one, two]], [Stanza("verse", 2)])], STYLE)
    assert picks == (two,)


def test_no_frame_comes_a_third_time_while_another_wording_fits() -> None:
    facts = [[option(0, 12, frame="＿は＿"), option(1, 12, frame="＿とは＿")] for _ in range(3)]
    (picks,) = choose([(facts, [Stanza("verse", 3)])], STYLE)
    assert [p.frame for p in picks] == ["＿は＿", "＿は＿", "＿とは＿"]
    only = [[option(0, 12, frame="＿は＿")] for _ in range(3)]
    (picks,) = choose([(only, [Stanza("verse", 3)])], STYLE)
    assert [p.frame for p in picks] == ["＿は＿"] * 3


def test_an_ending_counts_as_a_frame() -> None:
    frames = ["＿を/＿という", "＿、/＿という", "＿をば/＿という"]
    facts = [[option(0, 12, frame=frame), option(3, 12, frame=f"{frame}＿")] for frame in frames]
    (picks,) = choose([(facts, [Stanza("verse", 3)])], STYLE)
    assert [p.rank for p in picks] == [0, 0, 3]


def test_a_line_that_does_not_name_its_subject_stands_behind_one_that_does() -> None:
    first = [option(1, 12, kind="GRU", forms="GRU"), option(0, 12, kind="x", forms="GRU")]
    second = [option(1, 12, kind="GRU's", forms="GRU"), option(0, 12, kind="y", forms="GRU")]
    (picks,) = choose([([first, second], [Stanza("verse", 2)])], STYLE)
    assert [p.kind for p in picks] == ["GRU", "y"]
    blocks = [([first], [Stanza("verse", 1)]), ([second], [Stanza("verse", 1)])]
    assert [p.kind for picks in choose(blocks, STYLE) for p in picks] == ["GRU", "GRU's"]


def test_neighbours_of_one_kind_take_one_shape() -> None:
    a = [option(0, 12, kind="role"), option(1, 12, kind="role")]
    b = [option(1, 12, kind="role"), option(2, 12, kind="role")]
    ((first, second),) = choose([([a, b], [Stanza("verse", 2)])], STYLE)
    assert first.rank == second.rank == 1


def test_a_couplet_rhymes_where_counts_allow() -> None:
    a = [option(0, 12, kind="a", ends="イ"), option(1, 12, kind="a", ends="カ")]
    b = [option(0, 12, kind="b", ends="カ")]
    ((first, _),) = choose([([a, b], [Stanza("verse", 2)])], STYLE)
    assert first.rank == 1


def test_a_wording_is_not_torn_by_a_sections_end() -> None:
    two, one = [option(0, 12, 12)], [option(0, 12), option(1, 12, 12)]
    stanzas = [Stanza("verse", 2), Stanza("prechorus", 2)]
    (picks,) = choose([([one, two], stanzas)], STYLE)
    assert [len(p.morae) for p in picks] == [2, 2]


def test_spots_of_a_chorus_answer_in_couplets() -> None:
    keys = [spot.key for spot in choice._lay_out_spots([Stanza("chorus", 4)])]
    assert keys == [("chorus", 0), ("chorus", 1)] * 2
    assert list(choice._lay_out_spots([Stanza("verse", 1)])) == [Spot(("verse", 0), 0)]
