"""wav and mp3 as players open them."""

from __future__ import annotations

import json
import subprocess

import numpy as np
import pytest
import soundfile

from mnemo.exports.release.format import Song
from mnemo.model import Release
from tests.instruments.mp3 import decode_mp3


def test_the_wav_is_the_master(demo: Release, demo_song: Song) -> None:
    audio, rate = soundfile.read(demo.files["wav"], dtype="float32")
    assert rate == demo_song.performance.sample_rate
    assert audio.shape == demo_song.performance.master.shape
    assert np.abs(audio - demo_song.performance.master).max() < 2.0**-23


def test_the_mp3s_are_in_step_with_the_wav(demo: Release, demo_song: Song) -> None:
    for role, audio in (("mp3", demo_song.performance.master), ("karaoke", demo_song.performance.karaoke)):
        decoded = decode_mp3(demo.files[role].read_bytes())
        assert len(decoded) == len(audio)
        inside = slice(200_000, 400_000)
        assert np.corrcoef(decoded[inside, 0], audio[inside, 0])[0, 1] > 0.999


def test_ffprobe_finds_a_stereo_song_with_cover_and_chapters(demo: Release, demo_song: Song) -> None:
    command = ["ffprobe", "-v", "error", "-of", "json", "-show_streams", "-show_format", "-show_chapters"]
    try:
        run = subprocess.run([*command, str(demo.files["mp3"])], capture_output=True, text=True, check=True)
    except FileNotFoundError:
        pytest.skip("no ffprobe here")
    found = json.loads(run.stdout)
    audio, picture = found["streams"]
    assert (audio["codec_name"], audio["channels"], audio["sample_rate"]) == ("mp3", 2, "48000")
    assert (picture["codec_name"], picture["disposition"]["attached_pic"]) == ("mjpeg", 1)
    assert float(found["format"]["duration"]) == pytest.approx(demo_song.document["duration_s"], abs=0.05)
    sections = demo_song.document["sections"]
    assert [c["tags"]["title"] for c in found["chapters"]] == [s["name"] for s in sections]
    for chapter, section in zip(found["chapters"], sections, strict=True):
        assert float(chapter["start_time"]) == pytest.approx(section["start_s"], abs=0.001)
    wanted = {"title": "ゲートのうた", "artist": "mnemo", "album": "G検定のうた", "track": "1"}
    assert wanted.items() <= found["format"]["tags"].items()
