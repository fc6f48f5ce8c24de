"""An extension is one file: a voice, a style, a format and a kind of fact are found, listed with what they say of
themselves, and work. Each is a temporary file that a package or folder sees beside its own for the time of a test.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

from mnemo import exports, styles
from mnemo.proof import checks
from mnemo.runtime import resources
from mnemo.sound import voices
from mnemo.words import templates
from tests.command import run

VOICE = """
from dataclasses import dataclass

import numpy as np

from mnemo import units
from mnemo.errors import Translated
from mnemo.model import MoraTime, Take

@dataclass(frozen=True)
class Hum:
    name: str = "fifth"
    description: str = Translated("a hum", ja="ハミング")
    licence: str = "MIT"
    credit: str = "Voice: nobody"

    def sing(self, score, style):
        return tuple(self._take(part, score) for part in score.vocals)

    def _take(self, part, score):
        audio = np.zeros(units.ticks_to_samples(score.end_ticks, score.us_per_beat), np.float32)
        times = []
        for note in part.notes:
            ticks = note.onset_ticks, note.onset_ticks + note.duration_ticks
            start_s, end_s = (units.ticks_to_s(t, score.us_per_beat) for t in ticks)
            a, b = (units.ticks_to_samples(t, score.us_per_beat) for t in ticks)
            hz = units.midi_to_hz(note.midi)
            audio[a:b] = 0.1 * np.sin(2 * np.pi * hz * np.arange(b - a) / units.SAMPLE_RATE)
            times.append(MoraTime(start_s, None if note.mora.silent else start_s, end_s))
        return Take(audio, tuple(times))

def voice():
    return Hum()
"""
STYLE = """
title = "Fourth"
description = { en = "Only a voice and a bass.", ja = "声とベースだけ。" }
bpm = 120
key = "C major"

[music.section.verse]
harmony = ["I | V | vi | IV"]
[music.band.verse]
bass = "steps"
[music.bass]
steps = "1... 1... 1... 1..."
[sound.instruments.bass]
osc = [{ wave = "triangle" }]
"""
FORMAT = """
from mnemo.errors import Translated
from mnemo.exports.release.format import Format, name_files

def write(song, folder):
    names = [section["name"] for section in song.document["sections"]]
    (folder / song.files["outline"]).write_text("\\n".join(names), "utf-8", newline="\\n")

FORMAT = Format(
    files=name_files(outline="{topic}-outline.txt"),
    write=write,
    optional=True,
    about=Translated("The sections by name.", ja="セクションの名前。"),
)
"""
CHECK = '''
from mnemo.proof.claims import Choice, Claim, Finding, Number, kind
from mnemo.proof.lab import Lab

@kind(
    "state-count",
    of=Choice(("RNN", "LSTM", "GRU")),
    value=Number(1, 5, whole=True),
    example="""
        kind = "state-count"
        of = "LSTM"
        value = 2
        twins = [1, 3]
    """,
    ja="モデルが次の時刻へ渡す状態の数。",
)
def state_count(claim: Claim, lab: Lab) -> Finding:
    """How many states a model hands on from one time step to the next."""
    count = len(lab.specimen(claim.of).cell.states)
    return Finding(count == claim.value, "数えた", f"{count}個", f"{claim.value}個")
'''
TEMPLATE = """{% block sentence %}{{ of }}が受け渡す状態は{{ value }}個である。{% endblock %}
{% block sung %}
{{ of }}の状態は*{{ value }}個*
{% endblock %}
"""
TOPIC = """title = "状態のうた"
exam = "試験"
[[fact]]
id = "states"
kind = "state-count"
of = "LSTM"
value = 2
twins = [1, 3]
hook = true
[[fact]]
id = "gru"
kind = "state-count"
of = "GRU"
value = 1
twins = [2]
[[fact]]
id = "rnn"
kind = "state-count"
of = "RNN"
value = 1
twins = [2]
"""


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """English messages, an empty folder, a cache of its own."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("MNEMO_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)


def add(monkeypatch: pytest.MonkeyPatch, package: ModuleType, folder: Path, name: str, text: str) -> None:
    """One more module of a package, gone again after the test."""
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.py").write_text(text, "utf-8")
    monkeypatch.setattr(package, "__path__", [*package.__path__, str(folder)])
    module = f"{package.__name__}.{name}"
    monkeypatch.delitem(sys.modules, module, raising=False)
    monkeypatch.delattr(package, name, raising=False)


def beside(monkeypatch: pytest.MonkeyPatch, shipped: Path, folder: Path, name: str, text: str) -> None:
    """A folder with everything that came with mnemo, and one more file."""
    folder.mkdir()
    for path in shipped.iterdir():
        (folder / path.name).symlink_to(path)
    (folder / name).write_text(text, "utf-8")


def rows(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, list[str]]:
    return {line.split("\t")[0]: line.split("\t") for line in run(capsys, *arguments).out.splitlines()}


def test_a_fifth_voice(capsys, monkeypatch, tmp_path) -> None:
    assert "fifth" not in rows(capsys, "voices")
    add(monkeypatch, voices, tmp_path / "more", "fifth", VOICE)
    assert rows(capsys, "voices")["fifth"] == ["fifth", "a hum", "MIT", "Voice: nobody"]
    assert rows(capsys, "voices", "--lang", "ja")["fifth"][1] == "ハミング"
    run(capsys, "new", "mine")
    made = run(capsys, "generate", "mine", "--voice", "fifth", "--only", "lrc,wav")
    assert (made.code, made.err) == (0, "")
    document = json.loads(Path("output/mine/song.json").read_text("utf-8"))
    assert (document["voice"], document["credits"]) == ("fifth", ["Voice: nobody"])


def test_a_module_that_is_no_voice_is_named(capsys, monkeypatch, tmp_path) -> None:
    add(monkeypatch, voices, tmp_path / "more", "helper", "X = 1\n")
    stopped = run(capsys, "voices")
    assert stopped.code == 70
    assert "mnemo/sound/voices/helper.py has no voice()" in stopped.err


def test_a_fourth_style(capsys, monkeypatch, tmp_path) -> None:
    assert "fourth" not in rows(capsys, "styles")
    beside(monkeypatch, resources.styles_folder(), tmp_path / "styles", "fourth.toml", STYLE)
    monkeypatch.setattr(styles, "styles_folder", lambda: tmp_path / "styles")
    assert rows(capsys, "styles")["fourth"] == ["fourth", "120 bpm", "C major", "Only a voice and a bass."]
    assert rows(capsys, "styles", "--lang", "ja")["fourth"][3] == "声とベースだけ。"
    run(capsys, "new", "mine")
    made = run(capsys, "generate", "mine", "--voice", "test", "--style", "fourth", "--only", "midi,stems")
    assert (made.code, made.err) == (0, "")
    document = json.loads(Path("output/mine/song.json").read_text("utf-8"))
    assert (document["style"], document["key"], document["bpm"]) == ("fourth", "C major", 120)
    assert {"stems/lead", "stems/bass"} <= set(document["files"])
    assert "stems/drums" not in document["files"]


def test_a_new_format(capsys, monkeypatch, tmp_path) -> None:
    assert "outline" not in rows(capsys, "formats")
    add(monkeypatch, exports, tmp_path / "more", "outline", FORMAT)
    assert rows(capsys, "formats")["outline"] == ["outline", "outline", "--with outline", "The sections by name."]
    assert rows(capsys, "formats", "--lang", "ja")["outline"][3] == "セクションの名前。"
    run(capsys, "new", "mine")
    made = run(capsys, "generate", "mine", "--voice", "test", "--only", "lrc", "--with", "outline")
    assert (made.code, made.err) == (0, "")
    assert Path("output/mine/mine-outline.txt").read_text("utf-8").splitlines()[0] == "intro"


def test_a_new_kind_of_fact(capsys, monkeypatch, tmp_path) -> None:
    assert "state-count" not in rows(capsys, "kinds")
    add(monkeypatch, checks, tmp_path / "more", "states", CHECK)
    beside(monkeypatch, resources.folder("templates"), tmp_path / "templates", "state-count.j2", TEMPLATE)
    monkeypatch.setattr(templates, "folder", lambda name: tmp_path / name)
    checks.find_kinds.cache_clear()
    try:
        shown = rows(capsys, "kinds")["state-count"]
        assert shown[1:] == ["proven", "How many states a model hands on from one time step to the next."]
        assert rows(capsys, "kinds", "--lang", "ja")["state-count"][2] == "モデルが次の時刻へ渡す状態の数。"
        Path("states.toml").write_text(TOPIC, "utf-8")
        checked = run(capsys, "check", "states.toml")
        assert (checked.code, checked.err) == (0, "")
        proven = {line.split("\t")[0]: line.split("\t") for line in checked.out.splitlines()}
        assert [proven[fact][1] for fact in ("states", "gru", "rnn")] == ["proven"] * 3
        made = run(capsys, "lyrics", "states.toml")
        assert (made.code, made.err) == (0, "")
        assert "LSTM" in made.out
        Path("states.toml").write_text(TOPIC.replace("value = 2\ntwins = [1, 3]", "value = 3\ntwins = [1]"), "utf-8")
        refused = run(capsys, "check", "states.toml")
        assert refused.code == 2
        assert "states.toml:" in refused.err
    finally:
        checks.find_kinds.cache_clear()
