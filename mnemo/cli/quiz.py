"""`mnemo quiz`: true or false, from the facts and their refuted twins. Spacing is left to the Anki deck."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from mnemo.cli.messages import Messages
from mnemo.cli.screen import say
from mnemo.model import Proven, ProvenFact, Refutation
from mnemo.plain import plain

# What people press; anything else asks again. Full-width letters come from Japanese keyboards.
ANSWERS = {
    **dict.fromkeys(("o", "ｏ", "お", "○", "◯", "t", "true", "y", "yes", "1", "正", "まる", "はい"), True),
    **dict.fromkeys(("x", "ｘ", "×", "✕", "f", "false", "n", "no", "2", "誤", "ばつ", "いいえ"), False),
}
QUIT = ("q", "ｑ", "quit", "exit")


@dataclass(frozen=True)
class Question:
    statement: str
    true: bool
    truth: str  # the true statement
    shown_by: str  # what was measured, for a false one the counterexample
    by_source: bool
    why: str


def questions(proven: Proven, seed: int | None = None, count: int | None = None) -> list[Question]:
    """As many true statements as false ones, shuffled; at most `count`. Without a seed the order is a new one."""
    chance = random.Random(seed)
    asked = [question for fact in proven.facts for question in _of_fact(fact, chance)]
    chance.shuffle(asked)
    return asked[:count]


def _of_fact(proven: ProvenFact, chance: random.Random) -> list[Question]:
    """Return the fact, and one of its twins."""
    from mnemo.words.templates import write_sentence

    fact, evidence = proven.fact, proven.evidence
    truth = write_sentence(fact)
    twins: Sequence[Refutation] = evidence.refuted
    by_source = evidence.grade == "cited"
    asked = [Question(truth, True, truth, fact.source if by_source else evidence.measured, by_source, fact.why)]
    if twins:
        twin = chance.choice(twins)
        asked.append(Question(write_sentence(fact, twin.value), False, truth, twin.measured, twin.by_source, fact.why))
    return asked


def ask(translate: Messages, asked: Sequence[Question]) -> None:
    """Ask until all are answered rightly or the user has enough; the score counts first answers."""
    if not asked:
        print(translate("there is nothing to ask"))
        return
    print(translate("true: o, false: x, enough: q"))
    waiting = deque(enumerate(asked))
    right: dict[int, bool] = {}
    while waiting:
        number, question = waiting.popleft()
        again = translate(" (again)") if number in right else ""
        print()
        say(f"{number + 1}/{len(asked)}{again}  {question.statement}", hanging=4)
        answer = _answer(translate)
        if answer is None:
            break
        is_right = answer == question.true
        right.setdefault(number, is_right)
        if not is_right:
            waiting.append((number, question))
        _show_answer(translate, question, is_right)
    print("\n" + translate("{right} of {count} right", right=sum(right.values()), count=len(right)))


def _answer(translate: Messages) -> bool | None:
    """Return the user's answer, None when the user has enough (q, or the end of input).

    Anything else is asked again.
    """
    while True:
        try:
            word = plain(input("○/×> ")).strip().lower()
        except (EOFError, OSError):  # OSError: no input at all, a folder for instance
            return None
        if word in QUIT:
            return None
        if word in ANSWERS:
            return ANSWERS[word]
        print(translate("true: o, false: x, enough: q"))


def _show_answer(translate: Messages, question: Question, is_right: bool) -> None:
    verdict = translate("right") if is_right else translate("wrong")
    truth = translate("true") if question.true else translate("false")
    source = translate(" (by source)") if question.by_source else ""
    say(f"{'○' if is_right else '×'} {verdict}: {truth}{source}. {question.shown_by}", hanging=2)
    if not question.true:
        say(f"→ {question.truth}", indent=2, hanging=2)
    if not is_right and question.why:
        say(question.why, indent=2)
