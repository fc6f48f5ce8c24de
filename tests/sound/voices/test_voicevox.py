"""VOICEVOX over real HTTP: a server on loopback that answers as the published engine does, with a sine for a singer."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
import soundfile

from mnemo import styles, units
from mnemo.errors import ArgumentError, MissingPartError
from mnemo.sound import voices
from tests.builders import a_score
from tests.instruments.voice import pitch_errors_cents

FRAMES_HZ = 93.75
CONSONANT_FRAMES = 5
SINGERS = [
    {
        "name": "波音リツ",
        "speaker_uuid": "b1a81618-b27b-40d2-b0ea-27a9ad408c4b",
        "styles": [{"name": "ノーマル", "id": 6000, "type": "singing_teacher"}],
        "version": "0.15.7",
    },
    {
        "name": "ずんだもん",
        "speaker_uuid": "388f246b-8c41-4ac1-8e2d-5d79f3ff56d9",
        "styles": [{"name": "ノーマル", "id": 3003, "type": "frame_decode"}],
        "version": "0.15.7",
    },
]
VOWELS = dict(zip("アイウエオン", "aiueoN", strict=True)) | {"ッ": "cl"}


class Engine:
    """What the server says and what it was asked."""

    def __init__(self) -> None:
        self.version: Any = "0.24.1"
        self.singers: Any = SINGERS
        self.scores: list[list[dict[str, Any]]] = []
        self.queries: list[dict[str, Any]] = []
        self.status = 200
        self.drop_phoneme = False

    def query(self, notes: list[dict[str, Any]]) -> dict[str, Any]:
        """A consonant takes its frames from the phoneme before, so that the vowel is at the note; rests are pau."""
        assert notes[0]["key"] is None, "the published engine refuses a score that does not start with a rest"
        assert all((n["key"] is None) == (n["lyric"] == "") for n in notes)
        assert all(isinstance(n["frame_length"], int) and n["frame_length"] > 0 for n in notes)
        phonemes: list[dict[str, Any]] = []
        f0: list[float] = []
        for note in notes:
            lyric = note["lyric"]
            if lyric and lyric not in VOWELS:
                phonemes[-1]["frame_length"] -= CONSONANT_FRAMES
                phonemes.append({"phoneme": "k", "frame_length": CONSONANT_FRAMES})
            name = VOWELS.get(lyric, "a") if lyric else "pau"
            phonemes.append({"phoneme": name, "frame_length": note["frame_length"]})
            f0 += [units.midi_to_hz(note["key"]) if lyric else 0.0] * note["frame_length"]
        if self.drop_phoneme:
            phonemes.pop()
        return {
            "f0": f0, "volume": [1.0 if f else 0.0 for f in f0], "phonemes": phonemes, "volumeScale": 1.0,
            "outputSamplingRate": 24000, "outputStereo": False,
        }  # fmt: skip

    @staticmethod
    def wav(query: dict[str, Any]) -> bytes:
        """A tone at the query's own f0, at the rate that it asks for."""
        rate = query["outputSamplingRate"]
        per_frame = rate / FRAMES_HZ
        hz = np.repeat(query["f0"], int(per_frame))
        loud = np.repeat(query["volume"], int(per_frame))
        phase = 2 * np.pi * np.cumsum(hz) / rate
        wave = 0.3 * loud * sum(np.sin(k * phase) / k for k in range(1, 6))
        buffer = io.BytesIO()
        soundfile.write(buffer, wave, rate, format="WAV", subtype="PCM_16")
        return buffer.getvalue()


@pytest.fixture
def engine() -> Iterator[tuple[Engine, str]]:
    state = Engine()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known = {"/version": state.version, "/singers": state.singers}
            answer = known.get(self.path)
            self.answer(200 if answer is not None else 404, json.dumps(answer or {"detail": "Not Found"}).encode())

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            url = urlsplit(self.path)
            speaker = int(parse_qs(url.query)["speaker"][0])
            if url.path == "/sing_frame_audio_query":
                assert speaker == 6000, "only a teacher makes queries"
                state.scores.append(body["notes"])
                self.answer(state.status, json.dumps(state.query(body["notes"])).encode())
            else:
                assert (url.path, speaker) == ("/frame_synthesis", 3003)
                state.queries.append(body)
                self.answer(state.status, state.wav(body), "audio/wav")

        def answer(self, status: int, body: bytes, kind: str = "application/json") -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield state, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MNEMO_CACHE", str(tmp_path))


def test_sings_every_note_in_tune_and_on_time(engine: tuple[Engine, str]) -> None:
    _, address = engine
    score = a_score()
    takes = voices.load("voicevox", address=address).sing(score, styles.load("technopop"))
    assert [len(t.times) for t in takes] == [len(p.notes) for p in score.vocals]
    for note, time in zip(score.lead.notes, takes[0].times, strict=True):
        onset_s = units.ticks_to_s(note.onset_ticks, score.us_per_beat)
        if note.mora.silent:
            assert time.vowel_s is None
        else:
            assert time.vowel_s == pytest.approx(onset_s, abs=0.01)
            assert time.start_s <= time.vowel_s < time.end_s
    errors = pitch_errors_cents(takes[0].audio, score.lead.notes, takes[0].times)
    assert np.percentile(np.abs(errors), 95) < 10


def test_rounding_does_not_drift(engine: tuple[Engine, str]) -> None:
    """At an awkward tempo too, each phrase's frames add up to its length within a frame."""
    state, address = engine
    score = replace(a_score(), us_per_beat=413_793)
    takes = voices.load("voicevox", address=address).sing(score, styles.load("technopop"))
    worst_s = max(
        abs(time.vowel_s - units.ticks_to_s(note.onset_ticks, score.us_per_beat))
        for note, time in zip(score.lead.notes, takes[0].times, strict=True)
        if time.vowel_s is not None
    )
    assert worst_s <= 1.0 / FRAMES_HZ
    assert all(notes[0]["key"] is None and notes[-1]["key"] is None for notes in state.scores)


def test_long_vowels_and_stops_are_written_as_the_engine_reads_them(engine: tuple[Engine, str]) -> None:
    state, address = engine
    voices.load("voicevox", address=address).sing(a_score(), styles.load("technopop"))
    lyrics = {n["lyric"] for notes in state.scores for n in notes}
    assert "ー" not in lyrics
    assert {"", "ッ", "ティ", "ニュ"} <= lyrics


def test_the_chorus_is_asked_for_once_and_then_comes_from_the_cache(engine: tuple[Engine, str]) -> None:
    state, address = engine
    score = a_score()
    first = voices.load("voicevox", address=address).sing(score, styles.load("technopop"))
    asked = len(state.scores)
    assert asked == 4 + 2  # four texts by the lead, two by the harmony: the second chorus is the first
    again = voices.load("voicevox", address=address).sing(score, styles.load("technopop"))
    assert len(state.scores) == asked
    assert np.array_equal(first[0].audio, again[0].audio)


def test_credit_names_the_singer(engine: tuple[Engine, str]) -> None:
    _, address = engine
    assert voices.load("voicevox", address=address).credit == "Voice: VOICEVOX:ずんだもん"
    assert voices.load("voicevox", address=address, singer="ずんだもん/ノーマル").name == "voicevox"
    with pytest.raises(ArgumentError, match=r"no singer ずんだ at .*; did you mean ずんだもん"):
        voices.load("voicevox", address=address, singer="ずんだ")


def test_nobody_there() -> None:
    with pytest.raises(MissingPartError, match=r"no VOICEVOX engine answers at http://127\.0\.0\.1:9 "):
        voices.load("voicevox", address="http://127.0.0.1:9")


def test_not_an_address() -> None:
    with pytest.raises(ArgumentError, match="is no address"):
        voices.load("voicevox", address="file:///etc/hosts")


def test_too_old(engine: tuple[Engine, str]) -> None:
    state, address = engine
    state.version = "0.14.6"
    with pytest.raises(MissingPartError, match=r"version 0\.14\.6, which cannot sing"):
        voices.load("voicevox", address=address)


def test_no_singers(engine: tuple[Engine, str]) -> None:
    state, address = engine
    state.singers = [{"name": "四国めたん", "styles": [{"name": "ノーマル", "id": 2, "type": "talk"}]}]
    with pytest.raises(MissingPartError, match="has no singers"):
        voices.load("voicevox", address=address)


def test_somebody_else_at_the_port(engine: tuple[Engine, str]) -> None:
    state, address = engine
    state.singers = {"hello": "world"}
    with pytest.raises(MissingPartError, match="is no VOICEVOX engine"):
        voices.load("voicevox", address=address)


def test_refusal_and_nonsense_are_said(engine: tuple[Engine, str]) -> None:
    state, address = engine
    voice = voices.load("voicevox", address=address)
    state.drop_phoneme = True
    with pytest.raises(MissingPartError, match="is no VOICEVOX engine"):
        voice.sing(a_score(), styles.load("technopop"))
    state.status = 500
    with pytest.raises(MissingPartError, match="refused /sing_frame_audio_query"):
        voice.sing(a_score(), styles.load("technopop"))
