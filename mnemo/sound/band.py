"""The band: every Part of a score becomes audio in its channel, from the patches and the kit of the style.

A note that comes again (same patch, pitch, length and velocity) is rendered once, and kept in the cache for the next
run and for other songs. Velocities are rounded to steps of `VELOCITY_STEP`, so that humanised playing does not make
every note unique.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from mnemo import units
from mnemo.dsp import blocks, filters, panning, sections, windows
from mnemo.dsp.blocks import piece_slices
from mnemo.dsp.panning import CENTRE, pan_gains
from mnemo.model import Note, Part, Score
from mnemo.runtime import cache
from mnemo.runtime.threads import map_in_threads
from mnemo.sound import channels, drums, synth, wavetable
from mnemo.sound.channels import place_in_channel
from mnemo.sound.disk import Pieces
from mnemo.sound.window import LONGEST_RING_S
from mnemo.styles.schema import SoundStyle
from mnemo.styles.sound import Channel, Drum, Patch

Sound = NDArray[np.float32]

VELOCITY_STEP = 8
CACHED_NOTES = 2048
CACHE_SPACE = "notes"


def find_channel(part: Part, sound: SoundStyle) -> Channel:
    return sound.drums if part.is_drums else sound.instruments[part.instrument].channel


def render_part(part: Part, score: Score, sound: SoundStyle, samples: int, start: int = 0) -> Pieces:
    """Yield the part from a sample of the song on, piece by piece without silent ones: (samples, 2) in all."""
    notes = sorted(part.notes, key=lambda note: find_onset(note, score))
    if start:
        first, stop = start - units.s_to_samples(LONGEST_RING_S), start + samples
        lengths = (units.ticks_to_samples(note.duration_ticks, score.us_per_beat) for note in notes)
        heard = zip(notes, lengths, (find_onset(note, score) for note in notes), strict=True)
        notes = [note for note, length, onset in heard if onset + length > first and onset < stop]
    sounds = _render_strokes(notes, score, sound) if part.is_drums else _render_notes(part, notes, score, sound)
    return sum_sounds(((onset - start, rendered) for onset, rendered in sounds), samples)


def render_all(score: Score, sound: SoundStyle) -> None:
    """Render every different note and stroke once, before several threads ask for the same ones."""
    notes: dict[tuple[Patch, int, int, int], None] = {}
    strokes: dict[tuple[Drum, int, Channel], None] = {}
    for part in score.parts:
        for note in part.notes:
            velocity = round_velocity(note.velocity)
            if part.is_drums:
                strokes[sound.kit[drums.PIECES[note.midi]], velocity, sound.drums] = None
            else:
                held = units.ticks_to_samples(note.duration_ticks, score.us_per_beat)
                notes[sound.instruments[part.instrument], note.midi, held, velocity] = None
    map_in_threads(lambda wanted: render_note(*wanted), notes)
    map_in_threads(lambda wanted: _render_stroke(*wanted), strokes)


def round_velocity(velocity: int) -> int:
    """Round a velocity to one that is rendered."""
    return min(127, max(VELOCITY_STEP, round(velocity / VELOCITY_STEP) * VELOCITY_STEP))


def find_onset(note: Note, score: Score) -> int:
    return max(0, units.ticks_to_samples(note.onset_ticks + note.nudge_ticks, score.us_per_beat))


@lru_cache(maxsize=CACHED_NOTES)
def render_note(patch: Patch, midi: int, held: int, velocity: int) -> Sound:
    """Render a note of a patch in its channel, or take it from the cache: (samples, 2)."""
    key = cache.digest(digest_code(), patch, midi, held, velocity)
    note = synth.NoteRequest(midi, held, velocity)
    return cache.memo(CACHE_SPACE, key, lambda: place_in_channel(synth.render(patch, note), patch.channel))


@lru_cache(maxsize=CACHED_NOTES)
def _render_stroke(drum: Drum, velocity: int, channel: Channel) -> Sound:
    """Render a stroke of a drum in the kit's channel, or take it from the cache: (samples, 2)."""
    key = cache.digest(digest_code(), drum, velocity, channel)
    place = pan_gains(drum.pan) * CENTRE
    return cache.memo(
        CACHE_SPACE, key, lambda: place_in_channel(drums.render_stroke(drum, velocity)[:, None] * place, channel)
    )


@lru_cache(maxsize=1)
def digest_code() -> str:
    """Digest the code that decides how a note sounds."""
    own = sys.modules[__name__]
    return cache.code_digest(own, blocks, channels, drums, filters, panning, sections, synth, units, wavetable, windows)


def clear_caches() -> None:
    """Drop the rendered notes and wavetables: the next song cannot use them, and they take memory."""
    render_note.cache_clear()
    _render_stroke.cache_clear()
    wavetable.make_table.cache_clear()


def sum_sounds(sounds: Iterable[tuple[int, Sound]], samples: int) -> Pieces:
    """Yield the sum of sounds, each given with its first sample, in the order in which they begin."""
    coming = iter(sounds)
    begun: list[tuple[int, Sound]] = []
    following = next(coming, None)
    for piece in piece_slices(samples):
        while following and following[0] < piece.stop:
            begun.append(following)
            following = next(coming, None)
        if begun:
            out = np.zeros((piece.stop - piece.start, 2), np.float32)
            for start, sound in begun:
                target = out[max(0, start - piece.start) :]
                heard = sound[max(0, piece.start - start) :][: len(target)]
                target[: len(heard)] += heard
            begun = [(start, sound) for start, sound in begun if start + len(sound) > piece.stop]
            yield piece, out


def _render_notes(part: Part, notes: Iterable[Note], score: Score, sound: SoundStyle) -> Iterator[tuple[int, Sound]]:
    patch = sound.instruments[part.instrument]
    for note in notes:
        held = units.ticks_to_samples(note.duration_ticks, score.us_per_beat)
        yield find_onset(note, score), render_note(patch, note.midi, held, round_velocity(note.velocity))


def _render_strokes(notes: Sequence[Note], score: Score, sound: SoundStyle) -> list[tuple[int, Sound]]:
    """Render the strokes of a drum part. A drum that chokes is cut where the next of its group begins."""
    following: dict[str, int] = {}
    strokes = []
    for note in reversed(notes):
        drum = sound.kit[drums.PIECES[note.midi]]
        start = find_onset(note, score)
        stroke = _render_stroke(drum, round_velocity(note.velocity), sound.drums)
        if drum.chokes:
            if drum.chokes in following:
                stroke = _choke(stroke, following[drum.chokes] - start)
            following[drum.chokes] = start
        strokes.append((start, stroke))
    return strokes[::-1]


def _choke(sound: Sound, samples: int) -> Sound:
    if samples >= len(sound):
        return sound
    cut = sound[: max(0, samples)].copy()
    fade = min(len(cut), units.s_to_samples(drums.FADE_S))
    cut[len(cut) - fade :] *= np.linspace(1, 0, fade, dtype=np.float32)[:, None]
    return cut
