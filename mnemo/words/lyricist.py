"""Proven facts -> Lyric: the form, the choice of wordings, the lines.

1. `form.plan` lays out the sections from the number of lines that the facts need.
2. `choice.choose` picks a wording for every fact at once.
3. What was chosen becomes lines, with the answer's morae marked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, islice

from mnemo.model import Fact, Line, Lyric, LyricSection, Proven, Topic
from mnemo.styles.lyric import LyricStyle
from mnemo.styles.schema import Style
from mnemo.words import form, meter, templates
from mnemo.words.breaks import broken
from mnemo.words.choice import Option, Pick, choose
from mnemo.words.readings import Reading, read
from mnemo.words.templates import SungText


@dataclass(frozen=True, slots=True)
class _Material:
    """A fact and its wordings, read. Those by hand replace the template's."""

    fact: Fact
    options: tuple[Option, ...]

    @property
    def need(self) -> form.Need:
        return form.Need(min(len(o.texts) for o in self.options), self.fact.group)


def write_lyric(proven: Proven, style: Style) -> Lyric:
    """The words of the song. Raises TemplateError and ReadingError, with the file and line to mend."""
    topic = proven.topic
    verse, hooks = _parted([_material(p.fact, topic, style.lyric) for p in proven.facts])
    shape = form.plan([m.need for m in verse], [m.need for m in hooks], style.lyric, style.bpm)
    blocks = [(verse[b.start : b.stop], b.stanzas) for b in shape.blocks]
    stanzas = _written(blocks, style.lyric)
    (chorus,) = _written([(hooks, (shape.chorus,))], style.lyric)
    kinds = [stanza.kind for b in shape.blocks for stanza in b.stanzas]
    sections = [
        LyricSection(name, "chorus", chorus * shape.rounds)
        if index == form.CHORUS
        else LyricSection(name, kinds[index], stanzas[index])
        for name, index in shape.order
    ]
    return Lyric(topic.name, topic.title, topic.exam, tuple(sections))


def _parted(material: Sequence[_Material]) -> tuple[list[_Material], list[_Material]]:
    """What goes into the verses, what into the chorus, where contrasts come first.

    A topic that marks no hook sings its first facts there; one that has nothing else sings its hooks in the verses too.
    """
    hooks = [m for m in material if m.fact.hook] or list(material[: form.COUPLET])
    verse = [m for m in material if m not in hooks] or hooks
    kinds = [m.fact.kind for m in hooks]
    return verse, sorted(hooks, key=lambda m: kinds.count(m.fact.kind) < 2)


def _material(fact: Fact, topic: Topic, style: LyricStyle) -> _Material:
    """The fact's options. Of the template's, those whose lines fit their bars; if none does, all, with lines broken."""
    place = fact.at("wordings")

    def option(rank: int, texts: tuple[SungText, ...]) -> Option:
        return Option(fact.kind, rank, texts, tuple(read(text.text, topic.readings, place) for text in texts))

    if wordings := templates.by_hand(fact):
        return _Material(fact, tuple(option(rank, wording.lines) for rank, wording in enumerate(wordings)))
    options = [option(rank, wording.lines) for rank, wording in enumerate(templates.wordings(fact))]
    fitting = [o for o in options if max(o.morae) <= style.most_morae]
    return _Material(fact, tuple(fitting or [option(o.rank, _broken(o, style.most_morae)) for o in options]))


def _broken(option: Option, most: int) -> tuple[SungText, ...]:
    parts = (broken(text, reading, most) for text, reading in zip(option.texts, option.read, strict=True))
    return tuple(chain.from_iterable(parts))


def _written(
    blocks: Sequence[tuple[Sequence[_Material], Sequence[form.Stanza]]], style: LyricStyle
) -> list[tuple[Line, ...]]:
    """The lines of each stanza."""
    chosen = choose([([m.options for m in material], stanzas) for material, stanzas in blocks], style)
    written = []
    for (material, stanzas), picks in zip(blocks, chosen, strict=True):
        lines = chain.from_iterable(_lines(pick, m.fact, style) for pick, m in zip(picks, material, strict=True))
        written += [tuple(islice(lines, stanza.lines)) for stanza in stanzas]
    return written


def _lines(pick: Pick, fact: Fact, style: LyricStyle) -> list[Line]:
    option = pick.option
    lines = [
        line(text, reading, (fact.id,), meter.bars(reading.morae, style))
        for text, reading in zip(option.texts, option.read, strict=True)
    ]
    return lines + lines[-1:] * pick.echo


def line(text: SungText, reading: Reading, facts: tuple[str, ...], bars: int) -> Line:
    """A sung line. The answer's characters become the morae of the words that they touch."""
    return Line(text.text, reading.words, reading.phrases, facts, bars, _answer(text, reading), text.response)


def _answer(text: SungText, reading: Reading) -> tuple[int, int] | None:
    if text.answer is None:
        return None
    first, last = text.answer
    character = mora = 0
    touched = []
    for word in reading.words:
        if character < last and character + len(word.surface) > first and word.morae:
            touched.append((mora, mora + word.morae))
        character, mora = character + len(word.surface), mora + word.morae
    return (touched[0][0], touched[-1][1]) if touched else None
