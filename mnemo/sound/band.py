"""The band: every Part of a score as dry audio, from the patches and the kit of the style.

A note that comes again (same patch, pitch, length, velocity) is rendered once. Velocities are heard in steps of
`VELOCITY_STEP`, so that humanised playing does not make every note unique.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from mnemo import units
from mnemo.errors import StyleError
from mnemo.model import Note, Part, Score
from mnemo.reader import suggest
from mnemo.sound import drums, synth, wavetable
from mnemo.sound.panning import CENTRE, sides
from mnemo.styles.schema import SoundStyle, Style
from mnemo.styles.sound import Channel, Drum, Patch

VELOCITY_STEP = 8
CACHED_NOTES = 2048


def check(score: Score, style: Style) -> None:
    """Every instrument and drum that the score asks for is in the style. Raises StyleError."""
    for part in score.parts:
        if part.is_drums:
            _check_kit(part, style)
        elif part.instrument not in (known := style.sound.instruments):
            template = "the style {style} has no instrument {instrument} for the part {part}; {hint}"
            hint = suggest(part.instrument, known)
            raise StyleError(template, style=style.name, instrument=part.instrument, part=part.name, hint=hint)


def _check_kit(part: Part, style: Style) -> None:
    for key in sorted({note.midi for note in part.notes}):
        drum = drums.PIECES.get(key, "?")
        if drum not in style.sound.kit:
            template = "the style {style} has no drum {drum} for the key {key}; {hint}"
            raise StyleError(template, style=style.name, drum=drum, key=key, hint=suggest(drum, style.sound.kit))


def channel(part: Part, sound: SoundStyle) -> Channel:
    return sound.drums if part.is_drums else sound.instruments[part.instrument].channel


def render(part: Part, score: Score, sound: SoundStyle, samples: int) -> NDArray[np.float32]:
    """The part from sample 0 of the song, dry: (samples, 2)."""
    if part.is_drums:
        return _play_drums(part, score, sound.kit, samples)
    return _play(part, score, sound.instruments[part.instrument], samples)


def audible(velocity: int) -> int:
    """The velocity that is rendered."""
    return min(127, max(VELOCITY_STEP, round(velocity / VELOCITY_STEP) * VELOCITY_STEP))


def onset(note: Note, score: Score) -> int:
    return max(0, units.ticks_to_samples(note.onset_ticks + note.nudge_ticks, score.us_per_beat))


@lru_cache(maxsize=CACHED_NOTES)
def kept_note(patch: Patch, midi: int, held: int, velocity: int) -> NDArray[np.float32]:
    return synth.render(patch, synth.Struck(midi, held, velocity))


@lru_cache(maxsize=CACHED_NOTES)
def _stroke(drum: Drum, velocity: int) -> NDArray[np.float32]:
    return drums.stroke(drum, velocity)[:, None] * (sides(drum.pan) * CENTRE)


def forget() -> None:
    """Drop the rendered notes and their waves: a song's are of no use to the next one, and they take memory."""
    kept_note.cache_clear()
    _stroke.cache_clear()
    wavetable.table.cache_clear()


def _play(part: Part, score: Score, patch: Patch, samples: int) -> NDArray[np.float32]:
    out = np.zeros((samples, 2), np.float32)
    for note in part.notes:
        held = units.ticks_to_samples(note.duration_ticks, score.us_per_beat)
        _add(out, kept_note(patch, note.midi, held, audible(note.velocity)), onset(note, score))
    return out


def _play_drums(part: Part, score: Score, kit: Mapping[str, Drum], samples: int) -> NDArray[np.float32]:
    """Strokes in time order; a piece that chokes is cut where the next of its group begins."""
    out = np.zeros((samples, 2), np.float32)
    notes = sorted(part.notes, key=lambda n: onset(n, score))
    following: dict[str, int] = {}
    for note in reversed(notes):
        drum = kit[drums.PIECES[note.midi]]
        start = onset(note, score)
        sound = _stroke(drum, audible(note.velocity))
        if drum.chokes:
            sound = _choked(sound, following.get(drum.chokes, samples) - start)
            following[drum.chokes] = start
        _add(out, sound, start)
    return out


def _choked(sound: NDArray[np.float32], samples: int) -> NDArray[np.float32]:
    if samples >= len(sound):
        return sound
    cut = sound[: max(0, samples)].copy()
    fade = min(len(cut), units.s_to_samples(drums.FADE_S))
    cut[len(cut) - fade :] *= np.linspace(1, 0, fade, dtype=np.float32)[:, None]
    return cut


def _add(out: NDArray[np.float32], sound: NDArray[np.float32], start: int) -> None:
    room = max(0, len(out) - start)
    out[start : start + len(sound)] += sound[:room]
