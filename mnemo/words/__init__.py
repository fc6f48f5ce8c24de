"""Proven facts -> Lyric: readings, accents, wordings, the lyricist.

text -> sung words (`read`):
    kana.py         one table of kana, morae and phonemes
    frontend.py     pyopenjtalk with a topic's own words
    given.py        where the readings of a fact file apply
    vocabulary.py   the readings that come with mnemo
    numbers.py      numbers as Japanese says them
    spans.py        what the front end gets for a text
    homographs.py   words with several readings
    readings.py     words with furigana, and accent phrases
    wholes.py       what of a text must not be cut
    transcript.py   what a recogniser wrote -> phones
facts -> lyric (`write_lyric`; `read_ahead` reads what it will need):
    grammar.py      parts of speech, and where a line may break
    templates.py    the exam sentence and the wordings of a kind of fact
    held.py         each wording is compared with its fact
    subject.py      whether a listener knows what a line speaks of
    breaks.py       lines that are too long
    meter.py        morae and bars
    material.py     the facts with their wordings, read
    form.py         sections and their numbers of lines
    choice.py       the wordings of all facts at once
    advice.py       what an author might correct
    lyricist.py     the stage itself
"""

from mnemo.words.lyricist import write_lyric
from mnemo.words.material import read_ahead

__all__ = ["read_ahead", "write_lyric"]
