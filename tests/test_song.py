"""The first song from end to end, with the real voice: what is promised of a release, measured on its files."""

from __future__ import annotations

import hashlib
from itertools import pairwise
from pathlib import Path
from typing import Any

import mido
import numpy as np
import pyloudnorm
import pytest
import soundfile

from mnemo import units
from mnemo.topic import find_topic, read_topic
from tests.conftest import mnemo

pytestmark = pytest.mark.slow

ONSET_TOLERANCE_S = 0.005
SILENCE = 1e-4  # -80 dBFS


def sounding(song: dict[str, Any]) -> list[dict[str, Any]]:
    return [m for line in song["lines"] for m in line["morae"] if m["midi"] is not None]


def written_notes(song: dict[str, Any]) -> list[list[dict[str, Any]]]:
    """The morae of each written note: a mora that shares the note of the one before it stands with that."""
    notes: list[list[dict[str, Any]]] = []
    for mora in (m for line in song["lines"] for m in line["morae"]):
        if mora.get("shared"):
            notes[-1].append(mora)
        else:
            notes.append([mora])
    return [note for note in notes if note[0]["midi"] is not None]


def test_length_and_tempo(song: dict[str, Any]) -> None:
    assert 90 <= song["duration_s"] <= 180
    assert 140 <= song["bpm"] <= 160
    kinds = [s["name"].rstrip(" 0123456789") for s in song["sections"]]
    assert kinds[0] == "intro"
    assert kinds[-1] == "outro"
    assert sum("chorus" in k and "pre" not in k for k in kinds) >= 3


def test_every_fact_is_sung_and_hooks_thrice(song: dict[str, Any]) -> None:
    sung = [fact for line in song["lines"] for fact in line["facts"]]
    facts = {f["id"] for f in song["facts"]}
    assert len(facts) >= 20
    assert facts == set(sung)
    hooks = {f.id for f in read_topic(find_topic("lstm-gru")).facts if f.hook}
    assert hooks
    assert all(sung.count(hook) >= 3 for hook in hooks)


def test_every_mora_sounds_once(song: dict[str, Any], release: Path) -> None:
    """One span a mora, in order, without overlap; sound in the span of each but ッ."""
    lead, rate = soundfile.read(release / "stems" / "lead.flac", always_2d=True)
    mono = lead.mean(1)
    for line in song["lines"]:
        assert "".join(m["kana"] for m in line["morae"]) == line["kana"]
        for a, b in pairwise(line["morae"]):
            assert a["end_s"] <= b["start_s"] + 1e-6
        for mora in line["morae"]:
            span = mono[units.s_to_samples(mora["start_s"], rate) : units.s_to_samples(mora["end_s"], rate)]
            assert len(span) > 0
            if mora["kana"] == "ッ":
                assert mora["midi"] is None
                assert mora["vowel_s"] is None
            else:
                assert mora["start_s"] <= mora["vowel_s"] < mora["end_s"]
                assert np.sqrt(np.mean(span**2)) > 0.003, (line["text"], mora)


def test_kana_is_the_reading_of_the_text(song: dict[str, Any]) -> None:
    from mnemo.topic import find_topic, read_topic
    from mnemo.words.readings import read

    readings = read_topic(find_topic("lstm-gru")).readings
    for line in song["lines"]:
        phrases = read(line["text"], readings).phrases
        assert "".join(m.kana for p in phrases for m in p.morae) == line["kana"]


def midi_notes(path: Path, name: str) -> list[tuple[float, int]]:
    """(onset in seconds, pitch) of the track of that name."""
    file = mido.MidiFile(path, charset="utf-8")
    tempo = next(m.tempo for t in file.tracks for m in t if m.type == "set_tempo")
    (track,) = [t for t in file.tracks if t.name.lower() == name]
    now, notes = 0, []
    for message in track:
        now += message.time
        if message.type == "note_on" and message.velocity:
            notes.append((mido.tick2second(now, file.ticks_per_beat, tempo), message.note))
    return notes


def test_midi_is_the_song(song: dict[str, Any], release: Path) -> None:
    notes = midi_notes(release / "lstm-gru.mid", "lead")
    written = written_notes(song)
    assert [pitch for _, pitch in notes] == [note[0]["midi"] for note in written]
    late = [abs(onset - note[0]["vowel_s"]) for (onset, _), note in zip(notes, written, strict=True)]
    assert max(late) < ONSET_TOLERANCE_S


def test_vocal_musicxml_is_the_song(song: dict[str, Any], release: Path) -> None:
    import music21

    score = music21.converter.parse(release / "lstm-gru.musicxml")
    assert score.metadata.title == song["title"]
    (part,) = score.parts
    notes = [n for n in part.flatten().notes if not isinstance(n, music21.harmony.ChordSymbol)]
    starts = [n for n in notes if n.tie is None or n.tie.type == "start"]
    written = written_notes(song)
    assert [n.pitch.midi for n in starts] == [note[0]["midi"] for note in written]
    assert [n.lyric for n in starts] == ["".join(m["kana"] for m in note) for note in written]


def test_kicks_in_the_stems_are_where_the_midi_has_them(release: Path) -> None:
    """The drum stem's energy below 120 Hz jumps at every kick of the MIDI that has silence before it."""
    from scipy.signal import butter, sosfilt

    paths = [p for p in (release / "stems").glob("*.flac") if "kick" in p.stem] or [release / "stems" / "drums.flac"]
    audio, rate = soundfile.read(paths[0])
    low = np.abs(sosfilt(butter(2, 120, fs=rate, output="sos"), audio.mean(1)))
    window = int(0.002 * rate)
    envelope = np.sqrt(np.convolve(low**2, np.ones(window) / window)[: len(low)])
    kicks = [onset for onset, key in midi_notes(release / "lstm-gru.mid", "drums") if key == 36]
    errors = []
    for onset in kicks:
        at = units.s_to_samples(onset, rate)
        if at < 2400:
            continue
        before, after = envelope[at - 960 : at - 240].max(), envelope[at : at + 1200].max()
        if after > 4 * before:  # nothing else rings here
            threshold = before + 0.1 * (after - before)
            errors.append(np.argmax(envelope[at - 240 : at + 1200] > threshold) / rate - 0.005)
    assert len(errors) >= 20
    assert np.median(np.abs(errors)) < ONSET_TOLERANCE_S


def decoded(release: Path) -> tuple[np.ndarray, int]:
    return soundfile.read(release / "lstm-gru.mp3")


def test_loudness_of_the_mp3(release: Path) -> None:
    from scipy.signal import resample_poly

    audio, rate = decoded(release)
    assert pyloudnorm.Meter(rate).integrated_loudness(audio) == pytest.approx(-14, abs=0.3)
    peak = np.abs(resample_poly(audio, 4, 1, axis=0)).max()
    assert units.gain_to_db(peak) <= -1


def test_stems_are_the_mix_and_start_together(song: dict[str, Any], release: Path) -> None:
    wav = soundfile.info(release / "lstm-gru.wav")
    for path in (release / "stems").glob("*.flac"):
        info = soundfile.info(path)
        assert (info.samplerate, info.subtype, info.frames) == (units.SAMPLE_RATE, "PCM_24", wav.frames), path
    assert song["duration_s"] == pytest.approx(wav.frames / wav.samplerate, abs=0.001)


def test_without_stems_a_release_is_small(release: Path) -> None:
    """Under 80 MB for a song of 160 s; the wav is three fifths of it."""
    files = [p for p in release.rglob("*") if p.is_file() and p.suffix != ".flac"]
    assert sum(p.stat().st_size for p in files) < 80e6


def test_song_json_says_what_there_is(song: dict[str, Any], release: Path) -> None:
    named = {str(p) for p in song["files"].values()}
    there = {p.relative_to(release).as_posix() for p in release.rglob("*") if p.is_file()}
    assert named <= there
    assert any("Kokoro-82M" in credit for credit in song["credits"])


def digests(folder: Path) -> dict[str, str]:
    files = (p for p in sorted(folder.rglob("*")) if p.is_file())
    return {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def test_same_command_same_bytes(release: Path, tmp_path: Path) -> None:
    """Again in another process, folder and empty cache."""
    arguments = ("generate", "lstm-gru", "--with", "stems", "--out", str(tmp_path))
    run = mnemo(*arguments, MNEMO_CACHE=str(tmp_path / "cache"))
    assert run.returncode == 0, run.stderr
    assert digests(tmp_path / "lstm-gru") == digests(release)


def test_other_seed_other_melody_same_facts(song: dict[str, Any], tmp_path: Path, cache_folder: Path) -> None:
    import json

    run = mnemo(
        "generate", "lstm-gru", "--seed", "5", "--voice", "test", "--out", str(tmp_path), MNEMO_CACHE=str(cache_folder)
    )
    assert run.returncode == 0, run.stderr
    other = json.loads((tmp_path / "lstm-gru" / "song.json").read_text("utf-8"))
    assert other["facts"] == song["facts"]
    assert [m["midi"] for m in sounding(other)] != [m["midi"] for m in sounding(song)]


def test_a_false_topic_is_told_in_one_line_while_the_voice_loads(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text('title = "x"\nsource = "x"\nsay = ["*A|B*"]\nsay = 1\n', "utf-8")
    unread = 'title = "x"\nsource = "x"\nsay = ["ReGaNは*隠れ状態|出力*"]\n'
    (tmp_path / "unread.toml").write_text(unread, "utf-8")
    for name in ("bad.toml", "unread.toml"):
        run = mnemo("generate", str(tmp_path / name), "--out", str(tmp_path), MNEMO_CACHE=str(tmp_path / "cache"))
        assert run.returncode == 2
        assert "Traceback" not in run.stderr
        assert run.stderr.count("\n") <= 2
