"""Jingles: 15 to 30 seconds, begun before the first consonant, closed, as loud as the song."""

from __future__ import annotations

import dataclasses
import itertools

import numpy as np
import pytest
from mutagen.id3 import ID3

from mnemo import units
from mnemo.dsp.loudness import measure_loudness
from mnemo.exports import jingles
from mnemo.exports.release.format import Song
from mnemo.model import Release
from tests.builders import a_proven, a_score
from tests.exports.conftest import make_song
from tests.instruments.mp3 import decode_mp3

RATE = units.SAMPLE_RATE


def test_each_group_has_one_and_it_sings_that_group(demo_song: Song) -> None:
    made = jingles.find_jingles(demo_song)
    assert [j.group for j in made] == ["LSTM", "GRU"]  # no groups in these facts: what they are of
    group_of = {"lstm-gates": "LSTM", "gru-gates": "GRU"}
    for jingle in made:
        for line in jingle.lines:
            assert group_of[demo_song.score.lines[line].facts[0]] == jingle.group


def test_length_and_ends(demo_song: Song) -> None:
    sung = demo_song.performance.lines
    for jingle in jingles.find_jingles(demo_song):
        audio = jingles.make_audio(demo_song, jingle)
        assert 15 <= len(audio) / RATE <= 30
        assert units.samples_to_s(jingle.start) < sung[jingle.lines[0]].start_s
        assert np.abs(audio[:10]).max() < 0.01
        assert np.abs(audio[-10:]).max() < 0.01


def test_they_are_as_loud_as_the_song_and_under_the_ceiling(demo: Release, demo_song: Song) -> None:
    target = demo_song.style.sound.master.loudness_lufs
    for role, path in demo.files.items():
        if role.startswith("jingle/"):
            audio = decode_mp3(path.read_bytes())
            assert measure_loudness(audio, RATE) == pytest.approx(target, abs=0.5)
            assert units.gain_to_db(float(np.abs(audio).max())) <= -1


def test_a_repeat_keeps_the_beat(demo_song: Song) -> None:
    bar = units.ticks_to_samples(units.TICKS_PER_BAR, demo_song.score.us_per_beat)
    for jingle in jingles.find_jingles(demo_song):
        assert (jingle.end - jingle.start) % bar in (0, 1, bar - 1)


def test_a_long_group_becomes_several(demo_song: Song) -> None:
    """One group of everything, ten sections long in one."""
    score = a_score()
    lines = tuple(score.lines[:4]) * 4
    notes, times = [], []
    four = [pair for pair in zip(score.lead.notes, demo_song.performance.times, strict=True) if pair[0].line < 4]
    for copy, (note, time) in itertools.product(range(4), four):
        by = copy * 8 * units.TICKS_PER_BAR
        notes.append(dataclasses.replace(note, line=note.line + 4 * copy, onset_ticks=note.onset_ticks + by))
        by_s = units.ticks_to_s(by, score.us_per_beat)
        times.append(dataclasses.replace(time, start_s=time.start_s + by_s, end_s=time.end_s + by_s))
    section = dataclasses.replace(score.sections[1], lines=tuple(range(16)))
    long = dataclasses.replace(
        score, lines=lines, sections=(section,), vocals=(dataclasses.replace(score.lead, notes=tuple(notes)),)
    )
    facts = tuple(dataclasses.replace(p, fact=dataclasses.replace(p.fact, group="all")) for p in a_proven().facts)
    song = make_song(
        score=long,
        proven=dataclasses.replace(a_proven(), facts=facts),
        performance=dataclasses.replace(demo_song.performance, lines=long.sung_lines(times)),
    )
    made = jingles.find_jingles(song)
    assert len(made) == 2
    assert [line for jingle in made for line in jingle.lines] == list(range(16))
    assert all(15 <= units.samples_to_s(j.end - j.start) * j.times <= jingles.LONGEST_S for j in made)
    assert set(jingles.name_files(song).values()) == {"jingles/01-all.mp3", "jingles/02-all.mp3"}


def test_tags_follow_the_repeats(demo: Release, demo_song: Song) -> None:
    jingle = jingles.find_jingles(demo_song)[0]
    tags = ID3(demo.files["jingle/1"], translate=False)
    assert str(tags["TIT2"]) == "ゲートのうた：LSTM"
    assert str(tags["TRCK"]) == "1"
    sung = tags["SYLT::jpn"].text
    assert [text for text, _ in sung] == [demo_song.score.lines[n].text for n in jingle.lines] * jingle.times
    assert 0 < sung[0][1] < 200


@pytest.mark.parametrize("group", ["../up", "a/b", "ゲート", ".."])
def test_a_group_cannot_name_another_folder(group: str) -> None:
    facts = tuple(dataclasses.replace(p, fact=dataclasses.replace(p.fact, group=group)) for p in a_proven().facts)
    song = make_song(proven=dataclasses.replace(a_proven(), facts=facts))
    for name in jingles.name_files(song).values():
        head, tail = name.split("/")
        assert head == "jingles"
        assert ".." not in tail
