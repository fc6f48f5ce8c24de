"""Cards and lines -> a fact file, as TOML that a person goes on editing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from mnemo.cli.scaffold.cards import Brought, Card, add_twins
from mnemo.fact_values import MAX_CHARS, MAX_NAME
from mnemo.topic import MAX_FACTS

_MARKS = str.maketrans({"/": "・", "／": "・", "*": "×", "＊": "×", "|": "・", "｜": "・", ">": "〉", "＞": "〉"})
_CLOZE = re.compile(r"\{\{c\d+::(.*?)(?:::.*?)?\}\}")
_QUESTION = "？?"


def write_facts(title: str, exam: str, source: str, brought: Brought, schema: str) -> tuple[str, int]:
    """Return the text of a fact file and how many cards it could not use; those stand at its end as comments."""
    facts: list[str] = []
    unused = list(brought.unused)
    for card, twins in add_twins(brought.cards):
        line = write_line(card, twins)
        if line is None or len(facts) >= MAX_FACTS:
            unused.append((card.line, " | ".join(filter(None, (card.front, card.back)))))
        else:
            facts.append("\n".join(_write_fact(card, line)))
    keys = {"title": title, "exam": exam, "source": source}
    head = [f"#:schema {schema}", "", *(f"{key} = {quote(text)}" for key, text in keys.items())]
    tail = ["", "# Not used:", *(f"# {number}: {' '.join(text.split())}" for number, text in sorted(unused))]
    return "\n".join([*head, "", *facts, *(tail if unused else [])]) + "\n", len(unused)


def write_line(card: Card, twins: Sequence[str]) -> str | None:
    """Return a card as a line to sing; None where it would be longer than a line may be."""
    if cloze := _CLOZE.search(card.front):
        around = card.front[: cloze.start()], card.front[cloze.end() :]
        before, after = (_CLOZE.sub(r"\1", text).translate(_MARKS) for text in around)
        line = f"{before}*{cloze[1].translate(_MARKS)}*{after}"
    elif not card.back:
        line = card.front
    else:
        front, false = card.front.translate(_MARKS).strip(), [t.translate(_MARKS) for t in twins]
        answer = "|".join([card.back.translate(_MARKS).strip(), *false])
        if len(answer) > MAX_CHARS["value"]:
            answer = card.back.translate(_MARKS).strip()
        line = f"{front}/>*{answer}*" if front.endswith(tuple(_QUESTION)) else f"{front}は*{answer}*"
    fits = len(line) <= MAX_CHARS["say"] and line.count("*") == 2
    return line if fits else None


def _write_fact(card: Card, line: str) -> Iterator[str]:
    yield "[[fact]]"
    yield f"say = {quote(line)}"
    if card.tags and (group := re.sub(r"[^\w-]+", "-", card.tags[0]).strip("-_")[:MAX_NAME]):
        yield f"group = {quote(group)}"
    if card.why:
        yield f"why = {quote(card.why[: MAX_CHARS['why']])}"
    if card.source:
        yield f"source = {quote(card.source[: MAX_CHARS['source']])}"
    written = f"{card.front}{card.back}"
    if written != written.translate(_MARKS) and card.back:
        yield f"# as written: {card.front} | {card.back}"
    yield from (f"# {text}" for text in (*card.tags[1:], *card.more))
    yield ""


def quote(text: str) -> str:
    """Return the text as a TOML string."""
    return json.dumps(text, ensure_ascii=False)
