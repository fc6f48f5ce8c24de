"""`mnemo lyrics`: what will be sung, line by line, with furigana, accents, mora counts and bars."""

from __future__ import annotations

from mnemo.cli.messages import Messages
from mnemo.model import Line, Lyric, Phrase, Word

RISE, FALL = "↑", "↓"


def show_lyric(translate: Messages, lyric: Lyric) -> None:
    """Each section with its lines: the text with its readings in brackets, then how it is said."""
    print(f"{lyric.title}  {lyric.exam}".rstrip())
    print(translate("{rise} the pitch rises, {fall} it falls; / parts accent phrases", rise=RISE, fall=FALL))
    number = 0
    for section in lyric.sections:
        print(f"\n[{section.name}]")
        for line in section.lines:
            number += 1
            size = translate("{morae} morae, {bars} bars", morae=len(line.morae), bars=line.bars)
            print(f"{number:3}  {with_furigana(line.words)}  ({size}; {', '.join(line.facts)})")
            print(f"     {with_accents(line)}")


def with_furigana(words: tuple[Word, ...]) -> str:
    """`入力（にゅうりょく）ゲート`"""
    return "".join(f"{w.surface}（{w.furigana}）" if w.furigana else w.surface for w in words)


def with_accents(line: Line) -> str:
    """`エ↑ルエスティーエ↓ムワ/ミ↑ッツ↓`: a mark where the pitch rises inside a phrase and where it falls."""
    return "/".join(_accents(phrase) for phrase in line.phrases)


def _accents(phrase: Phrase) -> str:
    marked, high = "", True  # no mark before a phrase that begins high
    for mora in phrase.morae:
        if mora.high and not high:
            marked += RISE
        marked += mora.kana + (FALL if mora.falls else "")
        high = mora.high
    return marked
