"""Which samples and lines must be made for a stretch of the song: no more than arithmetic, so it loads at once."""

from __future__ import annotations

from dataclasses import replace

from mnemo import units
from mnemo.model import Part, Score
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


def find_ticks(score: Score, window: slice) -> tuple[float, float]:
    """Find the ticks between which the band's notes may sound in these samples, or choke what does."""
    first_s, last_s = units.samples_to_s(window.start) - LONGEST_RING_S, units.samples_to_s(window.stop)
    first, last = (units.s_to_ticks(s, score.us_per_beat) for s in (first_s, last_s))
    return first, last + units.TICKS_PER_BAR


def cut_part(part: Part, score: Score, window: slice) -> Part:
    """Return a part with the notes that may sound in these samples, and with those after by which drums choke."""
    first, last = find_ticks(score, window)
    return replace(
        part, notes=tuple(n for n in part.notes if n.onset_ticks + n.duration_ticks > first and n.onset_ticks < last)
    )
