"""What a melody is judged by: every cost with its reason. One unit is the price of a note off the metre's pattern.

The composer (`mnemo.music.melody`) minimises their sum; nothing else decides a note.
"""

from __future__ import annotations

FORBIDDEN = 1e6  # dearer than any melody that obeys

# --- accent: what speech does between two morae, and what the melody pays for going up, staying, going down ---
# Senda 2018: listeners mind a rise where speech falls, then a drop between morae 1 and 2; elsewhere the tune may bend.
ACCENT: dict[str, tuple[float, float, float]] = {
    "fall": (400.0, 9.0, 0.0),  # the accent's fall: never up, staying is second best
    "rise": (0.0, 1.2, 24.0),  # the phrase-initial rise: not down
    "high": (0.25, 0.0, 0.35),  # the high plateau: level, or a little movement
    "low": (0.9, 0.2, 0.0),  # after the fall: speech sinks
    "vowel": (0.9, 0.0, 0.7),  # ー continues the vowel: one syllable, one pitch, unless the tune has a reason
    "free": (0.0, 0.0, 0.0),  # across accent phrases
}
SILENT_MOVES = FORBIDDEN  # ッ has no pitch of its own: it keeps the one before

# --- interval in semitones -> cost: steps are free, leaps cost, tritone and sevenths more -------------------------
INTERVAL = (0.15, 0.0, 0.0, 0.3, 0.4, 0.9, 5.0, 1.4, 5.0, 5.0, 14.0, 14.0, 8.0)
WIDER = 30.0  # beyond the octave
LEAP_SEMITONES = 4  # wider than a major third asks to be resolved
STEP_SEMITONES = 2
UNRESOLVED = 14.0  # a leap must go on by step (Fux); so must a leap into the last note, which has no next
SAME_WAY = 0.4  # and rather back than on
ZIGZAG = 0.3  # a turn: a tune has a direction that one can follow

# --- harmony ------------------------------------------------------------------------------------------------------
STRONG_CLASH = 2.5  # no chord tone while beat 1 or 3 sounds
BEAT_CLASH = 0.8  # no chord tone on beat 2 or 4
PASSING_CLASH = 0.15  # elsewhere: passing and neighbour tones are the melody's life
AVOID = 5.0  # a semitone beside an altered tone of the chord (G over E7)
UNSTABLE_END = 60.0  # a section ends on root, third or fifth,
END_NOT_ROOT = 1.0  # rather on the root
LINE_END_CLASH = 4.0  # a line ends on a chord tone

# --- motif and voice ----------------------------------------------------------------------------------------------
MOTIF = (0.0, 0.35, 2.6, 5.0, 8.0, 12.0)  # scale steps away from the motif -> cost; one step keeps it recognisable
MOTIF_FURTHER = 18.0
TESSITURA = 0.02  # times the squared distance from the section's centre, in semitones
# In a chorus the top belongs to the word that a quiz asks for: scale steps below the top -> what each of its high
# morae pays to stay down there, and what every other mora pays to go up there.
KEY_WORD = (0.0, 0.4, 1.6, 3.0, 4.5)
KEPT_TOP = (4.0, 2.5, 0.8, 0.0, 0.0)
KEY_WORD_MOTIF = 0.2  # of the motif's price is what that word pays for leaving it

# --- rhythm -------------------------------------------------------------------------------------------------------
OFF_PATTERN = 1.5  # a syllable on an eighth that the style's rhythm leaves out
SIXTEENTH = 5.0  # a syllable between the eighths
SKIPPED = 2.0  # a place of the rhythm passed over inside the line
LATE_START = 4.0  # ... before its first mora: lines in the same place begin alike
EARLY_END = 0.4  # ... after its last
PHRASE_ON_OFFBEAT = 0.35  # accent phrases begin on beats,
PHRASE_ON_SIXTEENTH = 1.5  # never between eighths if it can be helped
TORN = 1.6  # a quarter or longer in the middle of a phrase tears it
PAUSE = 0.3  # the same at the end of a phrase lets one breathe
LONG_GAP = 1.0  # each eighth more
RUSHED = 4.0  # a sixteenth between two morae
SOKUON_LONG = 4.0  # ッ is a stop: short,
SOKUON_ON_BEAT = 0.9  # and not on a beat
MORAIC_ON_BEAT = 0.3  # ン and ー make poor beats
SHORT_LAST = 0.7  # each eighth that the last note is shorter than a dotted quarter
NO_BREATH = 8.0  # a line that is full to its end leaves no rest before the next
PICKUP = 0.3  # an upbeat is welcome where the accent rises after it,
PICKUP_FLAT = 1.4  # else not much
