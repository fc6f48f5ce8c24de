"""Sinsy, an HMM singing synthesiser (extra `mnemo[sinsy]`): it reads the phrase as MusicXML and sings it its own way.

Source: K. Oura et al., "Recent Development of the HMM-based Singing Voice Synthesis System — Sinsy", SSW7, 2010.

Pitch and timing come from its own models. It does not say when its vowels start, so this is heard from its audio (the
measure of `mnemo.quality.voice`): each phrase is sung again with its notes moved against what came late, and then moved
as a whole so that the vowels are on the beat at the median. ッ is written as a rest. Of a SingerStyle only the delay
applies.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
from numpy.typing import NDArray

from mnemo import units
from mnemo.errors import MissingPartError, Translated
from mnemo.model import MoraTime, Score, SungNote, Take
from mnemo.quality.voice import find_vowel_onsets
from mnemo.runtime import cache
from mnemo.sound.voices.phrases import cutting, loudness
from mnemo.sound.voices.phrases.cutting import LEAD_IN_S, Request, Sung
from mnemo.styles.schema import Style

FULL_SCALE = 32_768.0
LEAD_IN_TICKS = units.TICKS_PER_BAR  # of rest before the first note, in the MusicXML
MOST_TICKS = 48  # that a note is moved; less than half of the shortest, a sixteenth
CONSONANT_S = 0.06  # how long a consonant is taken to be, before its vowel
STEPS = ("C 0", "C 1", "D 0", "D 1", "E 0", "F 0", "F 1", "G 0", "G 1", "A 0", "A 1", "B 0")  # pitch class: step, sharp


@dataclass(frozen=True)
class Sinsy:
    name: str = "sinsy"
    description: str = Translated(
        "an HMM singer with its own idea of pitch; soft and dark",
        ja="HMM歌声合成のSinsy。音の高さは自分で決める、やわらかく暗めの声",
    )
    licence: str = "CC BY 3.0"
    credit: str = 'Voice: HTS Voice "NIT SONG070 F001" (Sinsy), (c) 2004-2015 Nagoya Institute of Technology, CC BY 3.0'

    def sing(self, score: Score, style: Style) -> tuple[Take, ...]:
        singers = style.sound.singers
        parts = [tuple(cutting.cut_phrases(p, score, cutting.find_singer(p, singers))) for p in score.vocals]
        requests = dict.fromkeys(p.request for part in parts for p in part)
        sung = {request: _sing_phrase(request) for request in requests}
        return tuple(cutting.assemble(part, sung, score) for part in parts)


def voice() -> Sinsy:
    """Make the voice. Raises MissingPartError where pysinsy is not installed."""
    try:
        import pysinsy  # noqa: F401
    except ImportError:
        template = "the voice {name} needs a package that is not installed: {command}"
        raise MissingPartError(template, name="sinsy", command='pip install "mnemo[sinsy]"') from None
    return Sinsy()


def _sing_phrase(request: Request) -> Sung:
    key = cache.digest(cache.code_digest(cutting, loudness, sys.modules[__name__]), request)
    audio, times = cache.memo("phrases", key, lambda: _sing(request))
    return Sung(audio, times)


def _sing(request: Request) -> tuple[NDArray[np.float32], tuple[MoraTime, ...]]:
    """Sing the phrase twice: what came late the first time is written earlier the second."""
    lead_s = units.ticks_to_s(LEAD_IN_TICKS, request.us_per_beat)
    planned = _time_morae(request, [0.0] * len(request.notes))
    first_s = _measure_lags(_render(request), request.notes, planned, lead_s)
    audio = _render(_move_earlier(request, first_s))
    lag_s = _measure_lags(audio, request.notes, planned, lead_s)
    shift_s = float(np.median(lag_s))
    times = _time_morae(request, [lag - shift_s for lag in lag_s])
    audio = _cut_from(audio, lead_s + shift_s - LEAD_IN_S)
    return loudness.even_out_loudness(audio, request.notes, times, LEAD_IN_S).astype(np.float32), times


def _render(request: Request) -> NDArray[np.float64]:
    import pysinsy

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "phrase.musicxml"
        path.write_bytes(make_music_xml(request))
        raw, rate = pysinsy.synthesize(str(path))
    if rate != units.SAMPLE_RATE:
        raise RuntimeError(f"Sinsy sings at {rate} Hz")
    return raw / FULL_SCALE


def _move_earlier(request: Request, lags_s: Sequence[float]) -> Request:
    """Return the notes, each earlier by its lag; what followed at once still does."""
    lags = [round(np.clip(units.s_to_ticks(lag, request.us_per_beat), -MOST_TICKS, MOST_TICKS)) for lag in lags_s]
    notes = []
    for i, note in enumerate(request.notes):
        end = note.onset_ticks + note.duration_ticks
        follower = request.notes[i + 1].onset_ticks if i + 1 < len(lags) else None
        if follower is not None:
            end = follower - lags[i + 1] if follower == end else min(end, follower - lags[i + 1])
        onset = note.onset_ticks - lags[i]
        notes.append(replace(note, onset_ticks=onset, duration_ticks=end - onset))
    return replace(request, notes=tuple(notes))


def _measure_lags(
    audio: NDArray[np.float64], notes: Sequence[SungNote], times: Sequence[MoraTime], lead_s: float
) -> list[float]:
    """Return how much later than its note each mora's vowel is heard; ー and ッ are taken to be on time."""
    moved = [replace(t, start_s=t.start_s + lead_s, end_s=t.end_s + lead_s,
                     vowel_s=None if t.vowel_s is None else t.vowel_s + lead_s) for t in times]  # fmt: skip
    heard = find_vowel_onsets(audio.astype(np.float32), notes, moved)
    return [heard[i] - lead_s - t.vowel_s if i in heard and t.vowel_s is not None else 0.0 for i, t in enumerate(times)]


def _time_morae(request: Request, lags_s: Sequence[float]) -> tuple[MoraTime, ...]:
    """Return the times of the notes, each vowel later by its lag, its consonant before it."""
    onsets_s = [units.ticks_to_s(n.onset_ticks, request.us_per_beat) for n in request.notes]
    stops_s = [units.ticks_to_s(n.onset_ticks + n.duration_ticks, request.us_per_beat) for n in request.notes]
    starts_s = [
        onset + lag - CONSONANT_S * (len(note.mora.phonemes) > 1)
        for onset, lag, note in zip(onsets_s, lags_s, request.notes, strict=True)
    ]
    ends_s = [min(stop, follower) for stop, follower in zip(stops_s, [*starts_s[1:], np.inf], strict=True)]
    return tuple(
        MoraTime(start, None if note.mora.silent else onset + lag, max(end, start))
        for start, onset, lag, end, note in zip(starts_s, onsets_s, lags_s, ends_s, request.notes, strict=True)
    )


def _cut_from(audio: NDArray[np.float64], start_s: float) -> NDArray[np.float64]:
    """Cut the audio from a moment on, which may be before its start."""
    first = units.s_to_samples(start_s)
    return audio[first:] if first >= 0 else np.concatenate([np.zeros(-first), audio])


def make_music_xml(request: Request) -> bytes:
    """Write the phrase as the smallest MusicXML that Sinsy reads: a bar of rest, the notes, a bar of rest."""
    root = ET.Element("score-partwise", version="2.0")
    ET.SubElement(ET.SubElement(ET.SubElement(root, "part-list"), "score-part", id="P1"), "part-name").text = "voice"
    part = ET.SubElement(root, "part", id="P1")
    slots = _fill_bars(request)
    end = slots[-1][1]
    for bar in range(end // units.TICKS_PER_BAR):
        measure = ET.SubElement(part, "measure", number=str(bar + 1))
        if bar == 0:
            _add_attributes(measure, request)
        start, stop = bar * units.TICKS_PER_BAR, (bar + 1) * units.TICKS_PER_BAR
        for a, b, note in slots:
            if max(a, start) < min(b, stop):
                _add_note(measure, max(a, start), min(b, stop), note, starts=a >= start, ends=b <= stop)
    return ET.tostring(root, "utf-8", xml_declaration=True)


def _fill_bars(request: Request) -> list[tuple[int, int, SungNote | None]]:
    """Yield (start, end, note or rest), which fill whole bars."""
    slots: list[tuple[int, int, SungNote | None]] = []
    at = 0
    for note in request.notes:
        start = note.onset_ticks + LEAD_IN_TICKS
        if start > at:
            slots.append((at, start, None))
        at = start + note.duration_ticks
        slots.append((start, at, None if note.mora.silent else note))
    end = (at // units.TICKS_PER_BAR + 2) * units.TICKS_PER_BAR
    return [*slots, (at, end, None)]


def _add_attributes(measure: ET.Element, request: Request) -> None:
    attributes = ET.SubElement(measure, "attributes")
    ET.SubElement(attributes, "divisions").text = str(units.TICKS_PER_BEAT)
    time = ET.SubElement(attributes, "time")
    ET.SubElement(time, "beats").text = str(units.BEATS_PER_BAR)
    ET.SubElement(time, "beat-type").text = "4"
    ET.SubElement(ET.SubElement(measure, "direction"), "sound", tempo=f"{units.bpm(request.us_per_beat):.6f}")


def _add_note(measure: ET.Element, start: int, stop: int, note: SungNote | None, *, starts: bool, ends: bool) -> None:
    element = ET.SubElement(measure, "note")
    if note is None:
        ET.SubElement(element, "rest")
    else:
        step, sharp = STEPS[note.midi % 12].split()
        pitch = ET.SubElement(element, "pitch")
        ET.SubElement(pitch, "step").text = step
        ET.SubElement(pitch, "alter").text = sharp
        ET.SubElement(pitch, "octave").text = str(note.midi // 12 - 1)
    ET.SubElement(element, "duration").text = str(stop - start)
    if note is not None:
        for here, kind in ((not starts, "stop"), (not ends, "start")):
            if here:
                ET.SubElement(element, "tie", type=kind)
        if starts:
            lyric = ET.SubElement(element, "lyric")
            ET.SubElement(lyric, "syllabic").text = "single"
            ET.SubElement(lyric, "text").text = note.mora.kana
