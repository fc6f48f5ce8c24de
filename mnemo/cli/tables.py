"""Lists of what there is: topics, styles, voices, kinds, and the files of a release."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mnemo.cli.certificate import GRADES
from mnemo.cli.messages import Messages
from mnemo.cli.screen import show_table
from mnemo.errors import ArgumentError, MnemoError
from mnemo.model import Release
from mnemo.reader import suggest

if TYPE_CHECKING:
    from mnemo.proof.claims import Kind

MAIN_FILES = ("mp3", "page")  # what most people open first, by role


def show_topics(tell: Messages) -> None:
    from mnemo.topic import topics

    headings = (tell("name"), tell("title"), tell("exam"), tell("facts"), tell("file"))
    show_table(headings, [_topic_row(tell, path) for path in topics()])


def _topic_row(tell: Messages, path: Path) -> tuple[str, ...]:
    from mnemo.topic import read_topic

    try:
        topic = read_topic(path)
    except MnemoError as e:
        return path.stem, tell.error(e), "", "", path.as_posix()
    return topic.name, topic.title, topic.exam, str(len(topic.facts)), path.as_posix()


def show_styles(tell: Messages) -> None:
    from mnemo import styles

    headings = (tell("name"), tell("tempo"), tell("key"), tell("description"))
    found = [styles.load(name) for name in styles.names()]
    show_table(
        headings, [(s.name, f"{s.bpm:g} bpm", s.key, tell.about(f"style.{s.name}", s.description)) for s in found]
    )


def show_voices(tell: Messages) -> None:
    from mnemo.sound import voices

    headings = (tell("name"), tell("description"), tell("licence"), tell("credit"))
    show_table(headings, [_voice_row(tell, name) for name in voices.names()])


def _voice_row(tell: Messages, name: str) -> tuple[str, ...]:
    from mnemo.sound import voices

    try:
        voice = voices.load(name)
    except MnemoError as e:
        return name, tell("not ready: {reason}", reason=tell.error(e)), "", ""
    return voice.name, tell.about(f"voice.{name}", voice.description), voice.licence, voice.credit


def show_kinds(tell: Messages) -> None:
    from mnemo.proof import kinds

    headings = (tell("kind"), tell("grade"), tell("what it proves"))
    show_table(
        headings, [(kind.name, tell(GRADES[kind.grade]), _first_paragraph(_doc(tell, kind))) for kind in kinds()]
    )


def show_kind(tell: Messages, name: str) -> None:
    """What a kind proves, the keys of its facts, and an example."""
    from mnemo.proof import kinds

    known = {kind.name: kind for kind in kinds()}
    if name not in known:
        raise ArgumentError("no kind {name}; {hint}", name=name, hint=suggest(name, known))
    kind = known[name]
    print(f"{kind.name} ({tell(GRADES[kind.grade])})\n\n{_doc(tell, kind)}\n")
    keys = {"of": tell(kind.of.wanted), "value": tell(kind.value.wanted)}
    for key, arg in kind.args.items():
        default = tell(" (may be left out)") if arg.default is not None else ""
        keys[key] = f"{tell.about(f'kind.{name}.{key}', arg.doc)}; {tell(arg.domain.wanted)}{default}"
    for key, wanted in keys.items():
        print(f"  {key}: {wanted}")
    print(f'\n[[fact]]\nid = "..."\n{kind.example}')


def _doc(tell: Messages, kind: Kind) -> str:
    return tell.about(f"kind.{kind.name}", kind.doc)


def _first_paragraph(doc: str) -> str:
    return " ".join(doc.partition("\n\n")[0].split())


def show_release(tell: Messages, release: Release) -> None:
    """Where the song is, the files to open first on their own lines."""
    print(tell("{count} files in {folder}", count=len(release.files), folder=release.folder))
    for role in MAIN_FILES:
        if role in release.files:
            print(f"  {release.files[role]}")
