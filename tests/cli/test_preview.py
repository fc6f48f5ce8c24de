"""`mnemo preview`: what it writes, says and refuses; which line is heard after a save."""

from __future__ import annotations

import dataclasses
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from mnemo import styles
from mnemo.cli import preview
from mnemo.cli.messages import Messages
from mnemo.preview import making
from mnemo.preview.making import Singer
from mnemo.preview.passage import Wanted
from mnemo.sound import voices
from tests.builders import a_score
from tests.command import run

SCORE = a_score()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, in which a score is at hand and the sound costs nothing."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MNEMO_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(making, "write_score", lambda *_: SCORE)
    monkeypatch.setattr(making, "make_mp3", lambda score, passage, *_: repr(passage).encode())
    monkeypatch.setattr(preview, "find_player", lambda: None)
    return tmp_path


def test_a_line_is_written_and_named(capsys: Any) -> None:
    made = run(capsys, "preview", "lstm-gru", "--line", "2", "--voice", "test", "--no-play")
    assert (made.code, made.err) == (0, "")
    file = Path("output") / SCORE.topic / "preview.mp3"
    assert made.out.splitlines() == [f"2  {SCORE.lines[1].text}", str(file)]
    assert b"lines=(1,)" in file.read_bytes()


def test_a_file_of_ones_own(capsys: Any) -> None:
    made = run(capsys, "preview", "lstm-gru", "--voice", "test", "--no-play", "--out", "mine/a.mp3")
    assert (made.code, made.out.splitlines()[-1]) == (0, str(Path("mine/a.mp3")))
    assert [p.name for p in Path("mine").iterdir()] == ["a.mp3"]
    assert not Path("output").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--line", "999"], f"no line 999; the song has lines 1 to {len(SCORE.lines)}"),
        (["--line", "0"], "--line takes a whole number from 1"),
        (["--section", "bridge 9"], "no section bridge 9; "),
        (["--fact", "no-such"], "no fact no-such in the song; "),
        (["--line", "1", "--fact", "a"], "give one of them"),
        (["--out", "a.wav"], "--out takes the name of an mp3 file, not a.wav"),
        (["--voice", "mai"], "no voice mai; did you mean mei?"),
        (["--style", "techno"], "no style techno; did you mean technopop?"),
    ],
)
def test_what_cannot_be_is_one_line_and_2(capsys: Any, arguments: list[str], said: str) -> None:
    refused = run(capsys, "preview", "lstm-gru", *arguments)
    assert (refused.code, refused.out) == (2, "")
    assert said in refused.err
    assert refused.err.count("\n") == 1


def test_a_file_in_the_way_is_said(capsys: Any) -> None:
    Path("output").write_text("a file")
    refused = run(capsys, "preview", "lstm-gru", "--voice", "test")
    assert "output is not a folder" in refused.err
    assert refused.code != 0


def test_without_a_player_the_file_is_there(capsys: Any) -> None:
    made = run(capsys, "preview", "lstm-gru", "--voice", "test")
    assert made.code == 0
    assert "no player on this machine" in made.err


def test_it_is_played_to_its_end(capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    events: list[object] = []

    @contextmanager
    def play(player: tuple[str, ...], file: Path) -> Any:
        events.append(file.name)
        yield SimpleNamespace(wait=lambda: events.append("heard"))
        events.append("stopped")

    monkeypatch.setattr(preview, "find_player", lambda: ("player",))
    monkeypatch.setattr(preview, "play_file", play)
    assert run(capsys, "preview", "lstm-gru", "--voice", "test").code == 0
    assert events == ["preview.mp3", "heard", "stopped"]


def test_after_a_save_the_line_that_changed_is_heard(capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    singer = Singer(styles.load("technopop"), voices.load("test"), 0)
    author = preview.Author(Path("x.toml"), Wanted(), lambda: singer, Path("output"), None, play=False)
    lines = list(SCORE.lines)
    lines[3] = dataclasses.replace(lines[3], text="変えた行")
    changed = dataclasses.replace(SCORE, lines=tuple(lines))
    fewer = dataclasses.replace(changed, lines=changed.lines[:3], vocals=_of_lines(changed, 3))
    heard = []
    for score in (SCORE, SCORE, changed, changed, fewer):
        monkeypatch.setattr(making, "write_score", lambda *_, score=score: score)
        preview.make_preview(Messages(), author)
        heard.append(capsys.readouterr().out.splitlines()[0])
    first, third = SCORE.lines[0].text, SCORE.lines[2].text
    assert heard == [f"1  {first}", f"1  {first}", "4  変えた行", "4  変えた行", f"3  {third}"]


def _of_lines(score: Any, count: int) -> Any:
    return tuple(dataclasses.replace(p, notes=tuple(n for n in p.notes if n.line < count)) for p in score.vocals)
