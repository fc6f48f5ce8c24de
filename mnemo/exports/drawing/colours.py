"""Colours of a style as numbers: parsing, mixing, and what can be read on what (WCAG 2.2).

`compute_contrast` is the ratio of WCAG's relative luminances, 1 (same) to 21 (black on white); body text needs 4.5.
"""

from __future__ import annotations

from collections.abc import Sequence

Rgb = tuple[int, int, int]

BLACK: Rgb = (0, 0, 0)
WHITE: Rgb = (255, 255, 255)
BODY_TEXT = 4.5  # WCAG 2.2, 1.4.3 contrast (minimum)
STEPS = 32


def parse_rgb(colour: str) -> Rgb:
    """Return the three bytes of `#rrggbb`."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def format_css(colour: Rgb) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)


def mix_colours(a: Rgb, b: Rgb, share: float) -> Rgb:
    """Return `a` with `share` (0 to 1) of `b`."""
    red, green, blue = (round(x + (y - x) * share) for x, y in zip(a, b, strict=True))
    return red, green, blue


def mix_stops(stops: Sequence[Rgb], at: float) -> Rgb:
    """Return the colour at `at` (0 to 1) of evenly spaced stops that blend into each other."""
    place = at * (len(stops) - 1)
    step = min(int(place), max(0, len(stops) - 2))
    return mix_colours(stops[step], stops[min(step + 1, len(stops) - 1)], place - step)


def compute_luminance(colour: Rgb) -> float:
    """Return the relative luminance of an sRGB colour, 0 to 1."""
    red, green, blue = (_to_linear(byte / 255) for byte in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def compute_contrast(a: Rgb, b: Rgb) -> float:
    low, high = sorted((compute_luminance(a), compute_luminance(b)))
    return (high + 0.05) / (low + 0.05)


def make_readable(colour: Rgb, ground: Rgb, ratio: float = BODY_TEXT) -> Rgb:
    """Return the colour, moved towards black or white only as far as it takes to be read on `ground`."""
    target = max((BLACK, WHITE), key=lambda c: compute_contrast(c, ground))
    shades = (mix_colours(colour, target, step / STEPS) for step in range(STEPS + 1))
    return next((shade for shade in shades if compute_contrast(shade, ground) >= ratio), target)


def _to_linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
