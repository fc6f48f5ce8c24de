"""Kana, morae and phonemes: one table, and the grammar of a reading.

Source: the phoneme inventory of Open JTalk (`mora_rules` of jpcommon), vowels never devoiced.

    reading := mora+            with at most one "'", right after the mora where the pitch falls
    mora    := syllable | "ン" | "ッ" | "ー"
    syllable := a key of `SYLLABLES`: one kana, or one kana and a small ァィゥェォャュョ

ー repeats the vowel before it and so cannot stand first. ン ー ッ are morae of their own. A mora is written as it
sounds: ヲ ヂ ヅ ヰ ヱ are written オ ジ ズ イ エ, クヮ グヮ are クァ グァ, and ヴャ ヴュ ヴョ are ビャ ビュ ビョ, as
Open JTalk says them. With these, every mora of the Cabinet's table of 1991 (外来語の表記) is here.
Hiragana reads as katakana.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import chain

VOWELS = "aiueo"
FALL = "'"
LONG, MORAIC_N, GEMINATE = "ー", "ン", "ッ"

# The five kana of a row stand for the consonant + a i u e o; "." where the row has none.
_ROWS: dict[str, str] = {
    "": "ア イ ウ エ オ",
    "k": "カ キ ク ケ コ",
    "ky": "キャ . キュ キェ キョ",
    "kw": "クァ クィ . クェ クォ",
    "g": "ガ ギ グ ゲ ゴ",
    "gy": "ギャ . ギュ ギェ ギョ",
    "gw": "グァ グィ . グェ グォ",
    "s": "サ スィ ス セ ソ",
    "sh": "シャ シ シュ シェ ショ",
    "z": "ザ ズィ ズ ゼ ゾ",
    "j": "ジャ ジ ジュ ジェ ジョ",
    "t": "タ ティ トゥ テ ト",
    "ty": "テャ . テュ . テョ",
    "ts": "ツァ ツィ ツ ツェ ツォ",
    "ch": "チャ チ チュ チェ チョ",
    "d": "ダ ディ ドゥ デ ド",
    "dy": "デャ . デュ . デョ",
    "n": "ナ ニ ヌ ネ ノ",
    "ny": "ニャ . ニュ ニェ ニョ",
    "h": "ハ ヒ . ヘ ホ",
    "hy": "ヒャ . ヒュ ヒェ ヒョ",
    "f": "ファ フィ フ フェ フォ",
    "fy": ". . フュ . .",
    "b": "バ ビ ブ ベ ボ",
    "by": "ビャ . ビュ ビェ ビョ",
    "p": "パ ピ プ ペ ポ",
    "py": "ピャ . ピュ ピェ ピョ",
    "m": "マ ミ ム メ モ",
    "my": "ミャ . ミュ ミェ ミョ",
    "y": "ヤ . ユ イェ ヨ",
    "r": "ラ リ ル レ ロ",
    "ry": "リャ . リュ リェ リョ",
    "w": "ワ ウィ . ウェ ウォ",
    "v": "ヴァ ヴィ ヴ ヴェ ヴォ",
}

SYLLABLES: dict[str, tuple[str, ...]] = {
    kana: (consonant, vowel) if consonant else (vowel,)
    for consonant, row in _ROWS.items()
    for kana, vowel in zip(row.split(), VOWELS, strict=True)
    if kana != "."
}
_SPECIAL: dict[str, tuple[str, ...]] = {MORAIC_N: ("N",), GEMINATE: ("cl",)}
_HEARD = str.maketrans("ヲヂヅヰヱ", "オジズイエ")
_HEARD_PAIRS = {"クヮ": "クァ", "グヮ": "グァ", "ヴャ": "ビャ", "ヴュ": "ビュ", "ヴョ": "ビョ"}
_KATAKANA = {ord("ぁ") + i: ord("ァ") + i for i in range(ord("ゖ") - ord("ぁ") + 1)}
_HIRAGANA = {v: k for k, v in _KATAKANA.items()}


def to_katakana(text: str) -> str:
    return text.translate(_KATAKANA)


def to_hiragana(text: str) -> str:
    return text.translate(_HIRAGANA)


def is_kana(text: str) -> bool:
    """Tell whether the text is nothing but hiragana, katakana and ー."""
    return bool(text) and all("ぁ" <= c <= "ゖ" or "ァ" <= c <= "ヴ" or c == LONG for c in text)


def to_sound(reading: str) -> str:
    """Return katakana as it sounds: ヲ is オ, ヂ is ジ, ヅ is ズ, ヴュ is ビュ."""
    sound = to_katakana(reading).translate(_HEARD)
    for written, heard_as in _HEARD_PAIRS.items():
        sound = sound.replace(written, heard_as)
    return sound


def split_morae(kana: str) -> tuple[str, ...]:
    """Split a run of kana into morae.

    Raises ValueError at a character that is no kana, and at a ー or a small kana with nothing before it.
    """
    text = to_sound(kana)
    morae: list[str] = []
    at = 0
    while at < len(text):
        mora = next((text[at : at + n] for n in (2, 1) if _is_mora(text[at : at + n])), None)
        if mora is None or (mora == LONG and (not morae or morae[-1] == GEMINATE)):
            raise ValueError(f"{text[at]} at {at} in {kana}")
        morae.append(mora)
        at += len(mora)
    return tuple(morae)


@lru_cache(maxsize=4096)
def parse(reading: str) -> tuple[tuple[str, ...], int]:
    """Parse a reading as morae and accent nucleus (1 = the pitch falls after the first mora, 0 = it never falls).

    Raises ValueError for what the grammar of this module does not allow.
    """
    before, mark, after = reading.partition(FALL)
    if FALL in after or (mark and not before):
        raise ValueError(reading)
    morae = split_morae(before + after)
    if not morae:
        raise ValueError(reading)
    return morae, len(split_morae(before)) if mark else 0


def unparse(morae: tuple[str, ...], nucleus: int) -> str:
    """Write morae and accent nucleus as a reading, the reverse of `parse`."""
    return "".join(chain(morae[:nucleus], [FALL] if nucleus else [], morae[nucleus:]))


def _is_mora(text: str) -> bool:
    return text in SYLLABLES or text in _SPECIAL or text == LONG
