"""How much of a song comes across: topics, styles, voices and seeds heard by Whisper, beside the same lines spoken.

    python -m tests.bench.bench_ear [--topics lstm-gru,lstm-gru-2] [--styles technopop,eurobeat,vocapop]
        [--voices alpha] [--seeds 0] [--sounds dry,mix,noise] [--songs FOLDER] [--worst 10] [--all-lines]

Phones heard wrong of all that were sung, a row a song. A line that comes again is heard where it is first sung, unless
--all-lines is given. `spoken` is the floor: the lines said by Open JTalk's Mei, from whose speech mei sings. Songs are
made in --songs, or taken from there where they are made already: FOLDER/<style>-<voice>-<seed>/<topic>/.
"""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np

from mnemo import pipeline, styles, units
from mnemo.exports.release.choice import Choice
from mnemo.hearing import ExpectedLine, HeardSong, Hearing, Tally, hear, load_whisper, read_song
from mnemo.model import Topic
from mnemo.sound import voices
from mnemo.sound.voices.speech_to_singing import speech
from mnemo.topic import find_topic, read_topic
from mnemo.words.readings import read

COLUMNS = ("spoken", "dry", "mix", "noise")
GAP_S = 3.0  # between spoken lines, so that none is heard with its neighbours


def main() -> None:
    options = _options()
    ear = load_whisper()
    print("topic style voice seed " + " ".join(COLUMNS), flush=True)
    heard: list[tuple[str, Hearing]] = []
    for topic, style, voice, seed in product(options.topics, options.styles, options.voices, options.seeds):
        facts = read_topic(find_topic(topic))
        folder = options.songs / f"{style}-{voice}-{seed}"
        if not (folder / topic / "song.json").is_file():
            choice = Choice(only=["wav", "stems"])
            pipeline.generate(find_topic(topic), styles.load(style), voices.load(voice), int(seed), folder, choice)
        song = read_song(folder / topic, facts, noise="noise" in options.sounds)
        lines = song.lines if options.all_lines else find_different(song.lines)
        song = replace(song, lines=lines, sounds={s: x for s, x in song.sounds.items() if s in options.sounds})
        hearing = hear(song, ear)
        tallies = {sound: hearing.total(sound) for sound in hearing.sounds}
        tallies["spoken"] = hear(_spoken(lines, facts), ear).total("dry")
        print(topic, style, voice, seed, *(_shown(tallies.get(column)) for column in COLUMNS), flush=True)
        heard.append((f"{topic} {style} {voice} {seed}", hearing))
    _show_worst(heard, options.worst)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    lists = {
        "topics": "lstm-gru,lstm-gru-2",
        "styles": ",".join(styles.names()),
        "voices": voices.DEFAULT,
        "seeds": "0",
        "sounds": "dry,mix,noise",
    }
    for name, default in lists.items():
        parser.add_argument(f"--{name}", type=lambda text: text.split(","), default=default.split(","))
    parser.add_argument("--songs", type=Path, default=None)
    parser.add_argument("--worst", type=int, default=10)
    parser.add_argument("--all-lines", action="store_true")
    options = parser.parse_args()
    options.songs = options.songs or Path(tempfile.mkdtemp())
    return options


def find_different(lines: tuple[ExpectedLine, ...]) -> tuple[ExpectedLine, ...]:
    """Each line where it is first sung."""
    first: dict[tuple[str, ...], ExpectedLine] = {}
    for line in lines:
        first.setdefault(line.phones, line)
    return tuple(first.values())


def _spoken(lines: tuple[ExpectedLine, ...], topic: Topic) -> HeardSong:
    """The lines as the voice's own speech, one after the other."""
    said, parts, at_s = [], [np.zeros(units.SAMPLE_RATE)], 1.0
    for line in lines:
        audio = speech.speak(speech.make_labels(read(line.text, topic.readings).phrases)).audio
        end_s = at_s + len(audio) / units.SAMPLE_RATE
        said.append(replace(line, start_s=at_s, end_s=end_s))
        parts += [audio, np.zeros(units.s_to_samples(GAP_S))]
        at_s = end_s + GAP_S
    return HeardSong(topic, tuple(said), {"dry": np.concatenate(parts).astype(np.float32)})


def _shown(tally: Tally | None) -> str:
    return f"{tally.wrong}/{tally.of}={tally.rate:.3f}" if tally else "-"


def _show_worst(heard: list[tuple[str, Hearing]], count: int) -> None:
    """The lines of which most came across wrong, in the last sound of each song."""
    found = [(line.heard[h.sounds[-1]].tally.rate, name, line) for name, h in heard for line in h.lines]
    for rate, name, line in sorted(found, key=lambda entry: -entry[0])[:count]:
        print(f"{rate:.2f} {name}: {line.line.text}")
        for sound, one in line.heard.items():
            print(f"     {sound:6} {one.tally.wrong:2}/{one.tally.of:2} {one.text}{' *' if one.among else ''}")


if __name__ == "__main__":
    main()
