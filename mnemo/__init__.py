"""mnemo: songs to learn definitions by, with every line proven.

    topic       = read_topic(path)                    what the fact file says            mnemo.topic
    proven      = prove(topic)                        every fact + its evidence          mnemo.proof
    lyric       = write_lyric(proven, style)          lines, phrases, morae, accents     mnemo.words
    score       = compose(lyric, style, seed)         a note for every mora, a band      mnemo.music
    performance = perform(score, voice, style)        stems, and when each mora sounds   mnemo.sound
    release     = publish(proven, score, performance, style, out)   files to take away   mnemo.exports

The nouns are in `mnemo.model`, the conversions in `mnemo.units`, the errors in `mnemo.errors`; `mnemo.pipeline` makes
the six calls, `mnemo.cli` parses the command line. Numbers that the run measures about itself: `mnemo.quality`.
"""

__version__ = "0.1.0"
