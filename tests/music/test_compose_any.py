"""Any lyric is sung: whatever the accents, lengths, tempo and key, each mora gets its note in the singer's range."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mnemo import styles
from mnemo.model import FLAT_NAMES, SHARP_NAMES, Key, Line, Lyric, LyricSection, Mora, Phrase
from mnemo.music import compose
from mnemo.styles.schema import Style

KANA = st.sampled_from([("ア", ("a",)), ("カ", ("k", "a")), ("ン", ("N",)), ("ー", ("a",)), ("ッ", ("cl",))])


@st.composite
def phrases(draw: st.DrawFn) -> Phrase:
    kana = draw(st.lists(KANA, min_size=1, max_size=9))
    nucleus = draw(st.integers(0, len(kana)))
    high = [(i > 0 or nucleus == 1) and (nucleus == 0 or i < nucleus) for i in range(len(kana))]
    return Phrase(tuple(Mora(k, p, h, falls=i + 1 == nucleus) for i, ((k, p), h) in enumerate(zip(kana, high))))  # noqa: B905


@st.composite
def lines(draw: st.DrawFn) -> Line:
    spoken = tuple(draw(st.lists(phrases(), min_size=1, max_size=4)))
    count = sum(len(p.morae) for p in spoken)
    first = draw(st.integers(0, count - 1))
    answer = draw(st.sampled_from([None, (first, count)]))
    return Line("", (), spoken, (), draw(st.integers(1, 4)), answer, response=draw(st.booleans()))


SECTIONS = st.builds(
    lambda kind, sung: LyricSection(kind, kind, tuple(sung)),
    st.sampled_from(["verse", "prechorus", "chorus", "rap"]),
    st.lists(lines(), min_size=1, max_size=3),
)
STYLES = st.builds(
    lambda name, bpm, tonic, minor: replace(styles.load(name), bpm=bpm, key=Key(tonic, minor)),
    st.sampled_from(styles.names()),
    st.floats(60, 240),
    st.sampled_from(sorted({*SHARP_NAMES, *FLAT_NAMES})),
    st.booleans(),
)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(SECTIONS, min_size=1, max_size=4), STYLES, st.integers(0, 1000))
def test_every_mora_is_sung(sections: list[LyricSection], style: Style, seed: int) -> None:
    score = compose(Lyric("t", "t", "e", tuple(sections)), style, seed)
    sung = [mora for section in sections for line in section.lines for mora in line.morae]
    assert [n.mora for n in score.lead.notes] == sung
    for a, b in pairwise(score.lead.notes):
        assert a.onset_ticks + a.duration_ticks <= b.onset_ticks
    ranges = [s.range_midi for s in style.music.section.values()]
    highest = max(high for _, high in ranges) + style.music.form.modulation_semitones
    assert all(min(low for low, _ in ranges) <= n.midi <= highest for n in score.lead.notes)
    assert all(n.duration_ticks > 0 and 0 <= n.onset_ticks < score.end_ticks for n in score.lead.notes)
    assert all(n.onset_ticks + n.nudge_ticks >= 0 for p in score.parts for n in p.notes)
