"""Tags as mutagen reads them: everything there, and in time."""

from __future__ import annotations

import io
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from mutagen.id3 import ID3
from PIL import Image

from mnemo.exports.mp3 import tags
from mnemo.exports.release.format import Song
from mnemo.model import Release


@pytest.fixture(scope="module")
def id3(demo: Release) -> Any:
    return ID3(demo.files["mp3"], translate=False)


def test_who_and_what(id3: Any, demo: Release) -> None:
    assert id3.version == (2, 3, 0)
    found = {frame: str(id3[frame]) for frame in ("TIT2", "TPE1", "TALB", "TRCK", "TLAN", "TBPM")}
    assert found == {
        "TIT2": "ゲートのうた", "TPE1": "mnemo", "TALB": "G検定のうた", "TRCK": "1", "TLAN": "jpn", "TBPM": "150",
    }  # fmt: skip
    assert "test voice" in str(id3["COMM::jpn"])


def test_the_cover_is_a_small_copy_of_the_releases(id3: Any, demo: Release) -> None:
    picture = id3["APIC:cover"]
    with Image.open(io.BytesIO(picture.data)) as small, Image.open(demo.files["cover"]) as cover:
        assert (picture.mime, small.format, small.size) == ("image/jpeg", "JPEG", (tags.COVER_SIDE, tags.COVER_SIDE))
        apart = np.asarray(cover.convert("RGB").resize(small.size), float) - np.asarray(small, float)
    assert np.sqrt(np.mean(apart**2)) < 8  # of 255
    assert len(picture.data) < 150_000


def test_lyrics_as_text_and_in_time(id3: Any, demo_song: Song) -> None:
    lines = demo_song.document["lines"]
    assert str(id3["USLT::jpn"]).splitlines() == [line["text"] for line in lines]
    assert id3["SYLT::jpn"].format == tags.MILLISECONDS
    assert id3["SYLT::jpn"].text == [(line["text"], round(line["start_s"] * 1000)) for line in lines]
    sung = id3["SYLT:karaoke:jpn"].text
    morae = [m for line in lines for m in line["morae"]]
    assert [t.lstrip("\n") for t, _ in sung] == [m["kana"] for m in morae]
    assert max(abs(ms / 1000 - m["start_s"]) for (_, ms), m in zip(sung, morae, strict=True)) < 0.001
    assert sum(t.startswith("\n") for t, _ in sung) == len(lines)


def test_chapters_are_the_sections(id3: Any, demo_song: Song) -> None:
    sections = demo_song.document["sections"]
    contents = id3["CTOC:contents"]
    chapters = [id3[f"CHAP:{name}"] for name in contents.child_element_ids]
    assert [str(c.sub_frames["TIT2"]) for c in chapters] == [s["name"] for s in sections]
    assert [c.start_time for c in chapters] == [round(s["start_s"] * 1000) for s in sections]
    assert all(a.end_time == b.start_time for a, b in pairwise(chapters))
    assert chapters[-1].end_time == round(demo_song.document["duration_s"] * 1000)


def test_nothing_tells_when_or_by_which_encoder(id3: Any) -> None:
    assert not {key[:4] for key in id3} & {"TSSE", "TENC", "TDRC", "TYER", "TDAT", "TDTG", "TDEN"}


def test_an_album_renumbers_and_keeps_the_rest(demo: Release) -> None:
    before = demo.files["mp3"].read_bytes()
    after = tags.renumbered(before, "2/3", "アルバム")
    label = tags.read(after)
    assert (label.track, label.album, label.title) == ("2/3", "アルバム", "ゲートのうた")
    old, new = (ID3(io.BytesIO(blob), translate=False) for blob in (before, after))
    assert {k: v for k, v in old.items() if k not in ("TRCK", "TALB")} == {
        k: v for k, v in new.items() if k not in ("TRCK", "TALB")
    }
