"""The gaps of the shipped topics' decks, as the real Anki has them: each one leaves out wholes.

Run as a module, it lists them: `python -m tests.exports.test_gaps DECK...`.
"""

from __future__ import annotations

import html
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mnemo.model import Fact
from mnemo.topic import find_topic, read_topic
from mnemo.words import frontend
from mnemo.words.templates import write_sentence
from tests.conftest import mnemo

anki = pytest.importorskip("anki.collection")

CLOZE = re.compile(r"\{\{c1::(.*?)\}\}", re.S)
NUMBER_OR_NAME = re.compile(r"\d+(?:[.,]\d+)*|[A-Za-z]+(?:-[A-Za-z]+)*")
Cloze = tuple[str, str, str, str]  # before the gap, in it, after it; the exam sentence where the gap is in a sung line


def clozes(deck: Path) -> Iterator[Cloze]:
    """The cloze notes of a deck that Anki has imported, as text."""
    with tempfile.TemporaryDirectory() as folder:
        collection: Any = anki.Collection(str(Path(folder) / "collection.anki2"))
        try:
            collection.import_anki_package(anki.ImportAnkiPackageRequest(package_path=str(deck)))
            for note in map(collection.get_note, collection.find_notes('note:"mnemo 穴うめ"')):
                before, gap, after = (html.unescape(part) for part in CLOZE.split(note["Text"]))
                yield before, gap, after, html.unescape(note["Sentence"])
        finally:
            collection.close()


def cuts(before: str, gap: str, after: str, value: str = "") -> list[str]:
    """What the two ends of a gap cut: a word of the front end, a number, a Latin name, a place of the value."""
    text = before + gap + after
    solid = [m["char_span"] for m in frontend.analyse(text.replace(" ", "、"), ())]
    solid += [m.span() for m in NUMBER_OR_NAME.finditer(text)]
    solid += [m.span() for m in re.finditer(re.escape(value), text) if value]
    ends = (len(before), len(before) + len(gap))
    return [text[start:stop] for start, stop in solid if any(start < end < stop for end in ends)]


def value_in(fact: Fact, text: str) -> str:
    """The fact's value where it is one term; items of a list are terms of their own, digits are numbers anyway."""
    return fact.value if isinstance(fact.value, str) and fact.value in text else ""


@pytest.mark.parametrize(
    ("before", "gap", "after", "cut"),
    [
        ("それは", "入", "力ゲートである。", "入力"),
        ("勾配は", "小さ", "くなる。", "小さく"),
        ("名はRecur", "rent", " Neural Networkである。", "Recurrent"),
        ("出たのは199", "7", "年である。", "1997"),
        ("割合は0.7", "5", "である。", "0.75"),
        ("課題は勾配消失", "問題", "である。", "勾配消失問題"),
    ],
)
def test_a_cut_is_seen(before: str, gap: str, after: str, cut: str) -> None:
    assert cut in cuts(before, gap, after, "勾配消失問題")


@pytest.mark.slow
@pytest.mark.parametrize("topic", ["lstm-gru", "lstm-gru-2"])
def test_every_gap_of_a_shipped_deck_is_whole(topic: str, tmp_path: Path, cache_folder: Path) -> None:
    words = ("generate", topic, "--voice", "test", "--only", "deck", "--out", str(tmp_path))
    made = mnemo(*words, MNEMO_CACHE=str(cache_folder))
    assert made.returncode == 0, made.stderr
    facts = {write_sentence(fact): fact for fact in read_topic(find_topic(topic)).facts}
    asked = set()
    for before, gap, after, exam in clozes(tmp_path / topic / f"{topic}.apkg"):
        fact = facts[exam or before + gap + after]
        asked.add(fact.id)
        assert gap.strip() == gap != ""
        assert before + after
        assert cuts(before, gap, after, value_in(fact, before + gap + after)) == [], fact.id
    assert asked == {fact.id for fact in facts.values()}


def main() -> None:
    for deck in map(Path, sys.argv[1:]):
        print("##", deck.stem)
        for before, gap, after, exam in clozes(deck):
            print(f"{before}[{gap}]{after}" + (f"  (sung; {exam})" if exam else ""))


if __name__ == "__main__":
    main()
