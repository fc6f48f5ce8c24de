"""Which samples and lines must be made for a stretch of the song: no more than arithmetic, so it loads at once."""

from __future__ import annotations

from mnemo import units
from mnemo.model import Score
from mnemo.sound import count_samples

LEAD_IN_S = 4.0  # of the song before a stretch, in which reverbs, echoes and gains come to where they are in the song
LEAD_OUT_S = 0.25  # after it, into which filters and limiter look ahead
LONGEST_RING_S = 6.0  # of a note of the band after its end: a crash cymbal rings longest
GRID = 7680  # samples: a multiple of every step of the mix (240, 512, 3840, 16), so that it steps as in the song
SOUNDS_BEFORE_S, SOUNDS_AFTER_S = 0.7, 0.3  # a breath before a phrase, and what a singer is late


def find_window(score: Score, span: slice) -> slice:
    """Find the samples that must be made for the samples `span`."""
    start = max(0, span.start - units.s_to_samples(LEAD_IN_S)) // GRID * GRID
    return slice(start, min(count_samples(score), span.stop + units.s_to_samples(LEAD_OUT_S)))


def find_lines(score: Score, window: slice) -> frozenset[int]:
    """Find the lines of which something sounds in these samples, in whichever part."""
    first, last = (
        units.samples_to_s(at) + by_s for at, by_s in ((window.start, -SOUNDS_AFTER_S), (window.stop, SOUNDS_BEFORE_S))
    )
    return frozenset(
        note.line
        for part in score.vocals
        for note in part.notes
        if units.ticks_to_s(note.end_ticks, score.us_per_beat) > first
        and units.ticks_to_s(note.onset_ticks, score.us_per_beat) < last
    )
