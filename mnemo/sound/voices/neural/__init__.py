"""Neural voices: the decoder of Kokoro-82M driven as a singer.

graph       the ONNX graph, cut into parts by the names of its tensors
weights     8 bits -> float
model       the packages -> encoder, predictor and decoder, checked and loaded once
generator   the decoder's second part: features -> sound
residual    its residual blocks, in numpy
toom        their convolutions, with fewer multiplications
tokens      kana -> the symbols of the model's vocabulary
timing      notes and spoken lengths -> when each mora and each token sounds
speech      how the phrase would be spoken: lengths and energy
source      pitch and voicing -> the excitation
intonation  what the decoder misses of the pitch, corrected
stretch     speech brought to the times of the song
phrase      all of these -> the audio of one sung phrase
copies      a phrase once more at another pitch: doubles, harmonies, a chorus in another key
track       a whole score, phrase by phrase, cached and two at a time
singer      who sings, and what these singers share as voices of mnemo
"""
