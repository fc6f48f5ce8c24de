"""How probable a text is to the ear, given a sound: Whisper's decoder is made to write it, and its probabilities taken.

Unlike the phones of its best guess, which flip by ten of 2,600 from changes that nobody hears, this moves smoothly.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from mnemo import units
from mnemo.hearing.sounds import Sound, clip
from mnemo.hearing.whisper import LANGUAGE, Whisper

MEL_FRAMES, MEL_A_FRAME, HOP = 1_500, 2, 160  # 15 s of sound; the encoder halves their rate; samples a mel frame


def score_texts(
    ear: Whisper, audio: Sound, texts: Mapping[str, str], start_s: float = 0.0, end_s: float | None = None
) -> dict[str, tuple[float, int]]:
    """Return the log-probability of each text, given a stretch of at most 15 s of the sound, and its tokens."""
    from ctranslate2 import StorageView
    from faster_whisper.audio import pad_or_trim
    from faster_whisper.tokenizer import Tokenizer

    whisper: Any = ear._model
    tokenizer = Tokenizer(whisper.hf_tokenizer, True, task="transcribe", language=LANGUAGE)
    heard = clip(audio, start_s, len(audio) / units.SAMPLE_RATE if end_s is None else end_s, units.SAMPLE_RATE)
    encoded = np.array(whisper.encode(pad_or_trim(whisper.feature_extractor(heard), MEL_FRAMES)))
    frames = min(-(-len(heard) // (HOP * MEL_A_FRAME)), encoded.shape[1])  # the padding says nothing and costs much
    ids = [tokenizer.encode(text) for text in texts.values()]
    features = StorageView.from_array(np.repeat(encoded[:, :frames], len(ids), axis=0))
    found = whisper.model.align(features, tokenizer.sot_sequence, ids, MEL_A_FRAME * frames)
    logs = (float(np.sum(np.log(np.maximum(one.text_token_probs, 1e-12)))) for one in found)
    return {name: (log, len(tokens)) for name, log, tokens in zip(texts, logs, ids, strict=True)}
