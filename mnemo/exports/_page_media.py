"""What the study page embeds: the recordings and the cover, small, as data URLs."""

from __future__ import annotations

import base64
import io
import subprocess
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from mnemo.errors import WriteError

# A constant bit rate, since browsers seek in it exactly (to a frame of 36 ms); the fast end of LAME is enough here, and
# so are 32 kHz: LAME keeps no more than 15 kHz at this rate, and it takes three quarters of the time.
MP3 = ["-map", "0:a", "-c:a", "libmp3lame", "-b:a", "96k", "-ar", "32000", "-compression_level", "7", "-threads", "1"]
MP3 += ["-map_metadata", "-1", "-id3v2_version", "0", "-fflags", "+bitexact", "-flags:a", "+bitexact"]
COVER_SIDE, COVER_QUALITY = 480, 82


def audio(recordings: Sequence[Path]) -> list[str]:
    """The recordings, encoded again at half the size: the page should fit into a mail."""
    from mnemo.exports.format import in_parallel

    with tempfile.TemporaryDirectory() as desk:
        copies = [Path(desk) / f"{number}.mp3" for number in range(len(recordings))]
        in_parallel(partial(_encode, whole, copy) for whole, copy in zip(recordings, copies, strict=True))
        return [_data_url("audio/mpeg", copy.read_bytes()) for copy in copies]


def cover(path: Path) -> str:
    """The cover for the head of the page and the lock screen."""
    from PIL import Image

    with Image.open(path) as image:
        small = image.convert("RGB").resize((COVER_SIDE, COVER_SIDE), Image.Resampling.LANCZOS)
    encoded = io.BytesIO()
    small.save(encoded, "JPEG", quality=COVER_QUALITY)
    return _data_url("image/jpeg", encoded.getvalue())


def _encode(whole: Path, copy: Path) -> None:
    from mnemo.exports.encode import ffmpeg

    command = [ffmpeg(), "-v", "error", "-i", str(whole), *MP3, str(copy)]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise WriteError("ffmpeg could not write the mp3: {reason}", reason=said[-1] if said else done.returncode)


def _data_url(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"
