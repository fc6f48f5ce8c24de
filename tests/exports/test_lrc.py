"""LRC read back with the grammar that players use."""

from __future__ import annotations

import re

import pytest

from mnemo.exports import lrc
from mnemo.exports.release.format import Song
from mnemo.model import Release

STAMP = r"(\d\d):(\d\d)\.(\d\d)"


def seconds(m: str, s: str, x: str) -> float:
    return int(m) * 60 + int(s) + int(x) / 100


def test_plain_has_a_time_a_line(demo: Release, demo_song: Song) -> None:
    rows = demo.files["lrc"].read_text("utf-8").splitlines()
    assert rows[:4] == ["[ti:ゲートのうた]", "[ar:mnemo]", "[al:G検定のうた]", "[length:0:24]"]
    lines = [re.fullmatch(rf"\[{STAMP}\](.+)", row) for row in rows[4:] if not re.fullmatch(rf"\[{STAMP}\]", row)]
    assert [m[4] for m in lines if m] == [line["text"] for line in demo_song.document["lines"]]
    for match, line in zip(lines, demo_song.document["lines"], strict=True):
        assert match is not None
        assert 0 <= line["start_s"] - seconds(match[1], match[2], match[3]) < 0.01


def test_enhanced_has_a_time_a_mora_and_an_end(demo: Release, demo_song: Song) -> None:
    rows = [r for r in demo.files["lrc_karaoke"].read_text("utf-8").splitlines()[4:] if "<" in r]
    for row, line in zip(rows, demo_song.document["lines"], strict=True):
        found = re.findall(rf"<{STAMP}>([^<]*)", row)
        assert [kana for *_, kana in found] == [*(m["kana"] for m in line["morae"]), ""]
        for (m, s, x, _), mora in zip(found, line["morae"], strict=False):
            assert 0 <= mora["start_s"] - seconds(m, s, x) < 0.01


@pytest.mark.parametrize(("s", "text"), [(0, "00:00.00"), (59.999, "00:59.99"), (61.5, "01:01.50"), (0.29, "00:00.29")])
def test_stamps_never_run_late(s: float, text: str) -> None:
    assert lrc.format_time(s) == text


def test_brackets_in_a_text_are_no_tags() -> None:
    assert lrc._clean("a\n[00:01.00]<b>") == "a ［00:01.00］＜b＞"
