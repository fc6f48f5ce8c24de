"""Sung lines: phones as they were sung, each in its word."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from mnemo.hearing.lines import document_lines, performed_lines
from tests.builders import a_score
from tests.exports.conftest import make_song
from tests.hearing.made import a_release, a_topic


def test_phones_belong_to_their_words(tmp_path: Path) -> None:
    topic = a_topic(tmp_path)
    document = json.loads((a_release(tmp_path, topic) / "song.json").read_text("utf-8"))
    _, line, last = document_lines(document, topic)
    assert (line.section, last.section) == ("verse 1", "chorus 1")
    assert line.start_s == document["lines"][1]["start_s"]
    spelled = dict.fromkeys(line.words, "")
    for phone, word in zip(line.phones, line.words, strict=True):
        spelled[word] += f" {phone}"
    assert spelled == {
        "GRU": " j i a r u y u",  # ー prolongs: the same phone
        "ゲート": " g e t o",
        "は": " w a",
        "2つ": " f u t a ts u",
    }


def test_a_number_is_one_word(tmp_path: Path) -> None:
    topic = a_topic(tmp_path)
    document = json.loads((a_release(tmp_path, topic, ["1997年に3.5割"]) / "song.json").read_text("utf-8"))
    (line,) = document_lines(document, topic)
    assert list(dict.fromkeys(line.words)) == ["1997", "年", "に", "3.5", "割"]


def test_a_line_that_is_read_otherwise_today_is_one_word(tmp_path: Path) -> None:
    topic = a_topic(tmp_path)
    document = json.loads((a_release(tmp_path, topic) / "song.json").read_text("utf-8"))
    sung = document_lines(document, replace(topic, readings={"GRU": "グル"}))
    assert set(sung[1].words) == {"GRUゲートは2つ"}
    assert sung[1].phones == document_lines(document, topic)[1].phones


def test_a_performance_has_the_lines_of_its_song_json() -> None:
    score = a_score()
    song = make_song(score=score)
    topic = song.proven.topic
    performed = performed_lines(song.performance.lines, topic)
    assert len(performed) == len(score.lines)
    for line, written in zip(performed, document_lines(song.document, topic), strict=True):
        assert replace(line, start_s=0.0, end_s=0.0) == replace(written, start_s=0.0, end_s=0.0)
        assert (line.start_s, line.end_s) == pytest.approx((written.start_s, written.end_s), abs=1e-6)
