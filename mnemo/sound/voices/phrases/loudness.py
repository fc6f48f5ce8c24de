"""Every mora is made as loud as its note asks, whatever the vowel: a spoken /u/ is some 8 dB below an /a/.

The level of a vowel is its K-weighted power (ITU-R BS.1770-4, annex 1), as loudness meters have it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from mnemo import units
from mnemo.dsp.sections import run_sections
from mnemo.model import MoraTime, SungNote

TARGET_DB = -22.0  # K-weighted level of a vowel at velocity 96, re full scale
RANGE_DB = 24.0  # at most so much is added or taken
# BS.1770-4, tables 1 and 2, at 48 kHz: (b, a)
K_WEIGHTING = (
    ((1.53512485958697, -2.69169618940638, 1.19839281085285), (1.0, -1.69065929318241, 0.73248077421585)),
    ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621)),
)


def even_out_loudness(
    audio: NDArray[np.float64],
    notes: Sequence[SungNote],
    times: Sequence[MoraTime],
    lead_in_s: float,
    range_db: float = RANGE_DB,
    stretch_s: float = np.inf,
) -> NDArray[np.float64]:
    """Return the phrase with a gain that is right in the middle half of each vowel and glides between. (N,) -> (N,)

    A vowel that is longer than `stretch_s` is cut into stretches of about that length, and each has its gain: a held
    vowel that dies away is held.
    """
    weighted = _weight(audio)
    at_s, gains_db = [], []
    for note, time in zip(notes, times, strict=True):
        if time.vowel_s is not None:
            wanted_db = TARGET_DB + units.gain_to_db(note.velocity / 96)
            stretches = max(round((time.end_s - time.vowel_s) / stretch_s), 1)
            for start_s, end_s in pairwise(np.linspace(time.vowel_s, time.end_s, stretches + 1)):
                a, b = (units.s_to_samples(t + lead_in_s) for t in (start_s, end_s))
                level_db = 10.0 * np.log10(np.mean(weighted[a:b] ** 2) + 1e-12)
                at_s += [lead_in_s + start_s + part * (end_s - start_s) for part in (0.25, 0.75)]
                gains_db += 2 * [float(np.clip(wanted_db - level_db, -range_db, range_db))]
    gain_db = np.interp(np.arange(len(audio)) / units.SAMPLE_RATE, at_s, gains_db)
    return audio * np.exp(np.log(10.0) / 20.0 * gain_db)


def _weight(audio: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the audio through the two filters, which are late by less than a millisecond."""
    return run_sections(np.array([[*b, *a] for b, a in K_WEIGHTING]), audio)
