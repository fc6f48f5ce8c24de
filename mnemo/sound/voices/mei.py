"""Mei of Open JTalk, the quick voice: speech made to sing (see `mnemo.sound.voices.speech_to_singing`)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from mnemo.errors import Translated
from mnemo.model import Score, Take
from mnemo.styles.schema import SingerStyle, Style


@dataclass(frozen=True)
class Mei:
    """Mei, or somebody who could be her sister: a throat of another length, with more or less above 3 kHz."""

    name: str = "mei"
    description: str = Translated(
        "a bright young woman, who sings quickly; speech of Open JTalk turned into song with WORLD",
        ja="明るい女声。すぐに歌える。Open JTalkの話し声をWORLDで歌にする",
    )
    formant_shift_semitones: float = 0.0  # added to those of every singer of the style
    brightness_db: float = 0.0
    tessitura: tuple[int, int] | None = None  # of whom she stands in for; None: the style's ranges suit her
    licence: str = "CC BY 3.0"
    credit: str = 'Voice: HTS Voice "Mei" (normal), (c) 2009-2013 Nagoya Institute of Technology (MMDAgent), CC BY 3.0'

    def sing(self, score: Score, style: Style) -> tuple[Take, ...]:
        return self.sing_lines(score, style, None)

    def sing_lines(self, score: Score, style: Style, lines: Collection[int] | None) -> tuple[Take, ...]:
        from mnemo.sound.voices.speech_to_singing import track

        singers = {timbre: self._own(singer) for timbre, singer in style.sound.singers.items()}
        return track.sing_parts(score, singers, lines)

    def _own(self, singer: SingerStyle) -> SingerStyle:
        return replace(
            singer,
            formant_shift_semitones=singer.formant_shift_semitones + self.formant_shift_semitones,
            brightness_db=singer.brightness_db + self.brightness_db,
        )


def voice() -> Mei:
    return Mei()
