"""Audio that waits on disk: a song has some 17 stems of a minute's 23 MB, and each is needed only now and then."""

from __future__ import annotations

import tempfile
import weakref

import numpy as np
from numpy.typing import NDArray

from mnemo.errors import WriteError

Sound = NDArray[np.float32]


class Kept:
    """A copy of some audio in a file without a name, which goes with this object, or with a process that is killed.

    Calling it maps the file: memory is taken by what is read of it, and given back with the array. Raises WriteError.
    """

    def __init__(self, audio: Sound) -> None:
        self._shape = audio.shape
        try:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 - open for as long as this object lives
            weakref.finalize(self, self._file.close)
            self._file.write(np.ascontiguousarray(audio, np.float32).data)
            self._file.flush()
        except OSError as e:
            template = "cannot write {folder}: {reason}"
            raise WriteError(template, folder=tempfile.gettempdir(), reason=e.strerror or str(e)) from e

    def __call__(self) -> Sound:
        return np.memmap(self._file, np.float32, "r", shape=self._shape)
