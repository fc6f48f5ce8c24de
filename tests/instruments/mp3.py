"""An mp3 as a player hears it."""

from __future__ import annotations

import io

from mnemo.model import Audio


def decode_mp3(blob: bytes) -> Audio:
    """Decode an mp3 as a player does: (samples, channels) float32."""
    import soundfile

    audio, _ = soundfile.read(io.BytesIO(blob), dtype="float32", always_2d=True)
    return audio
