"""What the voices of Kokoro-82M share as voices of mnemo: one file in `voices/` names each of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mnemo.model import Score, Take
from mnemo.sound.voices.neural.tokens import STYLE_TOKENS, TAIL
from mnemo.styles.schema import Style

if TYPE_CHECKING:
    from mnemo.sound.voices.neural.phrase import Singer

LICENCE = "Apache-2.0"
CREDIT = "Voice: Kokoro-82M, {voice}, (c) 2025 hexgrad, Apache-2.0"
SECOND = "second"  # the timbre of the other singer of a call and response


@dataclass(frozen=True)
class NeuralVoice:
    """`voice` and `second` are voices of the model: who leads, and who answers.

    `tessitura` is of the melody as written. Above it the decoder falls into sub-harmonics: of `jf_alpha`, 69 is in tune
    and 71 sounds an octave lower. `style_tokens` and `tail` are as in `phrase.Singer`.
    """

    name: str
    description: str
    voice: str
    second: str
    octaves: int = 0
    style_tokens: int = STYLE_TOKENS
    tail: str = TAIL
    tessitura: tuple[int, int] = (53, 69)
    licence: str = LICENCE

    @property
    def credit(self) -> str:
        return CREDIT.format(voice=f"{self.voice} and {self.second}")

    def load(self) -> None:
        """Load the model and the code that sings by it. Raises MissingPartError where it is not installed."""
        from mnemo.sound.voices.neural import model, track  # noqa: F401 - track is for `sing_lines`

        model.load_model()

    @property
    def singer(self) -> Singer:
        from mnemo.sound.voices.neural.phrase import Singer  # ONNX Runtime loads when somebody sings

        return Singer(self.voice, self.octaves, self.style_tokens, self.tail)

    def sing(self, score: Score, style: Style) -> tuple[Take, ...]:
        return self.sing_lines(score, style, None)

    def sing_lines(self, score: Score, style: Style, lines: Collection[int] | None) -> tuple[Take, ...]:
        from mnemo.sound.voices.neural import track

        others = {SECOND: replace(self.singer, voice=self.second)}
        return track.sing_parts(score, style.sound.singers, self.singer, others, lines)
