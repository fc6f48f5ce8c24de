"""The band's tracks of a song or of a stretch, kept by what the band plays there: an edited word leaves them alone."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Any

from mnemo.model import Score
from mnemo.runtime import cache
from mnemo.sound import band, ducking, effects, mix
from mnemo.sound.disk import Kept, StemFile
from mnemo.sound.mix import BandTracks, Sound
from mnemo.sound.window import cut_part
from mnemo.styles.schema import Style

CACHE_SPACE = "bands"


def play_band(score: Score, style: Style, window: slice) -> BandTracks:
    """Play the band in these samples of the song, or map what it played there before."""
    near = replace(score, parts=tuple(cut_part(part, score, window) for part in score.parts))
    sections = [(s.kind, s.start_ticks, s.end_ticks) for s in score.sections]
    code = cache.code_digest(ducking, effects, mix, sys.modules[__name__]), band.digest_code()
    key = cache.digest(code, style.sound, near.parts, sections, score.us_per_beat, window)
    return _find_tracks(key) or _play_and_keep(key, near, style, window)


def _find_tracks(key: str) -> BandTracks | None:
    """Return the tracks that are kept; None where one is missing or damaged."""
    kinds: list[dict[Any, Kept]] = []
    for names in cache.read(CACHE_SPACE, key) or ():
        kinds.append({})
        for name, array in names.items():
            kept = cache.map_array(CACHE_SPACE, array)
            if kept is None:
                return None
            kinds[-1][name] = kept.load
    return BandTracks(*kinds) if kinds else None


def _play_and_keep(key: str, near: Score, style: Style, window: slice) -> BandTracks:
    """Play the tracks and keep them. Those that the cache has no room for wait in files without a name."""
    names: dict[Kept, str] = {}

    def keep(audio: Sound) -> Kept:
        kept = cache.keep_array(CACHE_SPACE, audio)
        if kept is None:
            return StemFile.of(audio)
        names[kept.load] = kept.name
        return kept.load

    tracks = mix.play_band(near, style.sound, window.stop - window.start, window.start, keep)
    kinds = tracks.alike, tracks.returns
    if all(track in names for kind in kinds for track in kind.values()):
        cache.write(CACHE_SPACE, key, [{name: names[track] for name, track in kind.items()} for kind in kinds])
    return tracks
