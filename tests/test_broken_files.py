"""Broken fact files: each gives one line with file:line and what would be right, and exit code 2."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from mnemo.fact_values import MAX_CHARS, MAX_ITEMS
from mnemo.reader import MAX_BYTES, MAX_LINE
from mnemo.topic import MAX_ARGS, MAX_FACTS
from tests.command import run

HEAD = 'title = "壊れたうた"\nexam = "G検定"\n'
FACT = """\
[[fact]]
id = "a"
kind = "definition"
of = "情報を選ぶ仕組み"
value = "ゲート機構"
twins = ["プーリング"]
source = "Hochreiter & Schmidhuber 1997"
"""
GOOD = HEAD + FACT


def with_line(old: str, new: str) -> str:
    """The good file with one of its lines changed."""
    assert old in GOOD
    return GOOD.replace(old, new)


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


COUNT = """\
[[fact]]
id = "b"
kind = "gate-count"
of = "LSTM"
value = 3
twins = [2]
"""
SUM = """\
[[fact]]
id = "c"
kind = "equation"
of = "二つの和"
value = 3
expression = "n + 1"
numbers = { n = 2 }
twins = [4]
"""
MANY = HEAD + "".join(FACT.replace('"a"', f'"a{i}"') for i in range(MAX_FACTS + 1))

# name: (text, a part of the line that is named, or its number, what the message says)
BROKEN: dict[str, tuple[str | bytes, str | int, str]] = {
    # syntax and encoding
    "no-equals": (GOOD + "oops\n", "oops", "not TOML"),
    "open-string": (with_line('of = "情報を選ぶ仕組み"', 'of = "情報を選ぶ仕組み'), "of = ", "not TOML"),
    "open-list": (with_line('["プーリング"]', '["プーリング"'), 9, "not TOML"),
    "key-twice": (GOOD + 'kind = "cited"\n', 10, "not TOML"),
    "not-utf-8": (GOOD.encode("shift_jis"), 1, "save the file as UTF-8"),
    "utf-16": (GOOD.encode("utf-16"), 1, "save the file as UTF-8"),
    "binary": (bytes(range(256)), 2, "UTF-8"),
    "null-byte": (GOOD.encode() + b"# \0\n", 10, "not TOML"),
    "empty": ("", 1, "the key title is missing"),
    "only-comments": ("# nothing\n", 1, "the key title is missing"),
    "no-facts": (HEAD, 1, "[[fact]]"),
    "huge": (GOOD + "#" * 80 + ("\n#" + "x" * 80) * (MAX_BYTES // 80), 1, "too large"),
    "long-line": (GOOD + "# " + "x" * MAX_LINE, 10, f"at most {MAX_LINE}"),
    "deep": (GOOD + "deep = " + "[" * 1500 + "]" * 1500, 10, "nested too deeply"),
    "deep-keys": (GOOD + "a" + ".a" * 1500 + " = 1", 10, "list or table"),
    # the file's own keys
    "no-title": (GOOD.replace('title = "壊れたうた"\n', ""), 1, "the key title is missing"),
    "empty-title": (GOOD.replace("壊れたうた", " "), "title", "say what the song is called"),
    "long-title": (GOOD.replace("壊れたうた", "う" * 61), "title", f"at most {MAX_CHARS['title']}"),
    "title-number": (GOOD.replace('"壊れたうた"', "3"), "title", "title must be a string, not 3"),
    "unknown-key": ("titel = 1\n" + GOOD, "titel", "did you mean title?"),
    "facts-table": (HEAD + "[fact]\nid = 'a'\n", "[fact]", "each begins with two brackets: [[fact]]"),
    "facts-numbers": (HEAD + "fact = [1]\n", "fact = ", "a fact begins with [[fact]]"),
    "too-many-facts": (MANY, line_of(MANY, f'id = "a{MAX_FACTS}"') - 1, f"at most {MAX_FACTS}"),
    "escape-in-title": (GOOD.replace("壊れたうた", "\\u001b[2J"), "title", "invisible character U+001B"),
    "direction-override": (GOOD.replace("壊れたうた", "\\u202eうた"), "title", "invisible character U+202E"),
    "line-break-in-title": (GOOD.replace("壊れたうた", "a\\nb"), "title", "invisible character U+000A"),
    # readings
    "reading-kanji": (GOOD + '[readings]\nCEC = "定誤差"\n', "CEC", "must be katakana"),
    "reading-two-falls": (GOOD + "[readings]\nCEC = \"シ'ーイ'ー\"\n", "CEC", "must be katakana"),
    "reading-empty": (GOOD + '[readings]\nCEC = ""\n', "CEC", "must be katakana"),
    "reading-number": (GOOD + "[readings]\nCEC = 3\n", "CEC", "must be a string"),
    "reading-nothing": (GOOD + '[readings]\n"" = "ア"\n', 11, "without a word"),
    # facts
    "say-unmarked": (HEAD + 'source = "x"\n[[fact]]\nsay = "ゲートは2個"\n', "say = ", "marks its answer once"),
    "say-marked-twice": (HEAD + 'source = "x"\n[[fact]]\nsay = "*ゲート*は*2個*"\n', "say = ", "marks its answer once"),
    "say-empty-twin": (HEAD + 'source = "x"\n[[fact]]\nsay = "ゲートは*2個|*"\n', "say = ", "marks its answer once"),
    "say-in-a-list": (
        HEAD + 'source = "x"\nsay = [\n  "ゲートは*2個*",\n  "ゲートは3個",\n]\n',
        '  "ゲートは3個"',
        "marks its",
    ),
    "say-without-source": (HEAD + '[[fact]]\nsay = "ゲートは*2個*"\n', "[[fact]]", "once for the file"),
    "say-and-value": (HEAD + '[[fact]]\nsay = "ゲートは*2個*"\nvalue = 2\n', "value", "unknown key value"),
    "say-proof-incomplete": (
        HEAD + '[[fact]]\nsay = "ゲートは*2個*"\nproof = { kind = "gates" }\n',
        "proof",
        "the proof needs of",
    ),
    "say-proof-false": (
        HEAD + '[[fact]]\nsay = "ゲートは*4個*"\nproof = { kind = "gate-count", of = "GRU", value = 4 }\n',
        "[[fact]]",
        "stated 4, measured",
    ),
    "two-answers": (
        GOOD
        + '[[fact]]\nkind = "definition"\nof = "情報を選ぶ仕組み"\nvalue = "入力ゲート"\ntwins = ["x"]\nsource = "x"\n',
        'value = "入力ゲート"',
        "line 7 answers the same question differently",
    ),
    "neither": (HEAD + '[[fact]]\nid = "a"\n', "[[fact]]", "a fact needs its line"),
    "no-kind": (with_line('kind = "definition"\n', ""), "[[fact]]", "fact[1].kind is missing"),
    "no-value": (with_line('value = "ゲート機構"\n', ""), "[[fact]]", "fact[1].value is missing"),
    "no-of": (with_line('of = "情報を選ぶ仕組み"\n', ""), "[[fact]]", "fact[1].of is missing"),
    "empty-of": (with_line("情報を選ぶ仕組み", " "), "of = ", "name the thing"),
    "duplicate-id": (GOOD + FACT, 11, "is taken by line 3"),
    "duplicate-id-by-case": (GOOD + FACT.replace('"a"', '"A"'), 11, "is taken by line 3"),
    "id-path": (with_line('id = "a"', 'id = "../../etc/passwd"'), "id = ", "letters, digits"),
    "id-japanese": (with_line('id = "a"', 'id = "ゲート"'), "id = ", "ASCII"),
    "group-path": (GOOD + 'group = "../up"\n', "group", "letters, digits"),
    "group-device": (GOOD + 'group = "NUL"\n', "group", "letters, digits"),
    "kind-path": (with_line('"definition"', '"../definition"'), "kind", "mnemo kinds"),
    "unknown-kind": (with_line('"definition"', '"definitoin"'), "kind", "did you mean definition?"),
    "unknown-fact-key": (GOOD + 'sorce = "x"\n', "sorce", "did you mean source?"),
    "hook-word": (GOOD + 'hook = "yes"\n', "hook", "must be true or false"),
    "cited-without-source": (
        with_line('"definition"', '"cited"').replace('source = "Hochreiter & Schmidhuber 1997"\n', 'what = "x"\n'),
        "[[fact]]",
        'source = "',
    ),
    "definition-without-source": (GOOD[: GOOD.index("source")], "[[fact]]", "source"),
    "empty-value": (with_line('"ゲート機構"', '""'), "value", "is empty"),
    "empty-list": (with_line('"ゲート機構"', "[]"), "value", "must be a string"),
    "date-value": (with_line('"ゲート機構"', "1997-01-01"), "value", "must be a string"),
    "infinite-value": (with_line('"ゲート機構"', "inf"), "value", "a number between"),
    "endless-number": (with_line('"ゲート機構"', "9" * 3000), "value", "a number between"),
    "too-many-twins": (with_line('["プーリング"]', str(list(range(MAX_ITEMS + 1)))), "twins", f"at most {MAX_ITEMS}"),
    "too-many-keys": (GOOD + "".join(f"k{i} = 1\n" for i in range(MAX_ARGS + 1)), 3, f"at most {MAX_ARGS}"),
    "empty-wording": (GOOD + 'wordings = [" "]\n', "wordings", "is empty"),
    "long-why": (GOOD + f'why = "{"あ" * 2001}"\n', "why", f"at most {MAX_CHARS['why']}"),
    # truth
    "false-value": (HEAD + COUNT.replace("value = 3", "value = 4"), "value", "stated 4, measured "),
    "true-twin": (HEAD + COUNT.replace("[2]", "[3]"), "twins", "twin"),
    "unknown-of": (HEAD + COUNT.replace("LSTM", "CNN"), "of = ", "must be"),
    "word-for-count": (HEAD + COUNT.replace("value = 3", 'value = "三つ"'), "value", "must be"),
    "wrong-sum": (HEAD + SUM.replace("value = 3", "value = 4").replace("[4]", "[5]"), "value", "is false"),
    "python-in-expression": (
        HEAD + SUM.replace("n + 1", "__import__('os').system('true')"),
        "value",
        "計算できない",
    ),
    "endless-power": (HEAD + SUM.replace("n + 1", "9 ** 9 ** 9 ** 9"), "value", "計算できない"),
    "unknown-name-in-expression": (HEAD + SUM.replace("n + 1", "m + 1"), "value", "unknown m"),
    "division-by-zero": (HEAD + SUM.replace("n + 1", "1 / (n - n)"), "value", "division by zero"),
}

# Broken in what is sung: these stop at `check` and at `lyrics`.
UNSINGABLE: dict[str, tuple[str, str | int, str]] = {
    "unreadable-word": (with_line('"ゲート機構"', '"Zorglub"'), "[[fact]]", "words have no certain reading"),
    "template-in-value": (with_line('"ゲート機構"', '"{{ 7 * 7 }}"'), "[[fact]]", ""),
    "template-code-in-value": (
        with_line('"ゲート機構"', "\"{{ ''.__class__.__mro__ }}\""),
        "[[fact]]",
        "",
    ),
    "template-in-wording": (GOOD + "wordings = [\"{% include '/etc/passwd' %}\"]\n", "wordings", ""),
    "star-without-partner": (GOOD + 'wordings = ["ゲートは*2つ"]\n', "wordings", "is not a wording"),
}

ONE_LINE = re.compile(r"(?P<file>[^\n]+\.toml):(?P<line>\d+): (?P<what>[^\n]{10,})\n")


def _stops(capsys, folder: Path, command: str, name: str, text: str | bytes, at: str | int, says: str) -> None:
    path = folder / f"{name}.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    stopped = run(capsys, "--lang", "en", command, str(path))
    assert stopped.code == 2, stopped
    assert stopped.out == ""
    said = ONE_LINE.match(stopped.err)
    assert said, stopped.err
    rest = stopped.err[said.end() :]
    assert not rest or set(tomllib.loads(f"[readings]\n{rest}")) == {"readings"}, "what follows is there to be pasted"
    assert said["file"] == path.as_posix()
    assert says in said["what"]
    expected = at if isinstance(at, int) else line_of(str(text), at)
    assert int(said["line"]) == expected, stopped.err


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_named_by_line(capsys, tmp_path, name):
    _stops(capsys, tmp_path, "check", name, *BROKEN[name])


@pytest.mark.parametrize("name", UNSINGABLE)
@pytest.mark.parametrize("command", ["check", "lyrics"])
def test_what_cannot_be_sung_is_named_by_line(capsys, tmp_path, command, name):
    _stops(capsys, tmp_path, command, name, *UNSINGABLE[name])


def test_all_that_is_wrong_is_said_in_one_run(capsys, tmp_path):
    """A bad id, a false count, an unread word, a reading in kanji, a line that says another answer: five errors."""
    text = (
        HEAD
        + FACT.replace('id = "a"', 'id = "ア"')
        + COUNT.replace("value = 3", "value = 4")
        + FACT.replace('id = "a"', 'id = "d"').replace("情報を選ぶ仕組み", "ZorglubとQuxel")
        + FACT.replace('id = "a"', 'id = "e"').replace("情報を選ぶ", "記憶を選ぶ")
        + 'wordings = ["記憶を選ぶ*出力層*"]\n[readings]\nGRU = "自由"\n'
    )
    path = tmp_path / "five.toml"
    path.write_text(text, "utf-8")
    err = run(capsys, "--lang", "en", "check", str(path)).err
    assert err.count(f"{path.as_posix()}:") == 5 + 2, err  # two words to read, each with its line
    for said in ("ASCII", "stated 4, measured", '"Zorglub" = "', '"Quxel" = "', "must be katakana", "does not say the"):
        assert said in err


def test_the_good_file_passes(capsys, tmp_path):
    path = tmp_path / "good.toml"
    path.write_text(GOOD + COUNT + SUM, encoding="utf-8")
    assert run(capsys, "check", str(path)).code == 0
    assert run(capsys, "lyrics", str(path)).code == 0


@pytest.mark.parametrize("name", ["con", "a b", ".hidden", "a.b", "x" * 65, "-x", "a:b"])
def test_a_file_name_that_cannot_name_a_song_is_refused(capsys, tmp_path, name):
    path = tmp_path / f"{name}.toml"
    path.write_text(GOOD, encoding="utf-8")
    stopped = run(capsys, "--lang", "en", "check", str(path))
    assert (stopped.code, stopped.err.count("\n")) == (2, 1)
    assert "cannot name a song" in stopped.err


def test_what_is_no_file_is_refused(capsys, tmp_path):
    for path in (tmp_path / "none.toml", tmp_path, Path("/dev/zero"), tmp_path / ("x" * 300 + ".toml")):
        stopped = run(capsys, "--lang", "en", "check", str(path))
        assert (stopped.code, stopped.err.count("\n")) == (2, 1), stopped


@pytest.mark.parametrize("name", ["empty", "no-title", "unknown-kind", "hook-word"])
def test_errors_speak_japanese(capsys, tmp_path, name):
    path = tmp_path / f"{name}.toml"
    path.write_text(str(BROKEN[name][0]), encoding="utf-8")
    english = run(capsys, "--lang", "en", "check", str(path)).err
    japanese = run(capsys, "--lang", "ja", "check", str(path)).err
    assert english.split(": ")[0] == japanese.split(": ")[0]
    assert re.search("[ぁ-ん]", japanese)
    assert not re.search("[ぁ-ん]", english)
