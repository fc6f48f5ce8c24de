"""`mnemo play` and `mnemo quiz` in a real terminal, with a small song."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from itertools import groupby
from pathlib import Path

import numpy as np
import pytest
import soundfile

from mnemo.cli import player
from mnemo.cli.karaoke import LEAD_IN_S, Karaoke, find_passage, make_frame, read_song
from mnemo.cli.lyric_sheet import write_accents, write_furigana
from mnemo.cli.plot import ROWS, draw_plot
from mnemo.cli.quiz import ANSWERS, Question, draw_questions
from mnemo.cli.scaffold import write_topic
from mnemo.cli.screen import count_columns, pad
from mnemo.errors import ArgumentError
from mnemo.exports.release.format import Material
from mnemo.exports.song import assemble_song
from mnemo.model import Curve, Plot
from mnemo.proof import prove
from mnemo.styles import load
from mnemo.topic import read_topic
from tests.builders import LSTM_LINE, RESET_LINE, a_performance, a_proven, a_score

pexpect = pytest.importorskip("pexpect")
if os.name == "nt":
    pytest.skip("pexpect needs a Unix terminal", allow_module_level=True)

NOW = re.compile(r"\x1b\[1;30;43m([ァ-ヴー]+)\x1b")  # the mora being sung: bold black on yellow
TIMEOUT_S = 60


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A work folder with the topic `demo` and its song, in English."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("MNEMO_CACHE", str(tmp_path / "cache"))
    write_topic("demo", "en")
    release = tmp_path / "output" / "demo"
    release.mkdir(parents=True)
    score = a_score()
    performance = a_performance(score)
    files = {"wav": "demo.wav", "karaoke": "demo-karaoke.wav"}
    song = assemble_song(Material(a_proven(), score, performance, load("technopop")), files)
    (release / "song.json").write_text(json.dumps(song.document), "utf-8")
    for name in files.values():
        soundfile.write(release / name, performance.master, performance.sample_rate)
    return tmp_path


@pytest.fixture
def song(folder: Path) -> Karaoke:
    return read_song(folder / "output" / "demo", "wav")


def terminal(*arguments: str, path: str | None = None, width: int = 100) -> pexpect.spawn:
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": str(width), "LINES": "30"}
    if path is not None:
        environment["PATH"] = path
    command = ["-m", "mnemo", *arguments]
    return pexpect.spawn(
        sys.executable, command, encoding="utf-8", dimensions=(30, width), timeout=TIMEOUT_S, env=environment
    )


def finish(child: pexpect.spawn) -> tuple[str, int]:
    """Everything still shown, and the exit code."""
    child.expect(pexpect.EOF)
    child.close()
    return child.before, child.exitstatus


def fake_player(folder: Path, seconds: float) -> Path:
    """A folder with an `ffplay` that notes its arguments, its number and when it is stopped."""
    tools = folder / "tools"
    tools.mkdir()
    script = tools / "ffplay"
    script.write_text(
        f"#!{sys.executable}\n"
        "import os, shutil, sys, time\n"
        f"note = open({str(folder / 'played')!r}, 'a')\n"
        "print(os.getpid(), sys.argv[-1], os.path.getsize(sys.argv[-1]), file=note, flush=True)\n"
        f"time.sleep({seconds})\n"
    )
    script.chmod(0o755)
    return tools


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


# --- play -----------------------------------------------------------------------------------------------------


def marked(shown: str) -> list[str]:
    """The morae that were marked, one after another."""
    return [kana for kana, _ in groupby(NOW.findall(shown))]


def test_play_marks_each_mora_in_turn(folder, song):
    shown, code = finish(terminal("play", "demo", "--silent", "--loop", "3", "--times", "1", "--speed", "0.5"))
    assert code == 0
    assert marked(shown) == [kana for kana, _ in groupby(kana for kana, _ in song.lines[2].morae)]
    assert song.title in shown
    assert shown.endswith("\x1b[?25h")  # the cursor is back


def test_play_loops_a_line(folder, song):
    shown, code = finish(terminal("play", "demo", "--silent", "--loop", "2", "--times", "3"))
    assert code == 0
    assert "".join(marked(shown)).count(song.lines[1].morae[0][0]) == 3
    assert song.lines[0].text not in shown


def test_play_uses_the_systems_player_and_stops_it(folder, song):
    tools = fake_player(folder, seconds=TIMEOUT_S)
    child = terminal("play", "demo", path=f"{tools}:{os.environ['PATH']}")
    child.expect(song.lines[0].text)
    note = _until(lambda: "".join(p.read_text() for p in folder.glob("played")), lambda text: "\n" in text)
    pid, file, _ = note.split()
    assert Path(file) == (folder / "output" / "demo" / "demo.wav").resolve()
    child.sendintr()
    shown, code = finish(child)
    assert code == 130
    assert "\x1b[?25h" in shown
    assert "stopped" in shown
    assert not alive(int(pid))


def test_play_hands_a_passage_to_the_player(folder):
    tools = fake_player(folder, seconds=0.7)
    arguments = ("play", "demo", "--loop", "1", "--times", "2", "--speed", "2", "--karaoke")
    _, code = finish(terminal(*arguments, path=f"{tools}:{os.environ['PATH']}"))
    assert code == 0
    first, second = (line.split() for line in (folder / "played").read_text().splitlines())
    assert first[1] == second[1]
    assert not Path(first[1]).exists()  # the cut is gone


def test_play_goes_on_without_sound_where_the_player_fails(folder, song):
    tools = fake_player(folder, seconds=0)
    arguments = ("play", "demo", "--loop", "1", "--times", "1", "--speed", "1")
    shown, code = finish(terminal(*arguments, path=f"{tools}:{os.environ['PATH']}"))
    assert code == 0
    assert "ffplay cannot play here" in shown
    assert song.lines[0].text in shown


def test_play_says_so_where_there_is_no_player(folder, song):
    empty = folder / "empty"
    empty.mkdir()
    shown, code = finish(terminal("play", "demo", "--loop", "1", "--times", "1", "--speed", "2", path=str(empty)))
    assert code == 0
    assert "no player on this machine" in shown
    assert song.lines[0].text in shown


def test_play_in_a_pipe_writes_each_line_once(folder, song):
    command = [sys.executable, "-m", "mnemo", "play", "demo", "--silent", "--speed", "2"]
    began = time.monotonic()
    played = subprocess.run(command, capture_output=True, text=True, check=True)
    assert time.monotonic() - began >= song.duration_s / 2
    assert [line.split("  ", 1)[1] for line in played.stdout.splitlines()] == [line.text for line in song.lines]


@pytest.mark.skipif(shutil.which("tmux") is None, reason="no tmux here")
def test_play_in_tmux_shows_one_steady_screen(folder, song):
    """What a person sees in the middle of a line: title, section, the line, its kana, the next line; nothing twice."""
    server = ["tmux", "-L", f"mnemo-{os.getpid()}"]
    # half speed and looped, so that the first line is on the screen for long
    command = f"{sys.executable} -m mnemo play demo --silent --loop 1 --times 9 --speed 0.5"
    subprocess.run([*server, "-f", "/dev/null", "new-session", "-d", "-x", "80", "-y", "24", command], check=True)
    try:
        screen = _until(lambda: _captured(server), lambda text: song.lines[0].text in text)
    finally:
        subprocess.run([*server, "kill-server"], check=True)
    rows = [row.rstrip() for row in screen.splitlines() if row.strip()]
    assert rows[0].startswith(f"♪ {song.title}  0:")
    assert rows[1:4] == ["[verse 1]", f"  {song.lines[0].text}", "  " + "".join(k for k, _ in song.lines[0].morae)]
    assert rows[4:] in ([], [f"  {song.lines[1].text}"])


def _captured(server: list[str]) -> str:
    return subprocess.run([*server, "capture-pane", "-p"], capture_output=True, text=True, check=True).stdout


def _until(look, holds) -> str:
    deadline = time.monotonic() + TIMEOUT_S
    while not holds(text := look()):
        assert time.monotonic() < deadline, text
        time.sleep(0.1)
    return text


def test_a_frame_marks_the_mora_at_its_time(song):
    for line in song.lines:
        for kana, start_s in line.morae:
            text = make_frame(song, start_s + 0.001)
            (mark,) = [span for span in text.spans if "yellow" in str(span.style)]
            assert text.plain[mark.start : mark.end] == kana


def test_a_frame_shows_the_next_line_before_it_begins(song):
    first = song.lines[0]
    assert song.line_at(0) == -1
    assert song.line_at(first.start_s - LEAD_IN_S - 0.01) == -1
    assert song.line_at(first.start_s - LEAD_IN_S + 0.01) == 0
    assert song.line_at(song.duration_s) == len(song.lines) - 1
    for i, line in enumerate(song.lines):
        assert song.line_at(line.end_s - 0.001) == i


def test_passages(song):
    lines = song.lines
    start_s, end_s = find_passage(song, "2-3")
    assert lines[0].end_s <= start_s <= lines[1].start_s
    assert lines[2].end_s <= end_s <= lines[3].start_s
    assert find_passage(song, "chorus") == find_passage(song, "chorus 1") == find_passage(song, "3-4")
    assert find_passage(song, "chorus 2") == find_passage(song, "5-6")
    for wrong in ("0", "7", "3-2", "1-99", "bridge", "", "-1", "2-"):
        with pytest.raises(ArgumentError):
            find_passage(song, wrong)


def test_a_cut_lasts_as_long_as_the_passage(song):
    for speed in (0.5, 1.0, 1.7):
        passage = player.Passage(1.0, 3.0, speed)
        with player.cut_passage(song.audio, passage, whole=False) as file:
            assert soundfile.info(file).duration == pytest.approx(passage.wall_s, abs=0.05)
        assert not file.exists()


def test_a_cut_keeps_the_pitch(song):
    """The bass of the test song is a sine at 110 Hz, at every speed."""
    for speed in (0.5, 2.0):
        with player.cut_passage(song.audio, player.Passage(0.0, 3.0, speed), whole=False) as file:
            audio, rate = soundfile.read(file)
        spectrum = np.abs(np.fft.rfft(audio[:, 0]))
        assert np.argmax(spectrum) * rate / len(audio) == pytest.approx(110, abs=2)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"lines": [{}], "sections": []}', "\ufeff{", '{"lines": 3'])
def test_a_damaged_song_is_an_error(folder, text):
    (folder / "output/demo/song.json").write_text(text)
    with pytest.raises(ArgumentError, match="is damaged"):
        read_song(folder / "output/demo", "wav")


# --- quiz -----------------------------------------------------------------------------------------------------


def asked(folder: Path) -> list[Question]:
    return draw_questions(prove(read_topic(folder / "lyrics/demo.toml")), seed=7)


def test_quiz_counts_and_asks_again(folder):
    """The first question wrong, the second in full-width, one nonsense answer; at the end the first once more."""
    expected = asked(folder)
    child = terminal("quiz", "demo", "--seed", "7", width=200)
    child.expect("true: o, false: x, enough: q")
    for i, question in enumerate(expected):
        child.expect_exact(f"{i + 1}/{len(expected)}")
        child.expect_exact(question.statement)
        child.expect_exact("○/×> ")
        if i == 1:
            child.sendline("maybe")
            child.expect("true: o, false: x, enough: q")
            child.expect_exact("○/×> ")
        answer = question.true != (i == 0)
        child.sendline({True: "ｏ", False: "ｘ"}[answer] if i == 1 else {True: "o", False: "x"}[answer])
        child.expect_exact("× wrong: " if i == 0 else "○ right: ")
        child.expect_exact(question.shown_by)
    child.expect_exact(f"1/{len(expected)} (again)")
    child.expect_exact("○/×> ")
    child.sendline("o" if expected[0].true else "x")
    shown, code = finish(child)
    assert code == 0
    assert f"{len(expected) - 1} of {len(expected)} right" in shown


@pytest.mark.parametrize(
    ("stop", "code", "says"), [("q\n", 0, "1 of 1 right"), ("\x04", 0, "1 of 1 right"), ("\x03", 130, "stopped")]
)
def test_quiz_can_be_left(folder, stop, code, says):
    first = asked(folder)[0]
    child = terminal("quiz", "demo", "--seed", "7", width=200)
    child.expect_exact("○/×> ")
    child.sendline("o" if first.true else "x")
    child.expect_exact("○/×> ")
    child.send(stop)
    shown, exit_code = finish(child)
    assert exit_code == code
    assert says in shown


def test_quiz_in_japanese(folder):
    child = terminal("--lang", "ja", "quiz", "demo", "--count", "1", "--seed", "7")
    child.expect("正しければ o、誤りなら x、やめるなら q")
    child.expect_exact("1/1")
    child.sendline("まる")
    child.expect("正解|不正解")
    child.sendline("q")
    assert finish(child)[1] == 0


def test_questions_come_from_facts_and_refuted_twins(folder):
    proven = prove(read_topic(folder / "lyrics/demo.toml"))
    made = draw_questions(proven, seed=1)
    assert len(made) == 2 * len(proven.facts)
    assert sum(q.true for q in made) == len(proven.facts)
    for question in made:
        assert (question.statement == question.truth) == question.true
        assert question.shown_by
    cited = {f.fact.id for f in proven.facts if f.evidence.grade == "cited"}
    assert sum(q.by_source for q in made) == 2 * len(cited)
    assert draw_questions(proven, seed=1) == made != draw_questions(proven, seed=2)
    assert draw_questions(proven, seed=1, count=3) == made[:3]


def test_marks_by_source_are_shown(folder):
    child = terminal("quiz", "demo", "--seed", "7", width=200)
    for question in asked(folder):
        child.expect_exact("○/×> ")
        child.sendline("o" if question.true else "x")
        child.expect_exact("right: ")
        child.expect("\n")
        assert ("(by source)" in child.before) == question.by_source
    assert finish(child)[1] == 0


def test_no_key_means_both():
    assert all(isinstance(answer, bool) for answer in ANSWERS.values())
    assert len(ANSWERS) >= 20


# --- pictures and progress --------------------------------------------------------------------------------------


def test_check_shows_progress_and_a_table_in_a_terminal(folder):
    shown, code = finish(terminal("check", "demo"))
    assert code == 0
    assert "proving every fact" in shown
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown)
    assert re.search(r"fact +grade +measured +expected +refuted twins", plain)
    assert "6 facts (proven 0, computed 1, cited 5)" in shown


def test_a_plot_shows_each_curve_where_it_is():
    falling = Curve("down", (0.0, 50.0, 100.0), (1.0, 1e-5, 1e-10))
    level = Curve("level", (0.0, 50.0, 100.0), (1.0, 1.0, 1.0))
    rows = draw_plot(Plot("title", "time", "norm", (falling, level), log_y=True), 60).splitlines()
    assert rows[0] == "title (norm)"
    cells = [row.partition("│")[2] for row in rows[1 : ROWS + 1]]
    assert cells[0].rstrip()[-1] == "○"  # the level curve ends at the top
    assert cells[-1].rstrip()[-1] == "●"  # the falling one at the bottom
    middle = [i for i, row in enumerate(cells) if "●" in row and 0 < i < ROWS - 1]
    assert middle == [pytest.approx((ROWS - 1) / 2, abs=1)]
    assert rows[-1].endswith("● down  ○ level")


@pytest.mark.parametrize(
    "y", [(), (float("nan"),), (0.0,), (0.0, 0.0), (1e-400, 1.0), (float("inf"), 1.0), (-1.0, 5.0)]
)  # fmt: skip
@pytest.mark.parametrize("log_y", [True, False])
def test_a_plot_of_odd_numbers_is_no_fault(y, log_y):
    x = tuple(float(i) for i in range(len(y)))
    assert draw_plot(Plot("title", "x", "y", (Curve("c", x, y),), log_y), 10).startswith("title")


def test_a_lyric_shows_readings_and_accents():
    assert write_furigana(LSTM_LINE.words) == "LSTM（えるえすてぃーえむ）は3つ（みっつ）"
    assert write_accents(LSTM_LINE) == "エ↑ルエスティーエ↓ムワ/ミ↑ッツ↓"
    assert write_accents(RESET_LINE) == "リ↑セット/コ↑ーシン"


def test_japanese_takes_two_columns():
    assert count_columns("GRUは2つ") == 3 + 2 + 1 + 2
    assert count_columns("か\u3099") == 2
    assert pad("値", 4) == "値  "
