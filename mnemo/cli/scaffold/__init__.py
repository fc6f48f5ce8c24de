"""`mnemo new`: a commented fact file that already generates, in the user's language (`<language>.toml` beside this), or
one made of what the user brings (`--from`) or says (title, exam and three lines)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from mnemo.errors import ArgumentError, WriteError
from mnemo.fact_values import MAX_CHARS
from mnemo.topic import HERE, safe_name

SCHEMA = "schema.json"  # beside the fact files: editors complete and check by it

_FOLDER = Path(__file__).resolve().parent


def write_topic(name: str, language: str) -> Path:
    """Write lyrics/<name>.toml; a file that is there stays. Raises ArgumentError, WriteError."""
    return _write(name, f"#:schema ./{SCHEMA}\n" + (_FOLDER / f"{language}.toml").read_text("utf-8"))


def bring_topic(name: str, path: Path) -> tuple[Path, int, int]:
    """Write lyrics/<name>.toml from a file of cards or lines. Returns it, how many facts it has, what was not used."""
    from mnemo.cli.scaffold.cards import read_cards
    from mnemo.cli.scaffold.write import write_facts

    brought = read_cards(path)
    text, unused = write_facts(name[: MAX_CHARS["title"]], "", path.name, brought, f"./{SCHEMA}")
    count = text.count("\n[[fact]]\n")
    if not count:
        template = "{path} holds nothing to sing; a row is question and answer, a line marks it: GRUのゲートは*2個*"
        raise ArgumentError(template, path=path)
    return _write(name, text), count, unused


def ask_topic(name: str, ask: Callable[[str], str], questions: tuple[str, str, str]) -> Path | None:
    """Write lyrics/<name>.toml from answers: title, exam, lines until an empty one. None where there is no title."""
    from mnemo.cli.scaffold.cards import Brought, Card
    from mnemo.cli.scaffold.write import write_facts

    title = ask(questions[0]).strip()
    if not title:
        return None
    exam = ask(questions[1]).strip()
    cards: list[Card] = []
    while line := ask(questions[2]).strip():
        if line.count("*") == 2:
            cards.append(Card(line, line=len(cards) + 1))
    if not cards:
        return None
    return _write(name, write_facts(title, exam, name, Brought(cards), f"./{SCHEMA}")[0])


def _write(name: str, text: str) -> Path:
    if not safe_name(name):
        raise ArgumentError("the name {name} cannot name a song; use letters, digits, - and _", name=name)
    path = HERE / f"{name}.toml"
    try:
        path.parent.mkdir(exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
        _write_schema(path.with_name(SCHEMA))
    except FileExistsError:
        raise ArgumentError("{path} is there already; choose another name", path=path) from None
    except OSError as e:
        raise WriteError("cannot write {path}: {reason}", path=path, reason=e.strerror or str(e)) from None
    return path


def _write_schema(path: Path) -> None:
    """Write the schema of this version; an older one is replaced."""
    from mnemo.cli.schema import write_schema

    path.write_text(write_schema(), "utf-8", newline="\n")
