"""`mnemo quiz`: true or false, from the facts and their refuted twins; a line without twins has a gap to fill.

Spacing is left to the Anki deck.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from mnemo.cli.messages import Messages
from mnemo.cli.screen import say
from mnemo.model import Proven, ProvenFact, Refutation
from mnemo.plain import make_plain, make_sameness_key

# What people press; anything else asks again. Full-width letters come from Japanese keyboards.
ANSWERS = {
    **dict.fromkeys(("o", "ｏ", "お", "○", "◯", "t", "true", "y", "yes", "1", "正", "まる", "はい"), True),
    **dict.fromkeys(("x", "ｘ", "×", "✕", "f", "false", "n", "no", "2", "誤", "ばつ", "いいえ"), False),
}
GAP = "＿＿＿"
QUIT = ("q", "ｑ", "quit", "exit")


@dataclass(frozen=True)
class Question:
    statement: str
    true: bool
    truth: str  # the true statement
    shown_by: str  # what was measured, for a false one the counterexample
    by_source: bool
    why: str
    missing: str = ""  # what the statement leaves out; empty: it is true or false


def draw_questions(proven: Proven, seed: int | None = None, count: int | None = None) -> list[Question]:
    """Return true statements and as many false ones, and gaps, shuffled; at most `count`.

    Without a seed the order is a new one.
    """
    chance = random.Random(seed)
    asked = [question for fact in proven.facts for question in _draw_pair(fact, chance)]
    chance.shuffle(asked)
    return asked[:count]


def _draw_pair(proven: ProvenFact, chance: random.Random) -> list[Question]:
    """Return the fact and one of its twins; without twins, which would make it always true, a gap for its answer."""
    from mnemo.words.templates import find_gap, write_sentence

    fact, evidence = proven.fact, proven.evidence
    truth = write_sentence(fact)
    twins: Sequence[Refutation] = evidence.refuted
    by_source = evidence.grade == "cited"
    shown_by = fact.source if by_source else evidence.measured
    if not twins:
        before, missing, after = find_gap(fact) or ("", "", "")
        return [Question(f"{before}{GAP}{after}", True, truth, shown_by, by_source, fact.why, missing)] * bool(missing)
    twin = chance.choice(twins)
    return [
        Question(truth, True, truth, shown_by, by_source, fact.why),
        Question(write_sentence(fact, twin.value), False, truth, twin.measured, twin.by_source, fact.why),
    ]


def ask(translate: Messages, asked: Sequence[Question]) -> None:
    """Ask until all are answered rightly or the user has enough; the score counts first answers."""
    if not asked:
        print(translate("there is nothing to ask"))
        return
    print(translate("true: o, false: x, enough: q"))
    if any(question.missing for question in asked):
        print(translate("a gap ＿＿＿: write what is missing"))
    waiting = deque(enumerate(asked))
    right: dict[int, bool] = {}
    while waiting:
        number, question = waiting.popleft()
        again = translate(" (again)") if number in right else ""
        print()
        say(f"{number + 1}/{len(asked)}{again}  {question.statement}", hanging=4)
        is_right = _fill(question) if question.missing else _judge(translate, question)
        if is_right is None:
            break
        right.setdefault(number, is_right)
        if not is_right:
            waiting.append((number, question))
        _show_answer(translate, question, is_right)
    print("\n" + translate("{right} of {count} right", right=sum(right.values()), count=len(right)))


def _fill(question: Question) -> bool | None:
    """Return whether the user fills the gap as the fact does, None when the user has enough."""
    try:
        word = make_sameness_key(input("＿> ").strip())
    except (EOFError, OSError):
        return None
    return None if word in QUIT else word == make_sameness_key(question.missing)


def _judge(translate: Messages, question: Question) -> bool | None:
    """Return whether the user judges a statement rightly, None when the user has enough."""
    answer = _read_answer(translate)
    return None if answer is None else answer == question.true


def _read_answer(translate: Messages) -> bool | None:
    """Return the user's answer, None when the user has enough (q, or the end of input).

    Anything else is asked again.
    """
    while True:
        try:
            word = make_plain(input("○/×> ")).strip().lower()
        except (EOFError, OSError):  # OSError: no input at all, a folder for instance
            return None
        if word in QUIT:
            return None
        if word in ANSWERS:
            return ANSWERS[word]
        print(translate("true: o, false: x, enough: q"))


def _show_answer(translate: Messages, question: Question, is_right: bool) -> None:
    verdict = translate("right") if is_right else translate("wrong")
    truth = question.missing or (translate("true") if question.true else translate("false"))
    source = translate(" (by source)") if question.by_source else ""
    say(f"{'○' if is_right else '×'} {verdict}: {truth}{source}. {question.shown_by}", hanging=2)
    if question.missing or not question.true:
        say(f"→ {question.truth}", indent=2, hanging=2)
    if not is_right and question.why:
        say(question.why, indent=2)
