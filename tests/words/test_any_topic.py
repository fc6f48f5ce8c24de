"""Eight topics of other subjects (tests/topics), and topics of any size: what a listener must be able to rely on."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import lru_cache
from itertools import groupby, pairwise
from pathlib import Path

import pytest

from mnemo import styles
from mnemo.model import Fact, Line, Lyric, Proven
from mnemo.proof import prove
from mnemo.topic import read_topic
from mnemo.units import BEATS_PER_BAR
from mnemo.words import templates, write_lyric
from mnemo.words.choice import OFTEN, Option
from mnemo.words.form import CHORUS_LINES, CHORUS_SHARE, chorus_share
from mnemo.words.templates import list_subjects, write_sentence
from tests.words.songs import as_proven, small, topic
from tests.words.test_lyricist import assert_clear, joined, units_of

FOLDER = Path(__file__).parents[1] / "topics"
NAMES = sorted(path.stem for path in FOLDER.glob("*.toml"))
STYLE = styles.load("technopop")
each_topic = pytest.mark.parametrize("name", NAMES)


@lru_cache
def proven(name: str) -> Proven:
    return prove(read_topic(FOLDER / f"{name}.toml"))


@lru_cache
def song(name: str) -> Lyric:
    return write_lyric(proven(name), STYLE)


def facts(name: str) -> dict[str, Fact]:
    return {p.fact.id: p.fact for p in proven(name).facts}


def test_there_are_eight_subjects() -> None:
    assert len(NAMES) == 8
    assert all(8 <= len(facts(name)) <= 20 for name in NAMES)


@each_topic
def test_every_fact_is_sung_and_hooks_thrice(name: str) -> None:
    sung = times(song(name))
    for fact in facts(name).values():
        assert sung[fact.id] >= (3 if fact.hook else 1), fact.id


def times(lyric: Lyric) -> Counter[str]:
    """In how many sections each fact is sung."""
    return Counter(fact for s in lyric.sections for fact in {f for line in s.lines for f in line.facts})


@each_topic
def test_the_chorus_stays_within_its_share_and_the_song_within_its_time(name: str) -> None:
    lines = [(s.kind, line.bars) for s in song(name).sections for line in s.lines]
    assert chorus_share(lines) <= CHORUS_SHARE
    assert max(len(s.lines) for s in song(name).sections if s.kind == "chorus") <= CHORUS_LINES
    bar_s = BEATS_PER_BAR * 60 / STYLE.bpm
    seconds = (sum(bars for _, bars in lines) + STYLE.lyric.instrumental_bars) * bar_s
    assert 90 <= seconds <= 210


@each_topic
def test_no_line_is_broken_against_the_rule(name: str) -> None:
    assert song(name).advice == ()


@each_topic
def test_no_line_is_sung_twice_in_a_section(name: str) -> None:
    for section in song(name).sections:
        assert not [text for text, n in Counter(line.text for line in section.lines).items() if n > 1]


@each_topic
def test_every_line_says_what_it_speaks_of(name: str) -> None:
    units: list[tuple[str, str]] = []
    for section in song(name).sections:
        if section.kind == "chorus":
            assert_clear(units, facts(name))
            assert_clear(units_of(section), facts(name))
        units = [] if section.kind == "chorus" else joined(units, units_of(section))


@each_topic
def test_no_frame_or_ending_comes_more_than_twice(name: str) -> None:
    """Counted on the sung lines, those that are sung again (in choruses and bridges) once."""
    counts: Counter[str] = Counter()
    seen: set[tuple[str, ...]] = set()
    for section in song(name).sections:
        for fact, run in groupby(section.lines, key=lambda line: line.facts[0]):
            lines = list(run)
            if (texts := tuple(line.text for line in lines)) not in seen:
                counts.update(shapes(facts(name)[fact], lines))
            seen.add(texts)
    worn = {shape: n for shape, n in counts.items() if n > OFTEN}
    assert not worn


def shapes(fact: Fact, lines: list[Line]) -> frozenset[str]:
    """The shapes of the template's wording that was sung: of the same lines, else of the same words."""
    worded = [] if fact.say else list(enumerate(templates.write_wordings(fact)))
    alike = [
        (rank, w)
        for rank, w in worded
        if plain("".join(x.text for x in w.lines)) == plain("".join(x.text for x in lines))
    ]
    sung = [(x.text, x.response) for x in lines]
    same = [(rank, w) for rank, w in alike if [(x.text, x.response) for x in w.lines] == sung]
    same = same or [(rank, w) for rank, w in alike if any(x.response for x in w.lines) == any(r for _, r in sung)]
    return Option(fact.kind, same[0][0], (), (), frame=same[0][1].frame).shapes if same else frozenset()


def plain(text: str) -> str:
    return text.translate({ord(c): None for c in " 、・　"})


@each_topic
def test_exam_sentences_are_whole_and_change_with_their_twins(name: str) -> None:
    for fact in facts(name).values():
        sentences = {write_sentence(fact), *(write_sentence(fact, twin) for twin in fact.twins)}
        assert len(sentences) == 1 + len(fact.twins)
        for text in sentences:
            assert text.endswith("。")
            assert not any(bad in text for bad in ("いである", "るである", "うである", "こととは", "、、", "。。", " "))


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 40, 80])
@pytest.mark.parametrize("hooks", [0, 2])
def test_a_topic_of_any_size_is_sung_whole(size: int, hooks: int) -> None:
    lyric = write_lyric(counts(size, hooks), STYLE)
    assert {f for s in lyric.sections for line in s.lines for f in line.facts} == {f"f{i}" for i in range(size)}
    lines = [(s.kind, line.bars) for s in lyric.sections for line in s.lines]
    assert chorus_share(lines) <= CHORUS_SHARE
    assert sum(s.kind == "chorus" for s in lyric.sections) >= 3
    assert any("beyond four minutes" in advice.text for advice in lyric.advice) == (size >= 80)


def test_more_hooks_than_a_chorus_holds_are_sung_again_in_bridges() -> None:
    lyric = write_lyric(small(*[[f"{i}番の値は*{i + 100}*"] for i in range(24)], hooks=9), STYLE)
    bridges = [s for s in lyric.sections if s.kind == "bridge"]
    assert [{f for line in bridge.lines for f in line.facts} for bridge in bridges] == [{"f6", "f7", "f8"}] * 2
    chorus = next(s for s in lyric.sections if s.kind == "chorus")
    assert {f for line in chorus.lines for f in line.facts} == {f"f{i}" for i in range(6)}


@pytest.mark.parametrize(("size", "hooks"), [(4, 2), (8, 3), (8, 6), (12, 8), (18, 12), (30, 12), (80, 20)])
def test_hooks_that_overflow_the_chorus_come_thrice_and_never_right_behind_their_verse(size: int, hooks: int) -> None:
    proven = counts(size, hooks)
    lyric = write_lyric(proven, STYLE)
    sung = times(lyric)
    assert all(sung[p.fact.id] >= (3 if p.fact.hook else 1) for p in proven.facts)
    for before, section in pairwise(lyric.sections):
        if section.kind == "bridge":
            assert before.kind == "verse"
            assert not {line.text for line in before.lines} & {line.text for line in section.lines}
    lines = [(s.kind, line.bars) for s in lyric.sections for line in s.lines]
    assert chorus_share(lines) <= CHORUS_SHARE


def counts(size: int, hooks: int) -> Proven:
    """So many facts, each sung in one line or two."""
    return small(
        *[[f"値{i}は*{i + 100}*だ", f"値{i}はいくつになる？/>*{i + 100}*になるのだ"] for i in range(size)], hooks=hooks
    )


def test_hooks_without_room_are_told_to_the_author() -> None:
    lyric = write_lyric(counts(30, 30), STYLE)
    (advice,) = [a for a in lyric.advice if "no room to be sung three times" in a.text]
    sung = times(lyric)
    assert advice.text.startswith(f"{sum(n < 3 for n in sung.values())} hooks")


def test_a_bridge_brings_the_fact_along_that_its_hook_leans_on() -> None:
    """Gates never name whose they are; the line before, of the same group, does."""
    song = topic("lstm-gru")
    facts = {f.id: f for f in song.facts}
    hooks = ("gate", "cec-gradient", "gate-range", "gate-activation", "gru-cec", "cec-prevents")
    rest = [f for f in song.facts if f.id not in ("lstm-gate-count", "lstm-gates")]
    first = [replace(f, hook=f.id in hooks) for f in rest]
    last = [replace(facts["lstm-gate-count"], hook=False), facts["lstm-gates"]]
    lyric = write_lyric(as_proven(replace(song, facts=(*first, *last))), STYLE)
    assert times(lyric)["lstm-gates"] >= 3
    for section in lyric.sections:
        units = units_of(section)
        for i, (fact, _) in enumerate(units):
            assert fact != "lstm-gates" or units[i - 1][0] == "lstm-gate-count"


def test_only_lines_of_ones_own_make_a_song(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    said = "\n".join(
        f'  "{a}は*{b}|{c}*",' for a, b, c in [("春", "桜", "柿"), ("夏", "西瓜", "雪"), ("秋", "柿", "桜")]
    )
    path.write_text(f'title = "季節のうた"\nsource = "歳時記"\nsay = [\n{said}\n]\n', "utf-8")
    lyric = write_lyric(prove(read_topic(path)), STYLE)
    assert {line.text for s in lyric.sections for line in s.lines} == {"春は桜", "夏は西瓜", "秋は柿"}


@pytest.mark.parametrize("size", [6, 7, 8, 10, 12])
@pytest.mark.parametrize("hooks", [0, 2])
def test_a_chorus_of_lines_of_ones_own_never_repeats_the_section_before_it(size: int, hooks: int) -> None:
    made = [[f"とても大切な{i}番目の値は*{i + 100}*"] for i in range(size)]
    lyric = write_lyric(small(*made, hooks=hooks), STYLE)
    for before, section in pairwise(lyric.sections):
        assert not {line.text for line in before.lines} & {line.text for line in section.lines}
    lines = [(s.kind, line.bars) for s in lyric.sections for line in s.lines]
    assert chorus_share(lines) <= CHORUS_SHARE
    assert set(times(lyric)) == {f"f{i}" for i in range(size)}


CAPITALS = [
    ("フランス", "パリ"), ("イタリア", "ローマ"), ("スペイン", "マドリード"), ("ドイツ", "ベルリン"),
    ("ロシア", "モスクワ"), ("タイ", "バンコク"), ("キューバ", "ハバナ"), ("ペルー", "リマ"),
]  # fmt: skip


@pytest.mark.parametrize("hooks", [0, 3, 8])
def test_only_cited_facts_under_an_english_title(tmp_path: Path, hooks: int) -> None:
    keys = 'kind = "cited"\nof = "{}"\nwhat = "首都"\nvalue = "{}"\ntwins = ["{}"]\nhook = {}\n'
    cited = [
        "[[fact]]\n" + keys.format(country, city, CAPITALS[i - 1][1], str(i < hooks).lower())
        for i, (country, city) in enumerate(CAPITALS)
    ]
    path = tmp_path / "capitals.toml"
    path.write_text('title = "The Capital Song"\nsource = "Atlas"\n' + "".join(cited), "utf-8")
    proven = prove(read_topic(path))
    lyric = write_lyric(proven, STYLE)
    assert lyric.title == "The Capital Song"
    sung = times(lyric)
    assert all(sung[p.fact.id] >= (3 if p.fact.hook else 1) for p in proven.facts)
    texts = {line.text for s in lyric.sections for line in s.lines}
    assert all(any(word in text for text in texts) for pair in CAPITALS for word in pair)
    lines = [(s.kind, line.bars) for s in lyric.sections for line in s.lines]
    assert chorus_share(lines) <= CHORUS_SHARE


@each_topic
def test_one_edited_line_changes_itself_alone(name: str) -> None:
    """A fact whose wording is written by hand, then edited with as many morae."""
    target = next(f for f in facts(name).values() if not f.say and not f.wordings)
    wording = next(w for w in templates.write_wordings(target) if target.kind != "list" or len(w.lines) == 2)
    text = "/".join(line.text for line in wording.lines)

    def sung(wording: str) -> list[tuple[str, tuple[str, ...]]]:
        said = replace(target, wordings=(wording,))
        made = tuple(replace(p, fact=said) if p.fact.id == target.id else p for p in proven(name).facts)
        sections = write_lyric(replace(proven(name), facts=made), STYLE).sections
        return [(line.text, line.facts) for section in sections for line in section.lines]

    before, after = sung(text), sung(f"{text}！")
    assert before != after
    assert {facts for (a, facts), (b, _) in zip(before, after, strict=True) if a != b} == {(target.id,)}


def test_the_subject_of_every_kind_can_be_named() -> None:
    for name in NAMES:
        for fact in facts(name).values():
            options = templates.parse_own_wordings(fact) or templates.write_wordings(fact)
            forms = list_subjects(fact)
            assert not forms or any(f in " ".join(x.text for x in w.lines) for w in options for f in forms), fact.id
