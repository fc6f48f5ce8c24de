"""Media of the study page: the recordings and the cover, as data URLs."""

from __future__ import annotations

import base64
import io
from pathlib import Path

from mnemo.exports.mp3 import tags

COVER_SIDE, COVER_QUALITY = 480, 82


def embed_audio(recording: Path) -> str:
    """Embed the release's own mp3 without tags. Its constant bit rate lets browsers seek to a frame of 24 ms."""
    return _make_data_url("audio/mpeg", tags.untagged(recording.read_bytes()))


def embed_cover(path: Path) -> str:
    """Embed the cover for the head of the page and the lock screen."""
    from PIL import Image

    with Image.open(path) as image:
        small = image.convert("RGB").resize((COVER_SIDE, COVER_SIDE), Image.Resampling.LANCZOS)
    encoded = io.BytesIO()
    small.save(encoded, "JPEG", quality=COVER_QUALITY)
    return _make_data_url("image/jpeg", encoded.getvalue())


def _make_data_url(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"
