"""The form: sections and their numbers of lines."""

from __future__ import annotations

from itertools import product

import pytest

from mnemo.styles.lyric import LyricStyle
from mnemo.words.form import BRIDGE, BRIDGE_LINES, CHORUS, CHORUS_SHARE, Form, Need, plan

STYLE = LyricStyle()


def needs(*lines: int, group: str = "") -> list[Need]:
    return [Need(n, group or str(i)) for i, n in enumerate(lines)]


def form(verse: list[Need], hooks: int = 4) -> Form:
    return plan(verse, needs(*[1] * hooks), STYLE, 150)


def sizes(f: Form) -> list[int]:
    return [sum(s.lines for s in b.stanzas) for b in f.blocks]


def test_blocks_share_the_facts_and_end_in_choruses() -> None:
    f = form(needs(*[1] * 24))
    assert [(b.start, b.stop) for b in f.blocks] == [(0, 8), (8, 16), (16, 24)]
    assert [name for name, _ in f.order] == [
        "verse 1", "prechorus 1", "chorus 1", "verse 2", "prechorus 2", "chorus 2", "verse 3", "prechorus 3",
        "last chorus",
    ]  # fmt: skip
    assert [i for _, i in f.order] == [0, 1, CHORUS, 2, 3, CHORUS, 4, 5, CHORUS]


def test_blocks_end_where_groups_end() -> None:
    groups = [Need(1, g) for g in "aaaaaaa" + "bbbbbbbbb" + "cccccccc"]
    assert [(b.start, b.stop) for b in form(groups).blocks] == [(0, 7), (7, 16), (16, 24)]
    assert sizes(form(groups)) == [7, 9, 8]


@pytest.mark.parametrize("n", range(1, 64))
def test_every_block_has_a_place_for_each_line_of_its_facts(n: int) -> None:
    verse = needs(*[1 + i % 2 for i in range(n)])
    f = form(verse)
    assert f.blocks[0].start == 0
    assert f.blocks[-1].stop == n
    for block, size in zip(f.blocks, sizes(f), strict=True):
        need = sum(v.lines for v in verse[block.start : block.stop])
        assert size == need, "a place that no fact fills"
        assert all(0 < s.lines <= STYLE.verse_lines + 1 for s in block.stanzas)
    assert sum(i == CHORUS for _, i in f.order) >= STYLE.choruses


@pytest.mark.parametrize(("verse", "pre", "choruses"), [*product((2, 3, 7, 32), (0, 1, 3, 8), (1, 2, 8))])
def test_any_style_within_its_limits_lays_out_a_form(verse: int, pre: int, choruses: int) -> None:
    style = LyricStyle(verse_lines=verse, prechorus_lines=pre, choruses=choruses)
    for n in (1, 5, 23, 70):
        facts = needs(*[1 + i % 2 for i in range(n)])
        f = plan(facts, needs(1, 1), style, 150)
        for block, size in zip(f.blocks, sizes(f), strict=True):
            assert size >= sum(v.lines for v in facts[block.start : block.stop])
            assert all(s.lines >= 1 for s in block.stanzas)


def test_a_short_topic_repeats_its_verse() -> None:
    f = form(needs(1), hooks=1)
    assert [i for _, i in f.order] == [0, CHORUS] * 3


def test_a_long_topic_gets_more_verses() -> None:
    kinds = [s.kind for s in form(needs(*[1] * 54)).blocks[0].stanzas]
    assert kinds == ["verse", "verse", "prechorus"]


def test_a_very_long_topic_gets_more_choruses() -> None:
    f = form(needs(*[1] * 200))
    assert sum(i == CHORUS for _, i in f.order) == 12
    assert max(sum(s.kind == "verse" for s in b.stanzas) for b in f.blocks) == 2


def test_a_short_chorus_goes_round_twice_where_there_is_room() -> None:
    assert form(needs(*[1] * 24), hooks=3).rounds == 2
    assert form(needs(*[1] * 46), hooks=3).rounds == 1  # would be longer than 2:45
    assert form(needs(*[1] * 12), hooks=3).rounds == 1  # would be all chorus
    assert form(needs(*[1] * 40), hooks=4).rounds == 1  # would have more than six lines


def test_a_short_topic_tells_its_facts_in_more_lines_until_the_choruses_are_no_more_than_their_share() -> None:
    """Six facts of one or two lines beside a chorus of two."""
    verse = [Need(1, "g", most=2) for _ in range(6)]
    f = plan(verse, needs(1, 1), STYLE, 150)
    verses = sum(sizes(f))
    assert 6 < verses <= 12
    assert 3 * 2 / (3 * 2 + verses) <= CHORUS_SHARE


def test_hooks_beside_the_chorus_are_sung_in_bridges_before_the_choruses_of_other_blocks() -> None:
    f = plan(needs(*[1] * 24), needs(*[1] * 6), STYLE, 150, hooks=[1, 9])
    assert [name for name, _ in f.order] == [
        "verse 1", "bridge 1", "chorus 1", "verse 2", "bridge 2", "chorus 2", "verse 3", "bridge 3", "last chorus",
    ]  # fmt: skip
    assert f.bridges == ((9,), (1,), (1, 9))
    assert [index for name, index in f.order if name.startswith("bridge")] == [BRIDGE, BRIDGE - 1, BRIDGE - 2]


def test_a_bridge_has_eight_lines_at_most() -> None:
    verse = needs(*[2] * 16)
    f = plan(verse, needs(*[1] * 6), STYLE, 150, hooks=range(16))
    assert max(sum(verse[i].lines for i in bridge) for bridge in f.bridges) == BRIDGE_LINES


def test_a_hook_that_names_nothing_brings_the_facts_along_that_it_leans_on() -> None:
    verse = [*needs(*[1] * 8), Need(1, "gates"), Need(1, "gates", leans=True), *needs(*[1] * 8)]
    assert plan(verse, needs(1, 1), STYLE, 150, hooks=[9]).bridges == ((8, 9), (8, 9))


def test_sections_end_where_a_fact_ends() -> None:
    """Four lines of one fact are not parted between verse and prechorus."""
    (block, *_) = plan([Need(2, "a"), Need(4, "a"), *needs(*[1] * 12)], needs(1, 1), STYLE, 150).blocks
    assert [s.lines for s in block.stanzas] == [6]
