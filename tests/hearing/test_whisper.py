"""The real recogniser, on recordings of known answer: lines spoken by the front end's own voice."""

from __future__ import annotations

import importlib.util
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from mnemo import units
from mnemo.errors import ArgumentError, MissingPartError
from mnemo.hearing import ExpectedLine, HeardSong, Hearing, hear, load_whisper, sounds, whisper
from mnemo.model import Topic
from mnemo.runtime import processes
from mnemo.words.transcript import transcribe

SUNG = ("更新ゲートとリセットゲート", "記憶を保つのは隠れ状態", "過去をそのまま次へ伝える")
SPOKEN = ("更新ゲートとリセットゲート", "音楽を保つのは隠れ状態", "")  # a word exchanged, a line left out
TOPIC = Topic("t", "t", "", {}, (), "t.toml")


def speech(text: str) -> np.ndarray:
    import pyopenjtalk

    return pyopenjtalk.tts(text)[0] / 32768 if text else np.zeros(units.SAMPLE_RATE)


def spoken(sung: tuple[str, ...], said: tuple[str, ...]) -> HeardSong:
    """A song that should say one thing and says another; with noise beside it."""
    lines, parts, at_s = [], [], 0.0
    for text, audio in zip(sung, map(speech, said), strict=True):
        found = transcribe(text, {})
        words = tuple(text[start:stop] for start, stop in found.spans)
        end_s = at_s + len(audio) / units.SAMPLE_RATE
        lines.append(ExpectedLine(text, "verse 1", at_s, end_s, found.phones, words))
        parts += [audio, np.zeros(units.SAMPLE_RATE)]
        at_s = end_s + 1.0
    dry = np.concatenate(parts).astype(np.float32)
    noise = sounds.in_noise(np.stack([dry, dry], axis=1), units.SAMPLE_RATE)
    return HeardSong(TOPIC, tuple(lines), {"dry": dry, "noise": noise})


@pytest.fixture(scope="module")
def hearing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hearing]:
    pytest.importorskip("faster_whisper")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MNEMO_CACHE", str(tmp_path_factory.mktemp("ear")))
        yield hear(spoken(SUNG, SPOKEN), load_whisper())


class LoopingModel:
    """Says one thing for ever, unless tokens may come once only."""

    def transcribe(self, clip: np.ndarray, **options: object) -> tuple[list[SimpleNamespace], None]:
        text = "ビーピーティー" if options["no_repeat_ngram_size"] else "ビーピー" + 40 * "ピー"
        ratio = len(text.encode()) / len(zlib.compress(text.encode()))
        return [SimpleNamespace(text=text, compression_ratio=ratio)], None


def test_a_loop_of_the_decoder_is_decoded_again() -> None:
    ear = whisper.Whisper("looping", "looping", "")
    vars(ear)["_model"] = LoopingModel()
    assert ear.hear(np.zeros(16_000, np.float32)) == "ビーピーティー"


@pytest.mark.slow
def test_speech_is_understood(hearing: Hearing) -> None:
    assert hearing.lines[0].heard["dry"].tally.rate < 0.1


@pytest.mark.slow
def test_an_exchanged_word_is_reported_at_that_word(hearing: Hearing) -> None:
    line = hearing.lines[1]
    wrong = {word for word, error in zip(line.line.words, line.heard["dry"].errors, strict=True) if error}
    assert wrong == {"記憶"}


@pytest.mark.slow
def test_a_silent_line_is_all_wrong(hearing: Hearing) -> None:
    silent = hearing.lines[2].heard["dry"]
    assert (silent.text, silent.tally.rate) == ("", 1.0)


@pytest.mark.slow
def test_noise_is_harder(hearing: Hearing) -> None:
    assert hearing.total("noise").rate > hearing.total("dry").rate


@pytest.mark.slow
def test_threads_and_repetition_change_nothing(
    hearing: Hearing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MNEMO_CACHE", str(tmp_path))
    monkeypatch.setattr(processes, "_limit", 3)
    again = hear(spoken(SUNG, SPOKEN), load_whisper())
    assert again.document() == hearing.document()


@pytest.mark.slow
def test_a_folder_is_a_model(hearing: Hearing, tmp_path: Path) -> None:
    for name, content in whisper._packed().items():
        (tmp_path / name).write_bytes(content)
    model = load_whisper(str(tmp_path))
    song = spoken(SUNG[:1], SPOKEN[:1])
    end_s = song.lines[0].end_s
    assert (
        model.hear(sounds.clip(song.sounds["dry"], 0.0, end_s, song.sample_rate)) == hearing.lines[0].heard["dry"].text
    )
    (tmp_path / "config.json").write_text("{}", "utf-8")
    assert load_whisper(str(tmp_path)).identity != model.identity


def test_what_to_install_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whisper, "find_spec", lambda name: None)
    with pytest.raises(MissingPartError, match=r'pip install "mnemo\[ear\]"'):
        load_whisper()


@pytest.mark.skipif(importlib.util.find_spec("faster_whisper") is None, reason="no faster-whisper")
class TestNames:
    def test_an_unknown_one_is_refused(self) -> None:
        with pytest.raises(ArgumentError, match="did you mean base"):
            load_whisper("bose")

    def test_a_folder_without_a_model_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(ArgumentError, match=r"model\.bin"):
            load_whisper(str(tmp_path))

    def test_one_that_cannot_be_fetched_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        import faster_whisper

        def offline(name: str, **options: object) -> str:
            raise ConnectionError("no network")

        monkeypatch.setattr(faster_whisper, "download_model", offline)
        with pytest.raises(MissingPartError, match=r"small.*ConnectionError"):
            load_whisper("small")
