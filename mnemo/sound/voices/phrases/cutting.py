"""A vocal part cut into phrases, and sung phrases put back into the song.

A phrase is a run of notes on neighbouring morae of one line. Its notes are moved to tick 0, so that a phrase that comes
again (the chorus) is the same value and is sung once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from mnemo import chance, units
from mnemo.errors import StyleError
from mnemo.model import Mora, MoraTime, Phrase, Score, SungNote, Take, VocalPart
from mnemo.reader import suggest
from mnemo.styles.schema import SingerStyle

LEAD_IN_S = 0.6  # of audio before a phrase's first onset: room for a consonant and a breath
ACCENTS_DB = {0: 1.5, 2 * units.TICKS_PER_BEAT: 0.75}  # place in the bar -> louder by
ROOM_TICKS = 120  # left free before a phrase that follows at once, for its first consonant

Text = tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be sung: notes on the morae of a text, from its mora number `first` on, by one singer."""

    text: Text
    notes: tuple[SungNote, ...]  # the first at tick 0, all with line 0
    first: int
    singer: SingerStyle
    us_per_beat: int
    rest_ticks: int  # of silence before the first note, at most REST_LIMIT_TICKS: room for a breath
    timbre: str = "lead"  # the singer's name in the style
    seed: int = 0  # the song's


@dataclass(frozen=True, slots=True, eq=False)
class Sung:
    """`audio` starts LEAD_IN_S before the first note's onset; `times` count from that onset."""

    audio: NDArray[np.float32]
    times: tuple[MoraTime, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """A request and where its first onset is in the song."""

    request: Request
    onset_ticks: int


REST_LIMIT_TICKS = units.TICKS_PER_BEAT  # more rest makes no difference, and equal phrases stay equal


def make_chance(request: Request, use: str) -> np.random.Generator:
    """Make a generator for one use in a phrase, from the song's seed, the words and who sings them, not the notes."""
    words = "".join(mora.kana for phrase in request.text for mora in phrase.morae)
    return chance.generator(request.seed, "phrase", use, request.timbre, words, request.first)


def find_singer(part: VocalPart, singers: Mapping[str, SingerStyle]) -> SingerStyle:
    """Find the singer of a part. Raises StyleError for a timbre that the style has no singer for."""
    if part.timbre not in singers:
        template = "the style has no singer {timbre} for the part {part}; {hint}"
        raise StyleError(template, timbre=part.timbre, part=part.name, hint=suggest(part.timbre, singers))
    return singers[part.timbre]


def cut_phrases(
    part: VocalPart, score: Score, singer: SingerStyle, lines: Collection[int] | None = None
) -> Iterator[Placed]:
    """Yield the part as phrases, or the phrases of some of its lines.

    A last note that would leave the next phrase's first consonant no room is shortened.
    """
    runs = [
        run for line, notes in groupby(part.notes, lambda n: n.line) for run in _find_runs(tuple(notes), score, line)
    ]
    silent_from = 0
    for i, (first, notes) in enumerate(runs):
        start, last = notes[0].onset_ticks, notes[-1]
        end = last.onset_ticks + last.duration_ticks
        if i + 1 < len(runs):
            room = runs[i + 1][1][0].onset_ticks - ROOM_TICKS
            end = max(min(end, room), last.onset_ticks + last.duration_ticks // 2)
        shortened = (*notes[:-1], replace(last, duration_ticks=end - last.onset_ticks))
        moved = tuple(replace(_accent(n), onset_ticks=n.onset_ticks - start, line=0) for n in shortened)
        rest = min(start - silent_from, REST_LIMIT_TICKS)
        text = score.lines[last.line].phrases
        if lines is None or last.line in lines:
            yield Placed(Request(text, moved, first, singer, score.us_per_beat, rest, part.timbre, score.seed), start)
        silent_from = end


def _accent(note: SungNote) -> SungNote:
    """Return the note, louder on a strong beat."""
    accent_db = ACCENTS_DB.get(note.onset_ticks % units.TICKS_PER_BAR, 0.0)
    return replace(note, velocity=round(note.velocity * units.db_to_gain(accent_db)))


def assemble(placed: Sequence[Placed], sung: Mapping[Request, Sung], score: Score) -> Take:
    """Add the phrases into the song, and return when their morae sound there. A singer's delay moves both."""
    audio = np.zeros(units.ticks_to_samples(score.end_ticks, score.us_per_beat), np.float32)
    times: list[MoraTime] = []
    for p in placed:
        phrase, delay_s = sung[p.request], p.request.singer.delay_s
        onset = units.ticks_to_samples(p.onset_ticks, score.us_per_beat) + units.s_to_samples(delay_s)
        _add(audio, phrase.audio, onset - units.s_to_samples(LEAD_IN_S))
        origin_s = units.ticks_to_s(p.onset_ticks, score.us_per_beat) + delay_s
        times += [t.moved(origin_s) for t in phrase.times]
    return Take(audio, tuple(times))


def _find_runs(notes: tuple[SungNote, ...], score: Score, line: int) -> Iterator[tuple[int, tuple[SungNote, ...]]]:
    """Yield (number of the first mora, notes): the longest runs of the line's morae that the notes follow."""
    morae = score.lines[line].morae
    at = 0
    while at < len(notes):
        first, length = max(((i, _count_common(notes[at:], morae[i:])) for i in range(len(morae))), key=lambda x: x[1])
        if not length:
            raise ValueError(f"the mora {notes[at].mora.kana} is not in its line {score.lines[line].kana}")
        yield first, notes[at : at + length]
        at += length


def _count_common(notes: Sequence[SungNote], morae: Sequence[Mora]) -> int:
    """Return how many notes from the first on are on these morae."""
    pairs = zip(notes, morae, strict=False)
    return next((i for i, (note, mora) in enumerate(pairs) if note.mora != mora), min(len(notes), len(morae)))


def _add(song: NDArray[np.float32], sound: NDArray[np.float32], at: int) -> None:
    """Add a sound to the song in place; what lies outside of the song is left out."""
    start, stop = max(at, 0), min(at + len(sound), len(song))
    if start < stop:
        song[start:stop] += sound[start - at : stop - at]
