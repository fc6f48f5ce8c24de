"""What a recogniser wrote -> the phones that it heard, by the same front end that reads the lyric.

Nothing in a transcript is certain, so unlike in a lyric nothing in it is an error. The topic's readings come first, so
that GRU, ジーアールユー and G.R.U. are the same phones; Latin words that the topic does not know are spelled letter by
letter, which is how Japanese speakers say abbreviations; a compound that no dictionary has (冒客, written for 忘却) is
read in the Chinese way, kanji by kanji, as a Japanese reader would, its first kanji as a prefix (後 is コー in 後売,
as in 後輩, but ゴ in 午後); what is no letter, digit or kana is a pause.

A phone is an Open JTalk phoneme, vowels never devoiced. `collapse` joins equal neighbours: a long vowel and a short one
are the same phone, because a recogniser cannot tell a held note from a long vowel.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache as once
from itertools import groupby
from typing import Any, NamedTuple

from mnemo.plain import make_plain
from mnemo.words import frontend, homographs
from mnemo.words.spans import LATIN, LETTERS, Spans, lay_out

_ABBREVIATION = re.compile(r"(?<![A-Za-z])[A-Za-z](?:[ .・-][A-Za-z])+(?![A-Za-z])\.?")  # G R U, G.R.U.
_SEPARATOR = re.compile(r"[ .・-]")
_ACCENTED = re.compile("[À-ɏ]")
_READABLE = r"0-9A-Za-zͰ-Ͽぁ-ゖァ-ヴー㐀-鿿々%+×÷="
_INSIDE = r"(?<=\d)[.,](?=\d)|(?<=[A-Za-z])[ -](?=[A-Za-z])"  # of a number, of Long Short-Term Memory
_UNREADABLE = re.compile(
    rf"(?!{_INSIDE})[^{_READABLE}]|(?<![{_READABLE}])[ー々]+"
)  # nothing there to prolong or repeat
_PAUSE = "、"
_NUMERAL, _PREFIX = "数", "接頭辞"  # parts of speech: 三十二 is no compound
_VOICED = str.maketrans("AIUEO", "aiueo")
_NO_PHONES = frozenset({"pau", "sil", "sp", "unk"})


class Transcript(NamedTuple):
    """A text, its phones (collapsed), and for each phone the span of the text's word that it was read from."""

    text: str
    phones: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]


def transcribe(text: str, readings: Mapping[str, str]) -> Transcript:
    """Return the phones of a text that a recogniser wrote, read with the topic's readings. Never an error."""
    text = _normalise(text, readings)
    readable = _UNREADABLE.sub(_PAUSE, text)
    if not readable.strip(_PAUSE):
        return Transcript(text, (), ())
    known = _spell_words(readable, readings) | dict(readings)
    laid, morphemes = _analyse(readable, known)
    if compounds := _read_compounds(readable, laid, morphemes):
        laid, morphemes = _analyse(readable, compounds | known)
    sounds: list[tuple[str, tuple[int, int]]] = []  # phone, span of its word
    for morpheme in morphemes:
        word = laid.origin(*morpheme["char_span"])
        if word[0] == word[1] and sounds:  # 百 in 1997 has no character of its own
            word = sounds[-1][1]
        names = [symbol["phoneme"] for symbol in morpheme["phonemes"] if symbol["kind"] == "Phoneme"]
        sounds += [(_undo_devoicing(name), word) for name in names if name not in _NO_PHONES]
    kept = [sounds[index] for index in collapse(name for name, _ in sounds)]
    return Transcript(text, tuple(name for name, _ in kept), tuple(word for _, word in kept))


def _analyse(text: str, readings: Mapping[str, str]) -> tuple[Spans, list[frontend.Morpheme]]:
    laid = lay_out(text, readings, None)
    return laid, frontend.analyse(laid.said, laid.entries)


def _read_compounds(text: str, laid: Spans, morphemes: Sequence[frontend.Morpheme]) -> dict[str, str]:
    """Return the readings of the compounds that the front end took for words of one kanji each."""
    frontend.import_quietly()
    from pyopenjtalk._unihan_readings_map import UNIHAN_READINGS

    compounds, end = [""], 0
    for morpheme in morphemes:
        first, stop = laid.origin(*morpheme["char_span"])
        single = stop - first == 1 and text[first] in UNIHAN_READINGS and morpheme["pos_group1"] != _NUMERAL
        if first != end or not single:
            compounds.append("")
        if single:
            compounds[-1] += text[first]
        end = stop

    def read(compound: str) -> str:
        rest = (UNIHAN_READINGS[kanji] for kanji in compound[1:])
        readings = (_read_prefix(compound[0]) or UNIHAN_READINGS[compound[0]], *rest)
        return "".join(map(homographs.to_sound, readings))

    return {compound: read(compound) for compound in compounds if len(compound) > 1}


@once
def _read_prefix(kanji: str) -> str:
    """Return how SudachiDict reads a kanji that is a prefix; empty where it is none, or has several readings."""
    readings = {m.reading_form() for m in _load_dictionary().lookup(kanji) if m.part_of_speech()[0] == _PREFIX}
    return readings.pop() if len(readings) == 1 else ""


@once
def _load_dictionary() -> Any:
    from sudachipy import Dictionary  # the front end brings it

    return Dictionary()


def collapse(names: Iterable[str]) -> list[int]:
    """Return the index of the first phone of each run of equal ones."""
    return [next(run)[0] for _, run in groupby(enumerate(names), lambda item: item[1])]


def _normalise(text: str, readings: Mapping[str, str]) -> str:
    """Make a transcript plain: abbreviations without dots, the topic's case, a space between letter and digit."""
    text = _ACCENTED.sub(lambda found: unicodedata.normalize("NFD", found.group())[0], make_plain(text).strip())
    text = _ABBREVIATION.sub(lambda found: _SEPARATOR.sub("", found.group()), text)
    for word in sorted(filter(LATIN.search, readings), key=len, reverse=True):
        text = re.sub(_alone(word), word.replace("\\", r"\\"), text, flags=re.IGNORECASE)
    return LATIN.sub(
        lambda found: found.group() if found.group() in readings else _separate_digits(found.group()), text
    )


def _alone(word: str) -> str:
    """Return the pattern of a word that no letter touches: GRU, but not in GRUT."""
    return rf"(?<![A-Za-z]){re.escape(word)}(?![A-Za-z])"


def _separate_digits(word: str) -> str:
    return re.sub(r"(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])", " ", word)


def _spell_words(text: str, readings: Mapping[str, str]) -> dict[str, str]:
    """Return the readings for the Latin words of a text that the topic does not read."""
    for word in sorted(filter(LATIN.search, readings), key=len, reverse=True):
        text = re.sub(_alone(word), _PAUSE, text)
    spelled = {word: "".join(LETTERS.get(letter, "") for letter in word.upper()) for word in LATIN.findall(text)}
    return {word: reading for word, reading in spelled.items() if reading}  # none for ø, and × counts as Latin


def _undo_devoicing(name: str) -> str:
    return name.translate(_VOICED) if len(name) == 1 and name != "N" else name
