"""An ear that nobody here built: a recogniser listens to a made song, line by line.

song     = read_song(folder, topic)                    # lines and sounds of a release: lead alone, mix, in noise
hearing  = hear(song, load_whisper("base"))            # what was heard of each line, phones wrong of how many
hearing.total("mix").rate, hearing.words("mix")        # of the song, of each section, of each word

lines.py       what a listener should hear: the phones of each sung line and the word that each belongs to
sounds.py      what the recogniser is given: a line cut from the lead's stem, from the mix, from the mix in noise
whisper.py     the recogniser: Whisper by faster-whisper
alignment.py   which phones were heard wrong
listening.py   hear(): each clip once, kept by content
result.py      the hearing as values and as JSON
"""

from __future__ import annotations

from mnemo.hearing.lines import ExpectedLine
from mnemo.hearing.listening import Recogniser, hear
from mnemo.hearing.result import HeardLine, Hearing, Tally
from mnemo.hearing.sounds import HeardSong, performed_song, read_song
from mnemo.hearing.whisper import load_whisper

__all__ = [
    "ExpectedLine",
    "HeardLine",
    "HeardSong",
    "Hearing",
    "Recogniser",
    "Tally",
    "hear",
    "load_whisper",
    "performed_song",
    "read_song",
]
