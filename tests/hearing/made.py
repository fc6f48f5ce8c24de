"""A release small enough to be made in a test, and an ear that knows what it hears.

Every line is a tone of its own, so that an ear that measures the tone knows which line sounds, whatever was done to
level, length or rate. The line's text is read by the real front end.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from mnemo import units
from mnemo.hearing import sounds
from mnemo.model import Topic
from mnemo.topic import read_topic
from mnemo.words.readings import read

FACTS = """title = "歌"
[readings]
GRU = "ジーアールユ'ー"
[[fact]]
id = "a"
kind = "cited"
of = "GRU"
value = "3つ"
source = "x"
"""
TEXTS = ("更新ゲートとリセットゲート", "GRUゲートは2つ", "記憶を保つのは隠れ状態")
LINE_S, GAP_S = 2.0, 0.5
HZ = 300.0  # of the first line; each line is so much higher than the one before
MIXED_HZ = 150.0  # what the mix adds


def a_topic(folder: Path) -> Topic:
    path = folder / "gru.toml"
    path.write_text(FACTS, "utf-8")
    return read_topic(path)


def a_release(folder: Path, topic: Topic, texts: Sequence[str] = TEXTS, stems: bool = True) -> Path:
    """`folder`/gru with song.json, the wav and the lead's stem. Lines 1 and 2 are a verse, the rest a chorus."""
    target = folder / topic.name
    (target / "stems").mkdir(parents=True, exist_ok=True)
    lines = [_line(text, n, topic) for n, text in enumerate(texts)]
    files = {"wav": "gru.wav", **({"stems/lead": "stems/lead.flac"} if stems else {})}
    document = {"sections": [{"name": "verse 1"}, {"name": "chorus 1"}], "lines": lines, "files": files}
    (target / "song.json").write_text(json.dumps(document), "utf-8")
    write_sounds(target, range(len(texts)))
    return target


def write_sounds(target: Path, tones: Sequence[int]) -> None:
    """Line n sings tone `tones[n]`; -1 is silence."""
    lead = np.concatenate([_tone(tone) for tone in tones])
    band = 0.2 * np.sin(2 * np.pi * MIXED_HZ * np.arange(len(lead)) / units.SAMPLE_RATE)
    for name, mono in (("stems/lead.flac", lead), ("gru.wav", lead + band)):
        soundfile.write(target / name, np.stack([mono, mono], axis=1), units.SAMPLE_RATE, subtype="PCM_24")


def _tone(tone: int) -> np.ndarray:
    t = np.arange(round((LINE_S + GAP_S) * units.SAMPLE_RATE)) / units.SAMPLE_RATE
    return 0.3 * np.sin(2 * np.pi * HZ * (tone + 1) * t) * (t < LINE_S)


def _line(text: str, n: int, topic: Topic) -> dict[str, Any]:
    morae = [mora for phrase in read(text, topic.readings).phrases for mora in phrase.morae]
    start_s = n * (LINE_S + GAP_S)
    return {
        "text": text,
        "kana": "".join(mora.kana for mora in morae),
        "section": 0 if n < 2 else 1,
        "start_s": start_s,
        "end_s": start_s + LINE_S,
        "morae": [{"kana": mora.kana, "phonemes": list(mora.phonemes)} for mora in morae],
    }


@dataclass
class ToneEar:
    """Says the text of each line's tone that sounds in a clip, one after the other."""

    texts: Mapping[int, str] = field(default_factory=lambda: dict(enumerate(TEXTS)))
    name: str = "tone"
    identity: str = "tone 1"
    workers: int = 2
    heard: list[tuple[int, ...]] = field(default_factory=list)  # the tones of each clip that was given

    def hear(self, clip: np.ndarray) -> str:
        tones = self._tones(clip)
        self.heard.append(tones)
        return "、".join(self.texts.get(tone, "") for tone in tones)

    def _tones(self, clip: np.ndarray) -> tuple[int, ...]:
        block = round(0.25 * sounds.RATE)
        found: list[int] = []
        for start in range(0, len(clip) - block, block):
            spectrum = np.abs(np.fft.rfft(clip[start : start + block] * np.hanning(block)))
            spectrum[: round(0.7 * HZ * block / sounds.RATE)] = 0.0  # the band
            tone = round(float(np.argmax(spectrum)) * sounds.RATE / block / HZ) - 1
            if spectrum.max() > 0.05 * block and tone not in found:
                found.append(tone)
        return tuple(found)
