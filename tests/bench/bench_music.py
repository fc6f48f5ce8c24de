"""The bars of melody over seeds, styles and topics, beside a melody that ignores accent.

    python -m tests.bench.bench_music [SEEDS]

prints a table: for each topic and style the worst seed of each measure (and the mean of the blind melody), and seconds.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain, product
from typing import Any

from mnemo import styles
from mnemo.model import Line, Lyric, Phrase, Proven, Score
from mnemo.music import compose
from mnemo.proof import prove
from mnemo.quality import melody, pop
from mnemo.styles.schema import Style
from mnemo.topic import find_topic, read_topic
from mnemo.words import write_lyric

TOPICS = ("lstm-gru", "lstm-gru-2")
SEEDS = 20
# Where the project asks for more than pop's 5th to 95th percentile.
NARROWER = {"commonest_ioi": (0.40, 0.70), "ioi_entropy_bits": (1.4, 2.23), "third_to_fifth": (0.20, 0.44)}


@dataclass(frozen=True)
class Bar:
    """A measure, what it must reach, and which of two values is the worse."""

    name: str
    value: Callable[[dict[str, Any]], float | None]
    wanted: float
    at_least: bool = True

    def worst(self, measured: Iterable[dict[str, Any]]) -> float:
        values = [v for m in measured if (v := self.value(m)) is not None]
        return min(values) if self.at_least else max(values)

    def mean(self, measured: Iterable[dict[str, Any]]) -> float:
        values = [v for m in measured if (v := self.value(m)) is not None]
        return sum(values) / len(values)

    def holds(self, value: float) -> bool:
        return value >= self.wanted if self.at_least else value <= self.wanted


def _band(name: str, low: float, high: float) -> tuple[Bar, Bar]:
    """A measure of `quality.pop` between two ends."""

    def value(measured: dict[str, Any]) -> float:
        return float(measured["pop"][name])

    return Bar(f"{name}, low end", value, low), Bar(f"{name}, high end", value, high, at_least=False)


BARS = (
    Bar("falls not sung upward", lambda m: m["accent_falls"]["not_up"], 0.97),
    Bar("falls sung downward", lambda m: m["accent_falls"]["down"], 0.85),
    Bar("phrase-initial rises not sung downward", lambda m: m["accent_rises"]["not_down"], 0.90),
    Bar("falls contradicted in a chorus", lambda m: m["hook_falls_contradicted"], 0, at_least=False),
    Bar("range, semitones", lambda m: m["voice"]["range_semitones"], 16, at_least=False),
    Bar("within the tessitura", lambda m: m["voice"]["within_tessitura"], 1),
    Bar("chord tones on beats 1 and 3", lambda m: m["chord_tones_on_1_and_3"], 0.85),
    Bar("leaps over 7 semitones", lambda m: m["leaps"]["wide"], 0.03, at_least=False),
    Bar("leaps over 4 resolved by step", lambda m: m["leaps"]["resolved"], 0.90),
    Bar("sections ending on a stable tone", lambda m: m["sections_end_stable"], 1),
    Bar("later verses like the first", lambda m: m["verse_similarity"], 0.75),
    Bar("first two bars of choruses identical", lambda m: m["hook_identical"], 1),
    Bar("chorus above verse, semitones", lambda m: m["chorus_above_verse"], 2),
    Bar("slowest line, morae/s", lambda m: m["speed"]["slowest_line"], 3.5),
    Bar("fastest line, morae/s", lambda m: m["speed"]["fastest_line"], 7, at_least=False),
    Bar("busiest beat, morae/s", lambda m: m["speed"]["busiest_beat"], 9, at_least=False),
    Bar("longest without an eighth's rest, bars", lambda m: m["longest_without_breath_bars"], 4, at_least=False),
    Bar("chorus lines that begin with the hook", lambda m: m["hook"]["comes_back"], 0.75),
    Bar("... and go the hook's way", lambda m: m["hook"]["same_way"], 0.5),
    Bar("the hook's longest note, beats", lambda m: m["hook"]["held_beats"], 1),
    Bar("the hook's leap, semitones", lambda m: abs(m["hook"]["leap_semitones"]), 5),
    Bar("the hook's leap is resolved", lambda m: m["hook"]["resolved"], 1),
    *chain.from_iterable(_band(name, *NARROWER.get(name, ends)) for name, ends in pop.TABLE.items()),
)


@cache
def proven(topic: str) -> Proven:
    return prove(read_topic(find_topic(topic)))


@cache
def lyric(style_name: str, topic: str = TOPICS[0]) -> Lyric:
    """A topic's true lyric in a style."""
    return write_lyric(proven(topic), styles.load(style_name))


def measures(style_name: str, seeds: Iterable[int], topic: str = TOPICS[0]) -> list[dict[str, Any]]:
    style, words = styles.load(style_name), lyric(style_name, topic)
    return [dict(compose(words, style, seed).quality["melody"]) for seed in seeds]


def blind_measures(style_name: str, seeds: Iterable[int], topic: str = TOPICS[0]) -> list[dict[str, Any]]:
    style, words = styles.load(style_name), lyric(style_name, topic)
    return [melody.measure(accent_blind(words, style, seed)) for seed in seeds]


def accent_blind(lyric: Lyric, style: Style, seed: int) -> Score:
    """The same song composed without knowing accents, then sung with them."""
    sections = (replace(s, lines=tuple(map(_flat, s.lines))) for s in lyric.sections)
    score = compose(replace(lyric, sections=tuple(sections)), style, seed)
    lines = tuple(line for section in lyric.sections for line in section.lines)
    spoken = (mora for line in lines for mora in line.morae)
    notes = tuple(replace(n, mora=mora) for n, mora in zip(score.lead.notes, spoken, strict=True))
    return replace(score, lines=lines, vocals=(replace(score.lead, notes=notes), *score.vocals[1:]))


def _flat(line: Line) -> Line:
    """Every mora a phrase of its own: no accent asks for anything."""
    return replace(line, phrases=tuple(Phrase((replace(m, high=True, falls=False),)) for m in line.morae))


def main(seeds: int) -> None:
    for topic, name in product(TOPICS, styles.names()):
        lyric(name, topic)
        began = time.process_time()
        measured = measures(name, range(seeds), topic)
        seconds = (time.process_time() - began) / seeds
        blind = blind_measures(name, range(min(seeds, 5)), topic)
        print(f"{topic}, {name}: {seconds:.2f} s a song (CPU)")
        for bar in BARS:
            worst = bar.worst(measured)
            sign, mark = ("≥" if bar.at_least else "≤"), ("" if bar.holds(worst) else "  MISSED")
            print(
                f"  {bar.name:42} {sign} {bar.wanted:<5g} worst {worst:<7.4g}"
                f" mean {bar.mean(measured):<7.4g} blind {bar.mean(blind):<7.4g}{mark}"
            )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else SEEDS)
