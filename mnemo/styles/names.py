"""What one table of a style names, another must hold: every mistake comes before the first sound."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from mnemo.reader import Document, Keys, suggest
from mnemo.styles.music import BandStyle
from mnemo.styles.parts import BandPart
from mnemo.styles.schema import SINGERS, Style

LAST_BEAT = ("crash", "kick")  # with which a drummer ends every song


def check_names(style: Style, document: Document) -> None:
    """Raises StyleError for an instrument, a drum or a singer that a song in this style would look for in vain."""
    if "verse" not in style.music.section:
        raise document.fail((), "the style {style} has no table [music.section.verse]", style=style.name)
    for keys, table, name, known in _list_needed(style):
        if name not in known:
            template = "{key} needs [sound.{table}.{name}]; {hint}"
            key, hint = ".".join(map(str, keys)), suggest(name, known)
            raise document.fail(keys, template, key=key, table=table, name=name, hint=hint)


def _list_needed(style: Style) -> Iterator[tuple[Keys, str, str, Collection[str]]]:
    """Yield every name that must be in a table of [sound]: the key that asks for it, the table, the name, what there
    is.
    """
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
