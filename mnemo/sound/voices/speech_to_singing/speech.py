"""Accent phrases spoken by Open JTalk, with the time of every phoneme.

The labels are built from the kana and the accent of the score, one word an accent phrase, without a dictionary look-up:
what is spoken is what the score says. No `’` is written, so no vowel is devoiced.

Source of the durations: a full-context label carries its whole context, so the engine gives a phoneme the same length
alone as in its phrase; the sum is checked against the phrase. They are counted by a copy of the voice that makes one
sample a frame, which costs a twentieth.
"""

from __future__ import annotations

import os
import re
import tempfile
from dataclasses import dataclass
from functools import cache
from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mnemo import units
from mnemo.errors import ReadingError
from mnemo.model import Phrase

if TYPE_CHECKING:
    from pyopenjtalk.htsengine import HTSEngine

VOICE = "htsvoice/mei_normal.htsvoice"  # within the package
PAUSE_S = 0.1  # of silence kept before and after the line
FULL_SCALE = 32_768.0  # the engine counts in 16-bit steps
_PHONEME = re.compile(r"-([^+]+)\+")
_PAUSES = ("sil", "pau")


@dataclass(frozen=True, slots=True)
class Phone:
    name: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True, eq=False)
class Speech:
    """`audio` is (samples,) at units.SAMPLE_RATE, full scale 1; `phones` tile it, silence first and last."""

    audio: NDArray[np.float64]
    phones: tuple[Phone, ...]


def speak(labels: list[str], half_tones: float = 0.0) -> Speech:
    """Return the speech of one line's labels."""
    engine, clock, frame = _load_engines()
    rate = engine.get_sampling_frequency()
    if rate != units.SAMPLE_RATE:
        raise RuntimeError(f"the engine speaks at {rate} Hz")
    engine.add_half_tone(half_tones)
    audio = engine.synthesize(labels)
    lengths = [frame * len(clock.synthesize([label])) for label in labels]
    if sum(lengths) != len(audio):
        raise RuntimeError("the engine's phonemes do not add up to its phrase")
    edges_s = (np.concatenate([[0], np.cumsum(lengths)]) / rate).tolist()
    phones = [Phone(_find_phoneme(x), edges_s[i], edges_s[i + 1]) for i, x in enumerate(labels)]
    return _trim_silence(audio / FULL_SCALE, phones)


@cache
def _load_engines() -> tuple[HTSEngine, HTSEngine, int]:
    """Load the engine, one that makes one sample of each frame of the voice, and the voice's samples a frame.

    They are loaded without their package, which imports readers of text for half a second in each process.
    """
    package = find_spec("pyopenjtalk")
    if package is None or package.submodule_search_locations is None:
        raise ImportError("pyopenjtalk")
    home = Path(package.submodule_search_locations[0])
    spec = PathFinder.find_spec("pyopenjtalk.htsengine", [str(home)])
    if spec is None or spec.loader is None:
        raise ImportError("pyopenjtalk.htsengine")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    path = home / VOICE
    voice = path.read_bytes()
    period = re.search(rb"FRAME_PERIOD:(\d+)\n", voice)
    if period is None:
        raise RuntimeError("the voice's header tells no frame period")
    with tempfile.TemporaryDirectory() as folder:  # the engine reads the file once, when it loads
        copy = Path(folder) / "clock.htsvoice"
        copy.write_bytes(voice.replace(period[0], b"FRAME_PERIOD:1\n", 1))
        return module.HTSEngine(os.fsencode(path)), module.HTSEngine(os.fsencode(copy)), int(period[1])


def _trim_silence(audio: NDArray[np.float64], phones: list[Phone]) -> Speech:
    """Remove the long silences around the line, which need no analysis."""
    start = units.s_to_samples(max(phones[0].end_s - PAUSE_S, 0.0))
    stop = units.s_to_samples(min(phones[-1].start_s + PAUSE_S, phones[-1].end_s))
    start_s, stop_s = units.samples_to_s(start), units.samples_to_s(stop)
    kept = (Phone(p.name, max(p.start_s, start_s) - start_s, min(p.end_s, stop_s) - start_s) for p in phones)
    return Speech(np.ascontiguousarray(audio[start:stop]), tuple(kept))


def make_labels(phrases: tuple[Phrase, ...]) -> list[str]:
    """Return the full-context labels of one line.

    Raises ReadingError when the engine would say other phonemes than the score's.
    """
    import pyopenjtalk

    labels = pyopenjtalk.make_label([_make_word(phrase) for phrase in phrases if phrase.morae])
    heard = [p for label in labels if (p := _find_phoneme(label)) not in _PAUSES]
    written = [p for phrase in phrases for mora in phrase.morae for p in mora.phonemes]
    if heard != written:
        kana = "".join(mora.kana for phrase in phrases for mora in phrase.morae)
        template = "the voice would sing {kana} as [{heard}], the score says [{written}]"
        raise ReadingError(template, kana=kana, heard=" ".join(heard), written=" ".join(written))
    return labels


def _find_phoneme(label: str) -> str:
    found = _PHONEME.search(label)
    if found is None:
        raise RuntimeError(f"not a full-context label: {label}")
    return found.group(1)


def _make_word(phrase: Phrase) -> Any:
    """Return an accent phrase as the one word of Open JTalk's NJD features that has this pronunciation and accent."""
    kana = "".join(mora.kana for mora in phrase.morae)
    accent = next((i for i, mora in enumerate(phrase.morae, 1) if mora.falls), 0)
    unknown = dict.fromkeys(("pos_group2", "pos_group3", "ctype", "cform", "chain_rule"), "*")
    return {
        **unknown, "string": kana, "orig": kana, "read": kana, "pron": kana, "pos": "名詞", "pos_group1": "一般",
        "acc": accent, "mora_size": len(phrase.morae), "chain_flag": 0,
    }  # fmt: skip
