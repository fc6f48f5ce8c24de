"""Voices: one module each, found by name. A voice sings a score and says when each mora sounds.

Every module of this package offers `voice(**options) -> Voice`; its parameters are the options that the user may give,
all strings with defaults. Its `description` is English, or a `Translated` that carries other languages. A voice may
have a `tessitura`: melodies are then composed in that range. It may have `sing_lines(score, style, lines)`, so that a
preview need not sing the whole song, and `load()`, which loads what it sings with. Sub-packages hold what several
voices share and are no voices. A voice has the name of its module, with - for _.
"""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Callable, Collection
from importlib import import_module
from typing import Protocol

from mnemo.errors import ArgumentError, Message
from mnemo.model import Score, Take
from mnemo.reader import suggest
from mnemo.runtime.processes import count_cores
from mnemo.runtime.threads import start
from mnemo.styles.schema import Style

DEFAULT = "alpha"


class Voice(Protocol):
    """What each module of this package offers as `voice()` -> Voice."""

    @property
    def name(self) -> str: ...
    @property
    def description(self) -> str: ...
    @property
    def licence(self) -> str: ...
    @property
    def credit(self) -> str:
        """The line that a release must carry; "" where none is due."""
        ...

    def sing(self, score: Score, style: Style) -> tuple[Take, ...]:
        """Return a Take for each of score.vocals: mono at units.SAMPLE_RATE from sample 0, a time for every note."""
        ...


def tessitura(voice: Voice) -> tuple[int, int] | None:
    """Return the lowest and highest note (MIDI) that the voice sings well, if it says so: its `tessitura`."""
    found: tuple[int, int] | None = getattr(voice, "tessitura", None)
    return found


def load_draft_of(voice: Voice) -> Voice:
    """Mei, the quick voice, in the tessitura of `voice`: a draft has the melody and the key of the song it is for."""
    from mnemo.sound.voices.mei import Mei

    return Mei(tessitura=tessitura(voice))


def sing_lines(voice: Voice, score: Score, style: Style, lines: Collection[int]) -> tuple[Take, ...]:
    """Return a Take for each of score.vocals with some of its lines alone: a time for each note of these.

    A voice that has `sing_lines` sings no more than them; any other sings the whole song for it.
    """
    sing: Callable[[Score, Style, Collection[int]], tuple[Take, ...]] | None = getattr(voice, "sing_lines", None)
    if sing is not None:
        return sing(score, style, lines)
    takes = zip(score.vocals, voice.sing(score, style), strict=True)
    return tuple(
        Take(take.audio, tuple(t for note, t in zip(part.notes, take.times, strict=True) if note.line in lines))
        for part, take in takes
    )


def start_loading(voice: Voice) -> None:
    """Load in the background what the voice sings with, if it says how: its `load`.

    What fails comes again when the voice sings, and is told then.
    """
    load: Callable[[], None] | None = getattr(voice, "load", None)
    if load is not None and count_cores() > 1:
        start(load)


def names() -> list[str]:
    """Return every voice there is, whether or not what it needs is installed."""
    return sorted(m.name.replace("_", "-") for m in pkgutil.iter_modules(__path__) if not m.ispkg)


def load(name: str, **options: str) -> Voice:
    """Return the voice of that name.

    Raises ArgumentError (unknown voice or option) or MissingPartError (not installed).
    """
    if name not in names():
        raise ArgumentError("no voice {name}; {hint}", name=name, hint=suggest(name, names()))
    make = _maker(name.replace("-", "_"))
    known = inspect.signature(make).parameters
    for option in options:
        if option not in known:
            template = "the voice {name} has no option {option}; {hint}"
            hint = suggest(option, known) if known else Message("it takes none")
            raise ArgumentError(template, name=name, option=option, hint=hint)
    return make(**options)


def _maker(module: str) -> Callable[..., Voice]:
    make: Callable[..., Voice] | None = getattr(import_module(f"{__name__}.{module}"), "voice", None)
    if make is None:
        raise TypeError(f"mnemo/sound/voices/{module}.py has no voice(); what voices share belongs in a sub-package")
    return make
