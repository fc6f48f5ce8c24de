"""Words with several readings in use: which they are, and when nobody can tell which one is meant.

The front end is right where a word's neighbours decide: 根本的 is always コンポンテキ, 一日 in 四月一日 is ツイタチ.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from mnemo.words import kana

TABLE = Path(__file__).parent / "homographs.tsv"  # made by a rule that tests/instruments/homographs.py holds
SHOWN = 3  # the most readings in a message
_SUFFIX = ("的", "性", "化", "論", "学")  # after which a word is read in the Chinese way
_LONG = re.compile(
    r"(?<=[オコソトノホモヨロゴゾドボポョ])ウ|(?<=[ウクスツヌフムユルグズブプュ])ウ|(?<=[エケセテネヘメレゲゼデベペ])イ"
)


@lru_cache(maxsize=1)
def read_table() -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Return the common and the rare readings of each word as they are spelled (ヒョウ), the commonest first."""
    rows = [line.split("\t") for line in TABLE.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    return {word: (tuple(often.split()), tuple(rare.split())) for word, often, rare in rows}


def list_readings(word: str) -> tuple[str, ...]:
    """Return every reading of a word that has several, as they sound (ヒョー); none for other words."""
    often, rare = read_table().get(word, ((), ()))
    return tuple(to_sound(reading) for reading in often + rare)


def list_common(word: str) -> tuple[str, ...]:
    """Return the readings that an author may mean, as they sound: the common ones if several, else the first few."""
    often, rare = read_table()[word]
    return tuple(map(to_sound, often if len(often) > 1 else (often + rare)[:SHOWN]))


def is_doubtful(word: str, spelling: str, before: str = "", after: str = "") -> bool:
    """Tell whether an author must say how a word is read: two readings are common, or the front end took a rare one.

    `spelling` is what the front end took; `before` and `after` are the text around the word.
    """
    often, _ = read_table().get(word, ((spelling,), ()))
    taken = kana.to_sound(spelling) in map(kana.to_sound, often)
    decided = after.startswith(_SUFFIX) or (before.endswith("月") and word.endswith("日"))
    return not taken or (len(often) > 1 and not decided)


def to_sound(spelling: str) -> str:
    """Return a reading as it sounds: ヒョウ is ヒョー, ケイイ ケーイ."""
    return _LONG.sub(kana.LONG, kana.to_sound(spelling))
