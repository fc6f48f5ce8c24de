"""Ducking: the band becomes softer under the kick (side-chain) and under the words (spectral ducking).

Spectral ducking works on short Fourier frames. In every band of a fraction of an octave the levels of lead and band are
compared, frame by frame; where the lead is not `clear_db` above the band, the band is cut. Cuts are smoothed in time
and spread over the bins. Only the loss is computed, and added: frames without a cut cost nothing and stay the same, bit
by bit. Sine windows at half overlap, before and after, sum to one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnemo import units
from mnemo.dsp import filters
from mnemo.dsp.arrays import round_level, to_decibels
from mnemo.dsp.blocks import IN_FLOAT32, cut_padded, piece_slices
from mnemo.model import Score
from mnemo.runtime.threads import map_in_threads
from mnemo.sound.band import find_onset
from mnemo.sound.disk import Pieces
from mnemo.sound.drums import KICKS
from mnemo.styles.sound import Ducking, Pump

Sound = NDArray[np.float32]
Array = NDArray[Any]

FRAME, STEP = 1024, 512  # samples: 47 Hz by 11 ms
WINDOW = np.sin(np.pi * (np.arange(FRAME) + 0.5) / FRAME).astype(np.float32)
SINGING_DB = -35.0  # the lead counts as singing unless it is further below its loudest passages
LEVEL_STEP_DB = 1.0  # the lead's loudest level is rounded to this
SILENT_DB = -60.0  # of a frame's spectrum: some -110 dB of full scale
LEAST_DB = 0.1  # smaller cuts are left out


def compute_pumping(score: Score, settings: Pump, samples: int) -> Sound:
    """Compute the side-chain's depth, 0..1 at every sample: 1 on each kick, back to 0 within the release."""
    attack, hold, release = (units.s_to_samples(s) for s in (settings.attack_s, settings.hold_s, settings.release_s))
    back = 0.5 + 0.5 * np.cos(np.pi * np.arange(release) / release)
    shape = np.concatenate([np.linspace(0, 1, max(2, attack)), np.ones(hold), back]).astype(np.float32)
    curve = np.zeros(samples + len(shape), np.float32)
    kicks = {find_onset(n, score) for part in score.parts if part.is_drums for n in part.notes if n.midi in KICKS}
    for at in sorted(kicks):
        start = at - attack  # it is down when the kick starts
        played = shape[max(0, -start) :]
        window = curve[max(0, start) :][: len(played)]
        np.maximum(window, played[: len(window)], out=window)
    return curve[:samples]


@dataclass(frozen=True, eq=False)
class Cuts:
    """The band's gain under the words: dB (<= 0) for some frames of the song, bin by bin."""

    frames: Array  # (n,) indices of frames that are cut, ascending
    db: Sound  # (n, bins up to the highest that is ever cut)
    lead_db: float  # the loudest band of the lead

    def within(self, first: int, last: int) -> slice:
        """Return the rows of `db` for the frames from `first` to `last`."""
        return slice(*np.searchsorted(self.frames, (first, last + 1)))


def find_cuts(lead: Sound, band: Sequence[Sound], settings: Ducking, lead_db: float | None = None) -> Cuts:
    """Find the cuts that leave the lead `clear_db` above the whole band in every band of frequency.

    The band is the sum of its tracks. `lead_db` is the loudest band of the whole lead, where only a stretch of it is
    given.
    """
    edges = find_band_edges(settings)
    ours, theirs = map_in_threads(lambda tracks: measure_levels_db(tracks, edges), ([lead], band))
    loudest = ours.max(axis=1)
    lead_db = round_level(loudest.max(), LEVEL_STEP_DB) if lead_db is None else lead_db
    singing = loudest > max(lead_db + SINGING_DB, SILENT_DB)
    short = np.clip(settings.clear_db - (ours - theirs), 0.0, settings.most_db)
    wanted = np.where(singing[:, None], -short, 0.0)
    followed = filters.follow_gain(wanted, settings.attack_s, settings.release_s, STEP / units.SAMPLE_RATE)
    frames = np.flatnonzero(followed.min(axis=1) < -LEAST_DB)
    cuts_db = np.einsum("fb,bk->fk", followed[frames], make_spread_matrix(edges)).astype(np.float32)
    return Cuts(frames, cuts_db, lead_db)


def duck(tracks: Sequence[tuple[Sound, float]], cuts: Cuts, span: slice | None = None) -> Pieces:
    """Yield the sum of stereo tracks in `span` piece by piece, without silent pieces; by default, all of it.

    Each track has the cuts scaled by its share. A span starts on a multiple of `STEP`.
    """
    first, end = (0, len(tracks[0][0])) if span is None else (span.start, span.stop)
    for part in piece_slices(end - first, STEP):
        piece = slice(first + part.start, first + part.stop)
        steps = -(-(piece.stop - piece.start) // STEP)
        heard = [(cut_padded(x, piece.start - STEP, (steps + 2) * STEP), share) for x, share in tracks]
        heard = [(dry, share) for dry, share in heard if dry.any()]
        if heard:
            wet = heard[0][0][STEP:-STEP].copy()
            for dry, _ in heard[1:]:
                wet += dry[STEP:-STEP]
            yielding = [(dry, share) for dry, share in heard if share > 0]
            at = piece.start // STEP  # frame k has its middle at k STEP
            rows = cuts.within(at, at + steps)
            if yielding and rows.start < rows.stop:
                wet += _compute_loss(yielding, cuts.frames[rows] - at, cuts.db[rows])
            yield piece, wet[: piece.stop - piece.start]


def _compute_loss(heard: Sequence[tuple[Sound, float]], frames: Array, db: Sound) -> Sound:
    """Compute what the cuts add to all but the first and the last step of the tracks' sum.

    Left and right are the real and the imaginary part of one signal, since a gain is the same for both.
    """
    some = slice(frames[0], frames[-1] + 1)  # a frame between them without a cut loses nothing
    bins = db.shape[1]
    both = np.zeros((some.stop - some.start, FRAME), np.float32)
    total: Any = np.zeros(both.shape, np.complex64)  # of which numpy's types know nothing
    for dry, share in heard:
        loss = np.exp(db * np.float32(share * math.log(10) / 20)) - 1  # gain - 1; expm1 takes ten times as long
        both[frames - some.start, :bins] = loss
        both[frames - some.start, FRAME - bins + 1 :] = loss[:, :0:-1]  # of the negative frequencies
        windows = np.lib.stride_tricks.sliding_window_view(dry.view(np.complex64)[:, 0], FRAME)[::STEP]
        lost: Any = windows[some] * WINDOW
        np.fft.fft(lost, axis=1, norm=IN_FLOAT32, out=lost)
        lost *= both
        total += lost
    np.fft.ifft(total, axis=1, norm=IN_FLOAT32, out=total)
    total *= WINDOW
    gone = np.zeros((len(windows) + 1, STEP), np.complex64)
    gone[some] += total[:, :STEP]
    gone[1:][some] += total[:, STEP:]
    return gone[1:-1].reshape(-1, 1).view(np.float32)


def find_band_edges(settings: Ducking) -> Array:
    bands = round(settings.bands_per_octave * math.log2(settings.high_hz / settings.low_hz))
    return np.geomspace(settings.low_hz, settings.high_hz, bands + 1)


def measure_levels_db(tracks: Sequence[Sound], edges: Array) -> Array:
    """Measure the level of the tracks' sum in each band in mono, summed over three frames as the ear does.

    -> (frames, bands)
    """
    first = np.round(edges * FRAME / units.SAMPLE_RATE).astype(int)
    first = np.maximum(first, np.arange(len(first)) + first[0])  # at least a bin each
    found = []
    for piece in piece_slices((-(-len(tracks[0]) // STEP) + 1) * STEP):
        heard = cut_padded(tracks[0], piece.start - STEP, piece.stop - piece.start + STEP)
        for x in tracks[1:]:
            heard += cut_padded(x, piece.start - STEP, len(heard))
        frames = np.lib.stride_tricks.sliding_window_view(heard[:, 0] + heard[:, 1], FRAME)[::STEP]
        spectra = np.fft.rfft(frames * WINDOW, axis=1, norm=IN_FLOAT32)[:, : first[-1] + 1]
        found.append(np.add.reduceat(np.abs(spectra) ** 2, first, axis=1)[:, :-1] * np.float32(FRAME))
    bands = np.concatenate(found)
    smeared = bands.copy()
    smeared[1:] += bands[:-1]
    smeared[:-1] += bands[1:]
    return to_decibels(smeared)


def make_spread_matrix(edges: Array) -> Array:
    """Make the matrix from bands to bins, (bands, bins): linear in log frequency, fading out beyond the edges."""
    hz = np.maximum(np.arange(FRAME // 2 + 1) * units.SAMPLE_RATE / FRAME, 1.0)
    centres = np.log(edges[:-1] * edges[1:]) / 2
    width = centres[1] - centres[0] if len(centres) > 1 else 0.5
    knots = np.concatenate([[centres[0] - width], centres, [centres[-1] + width]])
    shares = np.array([np.interp(np.log(hz), knots, row) for row in np.eye(len(knots))[1:-1]])
    return shares[:, : np.flatnonzero(shares.any(axis=0))[-1] + 1]
