"""Audio on disk: a song has some 17 stems, a minute of each takes 23 MB, and each is needed only now and then.

A stem waits as float32 in an open file without a name (O_TMPFILE), so that a process that is killed leaves no file
behind. Two fifths of a song's stems are silence, which takes neither room nor work.
"""

from __future__ import annotations

import errno
import os
import tempfile
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from mnemo.dsp.blocks import piece_slices
from mnemo.errors import WriteError
from mnemo.runtime import cache

Sound = NDArray[np.float32]
Pieces = Iterator[tuple[slice, Sound]]  # of a song, in order; what is left out is silent
Kept = Callable[[], Sound]  # maps audio that waits on the disk
Source = Sound | Kept | Pieces

CHANNELS, FRAME_BYTES = 2, 8


class StemFile:
    """A copy of some audio in a file without a name, which is gone when this object or its process ends.

    Calling it maps the file: only what is read of it takes memory, and only as long as the array lives. Raises
    WriteError where the disk refuses.
    """

    def __init__(self, samples: int, played: Pieces) -> None:
        self._shape = samples, CHANNELS
        self._sounding: set[int] = set()
        with _raise_write_error():
            self._file = _open_nameless(_folder())
            weakref.finalize(self, self._file.close)
            self._file.truncate(FRAME_BYTES * samples)
        self.replace(played)

    @classmethod
    def of(cls, audio: Sound) -> StemFile:
        return cls(len(audio), iterate_pieces(audio))

    def __call__(self) -> Sound:
        return np.memmap(self._file, np.float32, "r", shape=self._shape)

    def replace(self, played: Pieces) -> None:
        """Write other pieces over those of the same place; a piece that is left out stays as it is."""
        for piece, audio in played:
            samples = np.ascontiguousarray(audio, np.float32)
            if samples.any():
                self._sounding.add(piece.start)
            if piece.start in self._sounding:
                with _raise_write_error():
                    self._file.seek(FRAME_BYTES * piece.start)
                    if self._file.write(samples.data) < samples.nbytes:
                        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    @property
    def sounds(self) -> bool:
        return bool(self._sounding)

    def pieces(self) -> Pieces:
        """Yield the audio piece by piece, without silent pieces."""
        audio = self()
        for piece in piece_slices(self._shape[0]):
            if piece.start in self._sounding:
                yield piece, audio[piece]


def iterate_pieces(source: Source) -> Pieces:
    """Return the audio piece by piece; pieces that are known to be silent are left out."""
    if isinstance(source, StemFile):
        return source.pieces()
    if isinstance(source, Iterator):
        return source
    audio = source() if callable(source) else source
    return ((piece, audio[piece]) for piece in piece_slices(len(audio)))


def _folder() -> Path:
    """Return the cache's, which is on a disk and likely on that of the song; the folder for temporary files may be
    memory.
    """
    folder = cache.folder()
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        if os.access(folder, os.W_OK):
            return folder
    return Path(tempfile.gettempdir())


def _open_nameless(folder: Path) -> IO[bytes]:
    if hasattr(os, "O_TMPFILE"):
        with suppress(OSError):  # a file system without such files
            return os.fdopen(os.open(folder, os.O_TMPFILE | os.O_RDWR, 0o666), "r+b", buffering=0)
    return tempfile.TemporaryFile(buffering=0, dir=folder)


@contextmanager
def _raise_write_error() -> Iterator[None]:
    try:
        yield
    except OSError as e:
        raise WriteError("cannot write {folder}: {reason}", folder=_folder(), reason=e.strerror or str(e)) from e
