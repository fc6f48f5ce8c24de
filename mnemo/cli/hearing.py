"""`mnemo hear`: what a recogniser heard of a song, as tables or as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from mnemo.cli.messages import Messages
from mnemo.cli.progress import show_bars
from mnemo.cli.screen import show_table
from mnemo.errors import ArgumentError, Message
from mnemo.reader import suggest
from mnemo.topic import find_topic, read_topic

if TYPE_CHECKING:
    from mnemo.hearing import HeardLine, Hearing, Tally

PLACES = ("noise",)
SOUNDS = {"dry": Message("voice alone"), "mix": Message("mix"), "noise": Message("in noise")}
MAX_WORDS = 10  # in the table of words; --json has all


def hear_song(translate: Messages, out: Path, topic: str, place: str | None, model: str | None, as_json: bool) -> None:
    """Hear the song of a topic in `out` and show what was heard.

    Raises ArgumentError where there is no song or no such place, MissingPartError where the ear is not installed.
    """
    if place is not None and place not in PLACES:
        raise ArgumentError("no place {name} to hear a song in; {hint}", name=place, hint=suggest(place, PLACES))
    from mnemo.hearing import hear, load_whisper, read_song
    from mnemo.hearing.whisper import BASE

    facts = read_topic(find_topic(topic))
    with _show_progress(translate) as report:
        song = read_song(out / facts.name, facts, noise=place == "noise")
        hearing = hear(song, load_whisper(model or BASE), report)
    if "dry" not in hearing.sounds:
        template = (
            "{folder} has no stems, so the voice was not heard alone; `mnemo generate {topic} --with stems` makes them"
        )
        print(translate(template, folder=out / facts.name, topic=topic), file=sys.stderr)
    if as_json:
        print(json.dumps(hearing.document(), ensure_ascii=False, indent=1))
    else:
        show_hearing(translate, hearing)


@contextmanager
def _show_progress(translate: Messages) -> Iterator[Callable[[int, int], None]]:
    """Yield a function that is told how many clips are heard, of how many."""
    with show_bars() as progress:
        if progress is None:
            yield lambda heard, of: None
            return
        task = progress.add_task(translate("loading the ear"), total=None)

        def report(heard: int, of: int) -> None:
            progress.update(
                task, description=translate("listening: {heard} of {of}", heard=heard, of=of), completed=heard
            )
            progress.update(task, total=max(of, 1))

        yield report


def show_hearing(translate: Messages, hearing: Hearing) -> None:
    """Show one row a line, then sections and the song, then the words that fail most."""
    sounds = hearing.sounds
    heard = [heading for sound in sounds for heading in (translate(SOUNDS[sound]), translate("phones wrong"))]
    show_table(
        (translate("line"), translate("words sung"), *heard),
        [_make_row(number, line) for number, line in enumerate(hearing.lines, 1)],
    )
    rows = [[name, *(_format_rate(hearing.sections(s)[name]) for s in sounds)] for name in hearing.sections(sounds[0])]
    totals = [translate("the song"), *(_format_rate(hearing.total(s)) for s in sounds)]
    show_table((translate("section"), *(translate(SOUNDS[s]) for s in sounds)), [*rows, totals])
    _show_words(translate, hearing)


def _make_row(number: int, line: HeardLine) -> list[str]:
    cells = [(one.text, f"{one.tally.wrong}/{one.tally.of}") for one in line.heard.values()]
    return [str(number), line.line.text, *(cell for pair in cells for cell in pair)]


def _show_words(translate: Messages, hearing: Hearing) -> None:
    sound = hearing.sounds[-1]
    words = list(hearing.words(sound).items())[:MAX_WORDS]
    if words:
        heading = translate("words that fail most ({sound})", sound=translate(SOUNDS[sound]))
        show_table((heading, translate("phones wrong")), [(word, _format_rate(tally)) for word, tally in words])


def _format_rate(tally: Tally) -> str:
    return f"{tally.wrong}/{tally.of}  {tally.rate:.1%}"
