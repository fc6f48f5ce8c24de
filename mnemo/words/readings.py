"""What is written -> what is sung: words with furigana, and accent phrases of morae.

A reading is taken from the fact file's `[readings]`, else from the dictionary, else it is an error that names the word:
a singer must not guess. What counts as certain:

- a word that the dictionary knows, and kana, which read as they are written;
- capitals that can only be spelled out (LSTM): letter by letter, with the pitch falling in the last letter;
- not Latin words (tanh, Adam), not names of mixed case (ReLU), not capitals that could also be said as a word (GAN);
- not what has two ordinary readings (`AMBIGUOUS`).

Accent phrases are the front end's: rise after the first mora unless the nucleus is there, at most one fall. A fall
after the last mora of a phrase is not heard and not marked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import chain
from string import ascii_uppercase
from typing import NamedTuple

from mnemo.errors import ReadingError
from mnemo.model import Mora, Phrase, Place, Word
from mnemo.words import frontend, kana

_LETTER_NAMES = (
    "エー ビー シー ディー イー エフ ジー エイチ アイ ジェー ケー エル エム "
    "エヌ オー ピー キュー アール エス ティー ユー ブイ ダブリュー エックス ワイ ゼット"
)
LETTERS: dict[str, str] = dict(zip(ascii_uppercase, _LETTER_NAMES.split(), strict=True))
# Words with two ordinary readings that no rule about neighbours decides (the front end would take one silently).
AMBIGUOUS: dict[str, str] = {
    "行っ": "イッ オコナッ",
    "行": "ギョー コー",
    "空": "カラ ソラ",
    "表": "ヒョー オモテ",
    "角": "カク カド",
    "要": "カナメ ヨー",
    "縁": "フチ エン",
    "床": "ユカ トコ",
    "生": "ナマ セー",
    "辛い": "ツライ カライ",
    "開く": "ヒラク アク",
    "開い": "ヒライ アイ",
    "開け": "ヒラケ アケ",
    "止める": "トメル ヤメル",
    "止め": "トメ ヤメ",
    "市場": "シジョー イチバ",
    "十分": "ジューブン ジュップン",
    "上手": "ジョーズ カミテ",
    "一日": "イチニチ ツイタチ",
    "一行": "イチギョー イッコー",
}
PUNCTUATION = frozenset("、。・，．,.！？!?「」『』（）()…：:／ 　")

_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_VALUE = re.compile(r"(?<![A-Za-z])[A-Z]値")  # F値 is エフ'チ, though the dictionary would say エフネ
_SAYABLE = re.compile(r"[^AEIOU][AEIOU]+[^AEIOU]")  # GAN, BERT: spelled or said? nobody can tell
_SPACE = re.compile(r"(?<![A-Za-z])[ 　]|[ 　](?![A-Za-z])")  # a space is a breath, but inside Latin names
_HIDDEN = re.compile(r"[\x00-\x1f\x7f]")  # control characters, which the front end passes over
_NUMBER = re.compile(r"\d+(\.\d*)?")
_VOWELS = frozenset("アイウエオ")
_GIVEN = "UserDictionary"  # the front end's name for a reading that we gave
_DEVOICED = str.maketrans("AIUEO", "aiueo")


class Reading(NamedTuple):
    words: tuple[Word, ...]
    phrases: tuple[Phrase, ...]

    @property
    def morae(self) -> int:
        return sum(len(p.morae) for p in self.phrases)


class _Sound(NamedTuple):
    """A mora of one morpheme and whether an accent phrase ends after it."""

    mora: Mora
    ends: bool


def read(text: str, readings: Mapping[str, str], place: Place | None = None) -> Reading:
    """Words and accent phrases of a text.

    `readings` maps a word to katakana with ' after the mora where the pitch falls. Raises ReadingError, naming the word
    and how to give it, for a word whose reading is not certain, and for a given reading that is not a reading.
    """
    if hidden := _HIDDEN.search(text):
        raise _unread(f"U+{ord(hidden.group()):04X}", place)
    entries = [_entry(word, reading, place) for word, reading in readings.items()]
    entries += _spelled(text, readings, place)
    words: list[Word] = []
    sounds: list[_Sound] = []
    for morpheme in frontend.analyse(_SPACE.sub("、", text), entries):
        start, stop = morpheme["char_span"]
        surface = text[start:stop]
        found = _sounds(morpheme, surface, place)
        words = _joined(words, _words(morpheme, surface, tuple(s.mora.kana for s in found)))
        if not found and sounds:
            sounds[-1] = sounds[-1]._replace(ends=True)
        sounds += found
    if not sounds:
        raise ReadingError("there is nothing to sing in {text}", place=place, text=text)
    return Reading(tuple(words), tuple(_phrases(sounds)))


def _entry(word: str, reading: str, place: Place | None) -> frontend.Entry:
    try:
        morae, nucleus = kana.parse(reading)
    except ValueError:
        template = "the reading {reading} of {word} is not katakana with at most one ' (例: シーイーシ'ー)"
        raise ReadingError(template, place=place, reading=reading, word=word) from None
    return word, "".join(morae), nucleus, len(morae)


def _spelled(text: str, readings: Mapping[str, str], place: Place | None) -> list[frontend.Entry]:
    """Entries for capitals that can only be spelled; Latin that nobody can read for certain is an error."""
    for word in sorted(readings, key=len, reverse=True):
        text = text.replace(word, " ")
    entries = [_entry(value, f"{LETTERS[value[0]]}{kana.FALL}チ", place) for value in sorted(set(_VALUE.findall(text)))]
    for word in sorted(set(_LATIN.findall(_VALUE.sub(" ", text)))):
        letters = [LETTERS.get(c, "") for c in word]
        if not all(letters) or _SAYABLE.search(word):
            raise _unread(word, place)
        before, last = "".join(letters[:-1]), kana.split(letters[-1])
        entries.append(_entry(word, before + kana.unparse(last, 1), place))
    return entries


def _unread(word: str, place: Place | None) -> ReadingError:
    template = 'how is {word} read? say it under [readings]: "{word}" = "カタカナ", with \' where the pitch falls'
    return ReadingError(template, place=place, word=word)


def _sounds(morpheme: frontend.Morpheme, surface: str, place: Place | None) -> list[_Sound]:
    """The morae of a morpheme. Kana come from its pronunciation, pitch from its phonemes; both must agree."""
    groups = _grouped(morpheme["phonemes"])
    if not groups:
        if surface.strip() and not set(surface) <= PUNCTUATION:
            raise _unread(surface, place)
        return []
    if surface in AMBIGUOUS and morpheme["reading_source"] != _GIVEN:
        template = "{word} can be read {readings}; say which under [readings], or write it in kana"
        raise ReadingError(template, place=place, word=surface, readings=AMBIGUOUS[surface].replace(" ", ", "))
    if morpheme["is_unknown"] and not _reads_itself(surface):
        raise _unread(surface, place)
    morae = _morae(morpheme["pron"].replace("’", ""))
    if len(morae) != len(groups):
        raise _unread(surface, place)
    return [_Sound(Mora(mora, names, high), ends) for mora, (names, high, ends) in zip(morae, groups, strict=True)]


def _reads_itself(surface: str) -> bool:
    """Kana, also a name of several parts: ヨシュア・ベンジオ."""
    return kana.is_kana(surface.replace("・", ""))


def _grouped(symbols: Iterable[Mapping[str, str]]) -> list[tuple[tuple[str, ...], bool, bool]]:
    """Phonemes, pitch and phrase end of each mora: a mora ends with its vowel, N or cl."""
    groups: list[tuple[tuple[str, ...], bool, bool]] = []
    onset: tuple[str, ...] = ()
    for symbol in symbols:
        if symbol["kind"] != "Phoneme":
            groups[-1:] = [(names, high, True) for names, high, _ in groups[-1:]]
            continue
        name = symbol["phoneme"]
        name = name.translate(_DEVOICED) if len(name) == 1 and name != "N" else name
        onset = (*onset, name)
        if name in kana.VOWELS or name in ("N", "cl"):
            groups.append((onset, symbol["pitch"] == "High", False))
            onset = ()
    return groups


def _phrases(sounds: list[_Sound]) -> Iterable[Phrase]:
    """Cut after each phrase end and mark the fall: a high mora before a low one of the same phrase."""
    run: list[Mora] = []
    for sound, after in zip(sounds, [*sounds[1:], None], strict=True):
        ends = sound.ends or after is None
        falls = not ends and after is not None and sound.mora.high and not after.mora.high
        run.append(Mora(sound.mora.kana, sound.mora.phonemes, sound.mora.high, falls))
        if ends:
            yield Phrase(tuple(run))
            run = []


def _words(morpheme: frontend.Morpheme, surface: str, sung: tuple[str, ...]) -> list[Word]:
    """A morpheme as words. A given reading says the sound alone: its spelling is the dictionary's, if it sounds so."""
    if morpheme["reading_source"] != _GIVEN:
        return _spaced(surface, _spelling(morpheme["read"], sung), len(sung))
    parts = _in_dictionary(surface)
    if _LATIN.search(surface) or sung != tuple(chain.from_iterable(heard for _, _, heard in parts)):
        return _spaced(surface, "".join(sung), len(sung))
    return [word for part, read, heard in parts for word in _spaced(part, _spelling(read, heard), len(heard))]


@lru_cache(maxsize=1024)
def _in_dictionary(word: str) -> list[tuple[str, str, tuple[str, ...]]]:
    """A word's morphemes as the dictionary alone has them: surface, spelling, morae."""
    found = []
    for morpheme in frontend.analyse(word, ()):
        heard = _morae(morpheme["pron"].replace("’", ""))
        found.append((word[slice(*morpheme["char_span"])], morpheme["read"], heard))
    return found


def _spaced(surface: str, spelling: str, morae: int) -> list[Word]:
    """Words of a morpheme: kana at its edges stand apart, so that furigana cover the other characters only."""
    if not morae or _reads_itself(surface) or not kana.is_kana(spelling):
        return [Word(surface, "", morae)]
    written = kana.katakana(surface)
    head = _shared(written, spelling)
    tail = _shared(written[head:][::-1], spelling[head:][::-1])
    cuts = (0, head, len(surface) - tail, len(surface))
    spoken = (0, head, len(spelling) - tail, len(spelling))
    words = []
    for k in range(3):
        part, sound = surface[cuts[k] : cuts[k + 1]], spelling[spoken[k] : spoken[k + 1]]
        if part:
            words.append(Word(part, "" if kana.is_kana(part) else kana.hiragana(sound), _count(sound)))
    return words if sum(w.morae for w in words) == morae else [Word(surface, kana.hiragana(spelling), morae)]


def _spelling(reading: str, sung: tuple[str, ...]) -> str:
    """The dictionary's spelling (ニュウリョク for ニューリョク), unless something else is sung (ジュッ for ジュウ)."""
    morae = _morae(reading)
    same = len(morae) == len(sung) and all(
        w == h or (h == kana.LONG and w in _VOWELS) for w, h in zip(morae, sung, strict=True)
    )
    return reading if same else "".join(sung)


def _joined(words: list[Word], more: list[Word]) -> list[Word]:
    """Words of one number are one word: the front end puts 百 and 十 into 1997 with no character of their own."""
    if (
        words
        and more
        and words[-1].morae
        and (not more[0].surface or _NUMBER.fullmatch(words[-1].surface + more[0].surface))
    ):
        last, first = words[-1], more[0]
        one = Word(last.surface + first.surface, last.furigana + first.furigana, last.morae + first.morae)
        return [*words[:-1], one, *more[1:]]
    return [*words, *more]


def _shared(a: str, b: str) -> int:
    """How many characters both begin with, before either ends."""
    n = 0
    while n < min(len(a), len(b)) - 1 and a[n] == b[n]:
        n += 1
    return n


def _count(spelling: str) -> int:
    """Morae of a part of a spelling; one that begins inside a mora has none and fails the sum in `_spaced`."""
    return len(_morae(spelling))


def _morae(spelling: str) -> tuple[str, ...]:
    """The morae of what may be kana; none where it is not."""
    try:
        return kana.split(spelling)
    except ValueError:
        return ()
