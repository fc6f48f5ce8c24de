"""WebVTT: cues in order, times inside them growing, furigana as ruby, nothing of a text taken as markup."""

from __future__ import annotations

import re

from mnemo.exports import vtt
from mnemo.exports.release.format import Song
from mnemo.model import Release, Word


def seconds(stamp: str) -> float:
    h, m, s = stamp.split(":")
    return int(h) * 3600 + int(m) * 60 + float(s)


def test_cues_are_the_lines(demo: Release, demo_song: Song) -> None:
    head, *cues = demo.files["vtt"].read_text("utf-8").strip().split("\n\n")
    assert head == "WEBVTT"
    last = 0.0
    for cue, line in zip(cues, demo_song.document["lines"], strict=True):
        _, times, payload = cue.split("\n")
        start, end = (seconds(t) for t in times.split(" --> "))
        assert abs(start - line["start_s"]) < 0.001
        assert last <= start < end
        inner = [seconds(t) for t in re.findall(r"<(\d\d:\d\d:\d\d\.\d{3})>", payload)]
        assert inner == sorted(set(inner))
        assert all(start < t < end for t in inner)
        text = re.sub(r"<rt>.*?</rt>|<[^>]*>", "", payload)
        assert text == line["text"]
        last = end


def test_a_words_time_is_that_of_its_first_mora(demo: Release, demo_song: Song) -> None:
    """LSTMは3つ: は is the ninth mora."""
    payload = demo.files["vtt"].read_text("utf-8").split("\n\n")[3]
    line = demo_song.document["lines"][2]
    assert f"<{vtt.format_time(line['morae'][8]['start_s'])}>は" in payload
    assert "<ruby>LSTM<rt>えるえすてぃーえむ</rt></ruby>" in payload


def test_markup_in_a_text_is_text() -> None:
    word = Word("<b>&", "", 1)
    assert vtt._make_ruby(word.surface, word.furigana) == "&lt;b&gt;&amp;"
