"""Who sings by Kokoro-82M, and what these singers share as voices of mnemo: one file in `voices/` names each voice."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from math import inf

from mnemo.model import Score, Take
from mnemo.sound.voices.neural.tokens import STYLE_TOKENS, TAIL
from mnemo.styles.schema import Style

LICENCE = "Apache-2.0"
CREDIT = "Voice: Kokoro-82M, {voice}, (c) 2025 hexgrad, Apache-2.0"
SECOND = "second"  # the timbre of the other singer of a call and response
LONG_TAIL = "nanana"
LONGEST_VOWEL_S = 0.12  # six songs by alpha, without a bound 180 of 3,918 phones heard wrong, 159 with it


@dataclass(frozen=True, slots=True)
class Singer:
    """A voice of the model. `octaves` moves what is written into its range.

    `style_tokens` is the length of the shortest text whose style vector is sung with; `tail` is what the text has after
    the phrase, as `tokens.TAIL`; `spellings` are of morae that this voice sings clearly by them and not by those of
    `tokens`. No vowel of the speech that is stretched into song is longer than `longest_vowel_s`.
    """

    voice: str
    octaves: int = 0
    style_tokens: int = STYLE_TOKENS
    tail: str = TAIL
    longest_vowel_s: float = LONGEST_VOWEL_S
    spellings: Mapping[str, str] = field(default_factory=dict, hash=False)


ALPHA = Singer("jf_alpha", spellings={"ワ": "βa"})
GONGITSUNE = Singer(
    "jf_gongitsune",
    style_tokens=100,
    tail=LONG_TAIL,
    spellings={"バ": "βba", "ピェ": "pʲje", "リョ": "ɾɾʲo", "ヴァ": "bva", "ヴェ": "bve", "ヴォ": "mvo"},
)
NEZUMI = Singer(
    "jf_nezumi",
    style_tokens=100,
    tail=LONG_TAIL,
    spellings={
        "ギュ": "ɡjɨ",
        "スィ": "ssɨi",
        "リョ": "ljo",
        "ズィ": "zzi",
        "ドゥ": "du",
        "ヴァ": "uva",
        "ヴォ": "bvɯo",
    },
)
TEBUKURO = Singer(
    "jf_tebukuro",
    style_tokens=100,
    spellings={"ツ": "ʦɯ", "ワ": "βa", "テョ": "tejo", "ドゥ": "ddoɯ", "ヒュ": "çɯ", "ウォ": "ɯwo"},
)
# With the bound, one of twelve vowels of kumo's test line was 74 cents off.
KUMO = Singer(
    "jm_kumo",
    octaves=-1,
    tail=LONG_TAIL,
    longest_vowel_s=inf,
    spellings={"チ": "ʨɕi", "ヌ": "nɯɯ", "リャ": "ɾɾʲa", "ヴェ": "bve", "ヴォ": "vɨo"},
)


@dataclass(frozen=True)
class NeuralVoice:
    """`singer` leads, `second` answers.

    `tessitura` is of the melody as written. Above it the decoder falls into sub-harmonics: of `jf_alpha`, 69 is in tune
    and 71 sounds an octave lower.
    """

    name: str
    description: str
    singer: Singer
    second: Singer
    tessitura: tuple[int, int] = (53, 69)
    licence: str = LICENCE

    @property
    def credit(self) -> str:
        return CREDIT.format(voice=f"{self.singer.voice} and {self.second.voice}")

    def load(self) -> None:
        """Load the model and the code that sings by it. Raises MissingPartError where it is not installed."""
        from mnemo.sound.voices.neural import model, track  # noqa: F401 - track is for `sing_lines`

        model.load_model()

    def sing(self, score: Score, style: Style) -> tuple[Take, ...]:
        return self.sing_lines(score, style, None)

    def sing_lines(self, score: Score, style: Style, lines: Collection[int] | None) -> tuple[Take, ...]:
        from mnemo.sound.voices.neural import track  # ONNX Runtime loads when somebody sings

        return track.sing_parts(score, style.sound.singers, self.singer, {SECOND: self.second}, lines)
