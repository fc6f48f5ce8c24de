"""Songs for the tests of exports that show something: the builders' values, with plots, and hostile ones."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path

from mnemo import styles
from mnemo.exports import audio, cover, page
from mnemo.exports.release.format import Material, Song
from mnemo.exports.song import assemble_song
from mnemo.exports.view.timeline import Timeline
from mnemo.model import Curve, Plot, Proven, ProvenFact, Score
from tests.builders import a_performance, a_proven, a_score

STEPS = tuple(float(i) for i in range(0, 101, 5))
FADING = Plot(
    "過去への勾配",
    "さかのぼる時間ステップ数",
    "勾配の大きさ",
    (Curve("RNN", STEPS, tuple(0.9**x for x in STEPS)), Curve("CEC", STEPS, tuple(1.0 for _ in STEPS))),
    log_y=True,
)
SIGMOID = Plot(
    "ゲートの開き",
    "入力",
    "値",
    (Curve("σ", STEPS, tuple(1 / (1 + math.exp(5 - x / 10)) for x in STEPS)),),
)


def with_plots(proven: Proven) -> Proven:
    facts = tuple(
        dataclasses.replace(f, evidence=dataclasses.replace(f.evidence, plot=plot))
        for f, plot in zip(proven.facts, (FADING, SIGMOID), strict=True)
    )
    return dataclasses.replace(proven, facts=facts)


def a_song(proven: Proven | None = None, score: Score | None = None, style: str = "technopop") -> Song:
    """A song of 24 s with the file names that a release gives it."""
    proven, score = proven or with_plots(a_proven()), score or a_score()
    material = Material(proven, score, a_performance(score), styles.load(style))
    names: dict[str, str] = {"video": "demo.mp4", "song": "song.json"}
    for form in (audio.FORMAT, cover.FORMAT, page.FORMAT):
        names |= form.files(material)
    return assemble_song(material, names)


def a_release(song: Song, folder: Path) -> Path:
    """Cover, audio and page of a song, as a release holds them."""
    folder.mkdir(parents=True, exist_ok=True)
    cover.write(song, folder)
    audio.write(song, folder)
    page.write(song, folder)
    return folder


def long_song(times: int) -> Song:
    """The song several times over, every line with words of its own."""
    song = a_song()
    once = song.timeline
    lines, sections, section_of = [], [], []
    for n in range(times):
        ahead_s = n * once.duration_s
        for sung in once.lines:
            later = sung.moved(ahead_s)
            lines.append(dataclasses.replace(later, line=dataclasses.replace(sung.line, text=f"{sung.line.text}{n}")))
        for section in once.sections:
            moved = {"start_s": section.start_s + ahead_s, "end_s": section.end_s + ahead_s}
            chords = tuple(
                dataclasses.replace(c, start_s=c.start_s + ahead_s, end_s=c.end_s + ahead_s) for c in section.chords
            )
            sections.append(dataclasses.replace(section, **moved, chords=chords))
        section_of += [number + n * len(once.sections) for number in once.section_of]
    long = Timeline(tuple(lines), tuple(sections), tuple(section_of), times * once.duration_s)
    return dataclasses.replace(song, timeline=long, document={**song.document, "duration_s": long.duration_s})


def hostile(text: str) -> Song:
    """A song in which everything that a fact file can say is `text`."""
    proven, score = with_plots(a_proven()), a_score()
    topic = dataclasses.replace(proven.topic, title=text, exam=text)
    facts = tuple(_hostile_fact(fact, text) for fact in proven.facts)
    lines = tuple(
        dataclasses.replace(
            line,
            text=text,
            words=tuple(dataclasses.replace(w, surface=text, furigana=text) for w in line.words),
        )
        for line in score.lines
    )
    sections = tuple(dataclasses.replace(s, name=text) for s in score.sections)
    score = dataclasses.replace(score, title=text, exam=text, lines=lines, sections=sections)
    song = a_song(dataclasses.replace(proven, topic=topic, facts=facts), score)
    return dataclasses.replace(song, document={**song.document, "credits": [text], "voice": text, "style": text})


def _hostile_fact(fact: ProvenFact, text: str) -> ProvenFact:
    plot = Plot(text, text, text, (Curve(text, (0.0, 1.0), (0.0, 1.0)),))
    refuted = tuple(dataclasses.replace(r, measured=text, value=(text,)) for r in fact.evidence.refuted)
    evidence = dataclasses.replace(
        fact.evidence, experiment=text, measured=text, expected=text, refuted=refuted, plot=plot
    )
    stated = dataclasses.replace(fact.fact, of=text, value=(text, text), why=text, source=text, given=text)
    return dataclasses.replace(fact, fact=stated, evidence=evidence)
