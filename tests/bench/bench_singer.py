"""How exactly a neural voice sings, on lines of both topics: run by hand; it asserts nothing.

    python -m tests.bench.bench_singer [--voice alpha] [--lines 4]

`--lines` are taken of each topic, evenly. Prints pitch by Praat, onsets, evenness, clicks, held vowels and CPU seconds,
then the table for `timing.LATE_S`: how much later than planned the vowels of morae are heard by their first
phoneme, with what is in the table already added.
"""

from __future__ import annotations

import argparse
import os
import time
from collections import defaultdict
from dataclasses import replace

import numpy as np

from mnemo import styles, units
from mnemo.model import MoraTime, SungNote
from mnemo.music import compose
from mnemo.proof import prove
from mnemo.quality.voice import find_vowel_onsets, find_vowels
from mnemo.runtime import resources
from mnemo.sound import voices
from mnemo.sound.voices.neural import model, phrase, timing
from mnemo.sound.voices.neural.singer import NeuralVoice
from mnemo.sound.voices.phrases import cutting
from mnemo.sound.voices.phrases.cutting import LEAD_IN_S, Request
from mnemo.topic import read_topic
from mnemo.words import write_lyric
from tests.instruments import voice as quality

TOPICS = ("lstm-gru", "lstm-gru-2")
UNPITCHED_CENTS = 2400.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--voice", default="alpha")
    parser.add_argument("--lines", type=int, default=4)
    options = parser.parse_args()
    voice = voices.load(options.voice)
    if not isinstance(voice, NeuralVoice):
        raise SystemExit(f"{options.voice} is not a neural voice")
    singer = voice.singer
    cents, frames, spreads, lost, clicks, seconds = [], [], [], [], 0, 0.0
    late_s: dict[str, list[float]] = defaultdict(list)
    engine = model.load_model()
    began_s = sum(os.times()[:4])
    for request in _requests(voice, options.lines):
        sung = phrase.sing(engine, singer, request)
        notes = tuple(replace(n, midi=n.midi + 12 * singer.octaves) for n in request.notes)
        times = [t.moved(LEAD_IN_S) for t in sung.times]
        of_vowels, of_frames = quality.praat_pitch_errors_cents(sung.audio, notes, times)
        cents += of_vowels.tolist()
        frames += of_frames.tolist()
        spreads.append(quality.level_spread_db(sung.audio, notes, times)[0])
        lost += quality.held_losses_db(sung.audio, notes, times)
        clicks += len(quality.clicks(sung.audio))
        seconds += len(sung.audio) / units.SAMPLE_RATE
        for phoneme, error_s in _lateness(sung.audio, notes, times):
            late_s[phoneme].append(error_s)
    cpu_s = sum(os.times()[:4]) - began_s
    _show(np.array(cents), np.array(frames), late_s)
    print(f"loudness in a line: median {np.median(spreads):.2f}, worst {max(spreads):.2f} dB; {clicks} clicks")
    print(f"{len(lost)} held vowels lose {max(lost, default=0.0):.1f} dB at most")
    print(f"{cpu_s / seconds:.2f} CPU s per second of phrase, {seconds:.1f} s; {time.strftime('%H:%M')}")


def _requests(voice: NeuralVoice, count: int) -> list[Request]:
    """The first phrases of `count` lines of each topic."""
    style = styles.load(styles.DEFAULT)
    chosen = []
    for topic in TOPICS:
        lyric = write_lyric(prove(read_topic(resources.folder("lyrics") / f"{topic}.toml")), style)
        score = compose(lyric, style, 0, voice.tessitura)
        placed = cutting.cut_phrases(score.lead, score, style.sound.singers["lead"])
        different = list({p.request.text: p.request for p in placed if len(p.request.notes) > 3}.values())
        chosen += different[:: max(len(different) // count, 1)][:count]
    return chosen


def _lateness(audio: np.ndarray, notes: tuple[SungNote, ...], times: list[MoraTime]) -> list[tuple[str, float]]:
    claimed_s = {index: start_s for index, _, start_s, _ in find_vowels(notes, times)}
    heard_s = find_vowel_onsets(audio, notes, times)
    return [(notes[i].mora.phonemes[0], heard_s[i] - claimed_s[i]) for i in heard_s]


def _show(cents: np.ndarray, frames: np.ndarray, late_s: dict[str, list[float]]) -> None:
    pitched = np.abs(cents[np.abs(cents) < UNPITCHED_CENTS])
    print(f"pitch of {len(cents)} vowels: median {np.median(pitched):.1f}, 95 % {np.percentile(pitched, 95):.1f} cents")
    print(f"{np.sum(pitched > quality.OCTAVE_CENTS)} octave errors, {len(cents) - len(pitched)} without pitch")
    print(f"95 % of frames: {np.percentile(np.abs(frames), 95):.1f} cents")
    every_ms = 1000 * np.abs(np.concatenate([np.array(errors) for errors in late_s.values()]))
    print(
        f"onsets of {len(every_ms)} vowels: median {np.median(every_ms):.1f}, 95 % {np.percentile(every_ms, 95):.1f} ms"
    )
    for phoneme, errors in sorted(late_s.items(), key=lambda entry: np.median(entry[1])):
        already_s = timing.LATE_S.get(phoneme, 0.0)
        print(f'    "{phoneme}": {already_s + np.median(errors):.3f},  # {len(errors)} vowels, now {already_s:.3f}')


if __name__ == "__main__":
    main()
