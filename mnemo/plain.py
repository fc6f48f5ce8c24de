"""Text as it is judged: one spelling for what a reader sees as one, whatever keyboard or file system made it.

    か + ゙ -> が    Ｆ値 -> F値    ｹﾞｰﾄ -> ゲート    ⾏ (radical) -> 行    神 (compatibility) -> 神    − ‐ – -> -

A fact file's text is made plain where it is read. Where that changes it, it becomes `Written`: it *is* the plain text,
so whatever compares it or looks it up judges that, and it remembers what its author wrote, for display. A text that is
both shown and read aloud goes through `align_plain`, which says where each plain character was written.

What is folded (Unicode 15, UAX #15 and #11): canonical equivalents (NFC; ﾞ ﾟ ゛ ゜ after a kana are marks of it),
full and half width of letters, digits, kana and marks, mathematical alphabets and ligatures, compatibility ideographs,
radicals (`EquivalentUnifiedIdeograph.txt`), variation selectors (dropped), hyphens and minus signs, curly quotes,
spaces. What is not: ² ① ㎏ Ⅱ ½, which say something else than the letters in them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from decimal import Decimal
from functools import lru_cache
from typing import Any

from mnemo.model import Written

_RADICALS_TO_IDEOGRAPHS = (
    "⺁厂⺂乛⺃乚⺄乙⺅亻⺆冂⺈刀⺉刂⺊卜⺋㔾⺌小⺍小⺎兀⺏尣⺐尢⺒巳⺓幺⺔彑⺕彐⺖忄⺗心⺘扌⺙攵⺛旡⺜日⺝月⺞歺⺟母⺠民⺡氵⺢氺⺣灬⺤爫⺥爫⺦丬⺧牛⺨犭⺩王⺫目⺬示⺭礻⺯糹⺰纟⺱罓⺲罒⺳㓁⺴冗⺶羊⺹耂⺺肀"
    "⺻聿⺼肉⺾艹⺿艹⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻈讠⻉贝⻋车⻌辶⻍辶⻎辶⻏邑⻐钅⻑長⻒镸⻓长⻔门⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻟飠⻠饣⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀"
    "⻳龟"
)
_LOOKS = dict(zip(_RADICALS_TO_IDEOGRAPHS[::2], _RADICALS_TO_IDEOGRAPHS[1::2], strict=True))
_LOOKS |= (
    dict.fromkeys("‐‑‒–−﹣－", "-") | dict.fromkeys("‘’＇", "'") | dict.fromkeys("“”＂", '"') | {"～": "~", "〜": "~"}
)
_LOOKS |= {"µ": "μ"}
_FOLDED = ("<wide>", "<narrow>", "<font>", "<noBreak>")  # decompositions that change nothing but the look
_SPACES = re.compile(r"[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_SELECTOR = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_VOICING = str.maketrans("ﾞ゛ﾟ゜", "\u3099\u3099\u309a\u309a")
_LETTERS = re.compile(r"[^\W\d_]{3,}")  # mW and MW, Kb and KB are not one word; ReLU and RELU are
_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|0|[1-9]\d*)(?:\.\d+)?\Z")


def keep_written(text: str) -> str:
    """Return a text of a file: plain, and where that differs from what its author wrote, `Written`."""
    folded = make_plain(text)
    return text if folded == text else Written(folded, text)


def show_written(value: Any) -> Any:
    """Return what to display for a value of a fact: text as its author wrote it, a number in digits."""
    if isinstance(value, tuple):
        return tuple(map(show_written, value))
    if isinstance(value, Written):
        return value.written
    return format_number(value) if isinstance(value, float) else value


def format_number(value: float) -> str:
    """Return a number in digits, never with an exponent: 0.00001, not 1e-05."""
    return format(Decimal(repr(value)), "f")


def make_plain(text: str) -> str:
    """Return the text in its plain spelling."""
    return text if text.isascii() else align_plain(text)[0]


@lru_cache(maxsize=4096)
def align_plain(text: str) -> tuple[str, tuple[int, ...]]:
    """Return the plain spelling, and for each of its characters (and its end) where that was written."""
    folded: list[str] = []
    starts: list[int] = []
    at = 0
    while at < len(text):
        stop = at + 1
        while stop < len(text) and _goes_on(text[stop - 1], text[stop]):
            stop += 1
        cluster = _fold(text[at:stop])
        folded.append(cluster)
        starts += [at] * len(cluster)
        at = stop
    return "".join(folded), (*starts, len(text))


def make_sameness_key(value: Any, apart: Collection[str] = ()) -> Any:
    """Return a key that two values share when a reader sees the same in both: "1997" and 1997, F値 and Ｆ値, ReLU and
    RELU.

    Letter case tells words of one or two letters apart (mW, MW), and words that are read `apart`.
    """
    if isinstance(value, tuple):
        return tuple(make_sameness_key(v, apart) for v in value)
    text = format_number(value) if isinstance(value, float) else str(value)
    text = " ".join("".join(map(_normalise, make_plain(text))).split())
    if _NUMBER.match(text):
        return Decimal(text.replace(",", "")).normalize()
    return _LETTERS.sub(lambda m: m.group() if m.group() in apart else m.group().casefold(), text)


def _normalise(char: str) -> str:
    """Return NFKC, but for 10² and 102, which a reader tells apart."""
    raised = unicodedata.decomposition(char).startswith(("<super>", "<sub>", "<fraction>"))
    return char if raised else unicodedata.normalize("NFKC", char)


def _goes_on(before: str, char: str) -> bool:
    """Tell whether a character belongs to the one before it."""
    if ord(char) in _VOICING:
        return "\u3041" <= before <= "\u30ff" or "\uff66" <= before <= "\uff9d"
    return bool(unicodedata.combining(char) or _SELECTOR.match(char))


def _fold(cluster: str) -> str:
    """Return one character with its marks, plain."""
    marks = _SELECTOR.sub("", cluster[1:]).translate(_VOICING)
    return unicodedata.normalize("NFC", _look(cluster[0]) + marks)


def _look(char: str) -> str:
    """Return one character, plain."""
    if char in _LOOKS:
        return _LOOKS[char]
    kind = unicodedata.decomposition(char).partition(" ")[0]
    if (
        kind in _FOLDED or "\u2f00" <= char <= "\u2fdf" or "\ufb00" <= char <= "\ufb06"
    ):  # Kangxi radicals, Latin ligatures
        return unicodedata.normalize("NFKC", char)
    return _SPACES.sub(" ", _SELECTOR.sub("", unicodedata.normalize("NFC", char)))
