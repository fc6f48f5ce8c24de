"""An album made of finished releases."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from mutagen.id3 import ID3
from PIL import Image

from mnemo.album import files
from mnemo.errors import WriteError
from mnemo.exports import publish
from mnemo.styles import load
from tests.builders import a_performance, a_proven, a_score


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two releases of the test song under different names; one title means mischief."""
    out = tmp_path_factory.mktemp("album")
    for topic, title in (("one", "ゲートのうた"), ("two", "<script>&")):
        score = dataclasses.replace(a_score(), topic=topic, title=title)
        publish(a_proven(), score, a_performance(score), load("technopop"), out)
    return out


@pytest.fixture
def made(out: Path) -> Path:
    files.make_album_files(out, [out / "one", out / "two"])
    return out


def test_tracks_are_numbered_and_tagged(made: Path) -> None:
    for number, topic in ((1, "one"), (2, "two")):
        track = ID3(made / f"0{number}-{topic}.mp3", translate=False)
        assert str(track["TRCK"]) == f"{number}/2"
        assert str(track["TALB"]) == "G検定のうた"
        assert track.getall("CHAP")
        lrc = (made / f"0{number}-{topic}.lrc").read_bytes()
        assert lrc == (made / topic / f"{topic}.lrc").read_bytes()


def test_the_playlist_names_files_that_are_there(made: Path) -> None:
    rows = (made / "album.m3u8").read_text("utf-8").splitlines()
    assert rows[:2] == ["#EXTM3U", "#PLAYLIST:G検定のうた"]
    assert [row for row in rows if not row.startswith("#")] == ["01-one.mp3", "02-two.mp3"]
    assert all((made / row).is_file() for row in rows if not row.startswith("#"))
    assert rows[2] == "#EXTINF:24,mnemo - ゲートのうた"


def test_the_page_links_what_is_there_and_runs_nothing(made: Path) -> None:
    text = (made / "index.html").read_text("utf-8")
    assert "<script" not in text
    found: list[str] = []

    class Links(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.extend(value or "" for name, value in attrs if name in ("href", "src"))

    Links().feed(text)
    assert {"01-one.mp3", "02-two.mp3", "one/index.html", "two/index.html", "cover.png"} == set(found)
    assert all((made / link).is_file() for link in found)


def test_the_cover_shows_all_covers(made: Path) -> None:
    assert Image.open(made / "cover.png").size == (files.COVER_PX, files.COVER_PX)


def test_the_same_releases_give_the_same_album(made: Path) -> None:
    def digests() -> dict[str, str]:
        return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in made.iterdir() if p.is_file()}

    before = digests()
    files.make_album_files(made, [made / "one", made / "two"])
    assert digests() == before


def test_a_smaller_album_removes_its_old_tracks_and_nothing_else(made: Path) -> None:
    (made / "notes.txt").write_text("mine")
    files.make_album_files(made, [made / "two"])
    names = {p.name for p in made.iterdir()}
    assert "01-two.mp3" in names
    assert not names & {"01-one.mp3", "02-two.mp3", "02-two.lrc"}
    assert {"one", "two", "notes.txt"} <= names
    assert not [n for n in names if n.startswith(".")]


def test_files_of_others_are_not_written_over(out: Path, tmp_path: Path) -> None:
    (tmp_path / "cover.png").write_text("mine")
    with pytest.raises(WriteError, match=re.escape("cover.png")):
        files.make_album_files(tmp_path, [out / "one"])
    assert [p.name for p in tmp_path.iterdir()] == ["cover.png"]


def test_a_manifest_cannot_point_elsewhere(out: Path, tmp_path: Path) -> None:
    (tmp_path / "victim.txt").write_text("mine")
    inside = tmp_path / "album"
    inside.mkdir()
    (inside / files.MANIFEST).write_text(json.dumps({"files": ["../victim.txt", "/etc/hostname"]}))
    files.make_album_files(inside, [out / "one"])
    assert (tmp_path / "victim.txt").read_text() == "mine"


def test_one_cover_fills_the_sheet() -> None:
    blob = io.BytesIO()
    Image.new("RGB", (10, 10), "red").save(blob, "PNG")
    assert Image.open(io.BytesIO(files._make_cover([blob.getvalue()]))).getpixel((600, 600)) == (255, 0, 0)
