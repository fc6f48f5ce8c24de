"""Small, deterministic values of every noun, for tests that start in the middle of the pipeline.

`a_lyric` and `a_score` hold two verse lines and two chorus lines (ッ, ン, ー and a contracted mora among them); the
chorus comes twice. Pitches walk along a scale, so that no two neighbours are equal.
"""

from __future__ import annotations

import numpy as np

from mnemo import units
from mnemo.model import (
    Chord,
    Evidence,
    Fact,
    Grade,
    Key,
    Line,
    Lyric,
    LyricSection,
    Mora,
    MoraTime,
    Note,
    Part,
    Performance,
    Phrase,
    Place,
    Proven,
    ProvenFact,
    Refutation,
    Score,
    Section,
    Stem,
    SungNote,
    Topic,
    VocalPart,
    Word,
)

EIGHTH = units.TICKS_PER_BEAT // 2
C_MAJOR = Key("C", minor=False)
US_PER_BEAT = 400_000  # 150 bpm
SCALE = (60, 62, 64, 65, 67, 69, 67, 65, 64, 62)

# kana with its phonemes, pitch (H or L) and ' after a fall: the grammar of the strings below
PHONEMES = {
    "エ": "e", "ル": "r u", "ス": "s u", "ティ": "t i", "ー": "", "ム": "m u", "ワ": "w a", "ミ": "m i", "ッ": "cl",
    "ツ": "ts u", "ノ": "n o", "ゲ": "g e", "ト": "t o", "ニュ": "ny u", "リョ": "ry o", "ク": "k u", "シュ": "sh u",
    "ボ": "b o", "キャ": "ky a", "ジ": "j i", "ア": "a", "ユ": "y u", "フ": "f u", "タ": "t a", "リ": "r i",
    "セ": "s e", "コ": "k o", "シ": "sh i", "ン": "N",
}  # fmt: skip


def morae(spelled: str) -> tuple[Mora, ...]:
    """`"エL ルH スH'"`: kana, pitch, and ' where the accent falls. ー takes the vowel before it."""
    made: list[Mora] = []
    for token in spelled.split():
        falls = token.endswith("'")
        token = token.rstrip("'")
        kana, pitch = token[:-1], token[-1]
        phonemes = tuple(PHONEMES[kana].split()) or (made[-1].phonemes[-1],)
        made.append(Mora(kana, phonemes, pitch == "H", falls))
    return tuple(made)


def a_line(words: tuple[Word, ...], phrases: tuple[str, ...], fact: str, answer: tuple[int, int]) -> Line:
    text = "".join(w.surface for w in words)
    return Line(text, words, tuple(Phrase(morae(p)) for p in phrases), (fact,), bars=2, answer=answer)


LSTM_LINE = a_line(
    (Word("LSTM", "えるえすてぃーえむ", 8), Word("は", "", 1), Word("3つ", "みっつ", 3)),
    ("エL ルH エH スH ティH ーH エH' ムL ワL", "ミL ッH ツH'"),
    "lstm-gates",
    (9, 12),
)
GATE_LINE = a_line(
    (Word("入力", "にゅうりょく", 4), Word("出力", "しゅつりょく", 4), Word("忘却", "ぼうきゃく", 4)),
    ("ニュL ーH リョH クH", "シュL ツH リョH クH", "ボL ーH キャH クH"),
    "lstm-gates",
    (0, 12),
)
GRU_LINE = a_line(
    (Word("GRU", "じーあーるゆー", 7), Word("は", "", 1), Word("2つ", "ふたつ", 3)),
    ("ジL ーH アH ーH ルH ユH' ーL ワL", "フL タH ツH'"),
    "gru-gates",
    (8, 11),
)
RESET_LINE = a_line(
    (Word("リセット", "", 4), Word("更新", "こうしん", 4)),
    ("リL セH ッH トH", "コL ーH シH ンH"),
    "gru-gates",
    (0, 8),
)


def a_lyric() -> Lyric:
    chorus = (LSTM_LINE, GRU_LINE)
    return Lyric(
        "demo",
        "ゲートのうた",
        "G検定",
        (
            LyricSection("verse 1", "verse", (GATE_LINE, RESET_LINE)),
            LyricSection("chorus 1", "chorus", chorus),
            LyricSection("chorus 2", "chorus", chorus),
        ),
    )


def a_proven() -> Proven:
    """Two facts as `prove` would give them. Only tests make them by hand."""
    place = Place("lyrics/demo.toml", 1)
    gers = "Gers, Schmidhuber & Cummins 2000"
    lstm, gru = ("入力ゲート", "出力ゲート", "忘却ゲート"), ("リセットゲート", "更新ゲート")
    facts = (
        Fact("lstm-gates", "gates", "LSTM", lstm, {}, place, hook=True, why="三つの弁。", source=gers),
        Fact("gru-gates", "gates", "GRU", gru, {}, place, hook=True, why="弁は二つ。", source="Cho et al. 2014"),
    )
    proven = tuple(
        ProvenFact(
            f,
            Evidence(
                Grade.PROVEN,
                experiment="各ブロックを固定して、ほかの信号に掛かるものを数える。",
                measured=f"{len(f.value)}個",  # type: ignore[arg-type]
                expected=f"{len(f.value)}個",  # type: ignore[arg-type]
                refuted=(Refutation((*f.value, "偽ゲート"), f"ゲートは{len(f.value)}個"),),  # type: ignore[misc, arg-type]
            ),
        )
        for f in facts
    )
    topic = Topic("demo", "ゲートのうた", "G検定", {"GRU": "ジーアールユ'ー"}, facts, place.path)
    return Proven(topic, proven, {"mnemo": "test"})


def a_score() -> Score:
    """A two-bar intro, six lines of two bars and a one-bar outro, with bass and drums."""
    lyric = a_lyric()
    bar = units.TICKS_PER_BAR
    lines: list[Line] = []
    notes: list[SungNote] = []
    sections = [Section("intro", "intro", 0, 2 * bar, _chords(0, 2 * bar))]
    for section in lyric.sections:
        start = sections[-1].end_ticks
        end = start + sum(line.bars for line in section.lines) * bar
        first = len(lines)
        at = start
        for line in section.lines:
            notes += _sing(line, len(lines), at, 5 if section.kind == "chorus" else 0)
            lines.append(line)
            at += line.bars * bar
        places = tuple(range(first, len(lines)))
        sections.append(Section(section.name, section.kind, start, end, _chords(start, end), places))
    end = sections[-1].end_ticks + bar
    sections.append(Section("outro", "outro", end - bar, end, _chords(end - bar, end)))
    harmony = tuple(
        SungNote(n.onset_ticks, n.duration_ticks, n.midi - 4, n.mora, n.line, 80) for n in notes if n.line >= 2
    )
    vocals = (VocalPart("lead", tuple(notes)), VocalPart("harmony", harmony, "second"))
    return Score(
        "demo", "ゲートのうた", "G検定", "technopop", 0, US_PER_BEAT, C_MAJOR, tuple(sections), tuple(lines), vocals,
        (_bass(end), _drums(end)), end,
    )  # fmt: skip


def a_performance(score: Score | None = None) -> Performance:
    """Sines in place of voices and band: the lead sounds its notes, ッ is silent, the stems sum to the mix."""
    score = score or a_score()
    length = units.ticks_to_samples(score.end_ticks, score.us_per_beat)
    lead = np.zeros(length, np.float32)
    times = []
    for note in score.lead.notes:
        start = units.ticks_to_s(note.onset_ticks, score.us_per_beat)
        end = units.ticks_to_s(note.onset_ticks + note.duration_ticks, score.us_per_beat)
        times.append(MoraTime(start, None if note.mora.silent else start, end))
        if not note.mora.silent:
            a, b = units.s_to_samples(start), units.s_to_samples(end)
            phase = 2 * np.pi * units.midi_to_hz(note.midi) * np.arange(b - a) / units.SAMPLE_RATE
            lead[a:b] = 0.2 * np.sin(phase) * np.hanning(b - a)
    bass = 0.1 * np.sin(2 * np.pi * 110 * np.arange(length) / units.SAMPLE_RATE).astype(np.float32)
    stems = (
        Stem("lead", "lead", np.stack([lead, lead], 1)),
        Stem("bass", "band", np.stack([bass, bass], 1)),
    )
    mix = stems[0].audio + stems[1].audio
    return Performance(
        units.SAMPLE_RATE, "test", stems, stems[1], score.sung_lines(times), mix, stems[1].audio, ("test voice",)
    )


def _sing(line: Line, index: int, start: int, lift: int) -> list[SungNote]:
    """Eighths from the downbeat, the last note held for a beat."""
    last = len(line.morae) - 1
    return [
        SungNote(start + i * EIGHTH, EIGHTH * (2 if i == last else 1), SCALE[i % len(SCALE)] + lift, mora, index)
        for i, mora in enumerate(line.morae)
    ]


def _chords(start: int, end: int) -> tuple[Chord, ...]:
    """C and F, a bar each."""
    kinds = (("C", 0, (0, 4, 7)), ("F", 5, (5, 9, 0)))
    bar = units.TICKS_PER_BAR
    return tuple(
        Chord(symbol, root, classes, root, at, at + bar)
        for at in range(start, end, bar)
        for symbol, root, classes in [kinds[(at // bar) % 2]]
    )


def _bass(end: int) -> Part:
    notes = tuple(Note(at, EIGHTH, 36 if at // units.TICKS_PER_BAR % 2 == 0 else 41) for at in range(0, end, EIGHTH))
    return Part("bass", "bass", notes, program=38)


def _drums(end: int) -> Part:
    beat = units.TICKS_PER_BEAT
    kicks = [Note(at, beat // 4, 36, 110) for at in range(0, end, beat)]
    snares = [Note(at, beat // 4, 38, 100) for at in range(beat, end, 2 * beat)]
    hats = [Note(at + EIGHTH, beat // 4, 42, 80, nudge_ticks=2) for at in range(0, end, beat)]
    return Part("drums", "drums", tuple(sorted(kicks + snares + hats, key=lambda n: n.onset_ticks)))
