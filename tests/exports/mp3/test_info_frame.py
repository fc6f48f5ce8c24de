"""The first frame of an mp3 that was put together is the one that ffmpeg writes for the whole."""

from __future__ import annotations

import numpy as np
import pytest

from mnemo import units
from mnemo.exports.mp3 import encode
from mnemo.exports.mp3.info_frame import write_info_frame


@pytest.mark.parametrize(("channels", "seconds"), [(1, 0.5), (2, 4.321), (1, 11.0), (2, 23.0)])
def test_it_is_ffmpegs_own(channels: int, seconds: float) -> None:
    """Also where ffmpeg notes only every second or fourth frame for seeking."""
    samples = np.random.default_rng(1).integers(-9000, 9000, (int(seconds * units.SAMPLE_RATE), channels), np.int16)
    blob, other = (encode._run_encoder(x, units.SAMPLE_RATE) for x in (samples, samples[: units.SAMPLE_RATE // 5]))
    size = encode.FRAME * encode.KBITS[channels] * 1000 // (8 * units.SAMPLE_RATE)
    assert write_info_frame(other[:size], blob[size:], len(samples)) == blob[:size]
