"""The quantities and names of a style, each with what makes sense of it. `mnemo.reader` checks what a file says."""

from __future__ import annotations

import re
from typing import Annotated

from mnemo.key_lines import Keys
from mnemo.model import LAST_CHORUS, SectionKind, is_section_name
from mnemo.reader import Document, Range, key_name, suggest

TEMPO_BPM = (60.0, 240.0)  # slower, vowels freeze; faster, words blur


class Hex:
    """On a field: a colour as `#rrggbb`; the value goes into a style sheet."""

    def check(self, doc: Document, value: str, keys: Keys) -> None:
        if not re.fullmatch(r"#[0-9a-fA-F]{6}", value):
            raise doc.fail(keys, "{colour} is no colour; write it as #rrggbb", colour=repr(value))


class OfSection:
    """On a key: a section's own name ("verse 2", "last chorus") or its kind ("verse")."""

    def check(self, doc: Document, value: str, keys: Keys) -> None:
        if not is_section_name(value):
            number = value.rpartition(" ")[2]
            known = [*SectionKind, LAST_CHORUS, *(f"{kind} {number}" for kind in SectionKind)]
            hint = suggest(value, filter(is_section_name, known))
            raise doc.fail(keys, "{key}: there is no {name}; {hint}", key=key_name(keys), name=value, hint=hint)


SectionName = Annotated[str, OfSection()]
Colour = Annotated[str, Hex()]
Hz = Annotated[float, Range(0.01, 23_000)]
Seconds = Annotated[float, Range(0, 30)]
Db = Annotated[float, Range(-120, 40)]
Lufs = Annotated[float, Range(-40, -5)]
Cents = Annotated[float, Range(-1200, 1200)]
Semitones = Annotated[float, Range(-48, 48)]
Octaves = Annotated[float, Range(-10, 10)]
Share = Annotated[float, Range(0, 1)]
Pan = Annotated[float, Range(-1, 1)]  # left to right
