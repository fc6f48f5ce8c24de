"""Proven facts -> Lyric: the form, the choice of wordings, the lines.

1. `material` reads every wording of every fact, and compares it with its fact.
2. `form.plan` lays out the sections from the number of lines that the facts need.
3. `choice.choose` picks a wording for every fact at once.
4. What was chosen becomes lines, with the answer's morae marked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from mnemo.errors import Faults, TemplateError
from mnemo.model import Fact, Line, Lyric, LyricSection, Proven, SectionKind, name_sections
from mnemo.styles.lyric import LyricStyle
from mnemo.styles.schema import Style
from mnemo.units import BEATS_PER_BAR
from mnemo.words import form, meter
from mnemo.words.advice import advise_on_breaks, advise_on_hooks, advise_on_length
from mnemo.words.choice import Picks, choose, count_shapes
from mnemo.words.form import Stanza
from mnemo.words.grammar import Join
from mnemo.words.material import Material, read_material
from mnemo.words.readings import Reading
from mnemo.words.subject import Speech, is_clear, needs_line_before
from mnemo.words.templates import SungText


def write_lyric(proven: Proven, style: Style, faults: Faults | None = None) -> Lyric:
    """Write the words of the song. Raises TemplateError and ReadingError with the file and line to correct.

    All errors are raised at once (CombinedError); with `faults` they are noted there instead, and the lyric is made of
    the facts that can be sung.
    """
    noted = Faults() if faults is None else faults
    material = read_material(proven, style.lyric, noted)
    if faults is None:
        noted.settle()
    topic = proven.topic
    lyric = Lyric(topic.name, topic.title, topic.exam, ())
    with noted.noted():
        if material and not noted.errors:  # a song without some of its facts would raise errors of its own
            lyric = _write_best(lyric, material, style)
    if faults is None:
        noted.settle()
    return lyric


def _write_best(empty: Lyric, material: Sequence[Material], style: Style) -> Lyric:
    """Write the lyric with as long a chorus as its share of the song allows."""
    for most in range(form.CHORUS_LINES, 0, -1):
        song = _write_clearly(material, style, most)
        bars = [(section.kind, line.bars) for section in song.sections for line in section.lines]
        if form.chorus_share(bars) <= form.CHORUS_SHARE:
            break
    seconds = (sum(n for _, n in bars) + style.lyric.instrumental_bars) * BEATS_PER_BAR * 60 / style.bpm
    advice = (
        *advise_on_breaks([pair for stanza in song.stanzas for pair in stanza.said]),
        *advise_on_hooks(song.sections, [m.fact for m in material]),
        *advise_on_length(seconds, empty.topic, material[0].fact.place.path),
    )
    return Lyric(empty.topic, empty.title, empty.exam, song.sections, advice)


# --- which fact is sung where -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Parts:
    """What goes into the verses and into the chorus. `hooks`: those of the verses that are sung again in bridges."""

    verse: list[Material]
    chorus: list[Material]
    hooks: list[int]


def _divide_facts(material: Sequence[Material], style: LyricStyle, most: int) -> _Parts:
    """Divide the facts: the chorus takes the hooks that fit into `most` lines (at least one), contrasts first.

    In a topic without hooks these are its first facts. Where the verses would be too short beside the chorus, they
    state its facts as well; where these have but one wording each, which would be sung twice running, bridges repeat
    facts of the verses instead.
    """
    hooks = [m for m in material if m.fact.hook] or list(material[: form.COUPLET])
    chorus = _take_fitting(hooks, most) or hooks[:1]
    others = [m for m in material if m not in chorus]
    again = {m.fact.id for m in others if m.fact.hook}
    lacking = style.choruses * sum(m.need.bars for m in chorus) * (1 / form.CHORUS_SHARE - 1)
    lacking -= style.bars_per_line * sum(m.need.most for m in others)
    lacking -= (form.TIMES - 1) * sum(m.need.bars for m in others if m.fact.id in again)
    stated = others
    if lacking > 0:
        stated = list(material)
        if all(m.only for m in chorus) and (more := _take_until(others, lacking)):
            stated, again = others, again | more
    verse = [(m.naming() or m) if m.fact.id in again else m for m in stated]
    kinds = [m.fact.kind for m in chorus]
    chorus = sorted(chorus, key=lambda m: kinds.count(m.fact.kind) < 2)
    return _Parts(verse, chorus, [i for i, m in enumerate(verse) if m.fact.id in again])


def _take_until(material: Sequence[Material], bars: float) -> set[str]:
    """Return as many facts as give so many bars when bridges repeat them; none if all would be too few."""
    found: set[str] = set()
    for m in material:
        if bars > 0 and not m.fact.hook:
            found.add(m.fact.id)
            bars -= (form.TIMES - 1) * m.need.bars
    return found if bars <= 0 else set()


def _take_fitting(material: Sequence[Material], most: int) -> list[Material]:
    """Return the facts that fit into so many lines, in their order."""
    found: list[Material] = []
    for m in material:
        if sum(f.need.lines for f in found) + m.need.lines <= most:
            found.append(m)
    return found


# --- writing ------------------------------------------------------------------------------------------------


class _UnclearError(Exception):
    """A fact is sung where nobody has named its subject."""

    def __init__(self, fact: Fact, speech: Speech) -> None:
        super().__init__(fact.id)
        self.fact, self.speech = fact, speech


def _write_clearly(material: Sequence[Material], style: Style, most: int) -> _Song:
    """Write the song; a fact whose subject would be unknown keeps only the wordings that name it.

    Each such restriction changes the choice for the other facts, so each is lifted again where the song stays clear
    without it. Raises TemplateError for a fact that has no wording to name its subject.
    """
    narrowed: dict[str, Material] = {}

    def write() -> _Song:
        return _write(_divide_facts([narrowed.get(m.fact.id, m) for m in material], style.lyric, most), style)

    while True:
        try:
            song = write()
            break
        except _UnclearError as unclear:
            plain = next(m for m in material if m.fact.id == unclear.fact.id)
            naming = plain.naming()
            if naming is None or unclear.fact.id in narrowed:
                raise _subject_error(unclear.fact, unclear.speech) from None
            narrowed[unclear.fact.id] = naming
    for name in list(narrowed):
        kept = narrowed.pop(name)
        try:
            song = write()
        except _UnclearError:
            narrowed[name] = kept
    return song


@dataclass(frozen=True, slots=True)
class _Stanza:
    """A written section: its kind, its lines, and for each line its fact and how closely it is broken."""

    kind: SectionKind
    said: tuple[tuple[Fact, Join], ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class _Song:
    sections: tuple[LyricSection, ...]
    stanzas: tuple[_Stanza, ...]


def _write(parts: _Parts, style: Style) -> _Song:
    """Return the sections: the chorus first, then the verses, which leave its frames alone; bridges repeat verses."""
    shape = form.plan(
        [m.need for m in parts.verse], [m.need for m in parts.chorus], style.lyric, style.bpm, parts.hooks
    )
    (refrain,) = choose([([m.options for m in parts.chorus], (shape.chorus,))], style.lyric)
    blocks = [(parts.verse[b.start : b.stop], b.stanzas) for b in shape.blocks]
    picks = choose(
        [([m.options for m in material], stanzas) for material, stanzas in blocks], style.lyric, count_shapes(refrain)
    )
    (chorus,) = _fill_stanzas(parts.chorus, (shape.chorus,), refrain, style.lyric)
    written = [s for (material, stanzas), chosen in zip(blocks, picks, strict=True)
               for s in _fill_stanzas(material, stanzas, chosen, style.lyric)]  # fmt: skip
    said = [pick for chosen in picks for pick in chosen]
    bridges = [
        _make_bridge([parts.verse[i] for i in facts], tuple(said[i] for i in facts), style.lyric)
        for facts in shape.bridges
    ]
    sections = [
        LyricSection(name, SectionKind.CHORUS, chorus.lines * shape.rounds)
        if index == form.CHORUS
        else _make_section(name, written[index] if index >= 0 else bridges[form.BRIDGE - index])
        for name, index in shape.order
    ]
    return _Song(_rename_sections(list(_give_bars([s for s in sections if s.lines], style.bpm))), (chorus, *written))


def _make_bridge(material: Sequence[Material], picks: Picks, style: LyricStyle) -> _Stanza:
    """Return a bridge: facts of the verses in the same words."""
    stanza = Stanza(SectionKind.BRIDGE, sum(len(pick.texts) for pick in picks))
    (bridge,) = _fill_stanzas(material, (stanza,), picks, style)
    return bridge


def _make_section(name: str, stanza: _Stanza) -> LyricSection:
    return LyricSection(name, stanza.kind, stanza.lines)


def _rename_sections(sections: Sequence[LyricSection]) -> tuple[LyricSection, ...]:
    """Return the sections under their final names: some that the form planned may have got no line."""
    names = name_sections([s.kind for s in sections])
    return tuple(replace(s, name=name) for s, name in zip(sections, names, strict=True))


def _give_bars(sections: Sequence[LyricSection], bpm: float) -> Iterator[LyricSection]:
    """Yield the sections with the bars that their lines need at this tempo.

    Lines in the same place of one kind have those of the longest, unless they would drag: they are sung to the same
    notes, and where a shorter one ends early the band answers.
    """
    room: dict[tuple[str, int], int] = {}
    for section in sections:
        for place, line in enumerate(section.lines):
            room[section.kind, place] = max(_count_bars(line, bpm), room.get((section.kind, place), 0))
    for s in sections:
        yield replace(s, lines=tuple(_fit_bars(line, room[s.kind, i], bpm) for i, line in enumerate(s.lines)))


def _fit_bars(line: Line, bars: int, bpm: float) -> Line:
    """Return the line in so many bars, or in what it needs where these are too many."""
    own = _count_bars(line, bpm)
    return replace(line, bars=own if meter.drags(len(line.morae), bars, bpm) else bars)


def _count_bars(line: Line, bpm: float) -> int:
    return max(line.bars, meter.bars_at(len(line.morae), bpm))


def _fill_stanzas(
    material: Sequence[Material], stanzas: Sequence[Stanza], picks: Picks, style: LyricStyle
) -> Iterator[_Stanza]:
    """Yield the stanzas of one block with its picks. Raises _UnclearError for a line whose subject is unknown."""
    said: list[tuple[Fact, Join]] = []  # of each line
    lines: list[Line] = []
    before: Speech | None = None
    known = True
    for m, pick in zip(material, picks, strict=True):
        leaning = needs_line_before(before, known, pick.speech)
        known = is_clear(before, known, pick.speech)
        if not known:
            raise _UnclearError(m.fact, pick.speech)
        for k, (text, reading) in enumerate(zip(pick.texts, pick.read, strict=True)):
            made = make_line(text, reading, (m.fact.id,), meter.bars(reading.morae, style))
            lines.append(replace(made, leans=leaning and k == 0))
            said.append((m.fact, pick.torn))
        before = pick.speech
    start = 0
    for stanza in stanzas:
        stop = start + stanza.lines
        yield _Stanza(stanza.kind, tuple(said[start:stop]), tuple(lines[start:stop]))
        start = stop


def _subject_error(fact: Fact, speech: Speech) -> TemplateError:
    template = (
        "the line {line} is sung where nobody has named {subject}; name it in the line, or put the fact behind one of "
        "its group that does"
    )
    place = fact.at("say" if fact.say else "wordings")
    return TemplateError(template, place=place, line=speech.text, subject=speech.forms[0])


def make_line(text: SungText, reading: Reading, facts: tuple[str, ...], bars: int) -> Line:
    """Make a sung line. The answer's characters become the morae of the words that they touch."""
    return Line(text.text, reading.words, reading.phrases, facts, bars, _find_answer(text, reading), text.response)


def _find_answer(text: SungText, reading: Reading) -> tuple[int, int] | None:
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
