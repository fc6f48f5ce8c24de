"""Singing by speaking: what the voices that start from speech share.

    speech    accent phrases -> spoken audio with the time of every phoneme (Open JTalk, voice Mei)
    analysis  speech -> spectral envelopes and where each mora is in them (WORLD)
    timing    notes -> when each mora sounds, and which moment of the speech each moment of the song shows
    pitch     notes -> F0 (Saitou et al. 2007)
    timbre    envelopes -> envelopes of another singer
    breath    a rest -> the breath at its end
    vocoder   F0 and envelopes -> sound (WORLD's synthesis)
    phrase    all of these -> the audio of one sung phrase
    track     a whole score, phrase by phrase, cached and on all cores

The approach is SingBySpeaking: T. Saitou, M. Goto, M. Unoki, M. Akagi, "Speech-to-Singing Synthesis: Converting
Speaking Voices to Singing Voices by Controlling Acoustic Features Unique to Singing Voices", WASPAA 2007.
"""
