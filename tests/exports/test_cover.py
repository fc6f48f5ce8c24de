"""The cover: one picture a song, readable when small, other for another topic, style or tune."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mnemo import styles
from mnemo.exports import cover
from mnemo.exports.drawing import cover_art as art
from mnemo.exports.drawing import typeset as typeset
from mnemo.exports.drawing.colours import compute_contrast, format_css, make_readable, parse_rgb
from mnemo.exports.release.format import Song
from mnemo.styles.schema import CoverStyle
from tests.builders import a_proven, a_score
from tests.exports.songs import a_song

SMALL = 300  # as a player lists it


def titled(title: str, exam: str = "G検定") -> Song:
    return a_song(score=dataclasses.replace(a_score(), title=title, exam=exam))


@pytest.fixture(scope="module")
def picture() -> Image.Image:
    return art.draw_cover(a_song(), cover.SIDE)


def test_a_square_png_with_the_same_bytes_each_time(tmp_path: Path) -> None:
    song = a_song()
    cover.write(song, tmp_path)
    first = (tmp_path / "cover.png").read_bytes()
    cover.write(song, tmp_path)
    assert (tmp_path / "cover.png").read_bytes() == first
    with Image.open(tmp_path / "cover.png") as image:
        assert (image.size, image.mode) == ((cover.SIDE, cover.SIDE), "RGB")
        assert not image.info  # no dates, no software


@pytest.mark.parametrize(
    "title", ["LSTM・GRUのうた", "確率", "畳み込みニューラルネットワークのうた", "A" * 60, "とても長い題名をもつ曲" * 6]
)
def test_the_title_stays_inside_and_large(title: str) -> None:
    lines, size = art._fit_title(title, SMALL)
    assert len(lines) <= art.TITLE_LINES
    assert max(typeset.measure_width(line, size) for line in lines) <= SMALL * (1 - 2 * art.MARGIN)
    if len(title) <= 20:
        assert "".join(lines) == title
        assert size >= 22


def test_the_title_can_be_read_when_small(picture: Image.Image) -> None:
    """Where the title stands, ink and ground keep a contrast above that of body text."""
    song = a_song()
    lines, size = art._fit_title(song.score.title, SMALL)
    foot = round(art.TITLE_FOOT * SMALL)
    left = round(art.MARGIN * SMALL)
    box = (left, foot - size, left + round(typeset.measure_width(lines[-1], size)), foot)
    pixels = np.asarray(picture.resize((SMALL, SMALL), Image.Resampling.LANCZOS).crop(box)).reshape(-1, 3)
    ranked = pixels[pixels.sum(1).argsort()]
    dark, bright = np.median(ranked[: len(ranked) // 3], 0), np.median(ranked[-len(ranked) // 10 :], 0)
    assert compute_contrast(tuple(dark), tuple(bright)) > 4.5


def test_other_songs_get_other_covers(picture: Image.Image) -> None:
    song = a_song()
    plain = a_song(proven=a_proven())  # no curves
    red = dataclasses.replace(song.style, cover=CoverStyle(sky=("#200000", "#800000"), neon=("#ffffff",)))
    for other in (plain, dataclasses.replace(song, style=red), titled("別の題名")):
        assert np.asarray(art.draw_cover(other, 200)).tobytes() != np.asarray(art.draw_cover(song, 200)).tobytes()


@pytest.mark.parametrize(("a", "b", "ratio"), [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48)])
def test_contrast_is_that_of_wcag(a: str, b: str, ratio: float) -> None:
    assert compute_contrast(parse_rgb(a), parse_rgb(b)) == pytest.approx(ratio, abs=0.01)


@pytest.mark.parametrize("ground", ["#ffffff", "#0b0630", "#808080"])
def test_readable_colours_are(ground: str) -> None:
    for colour in ("#22e6ff", "#ff4fa3", "#ffe45c", "#000000"):
        assert compute_contrast(make_readable(parse_rgb(colour), parse_rgb(ground)), parse_rgb(ground)) >= 4.5
    assert format_css(make_readable(parse_rgb("#000000"), parse_rgb("#ffffff"))) == "#000000"  # no further than needed


@pytest.mark.parametrize("name", styles.names())
def test_every_style_can_be_read(name: str) -> None:
    """Ink as body text, the mark of the sung mora as graphics (WCAG 2.2, 1.4.11), on every height of the sky."""
    look = styles.load(name).cover
    for sky in map(parse_rgb, look.sky):
        assert compute_contrast(parse_rgb(look.ink), sky) >= 4.5
        assert compute_contrast(parse_rgb(look.neon[0]), sky) >= 3
