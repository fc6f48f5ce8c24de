"""What is wanted is made, with what it needs; nothing else is, and nothing else stays."""

from __future__ import annotations

import json
from collections.abc import Collection
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from mnemo.errors import ArgumentError
from mnemo.exports import publish
from mnemo.exports.release import choice as chosen
from mnemo.exports.release.choice import Choice, find_rendering, make_plan
from mnemo.exports.release.format import Format, Material, Song, name_files
from mnemo.model import Rendering
from mnemo.styles import load
from tests.builders import a_performance, a_proven, a_score

MATERIAL = cast(Material, SimpleNamespace(topic="demo"))


def nothing(song: Song, folder: Path) -> None:
    raise AssertionError("plans write nothing")


OFFERS = {
    "audio": Format(name_files(wav="w", mp3="m"), nothing, needs=("cover",)),
    "cards": Format(lambda material: {"card/1": "1", "card/2": "2"}, nothing, needs=("mp3", "video")),
    "cover": Format(name_files(cover="c"), nothing),
    "song": Format(name_files(song="s"), nothing),
    "video": Format(name_files(video="v"), nothing, needs=("wav",), optional=True),
}


@pytest.mark.parametrize(
    ("extras", "only", "made", "kept"),
    [
        ((), (), "wav mp3 card/1 card/2 cover song", "wav mp3 card/1 card/2 cover song"),
        (("video",), (), "wav mp3 card/1 card/2 cover song video", "wav mp3 card/1 card/2 cover song video"),
        ((), ("mp3",), "mp3 cover song", "mp3 song"),
        ((), ("audio",), "wav mp3 cover song", "wav mp3 song"),
        ((), ("cards",), "mp3 card/1 card/2 cover song", "card/1 card/2 song"),
        ((), ("video",), "wav cover song video", "song video"),
        (("video",), ("cover",), "wav cover song video", "cover song video"),
        ((), ("song",), "song", "song"),
    ],
)
def test_what_is_made_and_what_stays(
    monkeypatch: pytest.MonkeyPatch, extras: Collection[str], only: Collection[str], made: str, kept: str
) -> None:
    monkeypatch.setattr(chosen, "find_formats", lambda: OFFERS)
    work = make_plan(Choice(extras, only), MATERIAL)
    assert list(work.made) == made.split()
    assert list(work.kept) == kept.split()
    assert set(work.formats) == {name for name, form in OFFERS.items() if set(form.files(MATERIAL)) & set(work.made)}


@pytest.mark.parametrize(
    ("extras", "only", "rendering"),
    [
        ((), (), Rendering.KARAOKE),
        ((), ("lrc", "vtt", "midi", "musicxml", "score", "proof", "cover", "song"), Rendering.TIMES),
        ((), ("lrc", "mp3"), Rendering.SONG),
        ((), ("deck",), Rendering.SONG),  # its clips are cut out of the mp3
        ((), ("audio",), Rendering.KARAOKE),  # all files of the format
        ((), ("page",), Rendering.KARAOKE),  # it holds the karaoke
        ((), ("stems",), Rendering.KARAOKE),
        (("video",), ("lrc",), Rendering.KARAOKE),
    ],
)
def test_no_more_is_rendered_than_the_files_need(
    extras: Collection[str], only: Collection[str], rendering: Rendering
) -> None:
    assert find_rendering(Choice(extras, only)) is rendering


def test_unknown_names_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chosen, "find_formats", lambda: OFFERS)
    with pytest.raises(ArgumentError, match="no extra format cover"):
        Choice(extras=["cover"])  # not optional: made anyway
    with pytest.raises(ArgumentError, match=r"no format or file mp4.*mp3"):
        Choice(only=["mp4"])


def test_a_release_of_two_files(tmp_path: Path) -> None:
    """The manifest stays too, or the next run would take the files for the user's."""
    whole = publish(a_proven(), a_score(), a_performance(), load("technopop"), tmp_path / "whole")
    publish(a_proven(), a_score(), a_performance(), load("technopop"), tmp_path)
    release = publish(a_proven(), a_score(), a_performance(), load("technopop"), tmp_path, Choice(only=["mp3", "lrc"]))
    assert {p.name for p in release.folder.iterdir()} == {"demo.mp3", "demo.lrc", "song.json"}
    document = json.loads((release.folder / "song.json").read_text("utf-8"))
    assert document["files"] == {"mp3": "demo.mp3", "lrc": "demo.lrc", "song": "song.json"}
    for role in ("mp3", "lrc"):
        assert release.files[role].read_bytes() == whole.files[role].read_bytes()


def test_every_file_can_be_had_alone(tmp_path: Path) -> None:
    """No format writes what is not asked for: the release folder checks that exactly what is promised is there."""
    roles = ["wav", "karaoke", "lrc_karaoke", "musicxml", "score", "cover", "deck", "page", "stems", "jingles", "midi"]
    for role in roles:
        release = publish(a_proven(), a_score(), a_performance(), load("technopop"), tmp_path, Choice(only=[role]))
        assert {name.split("/")[0].removesuffix("s") for name in release.files} == {role.removesuffix("s"), "song"}
