"""The costs of a melody, each with its reason. One unit is the cost of a note off the metre's pattern.

The composer (`mnemo.music.melody`) minimises their sum; nothing else decides a note.
"""

from __future__ import annotations

FORBIDDEN = 1e6  # more than any allowed melody costs

# --- accent: what speech does between two morae, and what the melody pays for going up, staying, going down ---
# Senda 2018: listeners mind a rise where speech falls, then a drop between morae 1 and 2; elsewhere composers deviate.
ACCENT: dict[str, tuple[float, float, float]] = {
    "fall": (400.0, 9.0, 0.0),  # the accent's fall: never up, staying is second best
    "rise": (0.0, 1.2, 24.0),  # the phrase-initial rise: not down
    "high": (0.25, 0.0, 0.35),  # the high plateau: level, or a little movement
    "low": (0.9, 0.2, 0.0),  # after the fall: speech sinks
    "vowel": (0.9, 0.0, 0.7),  # ー continues the vowel: one syllable, one pitch, unless the tune has a reason
    "free": (0.0, 0.0, 0.0),  # across accent phrases
}

# --- interval in semitones -> cost: thirds cost nothing, as pop sings three in ten notes; tritone, sevenths cost most
INTERVAL = (0.85, 0.25, 0.25, 0.0, 0.05, 0.5, 5.0, 0.9, 5.0, 5.0, 14.0, 14.0, 8.0)
WIDER = 30.0  # beyond the octave
LEAP_SEMITONES = 4  # a leap wider than a major third must be resolved
STEP_SEMITONES = 2
UNRESOLVED = 14.0  # a leap must go on by step (Fux); so must a leap into the last note, which has no next
SAME_WAY = 0.4  # better in the opposite direction
LEAP_WITHIN = 6.0  # a leap inside a heavy syllable (シー, ゲー) sounds like two words
ZIGZAG = 0.5  # a change of direction: a tune should keep one for a while

# --- harmony ------------------------------------------------------------------------------------------------------
STRONG_CLASH = 5.5  # no chord tone while beat 1 or 3 sounds
BEAT_CLASH = 1.0  # no chord tone on beat 2 or 4
PASSING_CLASH = 0.15  # elsewhere: passing and neighbour tones are welcome
AVOID = 5.0  # a semitone beside an altered tone of the chord (G over E7)
UNSTABLE_END = 60.0  # a section ends on root, third or fifth,
END_NOT_ROOT = 1.0  # rather on the root
LINE_END_CLASH = 4.0  # a line ends on a chord tone

# --- motif and voice ----------------------------------------------------------------------------------------------
MOTIF = (0.0, 0.5, 5.5, 9.0, 13.0, 18.0)  # scale steps away from the motif -> cost; one step keeps it recognisable
MOTIF_FURTHER = 24.0
HOOK_AWAY = 12.0  # each scale step away from the hook: only a contradicted accent costs more
HOOK_HARMONY = 3.0  # factor on clashes of the hook, which every line sings
HOOK_MOVED = 0.4  # each scale step that the hook is off its usual height: the same notes are better than the best
BAD_HOOK_LEAP = 100.0  # a tritone or less than a fourth is no leap to remember
TESSITURA = 0.02  # factor on the squared distance from the section's centre, in semitones
# In a chorus the top belongs to the word that a quiz asks for: scale steps below the top -> cost for each of its
# high morae to stay down there, and for every other mora to go up there.
KEY_WORD = (0.0, 0.6, 2.4, 4.5, 6.5)
KEPT_TOP = (4.0, 2.5, 0.8, 0.0, 0.0)
KEY_WORD_MOTIF = 0.2  # factor on the motif's cost for that word

# --- rhythm: the unit is an eighth begun where the cells write no note -------------------------------------------
DIVIDED = 1.3  # a written note divided at an eighth: more syllables, same rhythm
DIVIDED_SIXTEENTH = 2.6  # ... at a sixteenth
IN_REST = 2.5  # a note where the cells rest, besides: rests are what makes a rhythm
MERGED = 1.5  # a written note sounded through: fewer syllables, same rhythm,
MERGED_BEAT = 2.0  # ... the last ones on beats,
MERGED_SIXTEENTH = 1.0  # ... the first ones between eighths: lines of few syllables keep the same frame
LATE_START = 2.2  # a written note passed over before the first: lines in one place begin alike
UPBEAT_MISSED = 0.6  # ... of the pick-up, which is wanted where the accent rises after it
UPBEAT_FLAT = 0.8  # and not where it does not
HOOK_UPBEAT = 6.0  # the same in a hook, which leaps from its pick-up to beat 1: only speech that rises can do so
EARLY_END = 1.4  # a written note left out after the last: better than stretching words
SHORT_LAST = 0.8  # a last note that the cells do not hold for a beat
HOOK_RHYTHM = 4.0  # factor within the hook, which must be repeated as it is
HOOK_AGAINST_ACCENT = 8.0  # at most, that the hook moves against a mora's accent: there is another mora for it
OWN_NOTE = {"ー": 1.3, "ン": 0.3, "ッ": 0.0, "vowel": 0.3}  # a note of its own: ー has no attack
JOINED = {"ー": 0.0, "ン": 0.2, "ッ": 0.0, "vowel": 0.35}  # one note for the heavy syllable, as singers do
JOINED_FALL = 0.5  # ... within which the accent should have fallen: two notes show it, one leaves it to the next
RUSHED = 0.7  # a mora of a sixteenth is as fast as speech: clear, but not often
RUSHED_LONG = 2.5  # ー of a sixteenth: with it its syllable is as short as one mora, and ゲート is heard as ゲット
RUSHED_STOP = 0.0  # ッ is a stop: short,
STOP_HELD = 1.5  # each eighth beyond the first
WEAK_HELD = 0.3  # each eighth beyond the first on a mora within a phrase that is not of the asked word
TORN = 1.5  # silence or a hold far beyond what is written, within a phrase: it divides the word
PHRASE_ON_OFFBEAT = 0.3  # accent phrases begin on beats,
PHRASE_ON_SIXTEENTH = 1.2  # seldom between eighths
KEY_OFF_BEAT = 0.8  # the asked word's accent wants beat 1 or 3,
KEY_ON_WEAK_BEAT = 0.3  # or a beat at least,
KEY_SHORT = 0.6  # and a quarter
WRONG_RATE = 30.0  # each sixteenth by which a line is too slow or too fast to follow
