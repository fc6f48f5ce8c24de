"""Words with several readings in use: which they are, and when nobody can tell which one is meant.

The front end is right where the word's neighbours decide: 根本的 is always コンポンテキ, the 一日 of 四月一日 ツイタチ.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from mnemo.words import kana

TABLE = Path(__file__).parent / "homographs.tsv"  # made by a rule that tests/instruments/homographs.py holds
SHOWN = 3  # readings in a message
_SUFFIX = ("的", "性", "化", "論", "学")  # after which a word is read in the Chinese way
_LONG = re.compile(
    r"(?<=[オコソトノホモヨロゴゾドボポョ])ウ|(?<=[ウクスツヌフムユルグズブプュ])ウ|(?<=[エケセテネヘメレゲゼデベペ])イ"
)


@lru_cache(maxsize=1)
def table() -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Return the common and the rare readings of each word as they are spelled (ヒョウ), the commonest first."""
    rows = [line.split("\t") for line in TABLE.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    return {word: (tuple(common.split()), tuple(rare.split())) for word, common, rare in rows}


def readings(word: str) -> tuple[str, ...]:
    """Return every reading of a word that has several, as they sound (ヒョー); none for other words."""
    common, rare = table().get(word, ((), ()))
    return tuple(sounded(reading) for reading in common + rare)


def common(word: str) -> tuple[str, ...]:
    """Return the readings that an author may mean, as they sound: the common ones, or with a single one those next to
    it.
    """
    often, rare = table()[word]
    return tuple(map(sounded, often if len(often) > 1 else (often + rare)[:SHOWN]))


def asks(word: str, spelling: str, before: str = "", after: str = "") -> bool:
    """Tell whether an author must say how a word is read: two readings are common, or the front end took a rare one.

    `spelling` is what the front end took; `before` and `after` are the text around the word.
    """
    often, _ = table().get(word, ((spelling,), ()))
    taken = kana.heard(spelling) in map(kana.heard, often)
    decided = after.startswith(_SUFFIX) or (before.endswith("月") and word.endswith("日"))
    return not taken or (len(often) > 1 and not decided)


def sounded(spelling: str) -> str:
    """Return a reading as it sounds: ヒョウ is ヒョー, ケイイ ケーイ."""
    return _LONG.sub(kana.LONG, kana.heard(spelling))
