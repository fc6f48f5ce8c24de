"""The deck in the real Anki: cards, audio, an update on re-import, nothing twice."""

from __future__ import annotations

import dataclasses
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mnemo import units
from mnemo.exports import deck
from mnemo.exports.mp3 import encode, tags
from mnemo.exports.release.format import Song
from mnemo.model import Release
from tests.builders import a_proven
from tests.exports.conftest import make_song
from tests.instruments.mp3 import decode_mp3

anki = pytest.importorskip("anki.collection")


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Any]:
    found = anki.Collection(str(tmp_path / "collection.anki2"))
    yield found
    found.close()


def load(collection: Any, path: Path) -> Any:
    """Import with Anki's own defaults; the log of what was new, updated, a duplicate."""
    request = anki.ImportAnkiPackageRequest(package_path=str(path))
    return collection.import_anki_package(request).log


def built(song: Song, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    mp3 = tags.tagged(encode.encode_mp3(song.performance.master), tags.lyrics(song.timeline.lines))
    (folder / song.files["mp3"]).write_bytes(mp3)
    deck.write(song, folder)
    return folder / song.files["deck"]


def explained(why: str, **replaced: Any) -> Song:
    """The test song with another commentary on its first fact."""
    first, *others = a_proven().facts
    first = dataclasses.replace(first, fact=dataclasses.replace(first.fact, why=why))
    return dataclasses.replace(make_song(proven=dataclasses.replace(a_proven(), facts=(first, *others))), **replaced)


def test_a_fact_is_a_cloze_and_its_statements(demo: Release, collection: Any) -> None:
    log = load(collection, demo.files["deck"])
    facts = a_proven().facts
    assert len(log.new) == sum(2 + len(f.evidence.refuted) for f in facts)
    assert collection.card_count() == len(log.new)
    assert set(collection.find_cards('deck:"mnemo::ゲートのうた"')) == set(collection.find_cards(""))


def test_cards_show_gap_verdict_and_counterexample(demo: Release, collection: Any) -> None:
    load(collection, demo.files["deck"])
    cloze = collection.get_card(collection.find_cards('note:"mnemo 穴うめ"')[0])
    assert "[...]" in cloze.question()
    assert "三つの弁" in cloze.answer()
    assert "Gers" in cloze.answer()
    false = collection.find_cards('note:"mnemo ○×" Verdict:× Statement:*偽ゲート*')
    assert len(false) == 2
    shown = collection.get_card(false[0]).answer()
    assert "×" in shown
    assert "ゲートは3個" in shown


def test_the_sung_line_plays(demo: Release, collection: Any) -> None:
    load(collection, demo.files["deck"])
    folder = Path(collection.media.dir())
    for card in collection.find_cards(""):
        (played,) = collection.get_card(card).answer_av_tags()
        clip = (folder / played.filename).read_bytes()
        assert clip[:2] == b"\xff\xfb"  # an mp3 frame
        audio = decode_mp3(clip)
        assert len(audio) > units.SAMPLE_RATE / 2
        assert np.abs(audio).max() > 0.05
    assert not collection.media.check().missing


def test_the_same_deck_again_adds_nothing(demo: Release, collection: Any) -> None:
    load(collection, demo.files["deck"])
    before = collection.note_count()
    again = load(collection, demo.files["deck"])
    assert not again.new
    assert collection.note_count() == before


def test_a_rebuilt_deck_updates_what_changed(tmp_path: Path, collection: Any) -> None:
    """The second release finds the first; Anki takes the newer notes, keeps their schedule and adds none."""
    load(collection, built(explained("古い説明"), tmp_path / "demo"))
    before = set(collection.find_notes(""))
    new = built(explained("新しい説明", last=tmp_path / "demo"), tmp_path / "new")
    log = load(collection, new)
    assert set(collection.find_notes("")) == before
    assert not log.new
    assert len(log.updated) == 3  # the notes of the changed fact, no other
    assert not collection.find_notes("古い説明")
    assert len(collection.find_notes("新しい説明")) == 3


def test_a_release_in_between_keeps_the_times(tmp_path: Path) -> None:
    first = built(explained("一"), tmp_path / "1")
    second = built(explained("二", last=tmp_path / "1"), tmp_path / "2")
    third = built(explained("二", last=tmp_path / "2"), tmp_path / "3")
    assert first.read_bytes() != second.read_bytes()
    assert second.read_bytes() == third.read_bytes()


@pytest.mark.parametrize("junk", [b"", b"not a zip", b"PK\x05\x06" + bytes(18)])
def test_a_last_deck_that_cannot_be_read_is_none(tmp_path: Path, junk: bytes) -> None:
    (tmp_path / "demo.apkg").write_bytes(junk)
    assert deck._read_notes(tmp_path / "demo.apkg") == {}


def test_nothing_in_a_fact_is_markup(tmp_path: Path, collection: Any) -> None:
    hostile = "<script>x</script> {{c2::y}} [sound:z.mp3] [latex]w[/latex] a::b"
    load(collection, built(explained(hostile), tmp_path / "demo"))
    for card in map(collection.get_card, collection.find_cards("")):
        assert "<script>" not in card.answer()
        assert "z.mp3" not in [tag.filename for tag in card.answer_av_tags()]
        assert card.ord == 0


def titled(title: str) -> Song:
    """The test song under another title, as another topic of the same name."""
    song = make_song()
    return dataclasses.replace(song, score=dataclasses.replace(song.score, title=title))


def test_two_topics_of_one_name_are_two_decks(tmp_path: Path, collection: Any) -> None:
    first = load(collection, built(titled("一番のうた"), tmp_path / "1"))
    second = load(collection, built(titled("二番のうた"), tmp_path / "2"))
    assert len(first.new) == len(second.new) == collection.note_count() / 2
    assert {d.name for d in collection.decks.all_names_and_ids()} >= {"mnemo::一番のうた", "mnemo::二番のうた"}


def test_colons_in_a_title_nest_no_decks(tmp_path: Path, collection: Any) -> None:
    load(collection, built(titled('C++::入門/「日本」 <b>😀</b> "引用"'), tmp_path / "1"))
    names = [d.name for d in collection.decks.all_names_and_ids() if d.name.startswith("mnemo")]
    assert [name.count("::") for name in sorted(names)] == [0, 1]


def test_clips_stay_apart_however_long_the_topics_name(tmp_path: Path, collection: Any) -> None:
    """Anki cuts the names of media at 120 bytes."""
    song = make_song()
    song = dataclasses.replace(song, score=dataclasses.replace(song.score, topic="あ" * 64))
    load(collection, built(song, tmp_path / "1"))
    played = {collection.get_card(c).answer_av_tags()[0].filename for c in collection.find_cards("")}
    assert len(played) == len(song.proven.facts)
    assert all(len(name.encode()) < 60 for name in played)
    assert not collection.media.check().missing


def test_mathematics_is_shown_as_written(tmp_path: Path, collection: Any) -> None:
    load(collection, built(explained(r"\(x^2\) \[y\] $z$ [latex]w[/latex]"), tmp_path / "demo"))
    shown = collection.get_card(collection.find_cards('note:"mnemo 穴うめ"')[0]).answer()
    assert r"\(" not in shown.replace("&#92;", "\\")
    assert r"\[" not in shown.replace("&#91;", "[")
    assert "$z$" in shown
    assert "<img" not in shown


def test_zip_times_are_fixed(demo: Release) -> None:
    with zipfile.ZipFile(demo.files["deck"]) as package:
        assert {info.date_time for info in package.infolist()} == {deck.ZIP_DATE}
