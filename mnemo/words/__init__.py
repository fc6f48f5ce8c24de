"""Proven facts -> Lyric: readings, accents, wordings, the lyricist.

kana        one table of kana, morae and phonemes
frontend    pyopenjtalk with a topic's own words
readings    text -> words and accent phrases; nothing is guessed
templates   a kind's exam sentence and wordings
form        sections and their numbers of lines
meter       morae and bars
choice      the wordings of all facts at once
lyricist    the stage itself
sheet       a lyric to read, with furigana, accents and counts
"""

from mnemo.words.lyricist import write_lyric

__all__ = ["write_lyric"]
