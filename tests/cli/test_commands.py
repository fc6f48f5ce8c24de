"""The command line: what it parses, what it says, how it ends."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest

from mnemo import __version__
from mnemo.cli import commands
from mnemo.cli.messages import load_messages
from mnemo.errors import MnemoError, TopicError, Translated
from mnemo.exports import video
from mnemo.model import Key
from mnemo.styles.overrides import override
from mnemo.styles.schema import Style
from tests.command import run

COMMANDS = commands.mnemo.commands
HELP_S = 0.3
PROGRAM = [sys.executable, "-m", "mnemo"]


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """English messages, in an empty folder."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.chdir(tmp_path)


def test_the_version(capsys):
    assert run(capsys, "--version").out == f"mnemo {__version__}\n"


def test_no_command_shows_the_help(capsys):
    shown = run(capsys)
    assert shown.code == 0
    for name in COMMANDS:
        assert re.search(rf"^  {name} ", shown.out, re.M)


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(capsys, name, language):
    command, translate = COMMANDS[name], load_messages(language)
    shown = run(capsys, "--lang", language, name, "--help")
    assert shown.code == 0
    assert translate("Examples") in shown.out
    examples = getattr(command, "examples", {})
    assert examples
    for line, meaning in examples.items():
        assert line.startswith(f"mnemo {name}")
        assert line in shown.out
        assert translate(meaning)[:20].strip() in shown.out
    for param in command.params:
        assert not isinstance(param, click.Option) or param.help


@pytest.mark.parametrize("name", COMMANDS)
def test_examples_are_parsed(name):
    """Each example is a command that click accepts."""
    for line in COMMANDS[name].examples:  # type: ignore[attr-defined]
        words = re.findall(r'"[^"]*"|\S+', line)[2:]
        COMMANDS[name].make_context(name, [w.strip('"') for w in words])


def test_help_is_quick():
    """CPU time of the fastest of five runs: the machine may be busy."""
    seconds = []
    for _ in range(5):
        before = os.times()
        subprocess.run([*PROGRAM, "--help"], stdout=subprocess.DEVNULL, check=True)
        after = os.times()
        seconds.append(after.children_user + after.children_system - before.children_user - before.children_system)
    assert min(seconds) < HELP_S


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["genrate"], "no command genrate; did you mean generate?"),
        (["generate"], "TOPIC is missing; `mnemo generate --help` shows how"),
        (["album"], "TOPIC... is missing; `mnemo album --help` shows how"),
        (["generate", "x", "--temop", "3"], "no option --temop; did you mean --tempo?"),
        (["--vers"], "no option --vers"),
        (["generate", "x", "--tempo"], "--tempo needs a value"),
        (["generate", "x", "--tempo", "fast"], "--tempo takes a number from 60 to 240, not fast"),
        (["generate", "x", "--tempo", "nan"], "--tempo takes a number from 60 to 240, not nan"),
        (["generate", "x", "--tempo", "1000"], "--tempo takes a number from 60 to 240, not 1000"),
        (["generate", "x", "--seed", "-1"], "--seed takes a whole number from 0 to 4294967295, not -1"),
        (["generate", "x", "--seed", "1.5"], "--seed takes a whole number"),
        (["generate", "lstm-gru", "--with", "vidoe"], "no extra format vidoe; did you mean video?"),
        (["album", "lstm-gru", "--with", "mp3"], "no extra format mp3; "),
        (["generate", "lstm-gru", "--only", "mp3,lcr"], "no format or file lcr; did you mean lrc?"),
        (["generate", "lstm-gru", "--only", "mp3,"], "--only takes names with commas between them, not mp3,"),
        (["generate", "x", "y"], "y is one argument too many; `mnemo generate --help`"),
        (["topics", "x"], "x is one argument too many"),
        (["generate", "no-such-topic"], "there is no topic no-such-topic; "),
        (["generate", "lstm-gru", "--style", "techno"], "no style techno; did you mean technopop?"),
        (["generate", "lstm-gru", "--style", "none.toml"], "none.toml:1: cannot read the file: No such file"),
        (["generate", "lstm-gru", "--voice", "mai"], "no voice mai; did you mean mei?"),
        (["generate", "lstm-gru", "--voice-option", "x"], "--voice-option takes NAME=VALUE, not x"),
        (["generate", "lstm-gru", "--voice", "test", "--voice-option", "x=1"], "the voice test has no option x"),
        (["generate", "lstm-gru", "--key", "H"], "no key H; write "),
        (["generate", "lstm-gru", "--key", "A minorr"], "no key A minorr"),
        (["play", "lstm-gru", "--speed", "9"], "--speed takes a number from 0.5 to 2, not 9"),
        (["play", "lstm-gru"], "there is no song in output/lstm-gru; make it with `mnemo generate`"),
        (["new", "../x"], "the name ../x cannot name a song"),
        (["new", "a/b"], "the name a/b cannot name a song"),
        (["new", "NUL"], "the name NUL cannot name a song"),
        (["--lang", "xx", "topics"], "no language xx; known: en, ja"),
        (["topics", "--lang=xx"], "no language xx"),
        (["kinds", "gatse"], "no kind gatse; did you mean gates?"),
    ],
)
def test_a_wrong_argument_gives_one_line_that_says_what_is_right(capsys, arguments, message):
    stopped = run(capsys, *arguments)
    assert stopped.code == 2
    assert stopped.out == ""
    assert stopped.err.startswith(message)
    assert stopped.err.count("\n") == 1


def test_optional_formats_and_single_files_are_asked_for_by_name(capsys, monkeypatch):
    from mnemo import pipeline
    from mnemo.exports.release.choice import Choice
    from mnemo.model import Release

    asked = []

    def generate(path, style, voice, seed, out, choice, report, announce):
        asked.append(choice)
        return Release(out)

    monkeypatch.setattr(pipeline, "generate", generate)
    for options in (
        ["--video"],
        ["--with", "video"],
        ["--with", "video", "--video"],
        ["--only", "mp3,lrc", "--only", "midi"],
    ):
        assert run(capsys, "generate", "lstm-gru", "--voice", "test", *options).code == 0
    assert asked == [*[Choice(("video",))] * 3, Choice(only=("mp3", "lrc", "midi"))]


def test_a_draft_is_sung_by_mei_in_the_range_of_the_voice(capsys, monkeypatch):
    from mnemo import pipeline
    from mnemo.model import Release
    from mnemo.sound import voices

    sung = []

    def generate(path, style, voice, seed, out, choice, report, announce):
        sung.append((voice.name, voices.tessitura(voice)))
        return Release(out)

    monkeypatch.setattr(pipeline, "generate", generate)
    for options in (["--voice", "alpha", "--draft"], ["--draft"], ["--voice", "alpha"]):
        assert run(capsys, "generate", "lstm-gru", *options).code == 0
    of_alpha = voices.tessitura(voices.load("alpha"))
    assert of_alpha is not None
    assert sung == [("mei", of_alpha), ("mei", of_alpha), ("alpha", of_alpha)]


def test_the_language_may_stand_anywhere(capsys):
    before = run(capsys, "--lang", "ja", "generate").err
    assert re.search("[ぁ-ん]", before)
    assert run(capsys, "generate", "--lang", "ja").err == before
    assert run(capsys, "generate", "--lang=ja").err == before


def test_new_writes_a_file_that_is_read_and_proven(capsys):
    made = run(capsys, "new", "my-topic")
    assert (made.code, made.err) == (0, "")
    assert Path("lyrics/my-topic.toml").is_file()
    assert run(capsys, "check", "my-topic").code == 0
    assert run(capsys, "lyrics", "my-topic").code == 0


def test_the_lyric_of_one_fact_names_what_comes_again_in_one_line(capsys):
    Path("one.toml").write_text('title = "一つ"\nsource = "本"\nsay = ["富士山の高さは*3776メートル*"]\n', "utf-8")
    shown = run(capsys, "lyrics", "one.toml").out
    assert [line for line in shown.splitlines() if line.startswith("[")] == [
        "[verse 1]",
        "[chorus 1]",
        "[verse 2, chorus 2, verse 3, last chorus]  as verse 1, chorus 1, verse 1, chorus 1",
    ]


LONG = 'title = "長い"\nsource = "本"\nsay = [{}]\n'.format(
    ", ".join(f'"第{n}番の値はいくつ？/>*{n + 100}*になる"' for n in range(80))
)


def test_a_long_song_is_told_before_it_is_sung(capsys, monkeypatch):
    """Its length by the score, and what to do about it; then the long work begins."""
    from mnemo import pipeline

    def perform(score, voice, style):
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline, "perform", perform)
    Path("long.toml").write_text(LONG, "utf-8")
    stopped = run(capsys, "generate", "long.toml", "--voice", "test")
    length, advice = stopped.out.splitlines()
    assert re.fullmatch(r"the song takes \d+:\d\d", length)
    assert advice.startswith("advice: long.toml:1: the song takes about ")
    assert advice.endswith("`mnemo generate long --split` makes an album of its groups")


def test_split_makes_an_album_of_the_groups(capsys, monkeypatch):
    from mnemo.cli import album

    made = []
    monkeypatch.setattr(
        album, "make_album", lambda translate, pieces, style, voice, seed, out, choice: made.append((pieces, out))
    )
    Path("long.toml").write_text(LONG, "utf-8")
    assert run(capsys, "generate", "long.toml", "--split", "--voice", "test").code == 0
    ((pieces, out),) = made
    assert [piece.name for piece in pieces] == ["long-1", "long-2", "long-3", "long-4"]
    assert out == Path("output/long-album")


def test_split_is_refused_for_one_song_and_with_only(capsys):
    Path("one.toml").write_text('title = "一つ"\nsource = "本"\nsay = ["富士山の高さは*3776メートル*"]\n', "utf-8")
    refused = run(capsys, "generate", "one.toml", "--split")
    assert (refused.code, refused.err) == (2, "one has 1 facts, which make one song; --split is for more\n")
    Path("long.toml").write_text(LONG, "utf-8")
    refused = run(capsys, "generate", "long.toml", "--split", "--only", "mp3")
    assert (refused.code, refused.err) == (2, "--split makes whole songs; leave --only out\n")


def test_new_has_a_file_in_every_language(capsys):
    facts = []
    for language in ("en", "ja"):
        assert run(capsys, "new", f"topic-{language}", "--lang", language).code == 0
        text = Path(f"lyrics/topic-{language}.toml").read_text("utf-8")
        facts.append([line.split("#")[0].strip() for line in text.splitlines() if line.split("#")[0].strip()])
    assert facts[0] == facts[1]


def test_new_leaves_what_is_there(capsys):
    run(capsys, "new", "mine")
    Path("lyrics/mine.toml").write_text("# mine")
    stopped = run(capsys, "new", "mine")
    assert (stopped.code, stopped.err) == (2, "lyrics/mine.toml is there already; choose another name\n")
    assert Path("lyrics/mine.toml").read_text() == "# mine"


def test_lists_are_tab_separated_in_a_pipe(capsys):
    run(capsys, "new", "mine")
    Path("lyrics/broken.toml").write_text("title = ")
    rows = {line.split("\t")[0]: line.split("\t") for line in run(capsys, "topics").out.splitlines()}
    assert rows["mine"][2:] == ["G検定", "6", "lyrics/mine.toml"]
    assert "not TOML" in rows["broken"][1]
    assert rows["lstm-gru"][3].isdigit()
    assert "technopop" in [line.split("\t")[0] for line in run(capsys, "styles").out.splitlines()]
    assert {"mei", "test"} <= {line.split("\t")[0] for line in run(capsys, "voices").out.splitlines()}
    formats = {line.split("\t")[0]: line.split("\t") for line in run(capsys, "formats").out.splitlines()}
    assert formats["audio"][1:3] == ["wav, mp3, karaoke", "always"]
    assert formats["video"][1:] == ["video", "--with video", str(video.FORMAT.about)]
    assert formats["stems"][1:3] == ["stems/", "--with stems"]
    assert formats["hearing"][1:3] == ["", "--with hearing"]  # it goes into other files
    assert {"gates", "equation", "cited"} <= {line.split("\t")[0] for line in run(capsys, "kinds").out.splitlines()}


def test_the_cache_is_shown_and_cleared(capsys, monkeypatch, tmp_path):
    from mnemo.runtime import cache

    monkeypatch.setenv("MNEMO_CACHE", str(tmp_path / "cache"))
    cache.write("phrases", "ab", b"1" * 1_000_000)
    cache.write("proof", "cd", b"1")
    shown = run(capsys, "cache").out.splitlines()
    assert shown[0] == str(tmp_path / "cache")
    assert shown[1:] == ["  phrases: 1 entries, 1.0 MB", "  proof: 1 entries, 0.0 MB", "1.0 MB of at most 2147.5 MB"]
    assert run(capsys, "cache", "--clear").out == f"2 entries removed from {tmp_path / 'cache'}\n"
    assert run(capsys, "cache").out.splitlines()[1:] == ["0.0 MB of at most 2147.5 MB"]


def test_a_run_trims_the_cache(capsys, monkeypatch, tmp_path):
    from mnemo.runtime import cache

    monkeypatch.setenv("MNEMO_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(cache.trim, "__defaults__", (500_000,))
    cache.write("phrases", "ab", b"1" * 1_000_000)
    run(capsys, "new", "mine")
    assert run(capsys, "check", "mine").code == 0
    assert cache.read("phrases", "ab") is None


def test_a_kind_is_shown_with_its_keys_and_an_example(capsys):
    shown = run(capsys, "kinds", "equation").out
    for part in ("(computed)", "  of: ", "  value: ", "  expression: ", '[[fact]]\nid = "..."\nkind = "equation"'):
        assert part in shown


def test_a_certificate_row_by_row_and_one_fact_explained(capsys):
    run(capsys, "new", "mine")
    rows = run(capsys, "check", "mine").out.splitlines()
    table = {row.split("\t")[0]: row.split("\t") for row in rows[:-1]}
    assert table["f-example"][1:2] + table["f-example"][4:] == ["computed", "0.8 / 0.6"]
    assert rows[-1] == "6 facts (proven 0, computed 1, cited 5), 9 twins refuted"
    explained = run(capsys, "check", "mine", "--explain", "f-example").out
    for part in (
        "statement: ",
        "grade: computed",
        "measured: ",
        "0.75",
        "refuted twins:\n  × 0.8: ",
        "lyrics/mine.toml:",
    ):
        assert part in explained
    assert "× 再現率 (by source): " in run(capsys, "check", "mine", "--explain", "precision").out
    wrong = run(capsys, "check", "mine", "--explain", "f-exmple")
    assert (wrong.code, wrong.err) == (2, "no fact f-exmple; did you mean f-example?\n")


def test_an_experiment_is_drawn(capsys):
    drawn = run(capsys, "check", "lstm-gru", "--explain", "rnn-gradient").out
    assert "● RNN" in drawn
    assert "└───" in drawn


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("A minor", "A minor"), ("Am", "A minor"), ("a min", "A minor"), ("C", "C major"), ("F#", "F# major"),
        ("f♯m", "F# minor"), ("Bb", "Bb major"), ("B♭ Major", "Bb major"), ("CM", "C major"), (" E ", "E major"),
    ],
)  # fmt: skip
def test_keys_are_written_in_many_ways(written, key):
    assert str(Key.parse(written)) == key


def test_overrides_leave_the_rest_of_a_style():
    style = Style("x", "X", Translated(""), 150.0, Key("A", minor=True))
    assert override(style) == style
    changed = override(style, 120, "C")
    assert (changed.bpm, str(changed.key), changed.name) == (120.0, "C major", "x")


def test_errors_cross_processes():
    import pickle

    error = TopicError("a {b}", place=None, b="c")
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again)) == (TopicError, "a c")


def fails_with(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def fail(name: str) -> Path:
        raise error

    monkeypatch.setattr(commands, "find_topic", fail)


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (KeyboardInterrupt(), 130, "\nstopped; no half-written song is left behind\n"),
        (OSError(28, "No space left on device", "x"), 1, "the system refused: x: No space left on device\n"),
        (MnemoError("{what} broke", what="it"), 1, "it broke\n"),
        (
            ZeroDivisionError("a\nb"),
            70,
            "a fault of mnemo itself (ZeroDivisionError: a b); MNEMO_TRACEBACK=1 shows where\n",
        ),
        (MemoryError(), 70, "a fault of mnemo itself (MemoryError: ); MNEMO_TRACEBACK=1 shows where\n"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_how_a_run_ends(capsys, monkeypatch, error, code, message):
    fails_with(monkeypatch, error)
    monkeypatch.delenv("MNEMO_TRACEBACK", raising=False)
    ended = run(capsys, "check", "x")
    assert (ended.code, ended.out, ended.err) == (code, "", message)


def test_a_closed_pipe_is_quiet():
    run_ = subprocess.Popen([*PROGRAM, "kinds"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert run_.stdout is not None
    assert run_.stderr is not None
    run_.stdout.close()
    assert run_.stderr.read() == b""
    assert run_.wait() == 1


def test_a_terminal_that_knows_no_japanese_is_no_fault():
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    made = subprocess.run([*PROGRAM, "topics"], env=environment, capture_output=True, check=False)
    assert made.returncode == 0


# --- the machine refuses --------------------------------------------------------------------------------------

GENERATE = [*PROGRAM, "generate", "mine", "--voice", "test"]


@pytest.fixture
def mine(capsys, tmp_path, monkeypatch) -> Path:
    """A work folder with a topic and a cache of its own."""
    monkeypatch.setenv("MNEMO_CACHE", str(tmp_path / "cache"))
    assert run(capsys, "new", "mine").code == 0
    return tmp_path


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


STOPPED_WHILE_IMPORTED = """
import sys
from mnemo.__main__ import main
class Stop:
    def find_spec(self, name, path=None, target=None):
        if name == "mnemo.topic":
            raise KeyboardInterrupt
sys.meta_path.insert(0, Stop())
main()
"""


def test_ctrl_c_while_the_program_is_imported_shows_no_traceback():
    made = subprocess.run([sys.executable, "-c", STOPPED_WHILE_IMPORTED], capture_output=True, check=False)
    assert (made.returncode, made.stdout, made.stderr) == (130, b"", b"")


@pytest.mark.slow
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_stops_a_song_and_leaves_nothing(mine, number, code):
    """At several moments of the run, from the first import to the files."""
    stopped = 0
    for delay_s in (0.4, 1, 2, 4, 6, 9, 12):
        run_ = subprocess.Popen(GENERATE, stderr=subprocess.PIPE, text=True, start_new_session=True)
        time.sleep(delay_s)
        if run_.poll() == 0:
            run_.communicate()
            break  # a quick machine: the song was done before
        os.killpg(run_.pid, number)
        _, err = run_.communicate(timeout=60)
        assert "Traceback" not in err
        if run_.returncode == -number:
            continue  # the interpreter was still starting
        assert run_.returncode == code, err
        assert files(mine / "output") == []
        stopped += 1
    assert stopped >= 2


@pytest.mark.slow
def test_a_disk_that_is_full_leaves_nothing(mine):
    """A limit on the size of files stands in for the disk: 0 stops the first byte, 100 kB the first wav."""
    import resource

    for limit in (0, 100_000):

        def no_room(limit: int = limit) -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        stopped = subprocess.run(GENERATE, capture_output=True, text=True, check=False, preexec_fn=no_room)
        assert stopped.returncode == 1
        assert "files" not in stopped.stdout
        assert stopped.stderr.startswith(("cannot write ", "the system refused: "))
        assert stopped.stderr.count("\n") == 1
        assert files(mine / "output") == []


@pytest.mark.slow
def test_a_missing_ffmpeg_is_named_and_leaves_nothing(mine, monkeypatch):
    """Neither on the path nor in a package."""
    (mine / "imageio_ffmpeg.py").write_text("raise ImportError('not here')")
    monkeypatch.setenv("PATH", str(mine))
    monkeypatch.setenv("PYTHONPATH", str(mine))
    stopped = subprocess.run(GENERATE, capture_output=True, text=True, check=False)
    assert stopped.returncode == 2
    assert "files" not in stopped.stdout
    assert stopped.stderr.startswith("no ffmpeg")
    assert stopped.stderr.count("\n") == 1
    assert files(mine / "output") == []


def test_an_album_reports_what_failed_after_the_rest(capsys, monkeypatch):
    from mnemo.album.make import Album
    from mnemo.cli import album
    from mnemo.model import Place, Release
    from mnemo.pieces import Piece

    broken = TopicError("not TOML: {reason}", place=Place("broken.toml", 3), reason="Invalid value")
    made = Album(
        (Release(Path("album/a")),),
        (),
        ((Piece(Path("broken.toml")), broken), (Piece(Path("b.toml")), ValueError("x"))),
    )
    monkeypatch.setattr(album, "make_songs", lambda *arguments: made)
    ended = run(capsys, "album", "a.toml", "broken.toml", "b.toml", "--voice", "test", "--out", "album")
    assert (ended.code, ended.out) == (2, "1 of 3 songs in album\n")
    assert ended.err.splitlines() == [
        "broken failed: broken.toml:3: not TOML: Invalid value",
        "b failed: ValueError: x",
        "2 of 3 songs failed; the others are whole",
    ]


def test_an_album_refuses_two_songs_of_one_name_before_any_work(capsys, tmp_path):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "shiken.toml").write_text("", "utf-8")
    paths = [str(tmp_path / folder / "shiken.toml") for folder in ("a", "b")]
    ended = run(capsys, "album", *paths, "--voice", "test", "--out", str(tmp_path / "album"))
    assert ended.code == 2
    assert "songs of one name" in ended.err
    assert not (tmp_path / "album").exists()


def test_generate_says_what_it_wrote_and_how_large(capsys, monkeypatch, tmp_path):
    """In a pipe as on a terminal: all files together, what to open first, the largest."""
    from mnemo import pipeline
    from mnemo.model import Release

    sizes = {"mp3": 1_250_000, "wav": 4_000_000, "song": 40_000}
    paths = {role: tmp_path / f"demo.{role}" for role in sizes}
    for role, path in paths.items():
        path.write_bytes(bytes(sizes[role]))
    monkeypatch.setattr(pipeline, "generate", lambda *_: Release(tmp_path, paths))
    assert run(capsys, "generate", "lstm-gru", "--voice", "test").out.splitlines() == [
        f"3 files, 5.3 MB, in {tmp_path}",
        f"  {paths['mp3']}",
        f"  the largest: {paths['wav']}, 4.0 MB",
    ]
