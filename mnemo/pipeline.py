"""fact file -> proof -> lyric -> score -> performance -> release: six calls, and nothing else here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from mnemo.exports import publish
from mnemo.exports.release.choice import Choice, find_rendering
from mnemo.model import Lyric, Proven, Release, Score, Topic
from mnemo.music import compose
from mnemo.pieces import Piece
from mnemo.proof import prove
from mnemo.runtime.atomic_folder import check as check_folder
from mnemo.runtime.threads import run_both
from mnemo.sound import perform
from mnemo.sound.voices import Voice, start_loading, tessitura
from mnemo.styles.schema import Style
from mnemo.topic import read_topic
from mnemo.words import read_ahead, write_lyric


def generate(
    source: Path | Piece,
    style: Style,
    voice: Voice,
    seed: int,
    out: Path,
    choice: Choice | None = None,
    report: Callable[[str], None] = lambda stage: None,
    announce: Callable[[Lyric, Score], None] = lambda lyric, score: None,
) -> Release:
    """Make the song of one fact file, or of a piece of it, in `out`/<topic>/.

    `report` hears the name of each stage as it begins, `announce` what was composed before it is sung.
    """
    report("topic")
    topic = source.read() if isinstance(source, Piece) else read_topic(source)
    check_folder(out, topic.name)
    proven, lyric, score = write_score(topic, style, voice, seed, report)
    announce(lyric, score)
    report("performance")
    performance = perform(score, voice, style, find_rendering(choice or Choice()))
    report("release")
    return publish(proven, score, performance, style, out, choice)


def write_score(
    topic: Topic, style: Style, voice: Voice, seed: int, report: Callable[[str], None] = lambda stage: None
) -> tuple[Proven, Lyric, Score]:
    """Make a song as far as it is on paper: proof, lyric, score.

    Meanwhile the voice loads, which will sing; and while other processes experiment, this one reads.
    """
    start_loading(voice)
    report("proof")
    proven, _ = run_both(lambda: prove(topic), lambda: read_ahead(topic, style))
    report("lyric")
    lyric = write_lyric(proven, style)
    report("score")
    return proven, lyric, compose(lyric, style, seed, tessitura(voice))
