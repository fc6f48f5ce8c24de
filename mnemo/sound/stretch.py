"""A stretch of the song alone, as it sounds in the song.

Nothing in the mix looks further than some seconds, but for the levels that are measured on all of it
(`mnemo.sound.levels`). So it is made in a window somewhat longer than itself (`mnemo.sound.window`).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from mnemo import units
from mnemo.model import Score, Stem, Take
from mnemo.runtime.threads import run_both
from mnemo.sound import kept_band, master, mix, voices
from mnemo.sound.levels import Levels
from mnemo.sound.voices import Voice
from mnemo.sound.window import find_lines, find_window
from mnemo.styles.schema import Style

Sound = NDArray[np.float32]


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
    singing, tracks = run_both(sing, lambda: kept_band.play_band(score, style, window))
    playing = mix.make_band(score, style.sound, tracks, singing[0].audio, levels.lead_db if levels else None)
    return mix.sum_stems([*singing, playing.together])[0]


def _cut_take(take: Take, window: slice) -> Take:
    moved = tuple(time.moved(-units.samples_to_s(window.start)) for time in take.times)
    return Take(take.audio[window], moved)
