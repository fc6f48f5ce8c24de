"""Pictures as video encoders take them: 8-bit planar YUV 4:2:0, BT.709, limited range (ITU-R BT.709-6, 3.2 to 3.5).

    Y = 16 + 219 y,  Cb = 128 + 224 (b - y) / 1.8556,  Cr = 128 + 224 (r - y) / 1.5748,  y = .2126 r + .7152 g + .0722 b

A picture is three planes in one buffer, so that a frame is written in one call and a change of a few pixels touches
only those. Colour has half the resolution of light in both directions; all edges are at even pixels.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from mnemo.exports.drawing.colours import Rgb

Plane = NDArray[np.uint8]

RED, GREEN, BLUE = 0.2126, 0.7152, 0.0722
TO_YUV = np.array(
    [
        [219 * RED, 219 * GREEN, 219 * BLUE],
        [-224 * RED / 1.8556, -224 * GREEN / 1.8556, 224 * (1 - BLUE) / 1.8556],
        [224 * (1 - RED) / 1.5748, -224 * GREEN / 1.5748, -224 * BLUE / 1.5748],
    ],
    np.float32,
) / np.float32(255)
OFFSET = np.array([16.5, 128.5, 128.5], np.float32)  # with the half that rounds


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """`data` is (width * height * 3 / 2,); the planes are views of it."""

    data: Plane
    width: int
    height: int

    @property
    def planes(self) -> tuple[Plane, Plane, Plane]:
        """Y (height, width), Cb and Cr (height / 2, width / 2)."""
        w, h = self.width, self.height
        light, chroma = w * h, w * h // 4
        return (
            self.data[:light].reshape(h, w),
            self.data[light : light + chroma].reshape(h // 2, w // 2),
            self.data[light + chroma :].reshape(h // 2, w // 2),
        )

    def copy(self) -> Picture:
        return Picture(self.data.copy(), self.width, self.height)

    def take(self, other: Picture, x: int, y: int, left: int = 0, right: int | None = None) -> None:
        """Copy the columns `left` to `right` of another picture whose corner lies at (x, y) of this one."""
        right = other.width if right is None else right
        for own, given, step in zip(self.planes, other.planes, (1, 2, 2), strict=True):
            rows = slice(y // step, y // step + given.shape[0])
            own[rows, (x + left) // step : (x + right) // step] = given[:, left // step : right // step]

    def fill(self, colour: Rgb, x: int, y: int, right: int, bottom: int) -> None:
        """Fill a rectangle with one colour."""
        for plane, value, step in zip(self.planes, to_yuv(colour), (1, 2, 2), strict=True):
            plane[y // step : bottom // step, x // step : right // step] = value

    def crop(self, x: int, y: int, width: int, height: int) -> Picture:
        small = make_blank(width, height)
        for own, taken, step in zip(self.planes, small.planes, (1, 2, 2), strict=True):
            taken[:] = own[y // step : (y + height) // step, x // step : (x + width) // step]
        return small


def make_blank(width: int, height: int) -> Picture:
    return Picture(np.empty(width * height * 3 // 2, np.uint8), width, height)


def to_yuv(colour: Rgb) -> tuple[int, int, int]:
    y, cb, cr = (TO_YUV @ np.array(colour, np.float32) + OFFSET).astype(int)
    return int(y), int(cb), int(cr)


def to_picture(image: Image.Image) -> Picture:
    """Return an RGB image of even sides. Colour is the mean of two by two pixels."""
    made = make_blank(image.width, image.height)
    small = image.reduce(2)
    for plane, row, offset, source in zip(made.planes, TO_YUV, OFFSET, (image, small, small), strict=True):
        plane[:] = (np.asarray(source, np.float32) @ row + offset).astype(np.uint8)
    return made


def round_to_even(value: float) -> int:
    """Return the nearest even pixel."""
    return 2 * round(value / 2)
