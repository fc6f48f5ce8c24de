"""The nouns of mnemo, in the order in which the pipeline makes them. Frozen; no behaviour but derived views.

    Topic > Fact            what a fact file says
    Proven > ProvenFact     a fact with its evidence; only `mnemo.proof` makes one
    Lyric > LyricSection > Line > Phrase > Mora
    Score > Section, VocalPart > SungNote, Part > Note
    Performance > Stem, SungLine > MoraTime
    Release                 the files that a person takes away

Time in a score is counted in ticks (`mnemo.units.TICKS_PER_BEAT` a quarter note), in audio in seconds or samples.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum, StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, Union

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Audio = NDArray[np.float32]  # (samples,) mono or (samples, 2) stereo, full scale 1.0
else:
    Audio = Any  # numpy is not loaded for `mnemo --help`

Value = Union[str, int, float, bool, tuple["Value", ...]]  # noqa: UP007 - recursive


class Written(str):
    """A text in its plain spelling (`mnemo.plain`), which is what it equals; `written` is its author's, for display."""

    written: str

    def __new__(cls, text: str, written: str) -> Written:
        self = super().__new__(cls, text)
        self.written = written
        return self

    def __getnewargs_ex__(self) -> tuple[tuple[str, str], dict[str, str]]:
        return (str(self), self.written), {}


# --- what a file says -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file, for messages: `lyrics/x.toml:12`."""

    path: str
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


@dataclass(frozen=True, slots=True)
class Fact:
    """One definition as the fact file states it. `args` are the keys that belong to its kind alone."""

    id: str
    kind: str
    of: str
    value: Value
    args: Mapping[str, Value]
    place: Place
    lines: Mapping[str, int] = field(default_factory=dict)  # key -> its line, for messages
    hook: bool = False
    group: str = ""  # facts of one group make one verse, one jingle
    why: str = ""
    source: str = ""
    given: str = ""  # the condition under which it holds, in words for the reader
    twins: tuple[Value, ...] = ()  # stated alternatives, to be refuted
    wordings: tuple[str, ...] = ()  # written by hand, used as they are
    say: str = ""  # the exam sentence and the lyric in one line, its answer between stars (see mnemo.said)

    def at(self, key: str) -> Place:
        """Return where a key of this fact stands."""
        return Place(self.place.path, self.lines.get(key, self.place.line))


@dataclass(frozen=True, slots=True)
class Topic:
    name: str  # the file's stem, safe as a file name
    title: str
    exam: str
    readings: Mapping[str, str]  # word -> katakana, ' after the mora where the accent falls
    facts: tuple[Fact, ...]
    path: str


# --- proof ------------------------------------------------------------------------------------------------


class Grade(StrEnum):
    PROVEN = "proven"
    COMPUTED = "computed"
    CITED = "cited"


@dataclass(frozen=True, slots=True)
class Refutation:
    """A false twin of a fact and what shows it false. `by_source`: refuted by the source, not by a number."""

    value: Value
    measured: str  # the counterexample, printable: "ゲートは2個：リセット, 更新"
    by_source: bool = False


@dataclass(frozen=True, slots=True)
class Curve:
    """One line of a plot."""

    label: str
    x: tuple[float, ...]
    y: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Plot:
    """A picture of an experiment, as data; whoever shows it draws it."""

    title: str
    x_label: str
    y_label: str
    curves: tuple[Curve, ...]
    log_y: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was measured, what was expected, and under which tolerance and seed."""

    grade: Grade
    experiment: str  # in words, Japanese
    measured: str
    expected: str
    tolerance: float | None = None
    seed: int | None = None
    numbers: Mapping[str, Any] = field(default_factory=dict)  # JSON-ready details
    refuted: tuple[Refutation, ...] = ()
    plot: Plot | None = None


@dataclass(frozen=True, slots=True)
class ProvenFact:
    """A fact that passed. Made in `mnemo.proof.verify` only (a test of the house reads the source for that)."""

    fact: Fact
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Proven:
    topic: Topic
    facts: tuple[ProvenFact, ...]
    versions: Mapping[str, str] = field(default_factory=dict)  # of what decided: python, numpy, mnemo


# --- lyric ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mora:
    """The unit of Japanese rhythm, one note each. `kana` is the pronunciation in katakana (は -> ワ)."""

    kana: str
    phonemes: tuple[str, ...]  # Open JTalk names, never devoiced: ("g", "e"); ッ -> ("cl",), ン -> ("N",)
    high: bool  # pitch accent: spoken high?
    falls: bool = False  # the accent drops right after this mora

    @property
    def silent(self) -> bool:
        return self.kana == "ッ"

    @property
    def lengthens(self) -> bool:
        """Whether it continues the vowel of the mora before."""
        return self.kana == "ー"


@dataclass(frozen=True, slots=True)
class Phrase:
    """An accent phrase: at most one fall."""

    morae: tuple[Mora, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """What is written for a run of morae. `furigana` (hiragana) is empty where the surface needs none."""

    surface: str
    furigana: str
    morae: int  # how many morae of the line it takes; 0 for punctuation


@dataclass(frozen=True, slots=True)
class Line:
    """One sung line. `answer` is the span of morae (start, stop) that a quiz would ask for."""

    text: str
    words: tuple[Word, ...]
    phrases: tuple[Phrase, ...]
    facts: tuple[str, ...]
    bars: int
    answer: tuple[int, int] | None = None
    response: bool = False  # sung by the second singer: the answer of a call and response
    leans: bool = False  # it does not name what it speaks of; the line before it does

    @property
    def morae(self) -> tuple[Mora, ...]:
        return tuple(m for phrase in self.phrases for m in phrase.morae)

    @property
    def kana(self) -> str:
        return "".join(m.kana for m in self.morae)


@dataclass(frozen=True, slots=True)
class Advice:
    """What an author might mend, and where; the song is made all the same. `text` is a translatable Message."""

    text: str
    place: Place


class SectionKind(StrEnum):
    INTRO = "intro"
    VERSE = "verse"
    PRECHORUS = "prechorus"
    CHORUS = "chorus"
    INTERLUDE = "interlude"
    BRIDGE = "bridge"
    OUTRO = "outro"


LAST_CHORUS = "last chorus"
_SECTION_NAME = re.compile(rf"(?:{'|'.join(SectionKind)})(?: [1-9][0-9]*)?|{LAST_CHORUS}")


def is_section_name(name: str) -> bool:
    """Tell whether `name_sections` may call a section so: "verse", "verse 2", "last chorus"."""
    return bool(_SECTION_NAME.fullmatch(name))


def name_sections(kinds: Sequence[SectionKind]) -> list[str]:
    """ "verse 1", "verse 2"; a kind that comes once has no number; of three choruses the third is the last."""
    totals, seen = Counter(kinds), Counter[str]()
    names = []
    for kind in kinds:
        seen[kind] += 1
        if kind == SectionKind.CHORUS and totals[kind] >= 3 and seen[kind] == totals[kind]:
            names.append(LAST_CHORUS)
        else:
            names.append(f"{kind} {seen[kind]}" if totals[kind] > 1 else str(kind))
    return names


@dataclass(frozen=True, slots=True)
class LyricSection:
    name: str  # "verse 1", by `name_sections`; the song's section has the same
    kind: SectionKind
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Lyric:
    topic: str
    title: str
    exam: str
    sections: tuple[LyricSection, ...]
    advice: tuple[Advice, ...] = ()


# --- score ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Note:
    """`nudge_ticks` is the humanised offset: what sounds (and goes to MIDI) starts at onset + nudge."""

    onset_ticks: int
    duration_ticks: int
    midi: int  # for drums the General MIDI key: 36 kick, 38 snare, ...
    velocity: int = 96
    nudge_ticks: int = 0


@dataclass(frozen=True, slots=True)
class SungNote:
    """The note of one mora. The vowel starts at the onset; a silent mora (ッ) keeps its slot and a nominal pitch."""

    onset_ticks: int
    duration_ticks: int
    midi: int
    mora: Mora
    line: int  # index into Score.lines
    velocity: int = 96
    shared: bool = False  # continues the note of the mora before it: same pitch, no new attack; one written note

    @property
    def end_ticks(self) -> int:
        return self.onset_ticks + self.duration_ticks


def by_note(notes: Iterable[SungNote]) -> list[tuple[SungNote, ...]]:
    """Group sung notes as one hears and writes them: the morae that share a note stand together, head first."""
    together: list[list[SungNote]] = []
    for note in notes:
        if note.shared and together:
            together[-1].append(note)
        else:
            together.append([note])
    return [tuple(group) for group in together]


@dataclass(frozen=True, slots=True)
class Key:
    """A key by the name of its tonic; as text "A minor", "Bb major"."""

    name: str
    minor: bool

    @classmethod
    def parse(cls, text: str) -> Key:
        """Parse a key's name: `am`, `A min` -> A minor; `Bb`, `b♭ major` -> Bb major; M is major. Raises ValueError."""
        if not (match := _KEY.fullmatch(text.strip())):
            raise ValueError(text)
        letter, sign, mode = match.groups()
        name = letter.upper() + sign.lower().translate(_SIGNS)
        if name not in (*SHARP_NAMES, *FLAT_NAMES):
            raise ValueError(text)
        return cls(name, mode == "m" or mode.lower() in ("min", "minor"))

    def __str__(self) -> str:
        return f"{self.name} {'minor' if self.minor else 'major'}"

    @property
    def tonic(self) -> int:
        """Its pitch class."""
        return (FLAT_NAMES if self.name in FLAT_NAMES else SHARP_NAMES).index(self.name)

    @property
    def signature(self) -> int:
        """Pitch class of the major key with the same signature; degrees count from here."""
        return (self.tonic + (RELATIVE_MAJOR if self.minor else 0)) % 12

    @property
    def scale(self) -> frozenset[int]:
        """Its pitch classes; a minor key is natural."""
        return frozenset((self.signature + step) % 12 for step in MAJOR_SCALE)

    def name_of(self, pitch_class: int) -> str:
        """Return a pitch class as this key spells it: with flats where its signature has flats."""
        return (FLAT_NAMES if self.signature in FLAT_SIGNATURES else SHARP_NAMES)[pitch_class % 12]

    def transpose(self, semitones: int) -> Key:
        moved = Key(SHARP_NAMES[(self.tonic + semitones) % 12], self.minor)
        return Key(moved.name_of(moved.tonic), self.minor)


MAJOR_SCALE = (0, 2, 4, 5, 7, 9, 11)
RELATIVE_MAJOR = 3  # semitones from a minor tonic up to the major key with the same signature
FLAT_SIGNATURES = (5, 10, 3, 8, 1)  # major keys with flats: F Bb Eb Ab Db
SHARP_NAMES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
FLAT_NAMES = ("C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B")
_KEY = re.compile(r"([A-Ga-g])([#b♯♭]?)\s*(m|min|minor|maj|major|)", re.IGNORECASE)
_SIGNS = str.maketrans("♯♭", "#b")


@dataclass(frozen=True, slots=True)
class Chord:
    symbol: str  # "Fmaj7", "E7/G#"
    root: int  # pitch class 0..11
    pitch_classes: tuple[int, ...]  # root first
    bass: int  # pitch class
    start_ticks: int
    end_ticks: int


@dataclass(frozen=True, slots=True)
class Section:
    name: str
    kind: SectionKind
    start_ticks: int
    end_ticks: int
    chords: tuple[Chord, ...]
    lines: tuple[int, ...] = ()  # indices into Score.lines
    tonic: int = 0  # pitch class of the key here (a last chorus may modulate)

    def chord_at(self, ticks: int) -> Chord:
        """Return the chord that sounds then; a pick-up belongs to the first, what rings on to the last."""
        return next((c for c in self.chords if ticks < c.end_ticks), self.chords[-1])


class VocalName(StrEnum):
    """The lead holds every mora of every line; the others hold some."""

    LEAD = "lead"
    DOUBLE = "double"
    HARMONY = "harmony"
    ANSWER = "answer"
    ECHO = "echo"


@dataclass(frozen=True, slots=True)
class VocalPart:
    """A sung track."""

    name: VocalName
    notes: tuple[SungNote, ...]
    timbre: str = "lead"  # names an entry of the style's singers


@dataclass(frozen=True, slots=True)
class Part:
    """A band track. `instrument` names a patch of the style; "drums" is its kit."""

    name: str
    instrument: str
    notes: tuple[Note, ...]
    program: int = 0  # General MIDI program, 0-based; unused for drums

    @property
    def is_drums(self) -> bool:
        return self.instrument == "drums"


@dataclass(frozen=True, slots=True)
class Score:
    topic: str
    title: str
    exam: str
    style: str
    seed: int
    us_per_beat: int  # a whole number: MIDI's tempo; every other tempo is derived from it
    key: Key
    sections: tuple[Section, ...]
    lines: tuple[Line, ...]  # in singing order, repeats included
    vocals: tuple[VocalPart, ...]  # lead first
    parts: tuple[Part, ...]
    end_ticks: int  # the last bar line; sound may ring on
    quality: Mapping[str, Any] = field(default_factory=dict)

    @property
    def lead(self) -> VocalPart:
        return self.vocals[0]

    def sung_lines(self, times: Sequence[MoraTime] = ()) -> tuple[SungLine, ...]:
        """Return the lines of the lead in singing order, with a time for every note of it where they are performed."""
        sections = {line: section for section in self.sections for line in section.lines}
        notes: list[list[SungNote]] = [[] for _ in self.lines]
        sounds: list[list[MoraTime]] = [[] for _ in self.lines]
        for note in self.lead.notes:
            notes[note.line].append(note)
        for note, time in zip(self.lead.notes, times, strict=bool(times)):
            sounds[note.line].append(time)
        return tuple(
            SungLine(line, sections[i], tuple(notes[i]), tuple(sounds[i])) for i, line in enumerate(self.lines)
        )


# --- performance ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MoraTime:
    """When a mora of the lead really sounds, seconds from sample 0. A silent mora has no vowel."""

    start_s: float
    vowel_s: float | None
    end_s: float

    def moved(self, by_s: float) -> MoraTime:
        vowel_s = None if self.vowel_s is None else self.vowel_s + by_s
        return MoraTime(self.start_s + by_s, vowel_s, self.end_s + by_s)


@dataclass(frozen=True, slots=True)
class SungLine:
    """A line of the score with the note of each of its morae and, once it is performed, when each mora sounds."""

    line: Line
    section: Section
    notes: tuple[SungNote, ...]  # one a mora, silent morae too
    times: tuple[MoraTime, ...] = ()  # one a note; none on paper

    @property
    def start_s(self) -> float:
        return self.times[0].start_s

    @property
    def end_s(self) -> float:
        return self.times[-1].end_s

    def moved(self, by_s: float) -> SungLine:
        """Return the same line, sung that much later."""
        return replace(self, times=tuple(time.moved(by_s) for time in self.times))


@dataclass(frozen=True, slots=True, eq=False)
class Take:
    """What a voice made of one VocalPart: mono audio from sample 0 of the song, and a time for every note."""

    audio: Audio  # (samples,)
    times: tuple[MoraTime, ...]


class StemGroup(StrEnum):
    LEAD = "lead"  # lead, doubles and their returns: silent in karaoke
    BACKING = "backing"  # harmony
    BAND = "band"


@dataclass(frozen=True, slots=True, eq=False)
class Stem:
    name: str  # file name without ending: "lead", "bass", "vocal-reverb"
    group: StemGroup
    source: Audio | Callable[[], Audio]  # (samples, 2), or what reads it: a song's stems are too many for the memory

    @property
    def audio(self) -> Audio:
        """(samples, 2). Let go of it soon: what was read is forgotten with it."""
        return self.source() if callable(self.source) else self.source


class Mastering(Protocol):
    """How the whole mix was mastered; treats any sum of its stems, or a cut of one, with the same gains."""

    def apply(self, mix: Audio, start: int = 0) -> Audio:
        """Return (samples, 2) mastered; its first sample was the `start`-th of the whole mix."""
        ...


class Rendering(IntEnum):
    """How much of a performance is made, each with what stands before it."""

    TIMES = 0  # when each mora sounds: the lead is sung, and nothing is played
    SONG = 1  # stems and master
    KARAOKE = 2  # the karaoke too


@dataclass(frozen=True, slots=True, eq=False)
class Performance:
    """A score as it sounds. What was not rendered is silence of the same length."""

    sample_rate: int
    voice: str
    stems: tuple[Stem, ...]  # their sum is the mix before mastering
    band: Stem  # the stems of the band as one
    lines: tuple[SungLine, ...]  # every line of the score, in singing order
    master: Audio  # (samples, 2), what the wav holds
    karaoke: Audio  # (samples, 2), mastered with the same gains
    credits: tuple[str, ...]
    quality: Mapping[str, Any] = field(default_factory=dict)
    mastering: Mastering | None = None  # None: the stems as they are

    @property
    def times(self) -> tuple[MoraTime, ...]:
        """One for every note of the lead."""
        return tuple(time for line in self.lines for time in line.times)


@dataclass(frozen=True, slots=True)
class Release:
    """`lost` are the optional formats that could not be made, and why."""

    folder: Path
    files: Mapping[str, Path] = field(default_factory=dict)
    lost: Mapping[str, Exception] = field(default_factory=dict)
