"""The karaoke video: its frames follow the voice, its file is as long as the song, its bytes repeat."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mnemo.errors import WriteError
from mnemo.exports import audio, cover, video
from mnemo.exports.drawing import frames, yuv
from mnemo.exports.drawing.scenes import HEIGHT, WIDTH, Painter
from mnemo.exports.release.format import Song
from mnemo.exports.view.song_view import make_view
from tests.exports.songs import a_song

LENGTH_S = 0.04  # how far the video may be from the wav
BEAT_S = 0.4  # of the builders' song
COLOUR = 3  # steps of 255 that limited range and halved colour may cost in a flat area


@pytest.fixture(scope="module")
def song() -> Song:
    return a_song()


@pytest.fixture(scope="module")
def painter(song: Song, tmp_path_factory: pytest.TempPathFactory) -> Painter:
    folder = tmp_path_factory.mktemp("release")
    cover.write(song, folder)
    audio._write_wav(song, folder)
    return Painter(song, make_view(song), folder)


def probe(path: Path) -> dict[str, Any]:
    """ffprobe's report; without ffprobe there is nothing to test with."""
    tool = shutil.which("ffprobe")
    if tool is None:
        pytest.skip("no ffprobe")
    command = [tool, "-v", "error", "-of", "json", "-show_streams", "-show_format", str(path)]
    return json.loads(subprocess.run(command, capture_output=True, check=True).stdout)


def test_it_is_made_only_when_asked_for() -> None:
    assert video.FORMAT.optional


def test_stills_follow_without_a_gap(song: Song) -> None:
    shots = frames.list_shots(make_view(song), BEAT_S)
    assert shots[0].start == 0
    assert shots[-1].end == round(song.document["duration_s"] * frames.FPS)
    for a, b in pairwise(shots):
        assert a.end == b.start
    assert [s.line for s in shots if s.line is not None] == list(range(len(song.score.lines)))
    for shot in shots:
        if shot.line is not None:
            assert shot.start / frames.FPS <= song.document["lines"][shot.line]["start_s"] + 1 / frames.FPS


def test_the_highlight_keeps_time_with_every_mora(song: Song, painter: Painter) -> None:
    """At the beginning of a mora the border stands at its left edge, at its end at its right edge."""
    for number, line in enumerate(painter.view.lines):
        edges = painter.line(number).edges
        assert list(edges) == sorted(edges)
        assert len(edges) == len(line.morae) + 1
        for k, mora in enumerate(line.morae):
            assert frames.find_progress(line, edges, mora.start_s) == (edges[k], k)
            almost, _ = frames.find_progress(line, edges, mora.end_s - 1e-6)
            assert abs(almost - edges[k + 1]) <= 1
        assert frames.find_progress(line, edges, line.start_s - 1) == (edges[0], -1)


def test_frames_show_what_is_sung(song: Song, painter: Painter) -> None:
    """In the middle of a line its sung half has the sung picture's pixels, the rest those from before."""
    shot = next(s for s in frames.list_shots(painter.view, BEAT_S) if s.line == 0)
    line, scene = painter.view.lines[0], painter.line(0)
    top, bottom = scene.band
    letters = slice(top, bottom)
    before, after = (yuv.to_picture(image).planes[0] for image in (scene.image, scene.sung))
    wanted = int((line.morae[6].start_s) * frames.FPS)
    drawn = frames._show_line(painter, shot, 0, BEAT_S)
    frame = next(f for n, f in enumerate(drawn, shot.start) if n == wanted)
    x, _ = frames.find_progress(line, scene.edges, (wanted + 0.5) / frames.FPS)
    x = yuv.round_to_even(x)
    shown = frame.planes[0]
    assert (shown[letters, :x] == after[:, :x]).all()
    assert (shown[letters, x:] == before[letters, x:]).all()
    assert (before[letters] != after).any()
    marked = shown[bottom + 4] == yuv.to_yuv(painter.neon[0])[0]  # the bar under the mora, and nowhere else
    assert [int(v) for v in np.flatnonzero(marked)[[0, -1]]] == [scene.edges[6] + 2, scene.edges[7] - 3]
    assert marked.sum() == scene.edges[7] - scene.edges[6] - 4


def test_dots_count_the_beats_before_the_first_line(painter: Painter) -> None:
    shot = next(s for s in frames.list_shots(painter.view, BEAT_S) if s.line == 0)
    scene = painter.line(0)
    row = scene.band[0] - frames.DOT_RAISE - frames.DOT // 2
    lit = yuv.to_yuv(painter.neon[-1])[0]
    widths = [int((f.planes[0][row] == lit).sum()) for f in frames._show_line(painter, shot, 0, BEAT_S)]
    dots = [width // frames.DOT for width in widths]
    assert dots[0] == frames.COUNT_IN_BEATS
    assert dots == sorted(dots, reverse=True)
    assert {dots.count(n) for n in (1, 2, 3)} == {round(BEAT_S * frames.FPS)}
    first_sung = round(painter.view.lines[0].start_s * frames.FPS) - shot.start
    assert dots[first_sung:] == [0] * len(dots[first_sung:])


def test_the_cards_and_lines_differ(painter: Painter) -> None:
    pictures = [painter.title(), painter.closing(), painter.line(0).image, painter.line(2).image]
    assert len({image.tobytes() for image in pictures}) == 4
    assert all(image.size == (WIDTH, HEIGHT) for image in pictures)


@pytest.mark.parametrize("colour", [(0, 0, 0), (255, 255, 255), (34, 230, 255), (200, 10, 60)])
def test_colours_survive_the_way_to_video(colour: tuple[int, int, int]) -> None:
    """The inverse of BT.709 gives the colour back."""
    y, cb, cr = (float(v) for v in yuv.to_yuv(colour))
    light, blue, red = (y - 16) / 219, (cb - 128) / 224 * 1.8556, (cr - 128) / 224 * 1.5748
    r, b = light + red, light + blue
    g = (light - 0.2126 * r - 0.0722 * b) / 0.7152
    assert np.allclose([255 * r, 255 * g, 255 * b], colour, atol=COLOUR)


def test_white_and_black_are_limited_range() -> None:
    assert yuv.to_yuv((0, 0, 0)) == (16, 128, 128)
    assert yuv.to_yuv((255, 255, 255)) == (235, 128, 128)


@pytest.mark.slow
def test_the_file(song: Song, painter: Painter) -> None:
    video.write(song, painter.folder)
    path = painter.folder / song.files["video"]
    first = hashlib.sha256(path.read_bytes()).hexdigest()
    report = probe(path)
    picture, sound = report["streams"]
    assert (picture["codec_name"], picture["width"], picture["height"]) == ("h264", WIDTH, HEIGHT)
    assert (picture["pix_fmt"], picture["color_space"]) == ("yuv420p", "bt709")
    assert sound["codec_name"] == "aac"
    for length in (report["format"]["duration"], picture["duration"], sound["duration"]):
        assert float(length) == pytest.approx(song.document["duration_s"], abs=LENGTH_S)
    assert "creation_time" not in json.dumps(report)
    video.write(song, painter.folder)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == first


def test_what_ffmpeg_says_is_passed_on(painter: Painter) -> None:
    still = yuv.to_picture(painter.title())
    with pytest.raises(WriteError, match=r"ffmpeg could not write x\.mp4: .*No such file"):
        video.encode(iter([still] * 3), painter.folder / "there is no.wav", painter.folder / "x.mp4")
