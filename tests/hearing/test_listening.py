"""Hearing a song: each clip once, kept by content; too long an answer is asked for once more, with the neighbours."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mnemo.hearing import Tally, hear, read_song
from mnemo.model import Topic
from tests.hearing.made import TEXTS, ToneEar, a_release, a_topic, write_sounds


@pytest.fixture
def topic(tmp_path: Path) -> Topic:
    return a_topic(tmp_path)


@pytest.fixture
def folder(tmp_path: Path, topic: Topic, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MNEMO_CACHE", str(tmp_path / "cache"))
    return a_release(tmp_path, topic)


def test_what_is_sung_is_heard(folder: Path, topic: Topic) -> None:
    hearing = hear(read_song(folder, topic, noise=True), ToneEar())
    assert hearing.sounds == ("dry", "mix", "noise")
    assert [line.heard["dry"].text for line in hearing.lines] == list(TEXTS)
    assert hearing.total("dry") == hearing.total("mix") == Tally(0, sum(len(x.line.phones) for x in hearing.lines))
    assert not hearing.words("dry")


def test_an_exchanged_word_is_reported_at_that_word(folder: Path, topic: Topic) -> None:
    texts = {0: TEXTS[0], 1: "GRUゲートは5つ", 2: "記憶を保つのは隠れ家"}
    hearing = hear(read_song(folder, topic), ToneEar(texts))
    # y a for j o t a i, and i ts u ts u for f u t a ts u
    assert hearing.words("mix") == {"状態": Tally(4, 5), "2つ": Tally(4, 6)}
    assert {name: tally.wrong for name, tally in hearing.sections("mix").items()} == {"verse 1": 4, "chorus 1": 4}


def test_what_sounds_alike_costs_nothing(folder: Path, topic: Topic) -> None:
    texts = {
        0: "交信ゲートとリセットゲート",
        1: "ジーアールユー、げえとは二つ",
        2: "きおくをたもつのはかくれじょうたい",
    }
    assert hear(read_song(folder, topic), ToneEar(texts)).total("dry").wrong == 0


def test_a_silent_line_is_all_wrong_and_not_given_to_the_ear(folder: Path, topic: Topic) -> None:
    write_sounds(folder, [0, -1, 2])
    ear = ToneEar()
    hearing = hear(read_song(folder, topic), ear)
    silent = hearing.lines[1].heard["dry"]
    assert (silent.text, silent.tally) == ("", Tally(silent.of, silent.of))
    assert hearing.total("dry").wrong == silent.of
    assert sorted(ear.heard) == [(), (0,), (0,), (2,), (2,)]  # the mix still has its band


def test_the_same_song_is_heard_once_and_an_edit_costs_its_own_lines(folder: Path, topic: Topic) -> None:
    first, again, after = ToneEar(), ToneEar(), ToneEar({0: TEXTS[0], 1: "", 2: TEXTS[2], 3: "何か"})
    song = read_song(folder, topic)
    document = hear(song, first).document()
    assert sorted(first.heard) == [(0,), (0,), (1,), (1,), (2,), (2,)]
    assert hear(song, again).document() == document
    assert not again.heard
    write_sounds(folder, [0, 3, 2])
    hear(read_song(folder, topic), after)
    assert after.heard == [(3,), (3,)]


def test_last_bits_are_not_heard(folder: Path, topic: Topic) -> None:
    """An edit far away leaves them: filters ring on, ever more softly."""
    song = read_song(folder, topic)
    again, louder = ToneEar(), ToneEar()
    hear(song, ToneEar())
    hear(replace(song, sounds={name: x + np.float32(1e-8) for name, x in song.sounds.items()}), again)
    hear(replace(song, sounds={name: x + np.float32(0.01) for name, x in song.sounds.items()}), louder)
    assert not again.heard
    assert louder.heard


def test_another_model_hears_for_itself(folder: Path, topic: Topic) -> None:
    song = read_song(folder, topic)
    hear(song, ToneEar())
    other = ToneEar(identity="tone 2")
    hear(song, other)
    assert len(other.heard) == 6


def test_equal_lines_are_heard_once(tmp_path: Path, folder: Path, topic: Topic) -> None:
    a_release(tmp_path, topic, (TEXTS[0], TEXTS[1], TEXTS[1]))
    write_sounds(folder, [0, 1, 1])
    ear = ToneEar()
    song = read_song(folder, topic)
    assert hear(replace(song, sounds={"dry": song.sounds["dry"]}), ear).total("dry").wrong == 0
    assert sorted(ear.heard) == [(0,), (1,)]


class Inventing(ToneEar):
    """Goes on when it hears one line alone."""

    def hear(self, clip: object) -> str:
        text = super().hear(clip)  # type: ignore[arg-type]
        return text + "ご視聴ありがとうございました" * (self.heard[-1] == (1,))


def test_an_invention_is_heard_again_with_its_neighbours(folder: Path, topic: Topic) -> None:
    ear = Inventing()
    hearing = hear(read_song(folder, topic), ear)
    assert ear.heard.count((0, 1, 2)) == 2  # alone and in the mix
    found = hearing.lines[1].heard["dry"]
    assert (found.text, found.tally.wrong, found.among) == ("GRUゲートは2つ", 0, True)
    assert not hearing.lines[0].heard["dry"].among


def test_progress_is_told(folder: Path, topic: Topic) -> None:
    told: list[tuple[int, int]] = []
    hear(read_song(folder, topic), ToneEar(), lambda heard, of: told.append((heard, of)))
    assert told[0] == (0, 6)
    assert (6, 6) in told


def test_a_failure_stops_the_rest(folder: Path, topic: Topic) -> None:
    class Deaf(ToneEar):
        def hear(self, clip: object) -> str:
            raise RuntimeError("deaf")

    with pytest.raises(RuntimeError, match="deaf"):
        hear(read_song(folder, topic), Deaf())
