"""Lists of what there is: topics, styles, voices, kinds, and the files of a release."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mnemo.cli.certificate import GRADES
from mnemo.cli.messages import Messages
from mnemo.cli.screen import show_table
from mnemo.errors import ArgumentError, MnemoError, WriteError
from mnemo.model import Release
from mnemo.reader import suggest

if TYPE_CHECKING:
    from mnemo.proof.claims import Kind

MAIN_FILES = ("mp3", "page")  # what most people open first, by role


def show_topics(translate: Messages) -> None:
    from mnemo.topic import topics

    headings = (translate("name"), translate("title"), translate("exam"), translate("facts"), translate("file"))
    show_table(headings, [_describe_topic(translate, path) for path in topics()])


def _describe_topic(translate: Messages, path: Path) -> tuple[str, ...]:
    from mnemo.topic import read_topic

    try:
        topic = read_topic(path)
    except MnemoError as e:
        return path.stem, translate.error(e), "", "", path.as_posix()
    return topic.name, topic.title, topic.exam, str(len(topic.facts)), path.as_posix()


def show_styles(translate: Messages) -> None:
    from mnemo import styles

    headings = (translate("name"), translate("tempo"), translate("key"), translate("description"))
    found = [styles.load(name) for name in styles.names()]
    show_table(headings, [(s.name, f"{s.bpm:g} bpm", str(s.key), translate.about(s.description)) for s in found])


def show_voices(translate: Messages) -> None:
    from mnemo.sound import voices

    headings = (translate("name"), translate("description"), translate("licence"), translate("credit"))
    show_table(headings, [_describe_voice(translate, name) for name in voices.names()])


def _describe_voice(translate: Messages, name: str) -> tuple[str, ...]:
    from mnemo.sound import voices

    try:
        voice = voices.load(name)
    except MnemoError as e:
        return name, translate("not ready: {reason}", reason=translate.error(e)), "", ""
    return voice.name, translate.about(voice.description), voice.licence, voice.credit


def show_formats(translate: Messages) -> None:
    """Show the names that `--with` and `--only` take, and what they make."""
    from mnemo.exports.release.choice import list_fixed_roles
    from mnemo.exports.release.format import FixedNames, find_formats

    headings = (translate("name"), translate("files"), translate("made"), translate("description"))
    rows = []
    for name, form in find_formats().items():
        made = f"--with {name}" if form.optional else translate("always")
        files = ", ".join(list_fixed_roles(form)) if isinstance(form.files, FixedNames) else f"{name}/"
        rows.append((name, files, made, translate.about(form.about)))
    show_table(headings, rows)


def show_kinds(translate: Messages) -> None:
    from mnemo.proof import kinds

    headings = (translate("kind"), translate("grade"), translate("what it proves"))
    show_table(
        headings,
        [
            (kind.name, translate(GRADES[kind.grade]), _first_paragraph(_translate_doc(translate, kind)))
            for kind in kinds()
        ],
    )


def show_kind(translate: Messages, name: str) -> None:
    """Show what a kind proves, the keys of its facts, and an example."""
    from mnemo.proof import kinds

    known = {kind.name: kind for kind in kinds()}
    if name not in known:
        raise ArgumentError("no kind {name}; {hint}", name=name, hint=suggest(name, known))
    kind = known[name]
    print(f"{kind.name} ({translate(GRADES[kind.grade])})\n\n{_translate_doc(translate, kind)}\n")
    keys = {"of": translate(kind.of.wanted), "value": translate(kind.value.wanted)}
    for key, arg in kind.args.items():
        default = translate(" (may be left out)") if arg.default is not None else ""
        keys[key] = f"{translate.about(arg.doc)}; {translate(arg.domain.wanted)}{default}"
    for key, wanted in keys.items():
        print(f"  {key}: {wanted}")
    print(f'\n[[fact]]\nid = "..."\n{kind.example}')


def _translate_doc(translate: Messages, kind: Kind) -> str:
    return translate.about(kind.doc)


def _first_paragraph(doc: str) -> str:
    return " ".join(doc.partition("\n\n")[0].split())


def show_release(translate: Messages, release: Release) -> None:
    """Show how large the song is and what to open first. Raises WriteError where a format was lost."""
    sizes = {path: path.stat().st_size for path in release.files.values()}
    total = _format_mb(sum(sizes.values()))
    print(translate("{count} files, {size} MB, in {folder}", count=len(sizes), size=total, folder=release.folder))
    for role in MAIN_FILES:
        if role in release.files:
            print(f"  {release.files[role]}")
    for path in sorted(sizes, key=lambda path: -sizes[path])[:1]:
        print(translate("  the largest: {file}, {size} MB", file=path, size=_format_mb(sizes[path])))
    for name, error in release.lost.items():
        raise lost_format_error(translate, name, error)


def lost_format_error(translate: Messages, name: str, error: Exception) -> WriteError:
    """Return the error that tells which optional format is missing from a song that is whole otherwise."""
    reason = translate.error(error) if isinstance(error, MnemoError) else f"{type(error).__name__}: {error}"
    return WriteError("{format} could not be made ({reason}); everything else is there", format=name, reason=reason)


def show_cache(translate: Messages) -> None:
    """Show where the cache is, what each part of it holds, and the limit."""
    from mnemo.runtime import cache

    found = cache.entries()
    print(cache.folder())
    for part in sorted({entry.space for entry in found}):
        sizes = [entry.size_bytes for entry in found if entry.space == part]
        print(
            translate("  {part}: {count} entries, {size} MB", part=part, count=len(sizes), size=_format_mb(sum(sizes)))
        )
    total, limit = _format_mb(sum(entry.size_bytes for entry in found)), _format_mb(cache.LIMIT_BYTES)
    print(translate("{size} MB of at most {limit} MB", size=total, limit=limit))


def clear_cache(translate: Messages) -> None:
    from mnemo.runtime import cache

    print(translate("{count} entries removed from {folder}", count=cache.clear(), folder=cache.folder()))


def _format_mb(size_bytes: int) -> str:
    return f"{size_bytes / 1e6:.1f}"
