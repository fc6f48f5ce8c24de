"""A stretch of the song alone, as it sounds in the song.

Nothing in the mix looks further than some seconds, but for the levels that are measured on all of it
(`mnemo.sound.levels`). So it is made in a window somewhat longer than itself (`mnemo.sound.window`).
"""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnemo import units
from mnemo.model import Score, Stem, Take
from mnemo.runtime import cache
from mnemo.runtime.threads import run_both
from mnemo.sound import band, ducking, effects, master, mix, voices
from mnemo.sound.disk import StemFile
from mnemo.sound.levels import Levels
from mnemo.sound.mix import BandTracks
from mnemo.sound.voices import Voice
from mnemo.sound.window import cut_part, find_lines, find_window
from mnemo.styles.schema import Style

Sound = NDArray[np.float32]

BANDS = "bands"  # space of the cache


def perform_stretch(
    score: Score, voice: Voice, style: Style, span: slice, levels: Levels | None = None, solo: bool = False
) -> Sound:
    """Sing, play, mix and master the samples `span` of a song: (samples, 2). `solo` is the voices without the band.

    `levels` are the song's; without them they are measured on the stretch, which is then as loud as a song.
    """
    window = find_window(score, span)
    mixed = mix_stretch(score, voice, style, window, levels, solo)
    mastered, _ = master.master(mixed, style.sound.master, levels.master if levels else None)
    return mastered[span.start - window.start : span.stop - window.start]


def mix_stretch(
    score: Score, voice: Voice, style: Style, window: slice, levels: Levels | None = None, solo: bool = False
) -> Sound:
    """Mix the samples `window` of a song, which begin on the `GRID`, before mastering: (samples, 2)."""
    samples, lines = window.stop - window.start, find_lines(score, window)
    vocals = (replace(part, notes=tuple(n for n in part.notes if n.line in lines)) for part in score.vocals)
    part_of_score = replace(score, vocals=tuple(vocals))

    def sing() -> list[Stem]:
        takes = [_cut_take(take, window) for take in voices.sing_lines(voice, score, style, lines)]
        known = levels.takes if levels else mix.NO_LEVELS
        return mix.make_vocal_stems(part_of_score, takes, style.sound, samples, known)[0]

    if solo:
        return mix.sum_stems(sing())[0]
    singing, tracks = run_both(sing, lambda: play_band(score, style, window))
    playing = mix.make_band(score, style.sound, tracks, singing[0].audio, levels.lead_db if levels else None)
    return mix.sum_stems([*singing, playing.together])[0]


def play_band(score: Score, style: Style, window: slice) -> BandTracks:
    """Play the band in these samples. It is kept by what it plays there, which most edits leave as it was."""
    near = replace(score, parts=tuple(cut_part(part, score, window) for part in score.parts))
    sections = [(s.kind, s.start_ticks, s.end_ticks) for s in score.sections]
    code = cache.code_digest(ducking, effects, mix, sys.modules[__name__]), band.digest_code()
    key = cache.digest(code, style.sound, near.parts, sections, score.us_per_beat, window)

    def play() -> list[list[tuple[Any, Sound]]]:
        tracks = mix.play_band(near, style.sound, window.stop - window.start, window.start)
        return [[(name, np.array(kept())) for name, kept in found.items()] for found in (tracks.alike, tracks.returns)]

    alike, returns = cache.memo(BANDS, key, play)
    return BandTracks(*({name: StemFile.of(audio) for name, audio in found} for found in (alike, returns)))


def _cut_take(take: Take, window: slice) -> Take:
    moved = tuple(time.moved(-units.samples_to_s(window.start)) for time in take.times)
    return Take(take.audio[window], moved)
