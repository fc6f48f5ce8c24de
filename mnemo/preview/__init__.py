"""A stretch of a song to hear while its words are written: one line, one section, or what sings one fact.

passage.py   which bars of a score are asked for
making.py    the score and the sound of them, each kept by its content, so that nothing is computed twice
"""
