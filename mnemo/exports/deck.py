"""<topic>.apkg: an Anki deck. For each fact a cloze, and a true-or-false card for it and for each of its false twins,
with the counterexample; the sung line plays on the back.

Every note has an id of its own that depends on the topic's name and title, the fact and the twin alone, so that a
rebuilt deck updates what is learnt, and two topics of one name are two decks. A clip is named by what it holds: Anki
keeps the media of all decks in one folder and cuts long names.
Anki takes a note only when it is newer, and nothing here may know the time: a note that differs from the last release's
gets a time after all of that release's, one that does not keeps its own.
"""

from __future__ import annotations

import hashlib
import io
import itertools
import re
import sqlite3
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from html import escape
from pathlib import Path
from typing import Any

from mnemo.errors import Translated
from mnemo.exports.mp3 import cuts, encode, tags
from mnemo.exports.release.format import Format, Song, name_files
from mnemo.exports.view import questions
from mnemo.exports.view.questions import Question, Statement
from mnemo.model import Rendering

FIRST_TIME_S = 1_600_000_000  # of notes that no release had before
ZIP_DATE = (1980, 1, 1, 0, 0, 0)
CLOZE_MODEL, STATEMENT_MODEL = 1_763_900_001, 1_763_900_002
GRADES = {"proven": "数値実験で確認ずみ", "computed": "計算で確認ずみ", "cited": "出典による"}
STYLE = """
.card { font-family: sans-serif; font-size: 20px; line-height: 1.7; text-align: center; padding: 1em; }
.cloze, .verdict { font-weight: bold; color: #c2185b; } .nightMode .cloze, .nightMode .verdict { color: #ff80ab; }
.why, .source { font-size: 16px; text-align: left; } .source { opacity: .75; }
"""
BACK = '<div class="why">{{Why}}</div><div class="source">{{Source}}</div>{{Song}}'
WORD_JOINER = "\u2060"  # invisible: \\( is mathematics in Anki, \\ and ( apart are not
_MATHEMATICS = re.compile(r"\\(?=[()\[\]])")
Note = tuple[str, int, list[str]]  # (guid, model, fields)


def write(song: Song, folder: Path) -> None:
    asked = questions.list_questions(song)
    clips = dict(_cut_clips(song, asked, folder))
    media = {_name_clip(clip): clip for clip in clips.values()}
    notes = [note for question in asked for note in _make_notes(song, question, clips)]
    last = _read_notes(song.last / song.files["deck"]) if song.last else {}
    files = {"collection.anki2": _make_collection(song, notes, last)}
    names = {str(number): name for number, name in enumerate(sorted(media))}
    files["media"] = _to_json(names)
    files |= {number: media[name] for number, name in names.items()}
    (folder / song.files["deck"]).write_bytes(_zip(files))


FORMAT = Format(
    files=name_files(deck="{topic}.apkg"),
    write=write,
    needs=("mp3",),
    rendering={"deck": Rendering.TIMES},
    priority=1,
    about=Translated(
        "Anki cards: a cloze and true-or-false cards, with the sung line as sound.",
        ja="Ankiのカード：穴埋めと正誤問題。歌った一行の音つき。",
    ),
)


def _make_notes(song: Song, question: Question, clips: Mapping[str, bytes]) -> Iterable[Note]:
    """Make the notes of a question. Fields: what is asked, ..., Why, Source, Song; all text, no markup."""
    fact = question.fact.fact
    played = f"[sound:{_name_clip(clips[fact.id])}]" if fact.id in clips else ""
    source = "・".join(t for t in (GRADES[question.fact.evidence.grade.value], fact.source) if t)
    if gap := question.gap:
        text = f"{_escape_text(gap.before)}{{{{c1::{_escape_text(gap.answer)}}}}}{_escape_text(gap.after)}"
        also = _escape_text(question.sentence) if gap.sung else ""
        yield (
            _make_guid(song, fact.id, "cloze"),
            CLOZE_MODEL,
            [text, also, _escape_text(fact.why), _escape_text(source), played],
        )
    for statement in question.statements:
        value = "" if statement.refutation is None else repr(statement.refutation.value)
        fields = [*_judge(question, statement), _escape_text(fact.why), _escape_text(source), played]
        yield _make_guid(song, fact.id, "statement", value), STATEMENT_MODEL, fields


def _judge(question: Question, statement: Statement) -> list[str]:
    """Return the statement, ○ or ×, and what shows it."""
    if statement.refutation is None:
        return [_escape_text(statement.text), "○", _escape_text(question.fact.evidence.measured)]
    shown = (
        f"{question.sentence}（{statement.refutation.measured}）"
        if statement.refutation.measured
        else question.sentence
    )
    return [_escape_text(statement.text), "×", _escape_text(shown)]


def _make_collection(song: Song, notes: Sequence[Note], last: Mapping[str, tuple[int, str]]) -> bytes:
    """Return the SQLite file of the deck, made by genanki in memory."""
    import genanki

    models = {model.model_id: model for model in _make_models()}
    deck = genanki.Deck(_make_number(song), f"mnemo::{song.score.title.replace('::', '：：')}")  # :: would nest decks
    for guid, model, fields in notes:
        deck.add_note(genanki.Note(models[model], fields, guid=guid))
    later = max((time_s for time_s, _ in last.values()), default=FIRST_TIME_S) + 1
    with closing(sqlite3.connect(":memory:")) as database:
        ids = itertools.count(FIRST_TIME_S * 1000 + _make_number(song))
        genanki.Package(deck).write_to_db(database.cursor(), FIRST_TIME_S, ids)
        for guid, _, fields in notes:
            before_s, before = last.get(guid, (later if last else FIRST_TIME_S, None))
            time_s = before_s if before in (None, "\x1f".join(fields)) else later
            database.execute("UPDATE notes SET mod = ? WHERE guid = ?", (time_s, guid))
        database.commit()
        return database.serialize()


def _make_models() -> tuple[Any, Any]:
    import genanki

    cloze = genanki.Model(
        CLOZE_MODEL,
        "mnemo 穴うめ",
        fields=[{"name": n} for n in ("Text", "Sentence", "Why", "Source", "Song")],
        templates=[{"name": "穴うめ", "qfmt": "{{cloze:Text}}", "afmt": "{{cloze:Text}}<p>{{Sentence}}</p>" + BACK}],
        css=STYLE,
        model_type=genanki.Model.CLOZE,
    )
    front = "<p>○か×か</p>{{Statement}}"
    answer = '{{Statement}}<p class="verdict">{{Verdict}}</p><p>{{Shown}}</p>'
    statement = genanki.Model(
        STATEMENT_MODEL,
        "mnemo ○×",
        fields=[{"name": n} for n in ("Statement", "Verdict", "Shown", "Why", "Source", "Song")],
        templates=[{"name": "○×", "qfmt": front, "afmt": answer + BACK}],
        css=STYLE,
    )
    return cloze, statement


def _cut_clips(song: Song, asked: Sequence[Question], folder: Path) -> Iterable[tuple[str, bytes]]:
    """Yield the sung lines of each fact by its id, cut out of the song's mp3."""
    spans = cuts.line_cuts(song)
    whole = tags.untagged((folder / song.files["mp3"]).read_bytes())
    for question in asked:
        if question.lines:
            start, end = spans[question.lines[0]].start, spans[question.lines[-1]].end
            yield question.fact.fact.id, encode.cut_mp3(whole, start, end)


def _name_clip(clip: bytes) -> str:
    """Return a short name that no other clip of any deck has."""
    return f"{hashlib.sha256(clip).hexdigest()[:24]}-mnemo.mp3"


def _read_notes(path: Path) -> dict[str, tuple[int, str]]:
    """Read (time, fields) by guid from the last release's deck; nothing where it cannot be read."""
    try:
        with zipfile.ZipFile(path) as deck, closing(sqlite3.connect(":memory:")) as database:
            database.deserialize(deck.read("collection.anki2"))
            return {g: (time_s, f) for g, time_s, f in database.execute("SELECT guid, mod, flds FROM notes")}
    except (OSError, KeyError, zipfile.BadZipFile, sqlite3.Error):
        return {}


def _zip(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as deck:
        for name, blob in files.items():
            deck.writestr(zipfile.ZipInfo(name, ZIP_DATE), blob)
    return out.getvalue()


def _escape_text(text: str) -> str:
    """Return a text for a field: neither HTML, nor a cloze, nor one of Anki's [tags], nor mathematics between \\( and
    \\).
    """
    safe = escape(_MATHEMATICS.sub(f"\\\\{WORD_JOINER}", text)).replace("::", "&#58;&#58;")
    return safe.translate({ord(c): f"&#{ord(c)};" for c in "[]{}"}).replace("\n", "<br>")


def _make_guid(song: Song, *key: str) -> str:
    import genanki

    return str(genanki.guid_for("mnemo", song.topic, song.score.title, *key))


def _make_number(song: Song) -> int:
    """Return a deck's id: the same for the same topic, in the range that Anki gives itself."""
    named = f"{song.topic}\n{song.score.title}"
    return (1 << 30) + int(hashlib.sha256(named.encode()).hexdigest()[:7], 16)


def _to_json(value: Any) -> bytes:
    import json

    return json.dumps(value, ensure_ascii=False).encode()
