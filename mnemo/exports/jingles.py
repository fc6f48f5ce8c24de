"""jingles/*.mp3: 15 to 30 seconds for each group of facts, to be heard again and again.

A group's longest run of lines, cut before its first consonant; a short run is sung again until it is long enough, a
long one becomes several. It ends with the band, fading, at the song's loudness.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby, pairwise
from pathlib import Path

import numpy as np

from mnemo import units
from mnemo.errors import Translated
from mnemo.exports.mp3 import cuts, encode, tags
from mnemo.exports.mp3.cuts import Cut
from mnemo.exports.release.format import Format, Material, Song
from mnemo.exports.release.writing import run_in_parallel
from mnemo.model import Audio, Score, SungLine
from mnemo.runtime import cache

SHORTEST_S, LONGEST_S = 15.0, 28.0  # before the tail
TAIL_S = 1.5
CACHE_SPACE = "loudness"
_UNSAFE = re.compile(r"[^\w-]+")


@dataclass(frozen=True, slots=True)
class Jingle:
    """`start` and `end` (samples) are whole bars apart; the piece is sung `times` times."""

    group: str
    lines: tuple[int, ...]
    start: int
    end: int
    times: int


def name_files(material: Material) -> dict[str, str]:
    names = (_UNSAFE.sub("-", jingle.group).strip("-") for jingle in find_jingles(material))
    return {f"jingle/{n}": f"jingles/{n:02d}-{name}.mp3".replace("-.", ".") for n, name in enumerate(names, 1)}


def write(song: Song, folder: Path) -> None:
    (folder / "jingles").mkdir()
    run_in_parallel(
        partial(_write, song, folder, number, jingle) for number, jingle in enumerate(find_jingles(song), 1)
    )


FORMAT = Format(
    files=name_files,
    write=write,
    needs=("cover",),
    priority=3,
    about=Translated(
        "Pieces of 15 to 30 seconds, one for each group of facts.", ja="15〜30秒の断片。事実のグループごとに一つ。"
    ),
)


def find_jingles(material: Material) -> list[Jingle]:
    """Find the jingles, in the order in which the groups are first sung."""
    pieces = cuts.line_cuts(material)
    bar_s = units.ticks_to_s(units.TICKS_PER_BAR, material.score.us_per_beat)
    made = []
    for group, run in _find_runs(material).items():
        for lines in _share_out(run, material.score, bar_s):
            made.append(_make_jingle(group, [pieces[line] for line in lines], bar_s))
    return made


def make_audio(material: Material, jingle: Jingle) -> Audio:
    performance = material.performance
    piece = cuts.taken(performance.master, jingle.start, jingle.end)
    tail = performance.karaoke[jingle.end : jingle.end + units.s_to_samples(TAIL_S)]
    whole = np.concatenate([*cuts.joined([*[piece] * jingle.times, tail])])
    return _match_loudness(cuts.faded(whole, cuts.LEAD_IN_S / 2, TAIL_S), material)


def move_lines(song: Song, jingle: Jingle) -> list[SungLine]:
    """Return the song's lines at their times in the jingle."""
    period_s = units.samples_to_s(jingle.end - jingle.start)
    first_s = units.samples_to_s(jingle.start)
    lines = [song.timeline.lines[line] for line in jingle.lines]
    return [line.moved(n * period_s - first_s) for n in range(jingle.times) for line in lines]


def _write(song: Song, folder: Path, number: int, jingle: Jingle) -> None:
    label = tags.label(song, f"：{jingle.group}", str(number))
    frames = [
        *tags.names(song, label, tags.cover(song, folder)),
        *tags.lyrics(move_lines(song, jingle)),
    ]
    blob = encode.encode_mp3(make_audio(song, jingle), song.performance.sample_rate)
    (folder / song.files[f"jingle/{number}"]).write_bytes(tags.tagged(blob, frames))


def _find_runs(material: Material) -> dict[str, list[int]]:
    """Return the longest run of lines within one section that sing of one group; the first of equals."""
    group_of = {p.fact.id: p.fact.group or p.fact.of for p in material.proven.facts}
    lines = material.score.lines
    runs: dict[str, list[int]] = {}
    for section in material.score.sections:
        for group, run in groupby(section.lines, key=lambda line: group_of[lines[line].facts[0]]):
            found = list(run)
            if _count_bars(material.score, found) > _count_bars(material.score, runs.get(group, [])):
                runs[group] = found
    return runs


def _share_out(run: Sequence[int], score: Score, bar_s: float) -> Iterator[list[int]]:
    """Yield the run in as few parts as stay under `LONGEST_S`, as even as lines allow."""
    parts = math.ceil(_count_bars(score, run) * bar_s / LONGEST_S)
    cuts_at = [round(len(run) * n / parts) for n in range(parts + 1)]
    for start, stop in pairwise(cuts_at):
        if start < stop:
            yield list(run[start:stop])


def _make_jingle(group: str, pieces: Sequence[Cut], bar_s: float) -> Jingle:
    length = units.s_to_samples(round(units.samples_to_s(pieces[-1].end - pieces[0].start) / bar_s) * bar_s)
    start = max(0, min(pieces[0].start, pieces[-1].end - length))
    times = math.ceil(SHORTEST_S / units.samples_to_s(length))
    return Jingle(group, tuple(p.line for p in pieces), start, start + length, times)


def _count_bars(score: Score, lines: Sequence[int]) -> int:
    return sum(score.lines[line].bars for line in lines)


def _match_loudness(audio: Audio, material: Material) -> Audio:
    """Return the song's own loudness for a cut of it, under the same ceiling."""
    from mnemo.dsp import loudness
    from mnemo.sound.master import apply_reduction, compute_reduction, measure_block_peaks

    settings = material.style.sound.master
    rate = material.performance.sample_rate
    key = cache.digest(cache.code_digest(loudness), rate, audio)
    gain_db = settings.loudness_lufs - cache.memo(CACHE_SPACE, key, lambda: loudness.measure_loudness(audio, rate))
    blocks = compute_reduction(measure_block_peaks(audio, gain_db, settings), gain_db, settings.true_peak_db)
    return apply_reduction(audio, blocks, gain_db)
