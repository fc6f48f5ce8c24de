"""The default voice against its own speech: what a clarity test compares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from mnemo.model import Line, Mora, Phrase, Score
from mnemo.quality import clarity
from mnemo.sound.voices.phrases import cutting
from mnemo.sound.voices.speech_to_singing import analysis, phrase, speech
from mnemo.styles.schema import SingerStyle

CARRIERS = dict(zip("aiueo", "アイウエオ", strict=True))


@dataclass(frozen=True)
class Listener:
    """Knows how the voice speaks every mora of a song, and how it speaks some of the song's lines."""

    inventory: list[clarity.Sample]
    texts: Sequence[cutting.Text]
    spoken: list[clarity.Sample]

    def understands_speech(self) -> list[clarity.Match]:
        """The ceiling of the measure."""
        return self._understands(self.spoken)

    def understands_song(self, score: Score, singer: SingerStyle) -> list[clarity.Match]:
        requests = {p.request.text: p.request for p in cutting.cut(score.lead, score, singer)}
        return self._understands([s for text in self.texts for s in heard(requests[text])])

    def _understands(self, own: list[clarity.Sample]) -> list[clarity.Match]:
        references = clarity.centred(self.inventory, self.spoken)
        return clarity.matches(clarity.centred(own, own), references)


def listener(score: Score, texts: Sequence[cutting.Text]) -> Listener:
    inventory = [s for mora in kinds(score.lines) for s in between_vowels(mora)]
    return Listener(inventory, texts, [s for text in texts for s in said(text)])


def different(score: Score) -> list[cutting.Text]:
    """The texts of the song's lines, each once."""
    return list(dict.fromkeys(line.phrases for line in score.lines))


def kinds(lines: Iterable[Line]) -> list[Mora]:
    """Every mora once; ー is the vowel that it lengthens."""
    morae = (m for line in lines for m in line.morae if not m.silent)
    named = (Mora(CARRIERS[m.phonemes[0]], m.phonemes, False) if m.kana == "ー" else m for m in morae)
    return list({m.phonemes: m for m in named}.values())


def between_vowels(mora: Mora) -> list[clarity.Sample]:
    """The mora spoken between each two equal vowels."""
    vowels = [Mora(kana, (vowel,), False) for vowel, kana in CARRIERS.items()]
    return said(tuple(Phrase((vowel, mora, vowel)) for vowel in vowels))[1::3]


def said(text: tuple[Phrase, ...]) -> list[clarity.Sample]:
    """A line, plainly spoken."""
    spoken = speech.speak(text)
    spans, at = [], 1
    for mora in (m for p in text for m in p.morae):
        own = spoken.phones[at : at + len(mora.phonemes)]
        at += len(own)
        if not mora.silent:
            spans.append(clarity.Span(mora.phonemes, own[0].start_s, own[-1].start_s, own[-1].end_s))
    return clarity.samples(spoken.audio, spans)


def heard(request: cutting.Request) -> list[clarity.Sample]:
    """A line, sung."""
    sung = phrase.sing(analysis.analyse(request.text), request)
    spans = [
        clarity.Span(n.mora.phonemes, *(t_s + cutting.LEAD_IN_S for t_s in (t.start_s, t.vowel_s, t.end_s)))
        for n, t in zip(request.notes, sung.times, strict=True)
        if t.vowel_s is not None
    ]
    return clarity.samples(sung.audio.astype(np.float64), spans)


def confusions(found: Iterable[clarity.Match]) -> dict[str, int]:
    """ "wa>na": how often, the most frequent first."""
    wrong = Counter("".join(m.phonemes) + ">" + "".join(m.nearest) for m in found if not m.clear)
    return dict(wrong.most_common())
