"""What is written -> what is sung: words with furigana, and accent phrases of morae.

A reading is taken from the fact file's `[readings]` (`given`), from those that come with mnemo (`vocabulary`), from how
Japanese says numbers (`numbers`), else from the dictionary; else it is an error that names the word: a singer must
not guess. What counts as certain:

- a word that the dictionary knows, and kana, which read as they are written;
- capitals that can only be spelled out (LSTM): letter by letter, with the pitch falling in the last letter;
- not Latin words (tanh, Adam), not names of mixed case (ReLU), not capitals that could also be said as a word (GAN);
- not what has two ordinary readings (`homographs`), nor a mark without a sound of its own (★, =).

Text is judged in its plain spelling (`mnemo.plain`); the words are spelled as they were written. What is given, spelled
out or written out takes the place of its span (`lay_out`) before the front end sees it, and is one word.

Accent phrases are the front end's: rise after the first mora unless the nucleus is there, at most one fall. A fall
after the last mora of a phrase is not heard and not marked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, pairwise, zip_longest
from pathlib import Path
from typing import NamedTuple

from mnemo import model, plain
from mnemo.errors import ReadingError
from mnemo.model import Mora, Phrase, Place, Word
from mnemo.plain import align_plain
from mnemo.runtime import cache
from mnemo.words import frontend, given, homographs, kana, numbers, spans, vocabulary
from mnemo.words.spans import LATIN, check_readings, find_expression, lay_out, undecided_error, unread_error
from mnemo.words.vocabulary import add_vocabulary, read_vocabulary

CACHE_SPACE = "readings"
CODE = given, homographs, kana, model, numbers, plain, spans, vocabulary
TABLES = homographs.TABLE, vocabulary.TABLE

PUNCTUATION = frozenset('、。・,.!?「」『』()【】〈〉《》〔〕[]{}…‥—―─":; ')

_VOWELS = frozenset("アイウエオ")
_GIVEN = "UserDictionary"  # the front end's name for a reading that we gave
_DEVOICED = str.maketrans("AIUEO", "aiueo")


class Choice(NamedTuple):
    """A word that has several readings, the one that is sung, and whether the fact file says so or the dictionary."""

    word: str
    reading: str  # katakana, as it sounds
    others: tuple[str, ...]
    given: bool


class Reading(NamedTuple):
    words: tuple[Word, ...]
    phrases: tuple[Phrase, ...]
    choices: tuple[Choice, ...] = ()
    overruled: tuple[given.Overruled, ...] = ()
    used: frozenset[str] = frozenset()  # the given words that the text is read by

    @property
    def morae(self) -> int:
        return sum(len(p.morae) for p in self.phrases)


class _Sound(NamedTuple):
    """A mora of one morpheme and whether an accent phrase ends after it."""

    mora: Mora
    ends: bool


class _Found(NamedTuple):
    """A morpheme at its span of the plain text. `said` is what the front end got for it."""

    morpheme: frontend.Morpheme
    start: int
    stop: int
    said: str
    sounds: tuple[_Sound, ...]

    @property
    def kana(self) -> tuple[str, ...]:
        return tuple(sound.mora.kana for sound in self.sounds)


def read(text: str, readings: Mapping[str, str], place: Place | None = None) -> Reading:
    """Return the words and accent phrases of a text.

    `readings` maps a plain word to katakana with ' after the mora where the pitch falls. Raises ReadingError, naming
    the word and how to give it, for a word whose reading is not certain, and for a given reading that is not a reading.
    """
    reading, doubts = examine(text, readings, place)
    if doubts:
        raise doubts[0]
    return reading


def examine(text: str, readings: Mapping[str, str], place: Place | None = None) -> tuple[Reading, list[ReadingError]]:
    """Return what `read` returns, and every doubt in the order of the text. With doubts, the reading is incomplete.

    What was read without doubt before comes from the cache. Raises ReadingError for a given reading that is no reading.
    """
    check_readings(readings, place)
    folded, _ = align_plain(text)
    standing = sorted((word, sound) for word, sound in readings.items() if word in folded)
    key = cache.digest(_digest_code(), text, standing)
    if (found := cache.read(CACHE_SPACE, key)) is not None:
        words, phrases, choices, overruled, used = found
        choices, overruled = (Choice(*c) for c in choices), (given.Overruled(*o) for o in overruled)
        return Reading(words, phrases, tuple(choices), tuple(overruled), used), []
    reading, doubts = _examine(text, dict(standing), place)
    if not doubts:
        cache.write(CACHE_SPACE, key, (*reading[:2], *([*map(tuple, some)] for some in reading[2:4]), reading.used))
    return reading, doubts


@lru_cache(maxsize=1)
def _digest_code() -> str:
    """Digest the front end, and the code and the tables that decide what is made of it."""
    own = (path.read_bytes() for path in (*TABLES, Path(__file__)))
    return cache.digest(frontend.digest_code(), cache.code_digest(*CODE), *own)


def _examine(text: str, readings: Mapping[str, str], place: Place | None) -> tuple[Reading, list[ReadingError]]:
    folded, starts = align_plain(text)
    laid = lay_out(folded, add_vocabulary(readings), place, read_vocabulary().keys() - readings.keys())
    doubts = dict(laid.doubts)
    found: list[_Found] = []
    for morpheme in frontend.analyse(laid.said, laid.entries):
        first, last = morpheme["char_span"]
        start, stop = laid.origin(first, last)
        said = laid.said[first:last]
        try:
            sounds = tuple(_make_sounds(morpheme, said, folded, (start, stop), place))
            found.append(_Found(morpheme, start, stop, said, sounds))
        except ReadingError as doubt:
            doubts.setdefault(start, doubt)
    choices = tuple(
        chain.from_iterable(_find_choices(f, folded, place, doubts) for f in (*found, *_join_homographs(found)))
    )
    words = list(_make_words(found, folded, place, doubts))
    if doubts:
        return Reading((), ()), [doubts[at] for at in sorted(doubts)]
    overruled = tuple(o for o in laid.overruled if o.word in readings)
    sung = list(_end_phrases(found))
    if not sung:
        raise ReadingError("there is nothing to sing in {text}", place=place, text=text)
    phrases = tuple(_cut_phrases(sung))
    return Reading(_restore_spelling(words, text, starts), phrases, choices, overruled, laid.used & readings.keys()), []


def _make_sounds(
    morpheme: frontend.Morpheme, said: str, text: str, span: tuple[int, int], place: Place | None
) -> Iterator[_Sound]:
    """Yield the morae of a morpheme. Kana come from its pronunciation, pitch from its phonemes; both must agree."""
    groups = _group_phonemes(morpheme["phonemes"])
    if not groups:
        if not set(text[slice(*span)]) <= PUNCTUATION:
            raise unread_error(find_expression(text, *span), place)
        return
    if morpheme["is_unknown"] and not _reads_itself(said):
        raise unread_error(find_expression(text, *span), place)
    morae = _split_morae(morpheme["pron"].replace("’", ""))
    if len(morae) != len(groups):
        raise unread_error(find_expression(text, *span), place)
    for mora, (names, high, ends) in zip(morae, groups, strict=True):
        yield _Sound(Mora(mora, names, high), ends)


def _join_homographs(found: Sequence[_Found]) -> Iterator[_Found]:
    """Yield neighbours that are one word in the table of homographs: the front end reads 一 and 月."""
    for this, after in pairwise(found):
        if this.stop == after.start and this.stop > this.start:
            read = this.morpheme["read"] + after.morpheme["read"]
            sounds = this.sounds + after.sounds
            yield _Found({**this.morpheme, "read": read}, this.start, after.stop, this.said + after.said, sounds)


def _find_choices(found: _Found, text: str, place: Place | None, doubts: dict[int, ReadingError]) -> Iterator[Choice]:
    """Yield what was chosen for a word with several readings; a doubt where nothing can choose."""
    word = text[found.start : found.stop]
    readings = homographs.list_readings(word)
    if not readings:
        return
    sung, by_hand = "".join(found.kana), found.morpheme["reading_source"] == _GIVEN
    spelling = found.morpheme["read"].replace("’", "")
    if not by_hand and homographs.is_doubtful(word, spelling, text[: found.start], text[found.stop :]):
        doubts.setdefault(found.start, undecided_error(word, homographs.list_common(word), place))
    yield Choice(word, sung, tuple(r for r in readings if r != sung), by_hand)


def _end_phrases(found: Sequence[_Found]) -> Iterator[_Sound]:
    """Yield the sounds of all morphemes; a mark ends the accent phrase before it."""
    for this, after in zip_longest(found, found[1:]):
        *most, last = this.sounds or (None,)
        yield from (sound for sound in most if sound)
        if last:
            yield last._replace(ends=last.ends or (after is not None and not after.sounds))


def _reads_itself(surface: str) -> bool:
    """Return the kana that a text may be, also as a name of several parts: ヨシュア・ベンジオ."""
    return kana.is_kana(surface.replace("・", ""))


def _group_phonemes(symbols: Iterable[Mapping[str, str]]) -> list[tuple[tuple[str, ...], bool, bool]]:
    """Return phonemes, pitch and phrase end of each mora: a mora ends with its vowel, N or cl."""
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


def _cut_phrases(sounds: list[_Sound]) -> Iterable[Phrase]:
    """Cut after each phrase end and mark the fall: a high mora before a low one of the same phrase."""
    run: list[Mora] = []
    for sound, after in zip(sounds, [*sounds[1:], None], strict=True):
        ends = sound.ends or after is None
        falls = not ends and after is not None and sound.mora.high and not after.mora.high
        run.append(Mora(sound.mora.kana, sound.mora.phonemes, sound.mora.high, falls))
        if ends:
            yield Phrase(tuple(run))
            run = []


def _make_words(
    found: Sequence[_Found], text: str, place: Place | None, doubts: dict[int, ReadingError]
) -> Iterator[Word]:
    """Yield the words of the plain text.

    Morphemes that share a span are one word; what no morpheme covers is a mark.
    """
    at = 0
    for cluster in _group_spans(found):
        start, stop = cluster[0].start, max(f.stop for f in cluster)
        yield from _find_marks(text, at, start, place, doubts)
        if len(cluster) == 1 and (cluster[0].said == text[start:stop] or not cluster[0].kana):
            yield from _spell_known(cluster[0], text[start:stop])
        elif len(cluster) == 1 and cluster[0].morpheme["reading_source"] == _GIVEN:
            yield from _spell_given(text[start:stop], cluster[0].kana)
        else:
            spelling = "".join(_choose_spelling(f.morpheme["read"], f.kana) for f in cluster)
            yield Word(text[start:stop], kana.to_hiragana(spelling), sum(len(f.kana) for f in cluster))
        at = stop
    yield from _find_marks(text, at, len(text), place, doubts)


def _group_spans(found: Sequence[_Found]) -> Iterator[list[_Found]]:
    """Yield morphemes that share a span, for instance those that the front end makes of one number."""
    cluster: list[_Found] = []
    for this in found:
        if cluster and this.start >= max(f.stop for f in cluster) and this.stop > this.start:
            yield cluster
            cluster = []
        cluster.append(this)
    if cluster:
        yield cluster


def _find_marks(
    text: str, start: int, stop: int, place: Place | None, doubts: dict[int, ReadingError]
) -> Iterator[Word]:
    """Yield the marks that the front end skipped; anything else that it skipped is a doubt."""
    if passed := text[start:stop]:
        if not set(passed) <= PUNCTUATION:
            doubts.setdefault(start, unread_error(find_expression(text, start, stop), place))
        yield Word(passed, "", 0)


def _restore_spelling(words: Sequence[Word], text: str, starts: Sequence[int]) -> tuple[Word, ...]:
    """Return the words of the plain text with the spelling in which they were written."""
    at, spelled = 0, []
    for word in words:
        stop = at + len(word.surface)
        spelled.append(Word(text[starts[at] : starts[stop]], word.furigana, word.morae))
        at = stop
    return tuple(spelled)


def _spell_known(found: _Found, surface: str) -> list[Word]:
    """Return a morpheme of the dictionary as words."""
    return _separate_kana(surface, _choose_spelling(found.morpheme["read"], found.kana), len(found.kana))


def _spell_given(surface: str, sung: tuple[str, ...]) -> list[Word]:
    """Return a given word, spelled by the dictionary if that sounds the same: a given reading is the sound alone."""
    parts = _look_up(surface)
    if LATIN.search(surface) or sung != tuple(chain.from_iterable(heard for _, _, heard in parts)):
        return _separate_kana(surface, "".join(sung), len(sung))
    return [
        word for part, read, heard in parts for word in _separate_kana(part, _choose_spelling(read, heard), len(heard))
    ]


@lru_cache(maxsize=1024)
def _look_up(word: str) -> list[tuple[str, str, tuple[str, ...]]]:
    """Return a word's morphemes as the dictionary alone has them: surface, spelling, morae."""
    found = []
    for morpheme in frontend.analyse(word, ()):
        heard = _split_morae(morpheme["pron"].replace("’", ""))
        found.append((word[slice(*morpheme["char_span"])], morpheme["read"], heard))
    return found


def _separate_kana(surface: str, spelling: str, morae: int) -> list[Word]:
    """Return the words of a morpheme: kana at its edges stand apart, so that furigana cover only the rest."""
    if not morae or _reads_itself(surface) or not kana.is_kana(spelling):
        return [Word(surface, "", morae)]
    written = kana.to_katakana(surface)
    head = _count_shared(written, spelling)
    tail = _count_shared(written[head:][::-1], spelling[head:][::-1])
    cuts = (0, head, len(surface) - tail, len(surface))
    spoken = (0, head, len(spelling) - tail, len(spelling))
    words = []
    for k in range(3):
        part, sound = surface[cuts[k] : cuts[k + 1]], spelling[spoken[k] : spoken[k + 1]]
        if part:
            words.append(Word(part, "" if kana.is_kana(part) else kana.to_hiragana(sound), _count_morae(sound)))
    return words if sum(w.morae for w in words) == morae else [Word(surface, kana.to_hiragana(spelling), morae)]


def _choose_spelling(reading: str, sung: tuple[str, ...]) -> str:
    """Return the dictionary's spelling (ニュウリョク) unless other morae are sung (ジュッ for ジュウ)."""
    morae = _split_morae(reading)
    same = len(morae) == len(sung) and all(
        w == h or (h == kana.LONG and w in _VOWELS) for w, h in zip(morae, sung, strict=True)
    )
    return reading if same else "".join(sung)


def _count_shared(a: str, b: str) -> int:
    """Return how many characters both begin with, before either ends."""
    n = 0
    while n < min(len(a), len(b)) - 1 and a[n] == b[n]:
        n += 1
    return n


def _count_morae(spelling: str) -> int:
    """Return the morae of a part of a spelling: none if it begins inside a mora, so that `_separate_kana` fails."""
    return len(_split_morae(spelling))


def _split_morae(spelling: str) -> tuple[str, ...]:
    """Return the morae of what may be kana; none where it is not."""
    try:
        return kana.split_morae(spelling)
    except ValueError:
        return ()
