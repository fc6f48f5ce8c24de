"""What rhythm and melody need to know of a line's morae: accent, phrases, the asked word, and which share a note."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mnemo.model import Mora

LONG, MORAIC_N, GEMINATE = "ー", "ン", "ッ"
# Vowels that close a syllable after another one: the last vowel of the mora before -> what may follow it.
SECOND_VOWELS = {"a": "i", "e": "i", "o": "ui", "u": "i"}


@dataclass(frozen=True)
class Syllable:
    """One mora."""

    relation: str  # to the mora before: a key of costs.ACCENT; "free" for the first
    starts_phrase: bool = False
    ends_phrase: bool = False
    silent: bool = False  # ッ
    continues: str = ""  # what could share the note before it: "ー", "ン", "ッ" or "vowel"; a key of costs.JOINED
    rises: bool = False  # the accent goes up right after
    key_word: bool | None = None  # whether of the word that a quiz asks for; None where that does not matter
    stressed: bool = False  # carries that word: its accent nucleus, or its last mora


def make_syllables(phrases: Sequence[Sequence[Mora]], key_word: range) -> tuple[Syllable, ...]:
    """Return the morae of a line. Across ッ, which has no pitch, a fall or a rise is carried to the next mora.

    A key word is one that stands out: where it is more than half of the line, it does not.
    """
    morae = [mora for phrase in phrases for mora in phrase]
    stands_out = 0 < 2 * len(key_word) <= len(morae)
    stressed = _find_stressed(morae, key_word) if stands_out else -1
    found: list[Syllable] = []
    before: Mora | None = None
    carried = ""
    for phrase in phrases:
        for i, mora in enumerate(phrase):
            relation = carried or _relate(before, mora, starts_phrase=i == 0)
            carried = relation if mora.silent and relation in ("fall", "rise") else ""
            following = phrase[i + 1] if i + 1 < len(phrase) else None
            number = len(found)
            found.append(
                Syllable(
                    relation,
                    starts_phrase=i == 0,
                    ends_phrase=following is None,
                    silent=mora.silent,
                    continues=_find_joint(before if i else None, mora) if number else "",
                    rises=following is not None and following.high and not mora.high,
                    key_word=(number in key_word and mora.high) if stands_out else None,
                    stressed=number == stressed,
                )
            )
            before = mora
    return tuple(found)


def relate_notes(line: Sequence[Syllable], notes: Sequence[int]) -> list[str]:
    """Return the relation of each note to the one before, by the numbers of the morae that begin notes.

    Within a note nothing moves: a fall or a rise there is carried to the next note.
    """
    relations = []
    carried = ""
    for i, syllable in enumerate(line):
        if i in notes:
            own = syllable.relation
            relations.append("fall" if "fall" in (carried, own) else carried if carried and own != "free" else own)
            carried = ""
        elif syllable.relation in ("fall", "rise") and carried != "fall":
            carried = syllable.relation
    return relations


def _relate(before: Mora | None, mora: Mora, starts_phrase: bool) -> str:
    if before is not None and before.falls:
        return "fall"
    if before is None or starts_phrase:
        return "free"
    if mora.high and not before.high:
        return "rise"
    if mora.lengthens:
        return "vowel"
    return "high" if mora.high else "low"


def _find_joint(before: Mora | None, mora: Mora) -> str:
    """Return as what a mora could share a note: the end of a heavy syllable. No vowel shares one across phrases."""
    if mora.kana in (LONG, MORAIC_N, GEMINATE):
        return mora.kana
    if before is None or len(mora.phonemes) > 1 or before.silent or before.kana == MORAIC_N:
        return ""
    return "vowel" if mora.phonemes[0] in SECOND_VOWELS.get(before.phonemes[-1], "") else ""


def _find_stressed(morae: Sequence[Mora], key_word: range) -> int:
    """Return the mora after which the word's accent falls, or the last of a word that does not fall."""
    falls = [i for i in key_word if morae[i].falls]
    sounding = [i for i in key_word if not morae[i].silent and morae[i].kana not in (LONG, MORAIC_N)]
    return falls[0] if falls else sounding[-1] if sounding else -1
