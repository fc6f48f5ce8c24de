"""`mnemo lyrics`: what will be sung, line by line, with furigana, accents, mora counts, bars and rate."""

from __future__ import annotations

from collections.abc import Mapping

from mnemo.cli.messages import Messages
from mnemo.cli.screen import say
from mnemo.errors import Faults
from mnemo.model import Line, Lyric, LyricSection, Phrase, Proven, Word
from mnemo.styles.schema import Style
from mnemo.units import BEATS_PER_BAR

RISE, FALL = "↑", "↓"
SLOWEST, FASTEST = 2.5, 7.0  # morae a second over a line's bars: less drags, more patters


def show_lyric(translate: Messages, lyric: Lyric, style: Style) -> None:
    """Each section with its lines: the text with its readings in brackets, then how it is said.

    A section that is sung again (the chorus) is shown once and named where it comes again.
    """
    print(f"{lyric.title}  {lyric.exam}".rstrip())
    print(translate("{rise} the pitch rises, {fall} it falls; / parts accent phrases", rise=RISE, fall=FALL))
    bar_s = BEATS_PER_BAR * 60 / style.bpm
    number = 0
    first: dict[tuple[Line, ...], LyricSection] = {}
    for section in lyric.sections:
        again = first.setdefault(section.lines, section)
        if again is not section:
            print(f"\n[{section.name}]  " + translate("as {section}", section=again.name))
            number += len(section.lines)
            continue
        print(f"\n[{section.name}]")
        for line in section.lines:
            number += 1
            say(f"{number:3}  {with_furigana(line.words)}  ({_size(translate, line, bar_s)})", hanging=5)
            say(with_accents(line), indent=5)


def _size(translate: Messages, line: Line, bar_s: float) -> str:
    """Return the morae, bars and rate of a line, what is unusual about it, and whose line it is."""
    rate = len(line.morae) / (line.bars * bar_s)
    parts = [
        translate(
            "{morae} morae, {bars} bars, {rate} a second", morae=len(line.morae), bars=line.bars, rate=f"{rate:.1f}"
        )
    ]
    if not SLOWEST <= rate <= FASTEST:
        parts.append(translate("too slow") if rate < SLOWEST else translate("too fast"))
    if line.leans:
        parts.append(translate("leans on the line before"))
    return "; ".join([*parts, ", ".join(line.facts)])


def show_readings(translate: Messages, lyric: Lyric, readings: Mapping[str, str]) -> None:
    """Words that could be read otherwise, given readings that a longer word overrules, and those that nothing uses."""
    from mnemo.words.readings import read

    texts = {line.text for section in lyric.sections for line in section.lines}
    found = [read(text, readings) for text in sorted(texts)]
    choices = sorted({choice for reading in found for choice in reading.choices})
    overruled = sorted({way for reading in found for way in reading.overruled})
    unused = [word for word in readings if not any(word in reading.used for reading in found)]
    if choices or overruled or unused:
        print(f"\n[{translate('readings')}]")
    for word, sung, others, given in choices:
        text = translate("{word} is sung {reading}, not {others}", word=word, reading=sung, others=", ".join(others))
        if given:
            text = translate("{word} is sung {reading}, as [readings] says", word=word, reading=sung)
        say(text, indent=2, hanging=2)
    for word, inside in overruled:
        say(translate("{word} inside of {longer} is not read as given", word=word, longer=inside), indent=2, hanging=2)
    if unused:
        text = translate("given, but in no line: {words}", words=", ".join(unused))
        say(text, indent=2, hanging=2)


def show_advice(translate: Messages, lyric: Lyric) -> None:
    """What the author might mend; the song is made all the same."""
    for advice in lyric.advice:
        say(translate("advice: {place}: {text}", place=advice.place, text=advice.text), hanging=2)


def show_wordings(translate: Messages, proven: Proven, style: Style) -> None:
    """Every wording of every fact with its morae, the shortest first, to choose `wordings` from."""
    from mnemo.words.material import read_material

    print("\n" + translate("All wordings, the shortest first; put one under `wordings` to have it sung:"))
    for material in read_material(proven, style.lyric, Faults()):
        print(f"\n{material.fact.id}")
        for option in sorted(material.options, key=lambda o: sum(o.morae)):
            text = " / ".join(f"{'>' * t.response}{t.text}" for t in option.texts)
            print(f"  {'+'.join(map(str, option.morae)):>6}  {text}")


def with_furigana(words: tuple[Word, ...]) -> str:
    """Return `入力（にゅうりょく）ゲート`"""
    return "".join(f"{w.surface}（{w.furigana}）" if w.furigana else w.surface for w in words)


def with_accents(line: Line) -> str:
    """Return `エ↑ルエスティーエ↓ムワ/ミ↑ッツ↓`: a mark where the pitch rises inside a phrase and where it falls."""
    return "/".join(_accents(phrase) for phrase in line.phrases)


def _accents(phrase: Phrase) -> str:
    marked, high = "", True  # no mark before a phrase that begins high
    for mora in phrase.morae:
        if mora.high and not high:
            marked += RISE
        marked += mora.kana + (FALL if mora.falls else "")
        high = mora.high
    return marked
