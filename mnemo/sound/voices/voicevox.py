"""A VOICEVOX engine that runs on this machine sings, over its HTTP interface.

    GET  /version                              "0.24.1"
    GET  /singers                              [{"name", "styles": [{"name", "id", "type"}], ...}]
    POST /sing_frame_audio_query?speaker=ID    {"notes": [{"key", "frame_length", "lyric"}]} -> query
    POST /frame_synthesis?speaker=ID           query -> audio/wav

A style of type "singing_teacher" makes the query, one of type "frame_decode" its sound; one of type "sing" does both.
The engine counts FRAMES_HZ frames a second and wants a rest first and one mora a note. The boundaries of notes are
rounded as absolute times and then subtracted, so that the rounding does not add up. As with ours, the vowel starts at
the note and the consonant before it; the answer says how long each phoneme is.

A second singer is the same singer: of a SingerStyle only the detuning and the delay apply here.
"""

from __future__ import annotations

import io
import json
import re
import sys
import urllib.error
import urllib.request
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import numpy as np
import soundfile
from numpy.typing import NDArray

from mnemo import units
from mnemo.errors import ArgumentError, MissingPartError, Translated
from mnemo.model import Mora, MoraTime, Score, Take
from mnemo.reader import suggest
from mnemo.runtime import cache
from mnemo.sound.voices.phrases import cutting, loudness
from mnemo.sound.voices.phrases.cutting import LEAD_IN_S, Request, Sung
from mnemo.styles.schema import Style

ADDRESS = "http://127.0.0.1:50021"
FRAMES_HZ = 93.75
TIMEOUT_S = 600.0  # an engine without a GPU takes its time
TAIL_S = 0.3
FIRST_THAT_SINGS = (0, 16)
VOWEL_KANA = {"a": "ア", "i": "イ", "u": "ウ", "e": "エ", "o": "オ", "N": "ン"}  # for ー
TEACHERS = ("singing_teacher", "sing")
SOUNDS = ("frame_decode", "sing")


@dataclass(frozen=True)
class Engine:
    """The server: its address, and one method for each kind of request."""

    address: str

    def get(self, path: str) -> Any:
        return self._json(path, self._open(path, None))

    def post(self, path: str, speaker: int, body: Any) -> bytes:
        return self._open(f"{path}?speaker={speaker}", json.dumps(body).encode())

    def query(self, notes: list[dict[str, Any]], teacher: int) -> dict[str, Any]:
        path = "/sing_frame_audio_query"
        answer = self._json(path, self.post(path, teacher, {"notes": notes}))
        if not isinstance(answer, dict) or not {"f0", "phonemes"} <= set(answer):
            raise self.strange(path)
        return answer

    def strange(self, path: str) -> MissingPartError:
        template = "what answers {path} at {address} is no VOICEVOX engine that mnemo knows"
        return MissingPartError(template, path=path, address=self.address)

    def _json(self, path: str, body: bytes) -> Any:
        try:
            return json.loads(body)
        except ValueError:
            raise self.strange(path) from None

    def _open(self, path: str, body: bytes | None) -> bytes:
        request = urllib.request.Request(self.address + path, body, {"Content-Type": "application/json"})
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # no proxy on the way to this machine
        try:
            with direct.open(request, timeout=TIMEOUT_S) as answer:
                return bytes(answer.read())
        except urllib.error.HTTPError as e:
            template = "the VOICEVOX engine at {address} refused {path}: {status} {reason}"
            raise MissingPartError(template, address=self.address, path=path, status=e.code, reason=e.reason) from None
        except (OSError, ValueError) as e:
            template = "no VOICEVOX engine answers at {address} ({reason}); start VOICEVOX or give its address"
            reason = getattr(e, "reason", None) or e
            raise MissingPartError(template, address=self.address, reason=reason) from None


@dataclass(frozen=True)
class Voicevox:
    """`teacher` and `sound` are the ids of styles of the engine, `singer` the name for the credit line."""

    engine: Engine
    version: str
    singer: str
    teacher: int
    sound: int
    name: str = "voicevox"
    description: str = Translated(
        "the neural singers of a VOICEVOX engine that runs on this machine",
        ja="この機械で動いているVOICEVOXエンジンの歌声",
    )
    licence: str = "the terms of the singer"

    @property
    def credit(self) -> str:
        return f"Voice: VOICEVOX:{self.singer}"

    def sing(self, score: Score, style: Style) -> tuple[Take, ...]:
        singers = style.sound.singers
        parts = [tuple(cutting.cut_phrases(p, score, cutting.find_singer(p, singers))) for p in score.vocals]
        requests = dict.fromkeys(p.request for part in parts for p in part)
        sung = {request: self._phrase(request) for request in requests}
        return tuple(cutting.assemble(part, sung, score) for part in parts)

    def _phrase(self, request: Request) -> Sung:
        """Return the phrase from the cache, or sung by the engine. The key of the cache has the engine's version."""
        code = cache.code_digest(cutting, loudness, sys.modules[__name__])
        key = cache.digest(code, request, self.version, self.singer, self.teacher, self.sound)
        audio, times = cache.memo("phrases", key, lambda: self._sing(request))
        return Sung(audio, times)

    def _sing(self, request: Request) -> tuple[NDArray[np.float32], tuple[MoraTime, ...]]:
        notes = _make_notes(request)
        query = self.engine.query(notes, self.teacher)
        times = _time_morae(request, notes, query["phonemes"])
        if times is None:
            raise self.engine.strange("/sing_frame_audio_query")
        ratio = 2.0 ** (request.singer.detune_cents / 1200.0)
        query |= {
            "outputSamplingRate": units.SAMPLE_RATE,
            "outputStereo": False,
            "f0": [f * ratio for f in query["f0"]],
        }
        audio, rate = soundfile.read(io.BytesIO(self.engine.post("/frame_synthesis", self.sound, query)))
        if rate != units.SAMPLE_RATE or audio.ndim != 1:
            raise self.engine.strange("/frame_synthesis")
        return loudness.even_out_loudness(audio, request.notes, times, LEAD_IN_S).astype(np.float32), times


def voice(address: str = ADDRESS, singer: str = "") -> Voicevox:
    """Make the voice of a singer: a name, a name and a style ("ずんだもん/ノーマル"), or the number of a style.

    Raises ArgumentError for an address or a singer that is none, MissingPartError where no engine can sing.
    """
    if not address.startswith(("http://", "https://")):
        raise ArgumentError("{address} is no address; it should look like {example}", address=address, example=ADDRESS)
    engine = Engine(address.rstrip("/"))
    version = str(engine.get("/version"))
    if _parse_version(version) < FIRST_THAT_SINGS:
        template = "the VOICEVOX engine at {address} is version {version}, which cannot sing; 0.16 and later can"
        raise MissingPartError(template, address=address, version=version)
    styles = _list_styles(engine)
    teachers = [s for s in styles if s.kind in TEACHERS]
    sounds = [s for s in styles if s.kind in SOUNDS]
    if not teachers or not sounds:
        raise MissingPartError("the VOICEVOX engine at {address} has no singers", address=address)
    chosen = next((s for s in sounds if singer in ("", *s.names)), None)
    if chosen is None:
        hint = suggest(singer, (s.singer for s in sounds))
        raise ArgumentError("no singer {singer} at {address}; {hint}", singer=singer, address=address, hint=hint)
    teacher = next((t for t in teachers if t.singer == chosen.singer), teachers[0])
    return Voicevox(engine, version, chosen.singer, teacher.id, chosen.id)


@dataclass(frozen=True)
class SingerChoice:
    """One style of one singer of the engine."""

    singer: str
    style: str
    id: int
    kind: str

    @property
    def names(self) -> tuple[str, ...]:
        return (self.singer, f"{self.singer}/{self.style}", str(self.id))


def _list_styles(engine: Engine) -> list[SingerChoice]:
    try:
        return [
            SingerChoice(one["name"], style["name"], style["id"], style.get("type", "talk"))
            for one in engine.get("/singers")
            for style in one["styles"]
        ]
    except (KeyError, TypeError, AttributeError):
        raise engine.strange("/singers") from None


def _parse_version(version: str) -> tuple[int, ...]:
    """Parse a version: 0.24.1-preview is (0, 24, 1); what is no number (a build of one's own) counts as new."""
    numbers = re.match(r"(\d+)\.(\d+)", version)
    return tuple(int(n) for n in numbers.groups()) if numbers else FIRST_THAT_SINGS


def _make_notes(request: Request) -> list[dict[str, Any]]:
    """Return the notes as the engine wants them: a rest, the morae with rests between, a rest."""
    made: list[dict[str, Any]] = []
    at = 0

    def add(until_s: float, key: int | None, lyric: str) -> None:
        nonlocal at
        end = round((until_s + LEAD_IN_S) * FRAMES_HZ)
        if end > at:
            made.append({"key": key, "frame_length": end - at, "lyric": lyric})
            at = end

    for note in request.notes:
        add(units.ticks_to_s(note.onset_ticks, request.us_per_beat), None, "")
        end_s = units.ticks_to_s(note.onset_ticks + note.duration_ticks, request.us_per_beat)
        add(end_s, note.midi, _spell_mora(note.mora))
    add(at / FRAMES_HZ - LEAD_IN_S + TAIL_S, None, "")
    return made


def _spell_mora(mora: Mora) -> str:
    return VOWEL_KANA[mora.phonemes[-1]] if mora.lengthens else mora.kana


def _time_morae(
    request: Request, notes: list[dict[str, Any]], phonemes: list[dict[str, Any]]
) -> tuple[MoraTime, ...] | None:
    """Return when each mora sounds by the engine's own phonemes; None where these are not the phonemes of the notes."""
    edges = list(accumulate((p["frame_length"] for p in phonemes), initial=0))
    edges_s = [edge / FRAMES_HZ - LEAD_IN_S for edge in edges]
    morae = iter(request.notes)
    times = []
    at = 0
    for note in notes:
        count = 1
        if note["lyric"]:
            mora = next(morae).mora
            count = len(mora.phonemes)
            if at + count > len(phonemes):
                return None
            vowel_s = None if mora.silent else edges_s[at + count - 1]
            times.append(MoraTime(edges_s[at], vowel_s, edges_s[at + count]))
        at += count
    return tuple(times) if at == len(phonemes) else None
