"""`mnemo lyrics`: what will be sung, line by line, with furigana, accents, mora counts, bars and rate."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

from mnemo.cli.messages import Messages
from mnemo.cli.screen import say
from mnemo.errors import Faults
from mnemo.model import Line, Lyric, LyricSection, Phrase, Proven, Score, Word
from mnemo.styles.schema import Style
from mnemo.units import BEATS_PER_BAR, ticks_to_s
from mnemo.words.meter import SLOWEST_MORAE_PER_S

RISE, FALL = "↑", "↓"
FASTEST = 7.0  # morae a second over a line's bars: more patters


def show_lyric(translate: Messages, lyric: Lyric, style: Style) -> None:
    """Show each section with its lines: the text with its readings in brackets, then how it is said.

    A section that is sung again (the chorus) is shown once; those that come again in a row are named in one line.
    """
    print(f"{lyric.title}  {lyric.exam}".rstrip())
    print(translate("{rise} the pitch rises, {fall} it falls; / parts accent phrases", rise=RISE, fall=FALL))
    bar_s = BEATS_PER_BAR * 60 / style.bpm
    number = 0
    first: dict[tuple[Line, ...], LyricSection] = {}
    for again, run in groupby(lyric.sections, key=lambda s: first.setdefault(s.lines, s) is not s):
        sections = list(run)
        if again:
            before = ", ".join(first[s.lines].name for s in sections)
            print(f"\n[{', '.join(s.name for s in sections)}]  " + translate("as {section}", section=before))
            number += sum(len(s.lines) for s in sections)
            continue
        for section in sections:
            print(f"\n[{section.name}]")
            for line in section.lines:
                number += 1
                say(f"{number:3}  {write_furigana(line.words)}  ({_describe_line(translate, line, bar_s)})", hanging=5)
                say(write_accents(line), indent=5)


def _describe_line(translate: Messages, line: Line, bar_s: float) -> str:
    """Return the morae, bars and rate of a line, what is unusual about it, and whose line it is."""
    rate = len(line.morae) / (line.bars * bar_s)
    parts = [
        translate(
            "{morae} morae, {bars} bars, {rate} a second", morae=len(line.morae), bars=line.bars, rate=f"{rate:.1f}"
        )
    ]
    if not SLOWEST_MORAE_PER_S <= rate <= FASTEST:
        parts.append(translate("too slow") if rate < SLOWEST_MORAE_PER_S else translate("too fast"))
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


def show_length(translate: Messages, lyric: Lyric, score: Score) -> None:
    """Show how long the song that was composed will be, and what the author might mend, before the long work."""
    minutes, seconds = divmod(round(ticks_to_s(score.end_ticks, score.us_per_beat)), 60)
    say(translate("the song takes {minutes}:{seconds}", minutes=minutes, seconds=f"{seconds:02}"))
    show_advice(translate, lyric)


def show_advice(translate: Messages, lyric: Lyric) -> None:
    """Show what the author might improve; the song is made all the same."""
    for advice in lyric.advice:
        say(translate("advice: {place}: {text}", place=advice.place, text=advice.text), hanging=2)


def show_wordings(translate: Messages, proven: Proven, style: Style) -> None:
    """Show every wording of every fact with its morae, the shortest first, to choose `wordings` from."""
    from mnemo.words.material import read_material

    print("\n" + translate("All wordings, the shortest first; put one under `wordings` to have it sung:"))
    for material in read_material(proven, style.lyric, Faults()):
        print(f"\n{material.fact.id}")
        for option in sorted(material.options, key=lambda o: sum(o.morae)):
            text = " / ".join(f"{'>' * t.response}{t.text}" for t in option.texts)
            print(f"  {'+'.join(map(str, option.morae)):>6}  {text}")


def write_furigana(words: tuple[Word, ...]) -> str:
    """Return `入力（にゅうりょく）ゲート`"""
    return "".join(f"{w.surface}（{w.furigana}）" if w.furigana else w.surface for w in words)


def write_accents(line: Line) -> str:
    """Return `エ↑ルエスティーエ↓ムワ/ミ↑ッツ↓`: a mark where the pitch rises inside a phrase and where it falls."""
    return "/".join(_write_phrase(phrase) for phrase in line.phrases)


def _write_phrase(phrase: Phrase) -> str:
    marked, high = "", True  # no mark before a phrase that begins high
    for mora in phrase.morae:
        if mora.high and not high:
            marked += RISE
        marked += mora.kana + (FALL if mora.falls else "")
        high = mora.high
    return marked
