"""`mnemo new --from`: tables, lists and Anki decks become fact files, and nothing is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from mnemo import styles
from mnemo.cli.scaffold import ask_topic, bring_topic
from mnemo.cli.scaffold.cards import read_cards
from mnemo.errors import ArgumentError
from mnemo.proof import prove
from mnemo.topic import read_topic
from mnemo.words import write_lyric

ROWS = [(f"国{n}の首都", f"町{n}", "首都" if n % 2 else "地理") for n in range(30)]


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def brought(text: str | bytes, name: str) -> tuple[str, int, int]:
    path = Path(name)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    made, count, unused = bring_topic("mine", path)
    proven = prove(read_topic(made))
    assert len(proven.facts) == count
    return made.read_text("utf-8"), count, unused


def test_a_csv_of_thirty_rows() -> None:
    text, count, unused = brought("表,裏,タグ\n" + "".join(f"{a},{b},{c}\n" for a, b, c in ROWS), "cards.csv")
    assert (count, unused) == (30, 0)
    facts = read_topic(Path("lyrics/mine.toml")).facts
    assert [f.value for f in facts] == [b for _, b, _ in ROWS]
    assert {f.group for f in facts} == {"首都", "地理"}
    assert all(len(f.twins) == 2 and f.source == "cards.csv" for f in facts)
    assert text.startswith("#:schema ./schema.json\n")
    assert Path("lyrics/schema.json").is_file()
    lyric = write_lyric(prove(read_topic(Path("lyrics/mine.toml"))), styles.load(styles.DEFAULT))
    sung = {line.text for section in lyric.sections for line in section.lines}
    assert all(any(word in text for text in sung) for _, word, _ in ROWS)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.tsv", "国1の首都\t町1\n国2の首都\t町2\n"),
        ("a.txt", "#separator:tab\n#html:true\n#tags column:3\n国1の首都\t<b>町1</b>\tx\n国2の首都\t町2&nbsp;\tx y\n"),
        ("a.csv", "国1の首都;町1\n国2の首都;町2\n"),
        ("a.txt", "・国1の首都：町1\n2. 国2の首都 = 町2\n"),
        ("a.csv", "question,answer,extra\n国1の首都,町1,海の近く\n国2の首都,町2,\n".encode("cp932")),
    ],
)
def test_what_people_have(name: str, text: str | bytes) -> None:
    written, count, unused = brought(text, name)
    assert (count, unused) == (2, 0)
    facts = read_topic(Path("lyrics/mine.toml")).facts
    assert [f.value for f in facts] == ["町1", "町2"]
    assert facts[0].twins == ("町2",)
    assert "海の近く" not in str(text) or facts[0].why == "海の近く"
    assert "# y" in written or "x y" not in str(text)


def test_lines_of_ones_own_questions_and_clozes() -> None:
    lines = "GRUのゲートは*2個|3個*\nなにもない行\nGRUを提案したのは誰？：チョ\n"
    written, count, unused = brought(lines, "lines.txt")
    assert (count, unused) == (2, 1)
    assert "# 2: なにもない行" in written
    assert [f.say for f in read_topic(Path("lyrics/mine.toml")).facts] == [
        "GRUのゲートは*2個*",
        "GRUを提案したのは誰？/>*チョ*",
    ]


def test_nothing_is_lost(tmp_path: Path) -> None:
    """Every word of a hard table is in the fact file, as a fact or as a comment."""
    rows = [
        "front,back,なぞ",
        '"a/b の意味","x*y>z",余り',
        "ただ一つ,,",
        '"絵<img src=""p.png"">","音[sound:s.mp3]",',
        "{{c1::水}}は{{c2::H2O}},,",
    ]
    table = "".join(f"{row}\n" for row in rows)
    written, count, unused = brought(table, "hard.csv")
    assert (count, unused) == (3, 1)
    for word in ("a/b の意味 | x*y>z", "余り", "ただ一つ", "p.png", "s.mp3", "H2O", "*水*"):
        assert word in written


@pytest.mark.parametrize("legacy", [True, False])
def test_a_deck_that_anki_itself_exported(tmp_path: Path, legacy: bool) -> None:
    anki = pytest.importorskip("anki.collection")
    collection = anki.Collection(str(tmp_path / "c.anki2"))
    try:
        model = collection.models.by_name("Basic")
        for front, back, tag in ROWS[:3]:
            note = collection.new_note(model)
            note["Front"], note["Back"], note.tags = front, f"<div>{back}</div>", [tag]
            collection.add_note(note, 1)
        from anki.import_export_pb2 import ExportAnkiPackageOptions

        options = ExportAnkiPackageOptions(with_scheduling=False, with_media=False, legacy=legacy)
        collection.export_anki_package(out_path=str(tmp_path / "deck.apkg"), options=options, limit=None)
    finally:
        collection.close()
    made, count, unused = bring_topic("deck", tmp_path / "deck.apkg")
    assert (count, unused) == (3, 0)
    assert [(f.value, f.group) for f in read_topic(made).facts] == [(b, c) for _, b, c in ROWS[:3]]


@pytest.mark.parametrize(("name", "data"), [("a.apkg", b"no zip"), ("a.txt", b"\xff\x00\xfe"), ("a.csv", b"only\n")])
def test_what_cannot_be_read_is_refused(name: str, data: bytes) -> None:
    Path(name).write_bytes(data)
    with pytest.raises(ArgumentError, match=name):
        bring_topic("mine", Path(name))
    assert not Path("lyrics/mine.toml").exists()


def test_a_file_that_is_not_there() -> None:
    with pytest.raises(ArgumentError, match="cannot read"):
        read_cards(Path("nowhere.csv"))


def test_questions_on_a_terminal() -> None:
    answers = iter(["季節のうた", "", "春は*桜|紅葉*", "夏は*海|山*", ""])
    made = ask_topic("asked", lambda question: next(answers), ("title", "exam", "line"))
    assert made is not None
    assert [f.value for f in read_topic(made).facts] == ["桜", "海"]
    assert ask_topic("none", lambda question: "", ("title", "exam", "line")) is None
