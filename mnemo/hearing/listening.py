"""hear(): every line of a song, each clip once.

What was heard is kept by content: the same audio and the same model are not heard twice, so after a change to two
lines only those are heard again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from mnemo.hearing.alignment import align
from mnemo.hearing.lines import ExpectedLine
from mnemo.hearing.result import Heard, HeardLine, Hearing
from mnemo.hearing.sounds import HeardSong, Sound, clip
from mnemo.runtime import cache
from mnemo.words.transcript import Transcript, collapse, transcribe

TOO_LONG = 1.5  # times the phones that were sung: the recogniser went on without the singer
NEIGHBOUR_S = 2.0  # lines farther apart are not sung in one breath and help nobody to hear each other
SPACE = "hearing"
KEY_STEPS = 2**11  # of full scale: 12 bits

Key = TypeVar("Key")
Report = Callable[[int, int], None]  # how many clips are heard, of how many


class Recogniser(Protocol):
    """Turns a clip of 16 kHz into text. Two with the same `identity` hear the same."""

    @property
    def name(self) -> str: ...

    @property
    def identity(self) -> str: ...

    @property
    def workers(self) -> int: ...

    def hear(self, clip: NDArray[np.float32]) -> str: ...


def hear(song: HeardSong, recogniser: Recogniser, report: Report = lambda heard, of: None) -> Hearing:
    """Hear every line in every sound of a song."""
    clips = {(way, n): _clip(song, way, n, n) for way in song.sounds for n in range(len(song.lines))}
    texts = _texts(clips, recogniser, report)
    found = {key: _heard(song.lines[key[1]], transcribe(text, song.topic.readings)) for key, text in texts.items()}
    again = {key: _neighbours(song.lines, key[1]) for key, heard in found.items() if heard.phones > TOO_LONG * heard.of}
    spans = {key: span for key, span in again.items() if len(span) > 1}
    wider = _texts({key: _clip(song, key[0], span[0], span[-1]) for key, span in spans.items()}, recogniser, report)
    for key, text in wider.items():
        lines = [song.lines[n] for n in spans[key]]
        found[key] = _heard_among(lines, spans[key].index(key[1]), transcribe(text, song.topic.readings))
    return Hearing(
        song.topic.name,
        recogniser.name,
        tuple(HeardLine(line, {way: found[way, n] for way in song.sounds}) for n, line in enumerate(song.lines)),
    )


def _clip(song: HeardSong, way: str, first: int, last: int) -> Sound:
    return clip(song.sounds[way], song.lines[first].start_s, song.lines[last].end_s, song.sample_rate)


def _texts(clips: Mapping[Key, Sound], recogniser: Recogniser, report: Report) -> dict[Key, str]:
    """Return the text of each clip; silence is not given to the recogniser, and equal clips are heard once."""
    keys = {name: cache.digest(recogniser.identity, _round_for_key(sound)) for name, sound in clips.items()}
    wanted = {keys[name]: sound for name, sound in clips.items() if len(sound)}
    texts = {key: text for key in wanted if (text := cache.read(SPACE, key)) is not None}
    missing = {key: sound for key, sound in wanted.items() if key not in texts}
    report(0, len(missing))
    pool = ThreadPoolExecutor(recogniser.workers)
    try:
        for heard, (key, text) in enumerate(zip(missing, pool.map(recogniser.hear, missing.values()), strict=True), 1):
            cache.write(SPACE, key, text)
            texts[key] = text
            report(heard, len(missing))
    finally:
        pool.shutdown(cancel_futures=True)
    return {name: texts.get(key, "") for name, key in keys.items()}


def _round_for_key(sound: Sound) -> NDArray[np.int16]:
    """Round a clip to what makes two clips the same: an edit elsewhere leaves last bits in filters that ring on."""
    return np.rint(sound * KEY_STEPS).astype(np.int16)


def _neighbours(lines: Sequence[ExpectedLine], n: int) -> list[int]:
    """Return a line and the lines right before and after it."""
    near = [m for m in (n - 1, n, n + 1) if 0 <= m < len(lines)]
    return [m for m in near if lines[max(m, n)].start_s - lines[min(m, n)].end_s <= NEIGHBOUR_S]


def _heard(line: ExpectedLine, transcript: Transcript) -> Heard:
    return Heard(transcript.text, align(line.phones, transcript.phones).errors, len(transcript.phones))


def _heard_among(lines: Sequence[ExpectedLine], place: int, transcript: Transcript) -> Heard:
    """Return what was heard of one line in the text of several.

    Where a line ends with the phone that the next begins with, both are one phone of the text, and an error in it is
    charged to the first.
    """
    phones = [phone for line in lines for phone in line.phones]
    kept = collapse(phones)
    aligned = align([phones[index] for index in kept], transcript.phones)
    stop = sum(len(line.phones) for line in lines[: place + 1])
    own = range(stop - len(lines[place].phones), stop)
    errors = dict(zip(kept, aligned.errors, strict=True))
    spans = [span for span, owner in zip(transcript.spans, aligned.owners, strict=True) if kept[owner] in own]
    text = transcript.text[spans[0][0] : spans[-1][1]] if spans else ""
    return Heard(text, tuple(errors.get(index, 0) for index in own), len(spans), among=True)
