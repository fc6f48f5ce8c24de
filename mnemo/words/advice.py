"""What an author might correct in a fact file whose song is made all the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from mnemo.errors import Message
from mnemo.model import Advice, Fact, LyricSection, Place
from mnemo.words.form import TIMES
from mnemo.words.grammar import Join

LONG_S = 240.0  # a longer song is hard to learn


def advise_on_breaks(said: Sequence[tuple[Fact, Join]]) -> Iterator[Advice]:
    """Yield one advice a fact whose line breaks inside a phrase. `said`: of each line its fact and closest break."""
    for fact in dict.fromkeys(f.id for f, torn in said if torn > Join.PHRASE):
        found = next(f for f, _ in said if f.id == fact)
        template = "no line of {fact} holds it whole: it breaks inside a phrase; write a shorter wording"
        yield Advice(Message(template, fact=fact), found.place)


def advise_on_hooks(sections: Sequence[LyricSection], facts: Sequence[Fact]) -> Iterator[Advice]:
    """Yield an advice where there are more hooks than the song can repeat."""
    sung = Counter(fact for s in sections for fact in {f for line in s.lines for f in line.facts})
    seldom = [fact for fact in facts if fact.hook and sung[fact.id] < TIMES]
    if seldom:
        template = "{count} hooks find no room to be sung three times; mark fewer facts as hooks"
        yield Advice(Message(template, count=len(seldom)), seldom[0].at("hook"))


def advise_on_length(seconds: float, topic: str, path: str) -> Iterator[Advice]:
    """Yield an advice where the song is too long to be learnt well."""
    if seconds > LONG_S:
        minutes, rest = divmod(round(seconds), 60)
        template = (
            "the song takes about {minutes}:{seconds}; beyond four minutes is hard to learn: "
            "`mnemo generate {topic} --split` makes an album of its groups"
        )
        yield Advice(Message(template, minutes=minutes, seconds=f"{rest:02}", topic=topic), Place(path, 1))
