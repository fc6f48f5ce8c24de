"""What one table of a style names, another must hold: every mistake comes before the first sound."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from mnemo.key_lines import Keys
from mnemo.reader import Document, key_name, suggest
from mnemo.styles.music import BandStyle, HookStyle, MusicStyle
from mnemo.styles.parts import BandPart
from mnemo.styles.schema import SINGERS, Style
from mnemo.styles.strings import Cell, Known, is_written_out

LAST_BEAT = ("crash", "kick")  # with which a drummer ends every song


def check_names(style: Style, document: Document) -> None:
    """Raise StyleError for a pattern, an instrument, a drum or a singer that a song in this style would not find."""
    for keys, known, name in _list_named(style.music):
        Known(known).check(document, name, keys)
    for keys, bar in _list_bars(style.music):
        Cell().check(document, style.music.cell(bar), keys)
    for name, hook in style.music.hooks.items():
        _check_steps(style.music.cell(hook.cell), hook, document, ("music", "hooks", name, "steps"))
    if "verse" not in style.music.section:
        raise document.fail((), "the style {style} has no table [music.section.verse]", style=style.name)
    for keys, table, name, known in _list_needed(style):
        if name not in known:
            template = "{key} needs [sound.{table}.{name}]; {hint}"
            key, hint = ".".join(map(str, keys)), suggest(name, known)
            raise document.fail(keys, template, key=key, table=table, name=name, hint=hint)


def _list_named(music: MusicStyle) -> Iterator[tuple[Keys, Collection[str], str]]:
    """Yield what one table of [music] names in another: the key, what there is, the name."""
    yield ("music", "form", "break_drums"), {"", *music.drums}, music.form.break_drums
    for kind, section in music.section.items():
        table = ("music", "section", kind)
        for i, rhythm in enumerate(section.rhythms):
            for bar in rhythm.split("|"):
                if not is_written_out(bar):
                    yield (*table, "rhythms", i), music.cells, bar.strip()
        for key, known in (("hooks", music.hooks), ("contours", music.contours)):
            for i, name in enumerate(getattr(section, key)):
                yield (*table, key, i), known, name
    for name, band in music.band.items():
        for key in ("drums", "fill"):
            yield ("music", "band", name, key), {"", *music.drums}, getattr(band, key)
        for part, pattern in band.patterns.items():
            yield ("music", "band", name, part), {"", *music.patterns_of(part)}, pattern


def _list_bars(music: MusicStyle) -> Iterator[tuple[Keys, str]]:
    """Yield every bar that stands for a cell: those of the rhythms and those of the hooks."""
    for kind, section in music.section.items():
        for i, rhythm in enumerate(section.rhythms):
            yield from ((("music", "section", kind, "rhythms", i), bar) for bar in rhythm.split("|"))
    for name, hook in music.hooks.items():
        yield ("music", "hooks", name, "cell"), hook.cell


def _check_steps(cell: str, hook: HookStyle, document: Document, keys: Keys) -> None:
    """Check that a hook has a step for two of its notes or more, and that the highest is 0."""
    notes = (hook.pickup + cell).count("x")
    if not 2 <= len(hook.steps) <= notes or max(hook.steps) != 0:
        template = "{key} needs 2 to {count} steps, one a note from the first: 0 for the highest, less for the others"
        raise document.fail(keys, template, key=key_name(keys), count=notes)


def _list_needed(style: Style) -> Iterator[tuple[Keys, str, str, Collection[str]]]:
    """Yield every name that must be in a table of [sound]: the key that has it, the table, the name, what there is."""
    music, sound = style.music, style.sound
    for name, band in music.band.items():
        for part in _list_parts(band):
            key = "riser_bars" if part == BandPart.RISER else str(part)
            yield ("music", "band", name, key), "instruments", part, sound.instruments
        for key in ("drums", "fill"):
            for drum in (*LAST_BEAT, *music.drums.get(getattr(band, key), ())) if getattr(band, key) else ():
                yield ("music", "band", name, key), "kit", drum, sound.kit
        if band.crash:
            yield ("music", "band", name, "crash"), "kit", "crash", sound.kit
    for drum in music.drums.get(music.form.break_drums, ()):
        yield ("music", "form", "break_drums"), "kit", drum, sound.kit
    for singer in SINGERS:
        yield ("sound", "singers"), "singers", singer, sound.singers


def _list_parts(band: BandStyle) -> Iterator[BandPart]:
    """Yield who plays a pitch in a section."""
    yield from (part for part, pattern in band.patterns.items() if pattern)
    if band.synth:
        yield BandPart.SYNTH
    if band.riser_bars:
        yield BandPart.RISER
