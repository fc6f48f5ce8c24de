"""A fuzzer of fact files: mutations by byte, line and value, and a process that watches what they do.

Run as a module, it puts mutants through a stage and prints what happened as JSON:
`python -m tests.fuzzing STAGE COUNT SEED FOLDER`.
"""

from __future__ import annotations

import json
import os
import random
import re
import sys
import sysconfig
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from mnemo.errors import CombinedError, InputError, MnemoError
from mnemo.runtime.memory import tune_allocator
from mnemo.runtime.resources import folder

ROOT = Path(__file__).resolve().parent.parent

# Values that have broken programs: path tricks, injections, numbers at the edge, text that is not what it looks like.
NASTY = (
    '""', '" "', '"../../etc/passwd"', '"/etc/passwd"', '"C:\\\\nul"', '"{{ 7*7 }}"', "\"{% include '/etc/passwd' %}\"",
    '"{0.__class__}"', '"%s%n"', '"__import__(\'os\').system(\'touch hacked\')"', '"<script>alert(1)</script>"',
    '"\\u0000"', '"\\u202e"', '"\\ufeff"', '"\\n"', '"e\\u0301"', '"👩‍👩‍👧"', '"ﾊﾝｶｸ"', '"𠮷"', '"ー"', '"ッ"', '"ン"',
    '"' + "あ" * 121 + '"', '"' + "漢" * 60 + '"', '"*"', '"/"', '">"', '"*a*/*b*"', '"A" ', '"σ"', '"0.5"', '"1/0"',
    "0", "-1", "1", "2", "3", "4", "1e308", "-1e308", "nan", "inf", "-inf", "0x7fffffffffffffff", "9" * 400, "1e-320",
    "true", "false", "1997-01-01", "12:00:00", "[]", "[[]]", "[[[[1]]]]", "{}", "{ a = 1 }", '["a", "a"]', "[1, 1]",
    '"RNN"', '"LSTM"', '"GRU"', '"CEC"', '"ゲート"', '"シグモイド関数"', '["リセットゲート", "更新ゲート"]',
    '"9**9**9**9"', '"(" ', '"' + "(" * 300 + '"', '"' + "-" * 300 + '1"', '"factorial(999999)"', '"1 if 1 else 2"',
)  # fmt: skip
KEYS = ("id", "kind", "of", "value", "twins", "source", "why", "given", "hook", "group", "wordings", "what",
        "expression", "numbers", "unit", "digits", "than", "quantity", "forget", "title", "exam")  # fmt: skip
SCRAPS = (
    "[",
    "]",
    "[[fact]]\n",
    "[readings]\n",
    '"',
    "'",
    '"""',
    "=",
    "#",
    "\\",
    "\x00",
    "\x1b",
    "\n\n",
    "，",
    "\ufeff",
)

_VALUE = re.compile(r"(?<== ).*$", re.M)


def base(chance: random.Random) -> str:
    """One to four facts of the first topic or of the scaffold, with their head."""
    files = (folder("lyrics") / "lstm-gru.toml", ROOT / "mnemo" / "cli" / "scaffold" / "en.toml")
    head, *facts = re.split(r"(?m)^(?=\[\[fact\]\])", chance.choice(files).read_text("utf-8"))
    return head + "".join(chance.sample(facts, min(len(facts), chance.randint(1, 4))))


def mutant(chance: random.Random) -> bytes:
    """A fact file with one to three mutations."""
    text = base(chance)
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        text = chance.choices(MUTATIONS, WEIGHTS)[0](text, chance)
    raw = text.encode("utf-8", "surrogatepass")
    return _flip(raw, chance) if chance.random() < 0.05 else raw


def _other_value(text: str, chance: random.Random) -> str:
    """A value replaced by a nasty one, or by another value of the file."""
    spots = list(_VALUE.finditer(text))
    if not spots:
        return text
    spot = chance.choice(spots)
    new = chance.choice(NASTY) if chance.random() < 0.7 else chance.choice(spots)[0]
    return text[: spot.start()] + new + text[spot.end() :]


def _other_key(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    i = chance.randrange(len(lines))
    lines[i] = re.sub(r"^\w+", chance.choice(KEYS), lines[i])
    return "\n".join(lines)


def _new_line(text: str, chance: random.Random) -> str:
    return _at(text, chance, f"\n{chance.choice(KEYS)} = {chance.choice(NASTY)}\n")


def _lines_moved(text: str, chance: random.Random) -> str:
    """A line deleted, doubled, or put elsewhere."""
    lines = text.split("\n")
    line = lines[i := chance.randrange(len(lines))]
    if chance.random() < 0.6:
        del lines[i]
    if chance.random() < 0.6:
        lines.insert(chance.randrange(len(lines) + 1), line)
    return "\n".join(lines)


def _scrap(text: str, chance: random.Random) -> str:
    i = chance.randrange(len(text) + 1)
    return text[:i] + chance.choice(SCRAPS) + text[i:]


def _cut(text: str, chance: random.Random) -> str:
    i, j = sorted(chance.randrange(len(text) + 1) for _ in range(2))
    return text[:i] + text[min(j, i + chance.choice((1, 5, 50, 5000))) :]


def _many(text: str, chance: random.Random) -> str:
    """The end of the file many times over."""
    return text + text[-chance.randint(1, 400) :] * chance.choice((2, 30, 300))


def _at(text: str, chance: random.Random, new: str) -> str:
    lines = text.split("\n")
    lines.insert(chance.randrange(len(lines) + 1), new)
    return "\n".join(lines)


def _flip(raw: bytes, chance: random.Random) -> bytes:
    spot = chance.randrange(len(raw) + 1)
    return raw[:spot] + bytes([chance.randrange(256)]) + raw[spot + 1 :]


MUTATIONS: tuple[Callable[[str, random.Random], str], ...] = (
    _other_value, _other_key, _new_line, _lines_moved, _scrap, _cut, _many,
)  # fmt: skip
WEIGHTS = (10, 2, 3, 3, 2, 1, 1)


# --- the process that is watched ------------------------------------------------------------------------------


def read_and_validate(path: Path) -> None:
    from mnemo.proof.checks import find_kinds
    from mnemo.proof.verify import validate
    from mnemo.topic import read_topic

    for fact in read_topic(path).facts:
        if fact.kind in find_kinds():
            validate(fact, find_kinds()[fact.kind])


def put_to_proof(path: Path) -> None:
    from mnemo.proof import prove
    from mnemo.topic import read_topic

    prove(read_topic(path))


def generate(path: Path) -> None:
    from mnemo import pipeline, styles
    from mnemo.sound import voices

    release = pipeline.generate(path, styles.load(styles.DEFAULT), voices.load("test"), 0, Path("output"))
    assert all(file.is_file() for file in release.files.values())


STAGES = {"read": read_and_validate, "proof": put_to_proof, "generate": generate}


def readable(path: Path, chance: random.Random) -> bytes:
    """A mutant that the first look does not refuse, so that a song is tried."""
    while True:
        path.write_bytes(raw := mutant(chance))
        with suppress(MnemoError):
            read_and_validate(path)
            return raw


def watch(stage: str, count: int, seed: int, work: Path) -> dict[str, object]:
    """Put mutants through a stage. Counts what passed and what was refused; keeps every fault."""
    chance = random.Random(seed)
    run, path = STAGES[stage], work / "mutant.toml"
    passed, refused, faults, slowest = 0, 0, [], 0.0
    for number in range(count):
        raw = readable(path, chance) if stage == "generate" else mutant(chance)
        path.write_bytes(raw)
        began = _cpu_s()
        try:
            run(path)
            passed += 1
        except MnemoError as e:
            refused += 1
            if wrong := _unclear(e):
                faults.append({"number": number, "fault": wrong, "file": raw.decode("utf-8", "replace")})
        except BaseException:  # a traceback is what this looks for
            faults.append({"number": number, "fault": traceback.format_exc(), "file": raw.decode("utf-8", "replace")})
        slowest = max(slowest, _cpu_s() - began)
    return {"passed": passed, "refused": refused, "faults": faults, "slowest_s": slowest, "peak_bytes": _peak_bytes()}


def _unclear(error: MnemoError) -> str:
    """What is wrong with an error that a user would see; "" for a clear one."""
    from mnemo.cli.messages import load_messages

    if not isinstance(error, InputError) or error.exit_code != 2:
        return f"not the user's: {error!r}"
    if isinstance(error, CombinedError):
        return next(filter(None, map(_unclear, error.errors)), "")
    if error.place is None:
        return f"without a place: {error}"
    for language in ("en", "ja"):
        line = load_messages(language).error(error)
        if "\n" in line or not line.isprintable():
            return f"not one line: {line!r}"
    return ""


def _cpu_s() -> float:
    """How long it takes on a machine with nothing else to do: CPU time, that of processes side by side shared out."""
    now = os.times()
    return now.user + now.system + (now.children_user + now.children_system) / (os.cpu_count() or 1)


def _peak_bytes() -> int:
    """Of this process and of the largest that it started. Linux hands `ru_maxrss` on to a new program from the process
    that started it (here a test runner of any size), so there the kernel's own mark of this program is read."""
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit
    status = Path("/proc/self/status")
    if status.exists() and (mark := re.search(r"VmHWM:\s+(\d+) kB", status.read_text("utf-8"))):
        return max(int(mark[1]) * 1024, children)
    return max(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit, children)


def watch_files(work: Path) -> tuple[set[str], set[str]]:
    """From now on, every file that is read outside the program's own folders, and written outside the work folder."""
    own = [ROOT, Path(sys.prefix), Path(sys.base_prefix), work, *map(Path, sysconfig.get_paths().values())]
    system = [
        Path(p)
        for p in ("/dev", "/proc", "/sys", "/usr/lib", "/usr/share", "/lib", "/etc/ld.so.cache", "/etc/os-release")
    ]
    read_outside: set[str] = set()
    written_outside: set[str] = set()

    def hook(event: str, args: tuple[object, ...]) -> None:
        if event == "open" and isinstance(args[0], str | bytes):
            path = Path(args[0] if isinstance(args[0], str) else args[0].decode("utf-8", "replace"))
            path = path if path.is_absolute() else Path.cwd() / path
            writes = isinstance(args[1], str) and bool(set(args[1]) & set("wax+"))
            roots = [work] if writes else [*own, *system]
            if not any(_inside(path, root) for root in roots) and path.as_posix() != "/dev/null":
                (written_outside if writes else read_outside).add(path.as_posix())
        elif event in ("subprocess.Popen", "os.system", "socket.connect"):
            read_outside.add(f"{event} {args[0]}")

    sys.addaudithook(hook)
    return read_outside, written_outside


def _inside(path: Path, root: Path) -> bool:
    parts = [p for p in path.parts if p != "."]
    while ".." in parts[1:]:
        i = parts.index("..")
        del parts[i - 1 : i + 1]
    return Path(*parts).is_relative_to(root)


def main() -> None:
    tune_allocator()  # as the command line does
    stage, count, seed, work = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4])
    read_outside, written_outside = watch_files(work)
    report = watch(stage, count, seed, work)
    report |= {"read_outside": sorted(read_outside), "written_outside": sorted(written_outside)}
    print(json.dumps(report))


if __name__ == "__main__":
    main()
