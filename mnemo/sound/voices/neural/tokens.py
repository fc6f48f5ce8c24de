"""Kana -> the symbols of Kokoro's vocabulary, as its Japanese training texts spelled them (misaki 0.7.4, Apache-2.0).

A mora is a consonant of up to three symbols and a vowel of one. ー is the lengthening mark, ッ a glottal stop, ン the
nasal of the consonant that follows. Between accent phrases stands a space, which takes no time in song.

Before r, ー is the vowel again: sung as long as a note, the lengthening mark was heard as the r, アール as アウル.

Where the model's own spelling of a mora sings another one, it is spelled by what tests/bench/bench_morae.py recognises:
ティ is ti, not tʲi, which sounds like kʲi (LSTM was heard as LSKM), and ギョ is ɡijo, which is not heard as ヨ or キョ.
Some singers have spellings of their own (`Singer.spellings`).

w is the English one: sung, the Japanese β was heard as b or m (ウィ as ビ; ワ as マ, but by alpha and tebukuro), and ᵝ
not at all (クァ as カ).

Two habits of speech are not those of song. The last mora dies away within 0.1 s, so the text goes on after it, and TAIL
is not sung. A high vowel between voiceless consonants is whispered: its token says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from mnemo.model import Mora

SPACE, LENGTHENING, CLOSURE = " ", "ː", "ʔ"
VOWELS = {"a": "a", "i": "i", "u": "ɯ", "e": "e", "o": "o"}
CONSONANTS = {
    "k": "k", "g": "ɡ", "s": "s", "sh": "ɕ", "z": "ʣ", "j": "ʥ", "t": "t", "ch": "ʨ", "ts": "ʦ", "d": "d", "n": "n",
    "h": "h", "f": "ɸ", "b": "b", "p": "p", "m": "m", "y": "j", "r": "ɾ", "w": "w", "v": "v",
    "ky": "kʲ", "gy": "ɡʲ", "ny": "ɲ", "hy": "ç", "by": "bʲ", "py": "pʲ", "my": "mʲ", "ry": "ɾʲ", "dy": "dʲ",
    "kw": "kw", "gw": "ɡw",
}  # fmt: skip
BEFORE_I = {"k", "g", "n", "h", "b", "p", "m", "r", "d", "f"}  # are palatal there: キ is kʲi
PALATAL = {"n": "ɲ", "h": "ç"}
SPELLINGS = {  # spelled by the rules, クァ is heard as カ, スィ as シ, ツェ as セ
    "クァ": "kɯa", "クォ": "kɯo", "グァ": "ŋɡɯa", "グォ": "ɡɯo", "キェ": "kʲije", "ギェ": "ɡije", "ギョ": "ɡijo",
    "スィ": "sɨi", "ズィ": "zi", "ズ": "zɨ", "テャ": "teja", "テュ": "tiɯ", "テョ": "teo", "トゥ": "toɯ",
    "ツァ": "ʦɨa", "ツィ": "tsɨi", "ツェ": "ʦɨe", "ツォ": "ʦɨo", "デュ": "diɯ", "デョ": "dijo", "ニョ": "nʲo",
    "ヒュ": "hjɨ", "ヒェ": "hje", "ヒョ": "hjo", "フュ": "fjɯ", "ビェ": "bʲije", "ピェ": "pije", "ピョ": "pijo",
    "リェ": "ɾie", "ヴァ": "vvva", "ヴィ": "vɯi",
}  # fmt: skip
FRONTED_U = {"s", "ts", "z", "sh", "j", "ch"}  # and after every palatal: ス is sɨ, キュ is kʲɨ
NASALS = {
    "m": {"m", "p", "b", "my", "py", "by"},
    "ŋ": {"k", "g", "ky", "gy", "kw", "gw"},
    "ɲ": {"ny", "ch", "j"},
    "n": {"n", "t", "d", "r", "ry", "z", "ts", "ty", "dy"},
}
LAST_NASAL = "ɴ"
SUNG_VOWELS = frozenset([*VOWELS.values(), "ɨ", "u"])
VOICELESS = frozenset(["k", "s", "t", "h", "f", "p", "ky", "hy", "py", "ty", "fy", "kw", "ch", "ts", "sh"])
STOPS = frozenset(["k", "ky", "kw", "p", "py", "t", "ty"])  # voiceless
FRICATIVES = frozenset(["s", "sh", "h", "hy", "f", "fy"])  # a ッ before these is no closure: they are held
HEAD, TAIL = "na ", "na"  # what the text has before the phrase, whose first mora is swallowed without it, and after
STYLE_TOKENS = 150  # the style vectors of shorter texts make a voice creak toward the end of a phrase
NO_SPELLINGS: Mapping[str, str] = MappingProxyType({})

VOCABULARY = {
    " ": 16, "ʣ": 18, "ʥ": 19, "ʦ": 20, "ʨ": 21, "a": 43, "b": 44, "d": 46, "e": 47, "f": 48, "h": 50, "i": 51,
    "j": 52, "k": 53, "l": 54, "m": 55, "n": 56, "o": 57, "p": 58, "s": 61, "t": 62, "u": 63, "v": 64, "w": 65,
    "z": 68, "β": 75, "ɕ": 77, "ç": 78, "ɡ": 92, "ɨ": 101, "ɯ": 110, "ŋ": 112, "ɲ": 114, "ɴ": 115, "ɸ": 118,
    "ɾ": 125, "ʔ": 148, "ː": 158, "ʲ": 164,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    """One symbol. `mora` counts the notes of the phrase.

    `kind` is "consonant", "vowel" (ン ー ッ too), "space", or "head" and "tail" (not sung). Speech whispers a
    vowel that is `whispered`.
    """

    symbol: str
    mora: int
    kind: str
    whispered: bool = False

    @property
    def id(self) -> int:
        return VOCABULARY[self.symbol]


def spell(
    morae: Sequence[Mora],
    phrases: Sequence[int],
    after: Mora | None = None,
    tail: str = TAIL,
    own: Mapping[str, str] = NO_SPELLINGS,
) -> tuple[Token, ...]:
    """Return the tokens of a run of morae.

    `phrases` numbers each mora's accent phrase, `after` is the mora that follows; `tail` is not sung; `own` are the
    singer's own spellings.
    """
    made = [Token(symbol, 0, "head") for symbol in HEAD]
    for i, mora in enumerate(morae):
        if i and phrases[i] != phrases[i - 1]:
            made.append(Token(SPACE, i, "space"))
        following = morae[i + 1] if i + 1 < len(morae) else after
        consonant, vowel = symbols(mora, following, made[-1].symbol, own)
        made += [Token(symbol, i, "consonant") for symbol in consonant]
        made.append(Token(vowel, i, "vowel", _is_whispered(mora, following)))
    return (*made, *(Token(symbol, len(morae) - 1, "tail") for symbol in tail))


def _is_whispered(mora: Mora, following: Mora | None) -> bool:
    """Return whether speech would whisper the vowel of a mora that more follows."""
    between = len(mora.phonemes) == 2 and mora.phonemes[0] in VOICELESS and mora.phonemes[1] in ("i", "u")
    return between and following is not None and (following.silent or following.phonemes[0] in VOICELESS)


def symbols(
    mora: Mora, following: Mora | None, before: str = "", own: Mapping[str, str] = NO_SPELLINGS
) -> tuple[str, str]:
    """Return (consonant, vowel) of one mora, which comes after the symbol `before`; see `spell`.

    Raises KeyError for a phoneme that Japanese does not have.
    """
    if mora.lengthens:
        again = before in SUNG_VOWELS and following is not None and following.phonemes[0] == "r"
        return "", before if again else LENGTHENING
    if mora.silent:
        return "", CLOSURE
    if mora.phonemes == ("N",):
        heard = following.phonemes[0] if following else ""
        return "", next((nasal for nasal, before in NASALS.items() if heard in before), LAST_NASAL)
    if len(mora.phonemes) == 1:
        return "", VOWELS[mora.phonemes[0]]
    if spelling := own.get(mora.kana) or SPELLINGS.get(mora.kana):
        return spelling[:-1], spelling[-1]
    consonant, vowel = mora.phonemes
    spelled = CONSONANTS[consonant]
    if vowel == "i" and consonant in BEFORE_I:
        spelled = PALATAL.get(consonant, spelled + "ʲ")
    fronted = vowel == "u" and (consonant in FRONTED_U or (len(consonant) == 2 and consonant.endswith("y")))
    return spelled, "ɨ" if fronted else VOWELS[vowel]
