"""The text front end (pyopenjtalk-plus) with a topic's own words in its dictionary.

The readings of a fact file become a user dictionary, so that the front end's own rules join them with the particles
that follow into accent phrases (「シーイーシ'ー」 + に). Nothing here depends on what else is installed: 何 is read by
the dictionary (`predict_nani=False`), not by the ONNX model where ONNX Runtime happens to be there.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, cast

from mnemo.errors import WriteError
from mnemo.runtime import cache

CACHE_SPACE = "morphemes"
_COST = -5000  # a word of ours beats the dictionary's; `mnemo.words.given` decides where it stands

Entry = tuple[str, str, int, int]  # surface, katakana, accent nucleus, morae
Morpheme = dict[str, Any]


def analyse(text: str, entries: Sequence[Entry]) -> list[Morpheme]:
    """Return the morphemes of a text.

    Each has surface, char_span, pron, read, is_unknown, reading_source, and phonemes with pitch. What was read before
    comes from the cache.
    """

    def read() -> list[Morpheme]:
        engine = _load_engine(tuple(entries))
        import pyopenjtalk

        with _mute(2):  # the C library warns of texts without a sound; they are told in our own words
            found = pyopenjtalk.g2p_mapping_prosody(text, jtalk=engine, predict_nani=False)
        return cast(list[Morpheme], found)

    return cache.memo(CACHE_SPACE, cache.digest(digest_code(), text, tuple(entries)), read)


@lru_cache(maxsize=1)
def digest_code() -> str:
    """Digest the code that reads, with the version of the front end, which brings the dictionary."""
    return cache.digest(cache.code_digest(sys.modules[__name__]), version("pyopenjtalk-plus"))


def import_quietly() -> None:
    """Import the front end once without its remark about ONNX Runtime on the user's screen."""
    if "pyopenjtalk" not in sys.modules:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            import pyopenjtalk  # noqa: F401


@lru_cache(maxsize=4)  # each maps the dictionary anew
def _load_engine(entries: tuple[Entry, ...]) -> Any:
    """Load the front end with these words. It takes 4 ms."""
    import_quietly()
    import pyopenjtalk
    from pyopenjtalk.openjtalk import OpenJTalk

    if not entries:
        return OpenJTalk(dn_mecab=pyopenjtalk.OPEN_JTALK_DICT_DIR)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        source, compiled = Path(folder, "readings.csv"), Path(folder, "readings.dic")
        source.write_text("".join(map(_make_row, entries)), encoding="utf-8")
        with _mute(1):  # the dictionary compiler's progress bar
            pyopenjtalk.mecab_dict_index(str(source), str(compiled))
        try:
            return OpenJTalk(
                dn_mecab=pyopenjtalk.OPEN_JTALK_DICT_DIR,
                userdic=str(compiled).encode(),
                userdic_reading_protection=[True],
            )
        except RuntimeError as e:  # the compiler says nothing of a disk that is full
            raise WriteError("cannot write {folder}: {reason}", folder=Path(folder), reason=str(e)) from e


def _make_row(entry: Entry) -> str:
    """Return one line of a NAIST-jdic dictionary: a proper noun that keeps its own accent in compounds (C1)."""
    surface, kana, nucleus, morae = entry
    wide = to_full_width(surface)
    return f"{wide},,,{_COST},名詞,固有名詞,一般,*,*,*,{wide},{kana},{kana},{nucleus}/{morae},C1\n"


def to_full_width(text: str) -> str:
    """Return a text in full width, as the dictionary is written, so that no comma or quote breaks a line of it."""
    return str(_load_engine(()).normalize_for_mecab(text))


@contextlib.contextmanager
def _mute(descriptor: int) -> Iterator[None]:
    """Keep what a C library writes to a file descriptor off the screen. One that is closed stays closed."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError, AttributeError):  # closed, or none: a window without console
            stream.flush()
    try:
        saved = os.dup(descriptor)
    except OSError:
        yield
        return
    sink = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(sink, descriptor)
        yield
    finally:
        os.dup2(saved, descriptor)
        os.close(saved)
        os.close(sink)
